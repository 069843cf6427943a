"""A position in the Party ends with leaving the cell: by hand, of many, by a list; what it was stays on record."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms import clock
from lms.people.enums import PartyStatus, Role
from lms.people.importing.applying import apply_roster_import
from lms.people.importing.planning import plan_roster_import
from lms.people.models import AccessEntry, Account, Membership, Person
from lms.people.party_positions import CellLeft, positions_ending
from lms.people.party_rules import is_of_cell
from lms.people.standing import change_standing, standings_on
from lms.people.tracing.models import PersonChange
from lms.units.enums import Tree
from tests.factories import make_account, make_person, make_unit
from tests.lms.people.rosters import read_people

Login = Callable[[FlaskClient, Account], FlaskClient]
SECRETARY, COMMITTEE = "Bí thư chi bộ", "Đảng ủy viên"


@pytest.mark.parametrize(
    ("position", "is_so"),
    [
        ("Bí thư", True),
        ("Phó Bí thư Chi bộ", True),
        ("Chi ủy viên", True),
        ("Tổ trưởng tổ đảng", True),
        ("Đảng ủy viên", False),
        ("Bí thư Đảng uỷ", False),
        ("ỦY VIÊN BAN THƯỜNG VỤ", False),
        ("Ủy viên BCH Đảng bộ", False),
        ("Chủ nhiệm Ủy ban Kiểm tra", False),
        ("", False),
    ],
)
def test_committees_above_are_told_from_those_of_cells(position: str, is_so: bool) -> None:
    assert is_of_cell(position) is is_so


class Cells:
    """Two cells and a department; a cell secretary and a member of the committee above, both of the first."""

    def __init__(self, db: Session) -> None:
        self.db = db
        self.legal = make_unit(db, name="Vụ Pháp chế")
        self.other_office = make_unit(db, name="Văn phòng")
        top = make_unit(db, name="Đảng bộ Bộ", tree=Tree.PARTY)
        self.four = make_unit(db, name="Chi bộ Bốn", tree=Tree.PARTY, parent=top)
        self.five = make_unit(db, name="Chi bộ Năm", tree=Tree.PARTY, parent=top)
        self.secretary = self.member("Cao Minh Đức", SECRETARY)
        self.above = self.member("Lê Thị Hoa", COMMITTEE)

    def member(self, name: str, position: str) -> Person:
        person = make_person(
            self.db,
            full_name=name,
            unit=self.legal,
            party_unit=self.four,
            party_status=PartyStatus.OFFICIAL,
        )
        person.party_position = position
        self.db.flush()
        return person

    def held(self, person: Person, day: date | None = None) -> str:
        self.db.expire_all()
        return standings_on(self.db, [person.id], day or clock.today())[person.id].party_position

    def stands_in(self, person: Person) -> int | None:
        return self.db.scalar(
            select(Membership.unit_id).where(
                Membership.person_id == person.id,
                Membership.tree == Tree.PARTY,
                Membership.ends_on.is_(None),
            )
        )


@pytest.fixture
def cells(db: Session) -> Cells:
    return Cells(db)


@pytest.fixture
def clerk(db: Session, client: FlaskClient, login: Login) -> FlaskClient:
    return login(client, make_account(db, role=Role.ADMINISTRATOR, full_name="Quản Trị"))


def today() -> str:
    return f"{clock.today():%d/%m/%Y}"


def yesterday() -> date:
    return clock.today() - timedelta(days=1)


def test_the_form_of_a_move_asks_and_ends_it(db: Session, clerk: FlaskClient, cells: Cells) -> None:
    address = f"/nhan-su/{cells.secretary.id}/sua/dieu-chuyen"
    form = clerk.get(address).text
    assert f"Giữ chức vụ Đảng “{SECRETARY}”" in form
    assert "checked" not in form[form.index("keeps_party_position") :][:200]
    move = {"unit_id": str(cells.five.id), "on": today()}
    assert clerk.post(address, data=move).status_code == 303
    assert (cells.held(cells.secretary), cells.held(cells.secretary, yesterday())) == (
        "",
        SECRETARY,
    )
    changed = db.scalars(select(PersonChange).where(PersonChange.field == "party_position")).one()
    assert (changed.before, changed.after) == (SECRETARY, "")
    entry = db.scalars(select(AccessEntry).where(AccessEntry.action == "moved to a unit")).one()
    assert entry.detail.endswith(", position_ended")


def test_what_is_said_of_it_holds(clerk: FlaskClient, cells: Cells) -> None:
    move = {"unit_id": str(cells.five.id), "on": today()}
    kept = move | {"keeps_party_position": "y"}
    clerk.post(f"/nhan-su/{cells.secretary.id}/sua/dieu-chuyen", data=kept)
    assert cells.held(cells.secretary) == SECRETARY
    address = f"/nhan-su/{cells.above.id}/sua/dieu-chuyen"
    form = clerk.get(address).text
    assert "checked" in form[form.index("keeps_party_position") - 100 :][:300]
    clerk.post(address, data=move)
    assert cells.held(cells.above) == ""


def test_a_move_in_the_state_tree_leaves_it(clerk: FlaskClient, cells: Cells) -> None:
    move = {"unit_id": str(cells.other_office.id), "on": today()}
    answer = clerk.post(f"/nhan-su/{cells.secretary.id}/sua/dieu-chuyen", data=move)
    assert answer.status_code == 303
    assert cells.held(cells.secretary) == SECRETARY


def test_who_holds_none_is_not_asked(db: Session, clerk: FlaskClient, cells: Cells) -> None:
    person = make_person(db, unit=cells.legal)
    assert "keeps_party_position" not in clerk.get(f"/nhan-su/{person.id}/sua/dieu-chuyen").text


def test_leaving_ends_any(clerk: FlaskClient, cells: Cells) -> None:
    address = f"/nhan-su/{cells.above.id}/sua/roi-co-quan"
    assert COMMITTEE in clerk.get(address).text
    assert clerk.post(address, data={"on": today()}).status_code == 303
    assert (cells.held(cells.above), cells.held(cells.above, yesterday())) == ("", COMMITTEE)


def test_a_last_day_of_the_place_ends_it_the_day_after(
    db: Session, clerk: FlaskClient, cells: Cells
) -> None:
    place = db.scalars(
        select(Membership).where(
            Membership.person_id == cells.secretary.id, Membership.tree == Tree.PARTY
        )
    ).one()
    address = f"/nhan-su/{cells.secretary.id}/noi/{place.id}"
    assert SECRETARY in clerk.get(address).text
    days = {"starts_on": f"{place.starts_on:%d/%m/%Y}", "ends_on": f"{yesterday():%d/%m/%Y}"}
    assert clerk.post(address, data=days).status_code == 303
    assert (cells.held(cells.secretary), cells.held(cells.secretary, yesterday())) == (
        "",
        SECRETARY,
    )


def test_many_are_previewed_and_ended(db: Session, clerk: FlaskClient, cells: Cells) -> None:
    people = [str(cells.secretary.id), str(cells.above.id)]
    act: dict[str, object]
    act = {"act": "dieu-chuyen", "unit_id": str(cells.five.id), "on": today(), "nguoi": people}
    act |= {"category": "civil servant", "party_status": "official", "is_exempt": "0"}
    page = clerk.get("/nhan-su/hang-loat/xem-truoc", query_string=act).text
    assert "1 chức vụ Đảng thôi giữ" in page
    assert f"thôi giữ: {SECRETARY}" in page
    assert COMMITTEE not in page
    seen = db.scalars(select(AccessEntry).where(AccessEntry.action == "list of people seen")).one()
    assert seen.shows_party
    done = clerk.post("/nhan-su/hang-loat", data=act | {"so-nguoi": "2"})
    assert done.status_code == 303
    assert [cells.held(each) for each in (cells.secretary, cells.above)] == ["", COMMITTEE]
    assert cells.held(cells.secretary, yesterday()) == SECRETARY
    changed = db.scalars(select(PersonChange)).one()
    assert (changed.person_id, changed.before, changed.after) == (
        cells.secretary.id,
        SECRETARY,
        "",
    )


def test_a_position_told_on_the_day_of_the_move_is_of_the_new_cell(
    db: Session, cells: Cells
) -> None:
    change_standing(db, {cells.secretary.id: {"party_position": "Chi ủy viên"}}, clock.today())
    people = [cells.secretary.id]
    assert positions_ending(db, people, CellLeft(clock.today(), cells.five.id)) == {}
    later = clock.today() + timedelta(days=1)
    assert positions_ending(db, people, CellLeft(later, cells.five.id)) == {
        people[0]: "Chi ủy viên"
    }


def test_a_move_to_come_ends_it_on_its_day(clerk: FlaskClient, cells: Cells) -> None:
    day = clock.today() + timedelta(days=9)
    move = {"unit_id": str(cells.five.id), "on": f"{day:%d/%m/%Y}"}
    clerk.post(f"/nhan-su/{cells.secretary.id}/sua/dieu-chuyen", data=move)
    assert (cells.held(cells.secretary), cells.held(cells.secretary, day)) == (SECRETARY, "")


COLUMNS = ("STT", "Họ và tên", "Ngày sinh", "Đơn vị", "Đảng viên", "Chi bộ")


def rows(cells: Cells, *names: Person, cell: str = "Chi bộ Năm") -> list[list[object]]:
    return [
        [place, each.full_name, each.born_on, "Vụ Pháp chế", "x", cell]
        for place, each in enumerate(names, 1)
    ]


def test_a_list_without_the_column_ends_those_of_the_cell_that_is_left(
    db: Session, cells: Cells
) -> None:
    listed = read_people(*COLUMNS, rows=rows(cells, cells.secretary, cells.above))
    plan = plan_roster_import(db, listed, clock.today())
    told = {each.before.id: each.values.get("party_position") for each in plan.changed}
    assert told == {cells.secretary.id: "", cells.above.id: None}
    apply_roster_import(db, listed, clock.today())
    assert cells.stands_in(cells.secretary) == cells.five.id
    assert [cells.held(each) for each in (cells.secretary, cells.above)] == ["", COMMITTEE]
    assert cells.held(cells.secretary, yesterday()) == SECRETARY
    again = plan_roster_import(db, listed, clock.today())
    assert (again.changed, len(again.unchanged)) == ([], 2)


def test_a_list_with_the_column_says_what_somebody_is_in_the_new_cell(
    db: Session, cells: Cells
) -> None:
    told = [[*row, SECRETARY] for row in rows(cells, cells.secretary)]
    listed = read_people(*COLUMNS, "Chức vụ Đảng", rows=told)
    apply_roster_import(db, listed, clock.today())
    assert cells.stands_in(cells.secretary) == cells.five.id
    assert cells.held(cells.secretary) == SECRETARY


def test_whom_a_list_lets_leave_holds_none_any_more(db: Session, cells: Cells) -> None:
    listed = read_people(*COLUMNS, rows=rows(cells, cells.above, cell="Chi bộ Bốn"))
    apply_roster_import(db, listed, clock.today(), leave=True)
    db.expire_all()
    assert cells.secretary.left_on == clock.today()
    assert (cells.held(cells.secretary), cells.held(cells.secretary, yesterday())) == (
        "",
        SECRETARY,
    )
    assert cells.held(cells.above) == COMMITTEE
