"""Among whom somebody searches: people who have not left, and who stand in the units the reader may see."""

from collections.abc import Collection
from datetime import date
from typing import Any, Final

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Integer,
    Select,
    any_,
    exists,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.orm import Session

from lms import clock
from lms.people.belonging import holds_on
from lms.people.models import Membership, Person

_FEW: Final = 1_500
"""Up to so many people of a reader's units, all are looked at."""


def on_record(day: date, person: Any = Person) -> ColumnElement[bool]:
    """Condition on a person, or a row with their `left_on`: has not left by the day."""
    return or_(person.left_on.is_(None), person.left_on > day)


def stands_in(unit_ids: Collection[int], person_id: Any = Person.id) -> ColumnElement[bool]:
    """Condition: the person stands in one of the units today."""
    return exists().where(
        Membership.person_id == person_id,
        Membership.unit_id.in_(unit_ids),
        holds_on(clock.today()),
    )


def ids_of_few(db: Session, unit_ids: Collection[int]) -> list[int] | None:
    """Whoever stands in the units today, when they are few enough to look at all of them. One query."""
    inside = select(Membership.person_id).where(
        Membership.unit_id.in_(unit_ids), holds_on(clock.today())
    )
    ids = list(db.scalars(inside.limit(_FEW)))
    return ids if len(ids) < _FEW else None


def one_of(db: Session, person_ids: list[int]) -> ColumnElement[bool]:
    """Condition: one of these people. PostgreSQL takes them as one array and reads them by their key.

    Of a question in place of the ids it would rather read everybody, and take the few for thousands.
    """
    if db.get_bind().dialect.name == "postgresql":
        return Person.id == any_(literal(person_ids, ARRAY(Integer)))
    return Person.id.in_(person_ids)


def people_of_few(db: Session, unit_ids: Collection[int] | None) -> Select[Any] | None:
    """Those who stand in the units today, when they are few enough to look at all of them."""
    if unit_ids is None:
        return None
    inside = select(Membership.person_id).where(
        Membership.unit_id.in_(unit_ids), holds_on(clock.today())
    )
    counted = select(func.count()).select_from(inside.limit(_FEW).subquery())
    return inside if (db.scalar(counted) or 0) < _FEW else None
