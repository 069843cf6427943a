"""Acts on units as written: trees, people and roles before and after the day, and taken back."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.errors import Conflict, DomainError, Invalid
from lms.organisation.orders import NewUnit, Order
from lms.organisation.queries import count_by_unit, count_members
from lms.organisation.services import record_act
from lms.organisation.undoing import undo_act
from lms.people.enums import Role
from lms.people.models import Membership, RoleGrant
from lms.units.enums import ActKind, Tree, UnitKind
from lms.units.models import Unit, UnitAct, UnitActUnit, UnitName
from lms.units.tree import load_tree
from tests.factories import grant_role, make_account, make_person, make_unit

DAY = date(2026, 3, 1)
BEFORE, LATER = DAY - timedelta(days=1), date(2026, 9, 1)


class Office:
    """A ministry with two departments and a room, and people in them."""

    def __init__(self, db: Session) -> None:
        self.db = db
        self.ministry = make_unit(db, name="Bộ", code="B")
        self.a = make_unit(db, name="Vụ A", code="A", parent=self.ministry)
        self.b = make_unit(db, name="Vụ B", code="B1", parent=self.ministry)
        self.room = make_unit(db, name="Phòng A1", code="A1", parent=self.a)
        self.people_a = [make_person(db, unit=self.a) for _ in range(3)]
        self.people_b = [make_person(db, unit=self.b) for _ in range(2)]

    def do(self, kind: ActKind, *units: Unit, on: date = DAY, **order: object) -> UnitAct:
        ids = tuple(unit.id for unit in units)
        return record_act(
            self.db, Order(kind, Tree.STATE, on, "12/QĐ-BNV", units=ids, **order), None
        )

    def outline(self, on: date) -> list[str]:
        tree = load_tree(self.db, Tree.STATE, on)
        return [f"{'  ' * depth}{node.name}" for depth, node in tree.walk()]

    def counts(self, on: date) -> dict[str, int]:
        tree = load_tree(self.db, Tree.STATE, on)
        return {tree.name(unit): n for unit, n in count_by_unit(self.db, tree.nodes, on).items()}


@pytest.fixture
def office(db: Session) -> Office:
    return Office(db)


OLD = ["Bộ", "  Vụ A", "    Phòng A1", "  Vụ B"]


def new(code: str, name: str, parent: Unit) -> NewUnit:
    return NewUnit(code, name, UnitKind.UNIT, parent_id=parent.id)


def test_renamed_and_moved_units_keep_their_past(office: Office) -> None:
    office.do(ActKind.RENAME, office.a, name="Vụ A mới")
    office.do(ActKind.MOVE, office.room, target=office.b.id)
    assert office.outline(BEFORE) == OLD
    assert office.outline(DAY) == ["Bộ", "  Vụ A mới", "  Vụ B", "    Phòng A1"]


def test_founded_unit_stands_from_its_day_also_in_the_future(office: Office) -> None:
    office.do(ActKind.FOUND, target=new("C", "Cục C", office.ministry), on=date(2030, 1, 1))
    assert "  Cục C" not in office.outline(date(2029, 12, 31))
    assert "  Cục C" in office.outline(date(2030, 1, 1))


def test_merger_into_a_new_unit_takes_people_units_and_roles_along(office: Office) -> None:
    account = make_account(office.db)
    grant_role(office.db, account, Role.UNIT_HEAD, office.a)
    grant_role(office.db, account, Role.UNIT_HEAD, office.b)
    act = office.do(ActKind.MERGE, office.a, office.b, target=new("AB", "Vụ AB", office.ministry))
    assert office.outline(BEFORE) == OLD
    assert office.counts(BEFORE) == {"Vụ A": 3, "Vụ B": 2}
    assert office.outline(DAY) == ["Bộ", "  Vụ AB", "    Phòng A1"]
    assert office.counts(DAY) == {"Vụ AB": 5}
    assert act.people_moved == 5
    merged = office.db.scalar(select(Unit).where(Unit.code == "AB"))
    grants = office.db.scalars(select(RoleGrant).order_by(RoleGrant.id)).all()
    over_result = [each for each in grants if each.unit_id == merged.id]
    assert [(each.starts_on, each.ends_on) for each in over_result] == [(DAY, None)]
    parts = office.db.scalars(select(UnitActUnit.part).where(UnitActUnit.act_id == act.id)).all()
    assert sorted(parts) == ["result", "source", "source"]


def test_merger_into_one_of_them(office: Office) -> None:
    office.do(ActKind.MERGE, office.a, office.b, target=office.b.id)
    assert office.outline(DAY) == ["Bộ", "  Vụ B", "    Phòng A1"]
    assert office.counts(DAY) == {"Vụ B": 5}


def test_merger_in_the_past_redirects_those_who_came_since(office: Office) -> None:
    late = make_person(office.db)
    office.db.add(
        Membership(person_id=late.id, unit_id=office.a.id, tree=Tree.STATE, starts_on=LATER)
    )
    office.db.flush()
    office.do(ActKind.MERGE, office.a, target=office.b.id)
    assert office.counts(LATER) == {"Vụ B": 6}
    assert office.counts(DAY) == {"Vụ B": 5}


def test_split_sends_those_named_and_everybody_else(office: Office) -> None:
    named = office.people_a[0]
    office.do(
        ActKind.SPLIT,
        office.a,
        results=(new("X", "Vụ X", office.ministry), new("Y", "Vụ Y", office.ministry)),
        heir=1,
        people={named.id: 0},
    )
    assert office.counts(DAY) == {"Vụ B": 2, "Vụ X": 1, "Vụ Y": 2}
    assert office.outline(DAY) == ["Bộ", "  Vụ B", "  Vụ X", "  Vụ Y", "    Phòng A1"]
    assert count_members(office.db, load_tree(office.db, Tree.STATE, DAY).nodes, DAY) == 5


def test_part_of_a_unit_leaves_it_and_the_rest_stays(office: Office) -> None:
    office.do(
        ActKind.SPLIT,
        office.a,
        results=(new("X", "Vụ X", office.ministry),),
        people={office.people_a[0].id: 0},
    )
    assert office.counts(DAY) == {"Vụ A": 2, "Vụ B": 2, "Vụ X": 1}


def test_closing_needs_somebody_to_take_over_while_anybody_is_left(office: Office) -> None:
    for unit, words in ((office.b, "2 people still belong"), (office.a, "Units still stand")):
        with pytest.raises(Invalid) as refused:
            office.do(ActKind.CLOSE, unit)
        assert words in str(refused.value.message)
    assert office.outline(DAY) == OLD
    office.do(ActKind.CLOSE, office.room)
    office.do(ActKind.CLOSE, office.a, target=office.ministry.id)
    assert office.counts(DAY) == {"Bộ": 3, "Vụ B": 2}
    assert office.outline(BEFORE) == OLD


@pytest.mark.parametrize("kind", [ActKind.CLOSE, ActKind.RENAME, ActKind.MOVE, ActKind.SPLIT])
def test_closed_unit_takes_no_further_act(office: Office, kind: ActKind) -> None:
    office.do(ActKind.CLOSE, office.room)
    with pytest.raises(DomainError):
        office.do(
            kind,
            office.room,
            on=LATER,
            name="Khác",
            target=office.b.id,
            results=(office.b.id,),
        )


def test_code_that_is_taken_is_refused(office: Office) -> None:
    with pytest.raises(Conflict):
        office.do(ActKind.FOUND, target=new("a1", "Phòng khác", office.b))


@pytest.mark.parametrize("kind", [ActKind.MERGE, ActKind.SPLIT, ActKind.CLOSE])
def test_act_taken_back_leaves_everything_as_it_was(office: Office, kind: ActKind) -> None:
    before = _facts(office.db)
    act = office.do(
        kind,
        office.a,
        *([office.b] if kind is ActKind.MERGE else []),
        target=new("AB", "Vụ AB", office.ministry) if kind is ActKind.MERGE else office.b.id,
        results=(new("X", "X", office.ministry), office.b.id),
        heir=0,
    )
    assert _facts(office.db) != before
    undo = undo_act(office.db, act.id, "Ghi nhầm", None)
    assert _facts(office.db) == before
    assert (undo.undoes_id, undo.note) == (act.id, "Ghi nhầm")
    assert office.db.scalar(select(func.count(UnitAct.id))) == 2
    with pytest.raises(Conflict):
        undo_act(office.db, act.id, "Lần nữa", None)
    with pytest.raises(Invalid):
        undo_act(office.db, undo.id, "Lần nữa", None)


def test_code_of_a_unit_founded_by_mistake_is_free_again(office: Office) -> None:
    act = office.do(ActKind.FOUND, target=new("C", "Cục C", office.ministry))
    undo_act(office.db, act.id, "Ghi nhầm", None)
    office.do(ActKind.FOUND, target=new("C", "Cục C đúng", office.ministry))
    assert office.outline(DAY)[-1] == "  Cục C đúng"
    assert office.db.scalar(select(func.count(Unit.id)).where(Unit.code == "C")) == 1


def test_act_on_which_something_has_built_stays(office: Office) -> None:
    founded = office.do(ActKind.FOUND, target=new("C", "Cục C", office.ministry))
    unit = office.db.scalar(select(Unit).where(Unit.code == "C"))
    make_person(office.db, unit=unit)
    renamed = office.do(ActKind.RENAME, office.b, name="Vụ B2")
    office.do(ActKind.RENAME, office.b, name="Vụ B3", on=LATER)
    for act in (founded, renamed):
        with pytest.raises(Conflict), office.db.begin_nested():
            undo_act(office.db, act.id, "Ghi nhầm", None)
    assert "  Vụ B3" in office.outline(LATER)


def test_merger_after_which_people_moved_on_stays(office: Office) -> None:
    act = office.do(ActKind.MERGE, office.a, target=office.b.id)
    office.do(ActKind.CLOSE, office.b, target=office.ministry.id, on=LATER)
    with pytest.raises(Conflict):
        undo_act(office.db, act.id, "Ghi nhầm", None)


def _facts(db: Session) -> set[tuple]:
    tables = (Membership.unit_id, Membership.person_id, Membership.starts_on, Membership.ends_on)
    people = db.execute(select(*tables)).all()
    names = db.execute(select(UnitName.name, UnitName.starts_on, UnitName.ends_on)).all()
    trees = [
        (node.id, node.parent_id, day)
        for day in (BEFORE, DAY, LATER)
        for node in load_tree(db, Tree.STATE, day).nodes.values()
    ]
    return {tuple(row) for row in (*people, *names, *trees)}
