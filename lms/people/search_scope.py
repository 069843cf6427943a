"""Among whom somebody searches: people who have not left, and who stand in the units the reader may see."""

from collections.abc import Collection
from datetime import date
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Select,
    exists,
    func,
    or_,
    select,
    true,
)
from sqlalchemy.orm import Session, aliased

from lms import clock
from lms.people.belonging import holds_on
from lms.people.models import Membership, Person
from lms.units.enums import Tree

_FEW: Final = 1_500
"""Up to so many people of a reader's units, all are looked at."""


def on_record(day: date, person: Any = Person) -> ColumnElement[bool]:
    """Condition on a person, or a row with their `left_on`: has not left by the day."""
    return or_(person.left_on.is_(None), person.left_on > day)


def stands_in(unit_ids: Collection[int], person_id: Any = Person.id) -> ColumnElement[bool]:
    """Condition: the person stands in one of the units today."""
    place = aliased(Membership)
    return exists().where(
        place.person_id == person_id,
        place.unit_id.in_(unit_ids),
        holds_on(clock.today(), place),
    )


def may_be_known(party_units: Collection[int] | None) -> ColumnElement[bool]:
    """Condition on a membership found by the name of its unit: one in the Party tree counts only for a person
    who stands in one of these units (None: any), in whichever tree, as `people.view-party` decides for one.

    A list of those found tells who belongs to the unit, whether or not it shows the name.
    """
    if party_units is None:
        return true()
    return or_(Membership.tree == Tree.STATE, stands_in(party_units, Membership.person_id))


def people_of_few(db: Session, unit_ids: Collection[int] | None) -> Select[Any] | None:
    """Those who stand in the units today, when they are few enough to look at all of them."""
    if unit_ids is None:
        return None
    inside = select(Membership.person_id).where(
        Membership.unit_id.in_(unit_ids), holds_on(clock.today())
    )
    counted = select(func.count()).select_from(inside.limit(_FEW).subquery())
    return inside if (db.scalar(counted) or 0) < _FEW else None
