"""Which entries of the trace are about somebody, and what the units they are about were called."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, aliased

from lms import clock
from lms.people.models import AccessEntry
from lms.people.tracing.models import AccessReach
from lms.people.tracing.reach import place_of
from lms.units.models import UnitName


def concerns(person_id: int) -> ColumnElement[bool]:
    """Condition: the entry is about the person, or about many of whom the person is one. Each is found by an index."""
    other = aliased(AccessEntry)
    own = select(other.id).where(other.subject == "person", other.subject_id == person_id)
    block, bit = place_of(person_id)
    among = select(AccessReach.entry_id).where(
        AccessReach.block == block, AccessReach.members.bitwise_and(bit) != 0
    )
    return AccessEntry.id.in_(own.union_all(among))


def units_named(db: Session, entries: Collection[AccessEntry]) -> dict[int, str]:
    """Entry about a unit → what the unit was called on the day of the entry.

    Of one that had no name that day, the last before or the first after it. One query, none where no entry is.
    """
    about = {
        each.id: (each.subject_id, clock.local(each.at).date())
        for each in entries
        if each.subject == "unit" and each.subject_id is not None
    }
    if not about:
        return {}
    names: dict[int, list[UnitName]] = {}
    wanted = select(UnitName).where(
        UnitName.unit_id.in_({unit_id for unit_id, _day in about.values()})
    )
    for name in db.scalars(wanted.order_by(UnitName.starts_on)):
        names.setdefault(name.unit_id, []).append(name)
    return {
        entry_id: next(
            (each.name for each in reversed(names[unit_id]) if each.starts_on <= day),
            names[unit_id][0].name,
        )
        for entry_id, (unit_id, day) in about.items()
        if unit_id in names
    }
