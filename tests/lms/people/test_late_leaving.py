"""Leaving recorded late: positions recorded since never came about, which is asked or told before."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms import clock
from lms.people.enums import PartyStatus, Role
from lms.people.importing.applying import apply_roster_import
from lms.people.late_leaving import annulled_by_leaving_cell
from lms.people.models import Account, Membership, Person
from lms.people.party_positions import CellLeft
from lms.people.places import leave, move
from lms.people.standing import change_standing, standings_on
from lms.people.tracing.models import PersonChange
from lms.units.enums import Tree
from tests.factories import make_account, make_person, make_unit
from tests.lms.people.rosters import read_people

Login = Callable[[FlaskClient, Account], FlaskClient]
ANNULLED = "Đề nghị đánh dấu để hủy chức vụ"


def ago(days: int) -> date:
    return clock.today() - timedelta(days=days)


class Late:
    """Somebody who left twenty days ago, and was given a position of each kind ten days ago."""

    def __init__(self, db: Session) -> None:
        self.db = db
        self.unit = make_unit(db, name="Vụ Pháp chế")
        self.cell, self.other = (
            make_unit(db, name=f"Chi bộ {each}", tree=Tree.PARTY) for each in ("Bốn", "Năm")
        )
        self.person = make_person(
            db,
            full_name="Cao Minh Đức",
            unit=self.unit,
            party_unit=self.cell,
            party_status=PartyStatus.OFFICIAL,
            position="Chuyên viên",
        )
        given = {"position": "Phó Vụ trưởng", "party_position": "Bí thư"}
        change_standing(db, {self.person.id: given}, ago(10))

    def held(self, day: date) -> tuple[str, str]:
        self.db.expire_all()
        was = standings_on(self.db, [self.person.id], day)[self.person.id]
        return was.position, was.party_position


@pytest.fixture
def late(app, db: Session) -> Late:
    return Late(db)


@pytest.fixture
def clerk(db: Session, client: FlaskClient, login: Login) -> FlaskClient:
    return login(client, make_account(db, role=Role.ADMINISTRATOR))


def test_the_form_asks_first_and_annuls_what_was_ticked(
    db: Session, clerk: FlaskClient, late: Late
) -> None:
    address = f"/nhan-su/{late.person.id}/sua/roi-co-quan"
    assert "annuls" not in clerk.get(address).text
    day = {"on": f"{ago(20):%d/%m/%Y}"}
    refused = clerk.post(address, data=day)
    assert (refused.status_code, ANNULLED in refused.text) == (422, True)
    begun = f"{ago(10):%d/%m/%Y}"
    assert f"Hủy chức vụ: Phó Vụ trưởng (từ ngày {begun}); Bí thư (từ ngày {begun})" in refused.text
    assert db.get_one(Person, late.person.id).left_on is None
    assert clerk.post(address, data=day | {"annuls": "y"}).status_code == 303
    assert [late.held(ago(each)) for each in (21, 10, 0)] == [("Chuyên viên", "")] * 3
    assert late.person.position == "Chuyên viên"
    kept = {(each.field, each.before, each.after) for each in db.scalars(select(PersonChange))}
    assert ("position", "Phó Vụ trưởng", "Chuyên viên") in kept
    assert ("party_position", "Bí thư", "") in kept


def test_nothing_is_asked_of_a_day_after_they_began(clerk: FlaskClient, late: Late) -> None:
    day = {"on": f"{ago(5):%d/%m/%Y}"}
    assert clerk.post(f"/nhan-su/{late.person.id}/sua/roi-co-quan", data=day).status_code == 303
    assert late.held(ago(6)) == ("Phó Vụ trưởng", "Bí thư")
    assert late.held(ago(0)) == ("Phó Vụ trưởng", "")


def test_positions_still_to_come_are_annulled_too(db: Session, late: Late) -> None:
    change_standing(db, {late.person.id: {"position": "Vụ trưởng"}}, ago(-9))
    leave(db, [late.person.id], ago(3))
    assert late.held(ago(-30)) == ("Phó Vụ trưởng", "")


def test_a_change_of_the_very_day_of_leaving_stands(db: Session, late: Late) -> None:
    change_standing(db, {late.person.id: {"position": "Đã nghỉ hưu"}}, ago(3))
    leave(db, [late.person.id], ago(3))
    assert late.held(ago(0)) == ("Đã nghỉ hưu", "")


def test_a_last_day_of_the_place_in_the_cell_asks_of_the_party_alone(
    db: Session, clerk: FlaskClient, late: Late
) -> None:
    place = db.scalars(
        select(Membership).where(
            Membership.person_id == late.person.id, Membership.tree == Tree.PARTY
        )
    ).one()
    address = f"/nhan-su/{late.person.id}/noi/{place.id}"
    days = {"starts_on": f"{place.starts_on:%d/%m/%Y}", "ends_on": f"{ago(21):%d/%m/%Y}"}
    refused = clerk.post(address, data=days)
    assert refused.status_code == 422
    assert f"Hủy chức vụ: Bí thư (từ ngày {ago(10):%d/%m/%Y})" in refused.text
    assert clerk.post(address, data=days | {"annuls": "y"}).status_code == 303
    assert late.held(ago(0)) == ("Phó Vụ trưởng", "")
    assert db.scalars(select(PersonChange.before)).all() == ["Bí thư"]


def test_many_are_told_in_the_preview_and_annulled(
    db: Session, clerk: FlaskClient, late: Late
) -> None:
    act: dict[str, object]
    act = {"act": "roi-co-quan", "on": f"{ago(20):%d/%m/%Y}", "nguoi": [str(late.person.id)]}
    act |= {"category": "civil servant", "party_status": "official", "is_exempt": "0"}
    page = clerk.get("/nhan-su/hang-loat/xem-truoc", query_string=act).text
    assert "1 người có chức vụ ghi bắt đầu sau ngày đã rời đi" in page
    assert f"hủy: Phó Vụ trưởng (từ ngày {ago(10):%d/%m/%Y})" in page
    done = clerk.post("/nhan-su/hang-loat", data=act | {"so-nguoi": "1", "so-go": "1"})
    assert done.status_code == 303
    assert late.held(ago(0)) == ("Chuyên viên", "")
    kept = {(each.field, each.before) for each in db.scalars(select(PersonChange))}
    assert kept == {("position", "Phó Vụ trưởng"), ("party_position", "Bí thư")}


def test_a_list_that_lets_somebody_leave_late_annuls_them(db: Session, late: Late) -> None:
    stays = make_person(db, full_name="Lê Thị Hoa", unit=late.unit, born_on=date(1980, 3, 2))
    columns = ("STT", "Họ và tên", "Ngày sinh", "Đơn vị")
    listed = read_people(*columns, rows=[[1, stays.full_name, stays.born_on, "Vụ Pháp chế"]])
    apply_roster_import(db, listed, ago(20), leave=True)
    db.expire_all()
    assert late.person.left_on == ago(20)
    assert late.held(ago(0)) == ("Chuyên viên", "")


def test_whoever_goes_on_to_another_cell_keeps_what_begins_there(db: Session, late: Late) -> None:
    move(db, [late.person.id], late.other.id, ago(20))
    assert late.held(ago(0)) == ("Phó Vụ trưởng", "Bí thư")


def test_unless_it_was_said_that_it_is_not_kept(db: Session, late: Late) -> None:
    move(db, [late.person.id], late.other.id, ago(20), keeps_position=False)
    assert late.held(ago(0)) == ("Phó Vụ trưởng", "")


def test_what_begins_in_another_cell_later_stands(db: Session, late: Late) -> None:
    move(db, [late.person.id], late.other.id, ago(-5), keeps_position=True)
    change_standing(db, {late.person.id: {"party_position": "Chi ủy viên"}}, ago(-6))
    found = annulled_by_leaving_cell(
        db, [late.person.id], CellLeft(ago(20), unit_ids=[late.cell.id])
    )
    assert [each.position for each in found[late.person.id]] == ["Bí thư"]
