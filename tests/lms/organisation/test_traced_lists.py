"""A list of units is in the trace act by act, with everybody whose unit it changes."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.organisation.undoing import undo_act
from lms.people.enums import Role
from lms.people.models import AccessEntry, Person
from lms.privacy.trace import Wanted, read_trace
from lms.units.enums import ActKind
from lms.units.models import Unit, UnitAct
from tests.factories import grant_role, make_account, make_person
from tests.lms.units.lists import DECISION, import_lines

LIST = (
    "state,S,Bộ,,ministry,Bộ trưởng",
    "state,A,Cục A,S,unit,Cục trưởng",
    "state,A1,Phòng 1,A,sub-unit,",
    "state,B,Vụ B,S,unit,Vụ trưởng",
    "state,C,Vụ C,S,unit,Vụ trưởng",
)
CHANGED = (
    LIST[0],
    "state,A,Cục Á,S,unit,Cục trưởng",
    LIST[2],
    "state,B,Vụ B,A,unit,Vụ trưởng",
    "state,D,Vụ D,S,unit,Vụ trưởng",
)
DAYS = {"một": date(2026, 11, 23), "hai": date(2026, 11, 24)}
Count = Callable[[], AbstractContextManager[list[str]]]


def unit(db: Session, code: str) -> Unit:
    return db.scalars(select(Unit).where(Unit.code == code)).one()


def told(db: Session, person: Person) -> list[tuple[str, str]]:
    """What an entry that names somebody says, and about which unit."""
    db.flush()
    rows = read_trace(db, Wanted(person_id=person.id))[0]
    return sorted((each.about, each.entry.detail.split(":")[0]) for each in rows)


@pytest.fixture
def people(db: Session) -> dict[str, Person]:
    import_lines(db, *LIST, decision="")
    return {code: make_person(db, unit=unit(db, code)) for code in ("S", "A", "A1", "B")}


def test_each_finds_the_acts_on_the_own_unit_and_those_above(db, people) -> None:
    import_lines(db, *CHANGED, closing=frozenset({unit(db, "C").id}))
    assert told(db, people["S"]) == []
    assert told(db, people["A"]) == told(db, people["A1"]) == [("Cục Á", "rename")]
    assert told(db, people["B"]) == [("Vụ B", "move")]
    wanted = select(AccessEntry).where(AccessEntry.action == "unit act recorded")
    kinds = {each.detail.split(":")[0] for each in db.scalars(wanted)}
    assert kinds == {"found", "rename", "move", "close"}
    assert all(DECISION.split(",")[0] in each.detail for each in db.scalars(wanted))


def test_taking_one_act_of_a_list_back_is_told_to_the_same_people(db, people) -> None:
    import_lines(db, *CHANGED)
    act = db.scalars(select(UnitAct).where(UnitAct.kind == ActKind.MOVE)).one()
    undo_act(db, act.id, "Ghi nhầm", None)
    assert told(db, people["B"]) == [("Vụ B", "move"), ("Vụ B", "undo")]
    assert told(db, people["A"]) == [("Cục Á", "rename")]


def test_holder_of_a_role_over_a_unit_that_a_list_closes(db, people) -> None:
    head = make_account(db)
    grant_role(db, head, Role.UNIT_HEAD, unit=unit(db, "C"))
    import_lines(db, *CHANGED, closing=frozenset({unit(db, "C").id}))
    assert told(db, db.get_one(Person, head.person_id)) == [("Vụ C", "close")]


def test_first_list_is_traced_as_a_whole(db, people) -> None:
    wanted = select(AccessEntry.action).where(AccessEntry.subject == "unit")
    assert list(db.scalars(wanted)) == ["list of units imported"]


def test_queries_do_not_grow_with_acts_and_people(db, people, count_queries: Count) -> None:
    counts = []
    for suffix, more in (("một", 1), ("hai", 200)):
        for _each in range(more):
            make_person(db, unit=unit(db, "A"))
        db.expire_all()
        lines = [LIST[0], *(line.replace(",Vụ ", f",Vụ {suffix} ") for line in LIST[1:])]
        with count_queries() as statements:
            import_lines(db, *lines, on=DAYS[suffix])
        counts.append(len(statements))
    assert counts[0] == counts[1]
