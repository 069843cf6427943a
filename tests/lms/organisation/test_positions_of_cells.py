"""A position in a cell ends with the act that takes its holder to another: dated, traced, and taken back with it."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms import clock
from lms.organisation.committees import positions_ending_with
from lms.organisation.orders import NewUnit, Order
from lms.organisation.planning import plan_act
from lms.organisation.services import record_act
from lms.organisation.undoing import undo_act
from lms.people.enums import PartyStatus
from lms.people.models import AccessEntry, Person
from lms.people.places import leave, move
from lms.people.standing import change_standing, standings_on
from lms.people.tracing.models import PersonChange
from lms.units.enums import ActKind, Tree, UnitKind
from tests.factories import make_account, make_person, make_unit

SECRETARY, COMMITTEE = "Bí thư", "Đảng ủy viên"
ONE = timedelta(days=1)


class Cells:
    def __init__(self, db: Session) -> None:
        self.db = db
        self.on = clock.today() - timedelta(days=10)
        self.by = make_account(db, full_name="Trần Tổ Chức").id
        self.top = make_unit(db, name="Đảng bộ Bộ", tree=Tree.PARTY)
        self.one, self.two = (
            make_unit(db, name=f"Chi bộ {each}", tree=Tree.PARTY, parent=self.top)
            for each in ("Một", "Hai")
        )
        self.secretary = self.member("Lê An", SECRETARY)
        self.above = self.member("Vũ Bình", COMMITTEE)

    def member(self, name: str, position: str, unit: object = None) -> Person:
        cell = unit or self.one
        person = make_person(
            self.db, full_name=name, party_unit=cell, party_status=PartyStatus.OFFICIAL
        )
        person.party_position = position
        self.db.flush()
        return person

    def held(self, person: Person, day: date) -> str:
        self.db.expire_all()
        return standings_on(self.db, [person.id], day)[person.id].party_position

    def around(self, person: Person) -> tuple[str, str]:
        """What was held the day before the act, and what on its day."""
        return self.held(person, self.on - timedelta(days=1)), self.held(person, self.on)

    def act(self, kind: ActKind, *units, on: date | None = None, **more):
        order = Order(
            kind, Tree.PARTY, on or self.on, "1/QĐ", units=tuple(u.id for u in units), **more
        )
        return record_act(self.db, order, self.by)

    def merge(self, on: date | None = None):
        return self.act(ActKind.MERGE, self.one, self.two, target=self.two.id, on=on)


@pytest.fixture
def cells(app, db: Session) -> Cells:
    return Cells(db)


def test_merger_ends_those_of_the_cell_that_goes_and_no_others(cells: Cells) -> None:
    stays = cells.member("Đỗ Chi", "Phó Bí thư", cells.two)
    cells.merge()
    assert cells.around(cells.secretary) == (SECRETARY, "")
    assert cells.around(cells.above) == (COMMITTEE, COMMITTEE)
    assert cells.around(stays) == ("Phó Bí thư", "Phó Bí thư")
    assert cells.secretary.party_position == ""


def test_merger_into_a_new_cell_ends_those_of_both(cells: Cells) -> None:
    other = cells.member("Đỗ Chi", "Chi ủy viên", cells.two)
    new = NewUnit("CBM", "Chi bộ Mới", UnitKind.PARTY_CELL, parent_id=cells.top.id)
    cells.act(ActKind.MERGE, cells.one, cells.two, target=new)
    assert cells.around(cells.secretary) == (SECRETARY, "")
    assert cells.around(other) == ("Chi ủy viên", "")


def test_closing_ends_them(cells: Cells) -> None:
    cells.act(ActKind.CLOSE, cells.one, target=cells.two.id)
    assert cells.around(cells.secretary) == (SECRETARY, "")


def test_split_ends_those_of_whoever_goes_elsewhere(cells: Cells) -> None:
    goes = cells.member("Đỗ Chi", "Chi ủy viên")
    new = NewUnit("CBM", "Chi bộ Mới", UnitKind.PARTY_CELL, parent_id=cells.top.id)
    cells.act(ActKind.SPLIT, cells.one, results=(new,), people={goes.id: 0})
    assert cells.around(goes) == ("Chi ủy viên", "")
    assert cells.around(cells.secretary) == (SECRETARY, SECRETARY)


def test_a_move_within_the_tree_and_another_name_change_none(cells: Cells) -> None:
    cells.act(ActKind.MOVE, cells.one, target=cells.two.id)
    cells.act(ActKind.RENAME, cells.one, name="Chi bộ Ba")
    assert cells.around(cells.secretary) == (SECRETARY, SECRETARY)


def test_a_position_told_for_the_day_of_the_act_is_one_in_the_new_cell(cells: Cells) -> None:
    change_standing(cells.db, {cells.secretary.id: {"party_position": "Chi ủy viên"}}, cells.on)
    cells.merge()
    assert cells.around(cells.secretary) == (SECRETARY, "Chi ủy viên")


def test_an_act_to_come_ends_them_on_its_day(cells: Cells) -> None:
    day = clock.today() + timedelta(days=20)
    cells.merge(day)
    assert cells.secretary.party_position == SECRETARY
    assert cells.held(cells.secretary, day - timedelta(days=1)) == SECRETARY
    assert cells.held(cells.secretary, day) == ""


def test_it_is_kept_beside_the_trace_of_the_act_and_of_taking_it_back(cells: Cells) -> None:
    act = cells.merge()
    undo_act(cells.db, act.id, "Ghi nhầm", cells.by)
    kept = cells.db.execute(
        select(PersonChange.person_id, PersonChange.before, PersonChange.after, AccessEntry.detail)
        .join(AccessEntry, AccessEntry.id == PersonChange.entry_id)
        .order_by(PersonChange.id)
    ).all()
    told = f"1/QĐ, {cells.on.isoformat()}"
    assert [tuple(row) for row in kept] == [
        (cells.secretary.id, SECRETARY, "", f"merge: {told}"),
        (cells.secretary.id, "", SECRETARY, f"undo: {told}"),
    ]


@pytest.mark.parametrize("days", [-10, 20])
def test_taking_the_act_back_gives_them_back(cells: Cells, days: int) -> None:
    cells.on = clock.today() + timedelta(days=days)
    undo_act(cells.db, cells.merge().id, "Ghi nhầm", cells.by)
    assert cells.around(cells.secretary) == (SECRETARY, SECRETARY)
    assert cells.held(cells.secretary, cells.on + timedelta(days=99)) == SECRETARY
    assert cells.secretary.party_position == SECRETARY


def test_taking_back_a_late_act_keeps_the_end_the_position_had(cells: Cells) -> None:
    last = cells.on + timedelta(days=4)
    change_standing(cells.db, {cells.secretary.id: {"party_position": ""}}, last + ONE)
    undo_act(cells.db, cells.merge().id, "Ghi nhầm", cells.by)
    assert cells.held(cells.secretary, last) == SECRETARY
    assert cells.held(cells.secretary, last + ONE) == ""


def test_taking_it_back_leaves_what_was_given_since(cells: Cells) -> None:
    other = cells.member("Đỗ Chi", "Chi ủy viên")
    act = cells.merge()
    later = cells.on + timedelta(days=3)
    change_standing(cells.db, {other.id: {"party_position": "Bí thư"}}, cells.on)
    change_standing(cells.db, {cells.secretary.id: {"party_position": "Phó Bí thư"}}, later)
    undo_act(cells.db, act.id, "Ghi nhầm", cells.by)
    assert cells.around(other) == ("Chi ủy viên", "Bí thư")
    assert cells.around(cells.secretary) == (SECRETARY, SECRETARY)
    assert cells.held(cells.secretary, later) == "Phó Bí thư"


def test_whoever_left_before_an_act_to_come_gets_none_back(cells: Cells) -> None:
    act = cells.merge(clock.today() + timedelta(days=20))
    leave(cells.db, [cells.secretary.id], clock.today())
    undo_act(cells.db, act.id, "Ghi nhầm", cells.by)
    assert cells.held(cells.secretary, clock.today() + timedelta(days=30)) == ""


def test_a_place_that_begins_after_the_act_says_nothing_of_the_position_held_now(
    cells: Cells,
) -> None:
    three = make_unit(cells.db, name="Chi bộ Ba", tree=Tree.PARTY, parent=cells.top)
    member = cells.member("Đỗ Chi", "Chi ủy viên", three)
    day = clock.today() + timedelta(days=5)
    move(cells.db, [member.id], cells.one.id, day + timedelta(days=5), keeps_position=True)
    cells.merge(day)
    assert cells.held(member, day) == "Chi ủy viên"


def test_acts_of_the_state_tree_ask_nothing_more(cells: Cells, count_queries) -> None:
    state = [make_unit(cells.db, name=f"Vụ {each}") for each in "AB"]
    make_person(cells.db, unit=state[0])
    order = Order(
        ActKind.MERGE, Tree.STATE, cells.on, "2/QĐ", units=(state[0].id,), target=state[1].id
    )
    plan = plan_act(cells.db, order)
    with count_queries() as queries:
        assert positions_ending_with(cells.db, plan) == {}
    assert queries == []
