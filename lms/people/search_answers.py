"""What is told of people and units found while somebody types."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from lms import clock
from lms.people.belonging import holds_on
from lms.people.models import Membership, Person
from lms.units.enums import Tree
from lms.units.models import UnitName


@dataclass(frozen=True, slots=True)
class Found:
    """One answer while somebody types."""

    id: int
    full_name: str
    born_on: date | None
    birth_year: int | None
    position: str
    personnel_code: str | None
    unit: str
    """Where the person stands today, in the state tree if anywhere there; empty for nowhere."""


@dataclass(frozen=True, slots=True)
class FoundUnit:
    """A unit whose name or code has the words."""

    id: int
    name: str


def describe(db: Session, ids: Sequence[int]) -> list[Found]:
    """The people with the present name of the unit each stands in. One query."""
    if not ids:
        return []
    today = clock.today()
    held = and_(Membership.person_id == Person.id, holds_on(today))
    named = and_(UnitName.unit_id == Membership.unit_id, *holding_today(today))
    rows = db.execute(
        select(
            Person.id,
            Person.full_name,
            Person.born_on,
            Person.birth_year,
            Person.position,
            Person.personnel_code,
            UnitName.name,
        )
        .outerjoin(Membership, held)
        .outerjoin(UnitName, named)
        .where(Person.id.in_(ids))
        .order_by(Membership.tree == Tree.STATE)
    )
    found = {row.id: Found(*row[:-1], row.name or "") for row in rows}
    return [found[each] for each in ids]


def holding_today(today: date) -> list[ColumnElement[bool]]:
    return [
        UnitName.starts_on <= today,
        or_(UnitName.ends_on.is_(None), UnitName.ends_on >= today),
    ]
