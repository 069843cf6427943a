"""The list of people as of a day: who stood there then, as what, under which names; and for whom."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms import clock
from lms.organisation.orders import Order
from lms.organisation.services import record_act
from lms.people.enums import PartyStatus, Role
from lms.people.models import AccessEntry, Account
from lms.people.places import end_places, leave, move
from lms.people.standing import change_standing
from lms.units.enums import ActKind, Tree
from lms.units.models import Unit
from tests.factories import make_account, make_person, make_unit

Login = Callable[[FlaskClient, Account], FlaskClient]
DAY = date(2026, 3, 1)
BEFORE = DAY - timedelta(days=1)


class Office:
    """A ministry in which much changed on a day: names, places, positions, a merger, somebody left."""

    def __init__(self, db: Session) -> None:
        self.db = db
        self.ministry = make_unit(db, name="Bộ")
        self.legal = make_unit(db, name="Vụ Pháp luật", parent=self.ministry)
        self.room = make_unit(db, name="Phòng Thẩm định", parent=self.legal)
        self.pay = make_unit(db, name="Vụ Tiền lương", parent=self.ministry)
        self.cell = make_unit(db, name="Chi bộ Bốn", tree=Tree.PARTY)
        self.stays = make_person(db, full_name="Bùi Thị Hòa", unit=self.legal, position="Vụ trưởng")
        self.moved = make_person(
            db, full_name="Lê Thị An", unit=self.room, party_unit=self.cell, position="Chuyên viên"
        )
        self.left = make_person(db, full_name="Vũ Văn Dũng", unit=self.legal)
        self.other = make_person(db, full_name="Cao Minh Đức", unit=self.pay, position="Bộ trưởng")
        self.act(ActKind.RENAME, self.legal, name="Vụ Pháp chế")
        move(db, [self.moved.id], self.pay.id, DAY)
        leave(db, [self.left.id], DAY)
        change_standing(db, {self.stays.id: {"position": "Chuyên viên cao cấp"}}, DAY)
        change_standing(db, {self.other.id: {"position": "Chuyên viên"}}, BEFORE)
        self.act(ActKind.MERGE, self.room, target=self.pay.id)
        db.flush()

    def act(self, kind: ActKind, *units: Unit, **order: object) -> None:
        ids = tuple(unit.id for unit in units)
        record_act(self.db, Order(kind, Tree.STATE, DAY, "12/QĐ", units=ids, **order), None)


@pytest.fixture
def office(db: Session) -> Office:
    return Office(db)


@pytest.fixture
def admin(db: Session, client: FlaskClient, login: Login) -> FlaskClient:
    return login(client, make_account(db, role=Role.ADMINISTRATOR, full_name="Quản Trị"))


NAMES = ("Bùi Thị Hòa", "Lê Thị An", "Vũ Văn Dũng", "Cao Minh Đức")


def names_on(client: FlaskClient, **query: object) -> list[str]:
    """Those of the names the list shows, in its order."""
    asked = {name.replace("_", "-"): value for name, value in query.items()}
    page = client.get("/nhan-su", query_string=asked)
    assert page.status_code == 200
    return sorted((each for each in NAMES if f">{each}<" in page.text), key=page.text.index)


def test_units_list_those_who_stood_there_on_the_day(admin: FlaskClient, office: Office) -> None:
    assert names_on(admin, don_vi=office.legal.id) == ["Bùi Thị Hòa"]
    assert names_on(admin, don_vi=office.legal.id, ngay=DAY + timedelta(1)) == ["Bùi Thị Hòa"]
    then = names_on(admin, don_vi=office.legal.id, ngay=BEFORE)
    assert then == ["Lê Thị An", "Vũ Văn Dũng", "Bùi Thị Hòa"]
    page = admin.get(f"/nhan-su?don-vi={office.legal.id}&ngay={BEFORE}").text
    for words in ("Vụ Pháp luật", "Phòng Thẩm định", "Vụ trưởng", "Nhân sự ngày 28/02/2026"):
        assert words in page
    assert "Vụ Pháp chế" not in page
    assert "Chuyên viên cao cấp" not in page


def test_search_within_a_day_finds_by_name_and_by_the_units_name_of_then(
    admin: FlaskClient, office: Office
) -> None:
    assert names_on(admin, tim="vu phap luat", ngay=BEFORE) == ["Vũ Văn Dũng", "Bùi Thị Hòa"]
    assert names_on(admin, tim="vu phap che", ngay=BEFORE) == []
    assert names_on(admin, tim="dung vu", ngay=BEFORE) == ["Vũ Văn Dũng"]
    assert names_on(admin, tim="dung vu", ngay=DAY) == []
    assert names_on(admin, tim="an", don_vi=office.legal.id, ngay=BEFORE) == ["Lê Thị An"]
    assert names_on(admin, tim="an", don_vi=office.legal.id, ngay=DAY) == []


def test_order_by_position_goes_by_the_positions_of_the_day(
    admin: FlaskClient, office: Office
) -> None:
    in_order = {"thu_tu": "chuc-vu", "ngay": BEFORE}
    assert names_on(admin, **in_order)[0] == "Bùi Thị Hòa"
    in_order["ngay"] = BEFORE - timedelta(1)
    assert names_on(admin, **in_order)[:2] == ["Cao Minh Đức", "Bùi Thị Hòa"]
    in_order["ngay"] = DAY
    assert names_on(admin, **in_order)[:2] == ["Bùi Thị Hòa", "Lê Thị An"]


def test_closed_unit_leads_to_its_last_members(admin: FlaskClient, office: Office) -> None:
    page = admin.get(f"/don-vi/{office.room.id}").text
    address = f"/nhan-su?don-vi={office.room.id}&amp;ngay={BEFORE}"
    assert address in page
    assert names_on(admin, don_vi=office.room.id, ngay=BEFORE) == ["Lê Thị An"]
    answer = admin.get(f"/nhan-su?don-vi={office.room.id}")
    assert (answer.status_code, answer.location) == (303, address.replace("&amp;", "&"))
    assert "không có vào ngày đó" in admin.get(f"/nhan-su?don-vi={office.room.id}&ngay={DAY}").text
    assert names_on(admin, don_vi=office.room.id, ngay=DAY) == []


def test_unit_page_of_a_day_leads_to_the_people_of_that_day(
    admin: FlaskClient, office: Office
) -> None:
    page = admin.get(f"/don-vi/{office.legal.id}?ngay={BEFORE}").text
    assert f"/nhan-su?don-vi={office.legal.id}&amp;ngay={BEFORE}" in page
    page = admin.get(f"/don-vi/{office.legal.id}").text
    assert f'/nhan-su?don-vi={office.legal.id}"' in page


def test_people_who_have_no_place_on_the_day_are_not_listed(
    admin: FlaskClient, db: Session, office: Office
) -> None:
    end_places(db, [office.stays.id], DAY)
    assert "Bùi Thị Hòa" in names_on(admin)
    assert "Bùi Thị Hòa" not in names_on(admin, ngay=DAY)
    assert names_on(admin, ngay=date(2019, 1, 1)) == []
    assert "Lê Thị An" in names_on(admin, ngay=clock.today() + timedelta(days=400))


def test_head_sees_the_people_of_then_but_opens_only_those_of_today(
    client: FlaskClient, db: Session, office: Office, login: Login
) -> None:
    login(client, make_account(db, role=Role.UNIT_HEAD, unit=office.legal, full_name="Trưởng"))
    then = names_on(client, ngay=BEFORE)
    assert then == ["Lê Thị An", "Vũ Văn Dũng", "Bùi Thị Hòa"]
    page = client.get(f"/nhan-su?ngay={BEFORE}").text
    assert f'href="/nhan-su/{office.stays.id}"' in page
    for person in (office.moved, office.left):
        assert f'href="/nhan-su/{person.id}"' not in page
        assert client.get(f"/nhan-su/{person.id}").status_code == 404
    answer = client.get(f"/nhan-su?don-vi={office.pay.id}&ngay={BEFORE}").text
    assert "Cao Minh Đức" not in answer
    assert "Vụ Tiền lương" not in answer


def test_party_membership_of_then_is_shown_to_those_who_may_know_it(
    client: FlaskClient, db: Session, office: Office, login: Login
) -> None:
    change_standing(db, {office.moved.id: {"party_status": PartyStatus.PROBATIONARY}}, BEFORE)
    change_standing(db, {office.moved.id: {"party_status": PartyStatus.OFFICIAL}}, DAY)
    head = make_account(db, role=Role.UNIT_HEAD, unit=office.legal, full_name="Trưởng")
    login(client, head)
    page = client.get(f"/nhan-su?ngay={BEFORE}").text
    assert "Đảng viên khi đó" not in page.split("<table")[1]
    assert names_on(client, tim="chi bo bon", ngay=BEFORE) == []
    for query in ({"don_vi": office.cell.id}, {"don_vi": office.cell.id, "tim": "an"}):
        assert names_on(client, ngay=BEFORE, **query) == []
    clerk = make_account(db, role=Role.RECORDS_CLERK, unit=office.legal, full_name="Văn thư")
    login(client, clerk)
    page = client.get(f"/nhan-su?ngay={BEFORE}").text
    assert "Dự bị" in page.split("<table")[1]
    assert names_on(client, tim="chi bo bon", ngay=BEFORE) == ["Lê Thị An"]


def test_what_was_looked_at_is_traced_with_its_day(
    admin: FlaskClient, db: Session, office: Office
) -> None:
    admin.get(f"/nhan-su?don-vi={office.legal.id}&ngay={BEFORE}&tim=an")
    entry = db.scalars(select(AccessEntry).order_by(AccessEntry.id.desc())).first()
    assert entry is not None
    assert (entry.action, entry.subject_id) == ("list of people seen", office.legal.id)
    assert entry.detail == "28/02/2026 an"


def test_queries_do_not_grow_with_the_list(
    admin: FlaskClient,
    db: Session,
    office: Office,
    count_queries: Callable[[], AbstractContextManager[list[str]]],
) -> None:
    counts = []
    for more in (1, 5):
        for _each in range(more):
            person = make_person(db, full_name="Lê Chuyên", unit=office.legal)
            change_standing(db, {person.id: {"position": "Vụ trưởng"}}, DAY)
        admin.get(f"/nhan-su?ngay={BEFORE}")
        with count_queries() as statements:
            admin.get(f"/nhan-su?ngay={BEFORE}&tim=chuyen")
        counts.append(len(statements))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("day", ["", "hom-qua", "2026-02-30"])
def test_what_is_no_day_means_today(admin: FlaskClient, office: Office, day: str) -> None:
    assert names_on(admin, don_vi=office.legal.id, ngay=day) == ["Bùi Thị Hòa"]
