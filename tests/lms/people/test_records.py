"""Changing the record of one person: what is corrected, what is dated, what is refused, who may."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms import clock
from lms.people.enums import PartyStatus, Role
from lms.people.models import AccessEntry, Account, Membership, Person
from lms.units.enums import Tree
from lms.units.models import Unit, UnitName
from tests.factories import LONG_AGO, make_account, make_person, make_unit

Login = Callable[[FlaskClient, Account], FlaskClient]
YESTERDAY = clock.today() - timedelta(days=1)
ACTS = ("thong-tin", "chuc-danh", "dieu-chuyen", "roi-co-quan", "tro-lai")


@pytest.fixture
def admin(db: Session, client: FlaskClient, login: Login) -> FlaskClient:
    return login(client, make_account(db, role=Role.ADMINISTRATOR, full_name="Quản Trị Hệ Thống"))


@pytest.fixture
def legal(db: Session) -> Unit:
    return make_unit(db, name="Vụ Pháp chế")


@pytest.fixture
def pay(db: Session) -> Unit:
    return make_unit(db, name="Vụ Tiền lương")


def record(**changes: str) -> dict[str, str]:
    return {"full_name": "Cao Minh Đức", "sex": "male", "born_on": "17/05/1975"} | changes


def places(db: Session, person: Person) -> list[tuple[int, date, date | None]]:
    rows = db.scalars(
        select(Membership)
        .where(Membership.person_id == person.id)
        .order_by(Membership.starts_on)
        .execution_options(populate_existing=True)
    )
    return [(each.unit_id, each.starts_on, each.ends_on) for each in rows]


@pytest.mark.parametrize("act", ACTS)
def test_acts_open_for_administrators_only(
    db: Session, client: FlaskClient, login: Login, legal: Unit, act: str
) -> None:
    address = f"/nhan-su/{make_person(db, unit=legal).id}/sua/{act}"
    assert client.get(address).status_code == 303
    login(client, make_account(db, role=Role.UNIT_HEAD, unit=legal))
    assert client.get(address).status_code == 404
    assert client.post(address, data=record()).status_code == 404
    login(client, make_account(db, role=Role.ADMINISTRATOR))
    assert client.get(address).status_code == 200
    assert client.get("/nhan-su/1/sua/gi-do").status_code == 404


def test_record_is_corrected_found_and_traced(db: Session, admin: FlaskClient) -> None:
    person = make_person(db, full_name="Cao Minh Đúc", email="ducdo@bo.example")
    account = make_account(db, person=person)
    data = record(email="DucCM@bo.example", phone="0912 345 678")
    assert admin.post(f"/nhan-su/{person.id}/sua/thong-tin", data=data).status_code == 303
    assert (person.full_name, person.email) == ("Cao Minh Đức", "duccm@bo.example")
    assert account.login == "duccm@bo.example"
    assert "Cao Minh Đức" in admin.get("/nhan-su?tim=duc cao").text
    trace = db.scalars(select(AccessEntry).where(AccessEntry.action == "record corrected")).one()
    assert (trace.subject_id, "email" in trace.detail) == (person.id, True)


def test_what_is_on_record_is_not_judged_again(db: Session, admin: FlaskClient) -> None:
    person = make_person(db, full_name="Cao Minh Đức 2", personnel_code="KT 1", email=None)
    person.born_on, person.birth_year = None, 1890
    db.flush()
    data = {
        "full_name": "Cao Minh Đức 2",
        "personnel_code": "KT 1",
        "birth_year": "1890",
        "sex": "",
    }
    answer = admin.post(f"/nhan-su/{person.id}/sua/thong-tin", data=data | {"note": "hưu"})
    assert answer.status_code == 303
    assert (person.note, person.personnel_code, person.birth_year) == ("hưu", "KT 1", 1890)


@pytest.mark.parametrize(
    "wrong",
    [
        {"full_name": "  "},
        {"born_on": "31/02/1975"},
        {"born_on": "01/01/2999"},
        {"born_on": f"01/01/{clock.today().year - 13}"},
        {"born_on": "", "birth_year": "1890"},
        {"born_on": "", "birth_year": str(clock.today().year)},
        {"born_on": "", "birth_year": "năm nay"},
        {"full_name": "0912345678"},
        {"full_name": "<b>Cao Minh Đức</b>"},
        {"email": "khong-phai"},
        {"phone": "abc"},
        {"personnel_code": "TAKEN"},
        {"email": "taken@bo.example"},
    ],
)
def test_bad_records_are_refused_and_nothing_is_written(
    db: Session, admin: FlaskClient, wrong: dict[str, str]
) -> None:
    make_person(db, personnel_code="TAKEN", email="taken@bo.example")
    person = make_person(db, full_name="Cao Minh Đúc")
    answer = admin.post(f"/nhan-su/{person.id}/sua/thong-tin", data=record(**wrong))
    assert answer.status_code in (409, 422)
    assert 'role="alert"' in answer.text
    assert person.full_name == "Cao Minh Đúc"


def test_standing_changes_on_a_day_and_the_page_shows_both(db: Session, admin: FlaskClient) -> None:
    person = make_person(db, position="Chuyên viên")
    data = {
        "on": "01/03/2021",
        "position": "Trưởng phòng",
        "category": "civil servant",
        "party_status": "official",
    }
    assert admin.post(f"/nhan-su/{person.id}/sua/chuc-danh", data=data).status_code == 303
    assert (person.position, person.party_status) == ("Trưởng phòng", PartyStatus.OFFICIAL)
    page = admin.get(f"/nhan-su/{person.id}").text
    assert page.index("Trưởng phòng") < page.index("Chuyên viên")
    assert "28/02/2021" in page
    undated = data | {"on": ""}
    assert admin.post(f"/nhan-su/{person.id}/sua/chuc-danh", data=undated).status_code == 422


def test_moving_ends_the_old_place_the_day_before(
    db: Session, admin: FlaskClient, legal: Unit, pay: Unit
) -> None:
    cell = make_unit(db, tree=Tree.PARTY, name="Chi bộ")
    person = make_person(db, unit=legal, party_unit=cell)
    address = f"/nhan-su/{person.id}/sua/dieu-chuyen"
    data = {"unit_id": str(pay.id), "on": "01/03/2021"}
    assert admin.post(address, data=data).status_code == 303
    assert sorted(places(db, person)) == sorted(
        [
            (legal.id, LONG_AGO, date(2021, 2, 28)),
            (cell.id, LONG_AGO, None),
            (pay.id, date(2021, 3, 1), None),
        ]
    )
    assert admin.post(address, data=data).status_code == 409
    assert (
        admin.post(address, data={"unit_id": str(legal.id), "on": "01/02/2021"}).status_code == 409
    )
    assert admin.post(address, data={"unit_id": "0", "on": "01/04/2021"}).status_code == 422
    assert admin.post(address, data={"unit_id": str(pay.id), "on": "01/04/1990"}).status_code == 422
    assert len(places(db, person)) == 3


def test_leaving_ends_places_and_coming_back_begins_one(
    db: Session, admin: FlaskClient, legal: Unit, pay: Unit
) -> None:
    person = make_person(db, unit=legal)
    leave, back = (f"/nhan-su/{person.id}/sua/{act}" for act in ("roi-co-quan", "tro-lai"))
    assert admin.post(back, data={"unit_id": str(pay.id), "on": "01/03/2021"}).status_code == 409
    assert admin.post(leave, data={"on": "01/03/2021"}).status_code == 303
    assert person.left_on == date(2021, 3, 1)
    assert places(db, person) == [(legal.id, LONG_AGO, date(2021, 2, 28))]
    assert admin.post(leave, data={"on": "01/04/2021"}).status_code == 409
    assert admin.post(back, data={"unit_id": str(pay.id), "on": "01/02/2021"}).status_code == 409
    assert person.left_on is not None
    assert admin.post(back, data={"unit_id": str(pay.id), "on": "01/06/2021"}).status_code == 303
    assert person.left_on is None
    assert places(db, person)[1:] == [(pay.id, date(2021, 6, 1), None)]


def test_administrators_do_not_leave_before_their_role_ends(
    db: Session, admin: FlaskClient
) -> None:
    person = db.scalars(select(Person).where(Person.full_name == "Quản Trị Hệ Thống")).one()
    answer = admin.post(f"/nhan-su/{person.id}/sua/roi-co-quan", data={"on": "01/03/2021"})
    assert answer.status_code == 409
    assert person.left_on is None


def test_a_place_is_ended_corrected_and_taken_away(
    db: Session, admin: FlaskClient, legal: Unit, pay: Unit
) -> None:
    person = make_person(db, unit=legal)
    place_id = db.scalar(select(Membership.id).where(Membership.person_id == person.id))
    address = f"/nhan-su/{person.id}/noi/{place_id}"
    assert "Vụ Pháp chế" in admin.get(address).text
    data = {"starts_on": "01/02/2020", "ends_on": "30/06/2020"}
    assert admin.post(address, data=data).status_code == 303
    assert places(db, person) == [(legal.id, date(2020, 2, 1), date(2020, 6, 30))]
    db.add(
        Membership(person_id=person.id, unit_id=pay.id, tree=Tree.STATE, starts_on=date(2020, 7, 1))
    )
    db.flush()
    for wrong in ({"starts_on": "01/02/2020"}, data | {"ends_on": "01/01/2020"}):
        assert admin.post(address, data=wrong).status_code in (409, 422)
    stranger = make_person(db)
    assert admin.get(f"/nhan-su/{stranger.id}/noi/{place_id}").status_code == 404
    assert admin.post(address, data={"viec": "xoa"}).status_code == 303
    assert places(db, person) == [(pay.id, date(2020, 7, 1), None)]


def test_former_names_of_a_unit_stand_under_its_present_one(
    db: Session, admin: FlaskClient, legal: Unit
) -> None:
    name = db.scalars(select(UnitName).where(UnitName.unit_id == legal.id)).one()
    name.name, name.ends_on = "Vụ Pháp luật", date(2021, 2, 28)
    db.add(
        UnitName(
            unit_id=legal.id,
            name="Vụ Pháp chế",
            name_fold="vu phap che",
            starts_on=date(2021, 3, 1),
        )
    )
    page = admin.get(f"/nhan-su/{make_person(db, unit=legal).id}").text
    assert "đến 28/02/2021: Vụ Pháp luật" in page


def test_what_is_to_come_is_never_said_to_last_until_now(
    db: Session, admin: FlaskClient, legal: Unit, pay: Unit
) -> None:
    person = make_person(db, unit=legal)
    day = clock.today() + timedelta(days=40)
    shown, path = f"{day:%d/%m/%Y}", f"/nhan-su/{person.id}"
    moved = admin.post(
        f"{path}/sua/dieu-chuyen", data={"unit_id": str(pay.id), "on": day.isoformat()}
    )
    assert moved.status_code == 303
    form = {"on": day.isoformat(), "position": "Vụ trưởng", "category": "civil servant"}
    changed = admin.post(f"{path}/sua/chuc-danh", data=form | {"party_status": "none"})
    assert changed.status_code == 303
    rows = re.findall(r"<tr>.*?</tr>", admin.get(path).text, re.DOTALL)
    coming = [each for each in rows if f"từ {shown}" in each]
    assert len(coming) == 2  # the unit and the position
    assert all("nay" not in re.sub(r"<[^>]*>", " ", each).split() for each in coming)
    db.expire_all()
    assert db.get_one(Person, person.id).position == "Chuyên viên"
