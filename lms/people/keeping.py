"""By which units the records of people are kept, as `scope_rules.kept_in` decides."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.people.models import Membership
from lms.people.scope_rules import Kept, Place, Scope, kept_in

_TOGETHER = 5_000


def keeping_units(db: Session, person_ids: Collection[int], day: date) -> dict[int, Kept]:
    """person id → the units by which the record is kept on a day. A query for each five thousand."""
    places: dict[int, list[Place]] = {each: [] for each in person_ids}
    ids = sorted(places)
    for start in range(0, len(ids), _TOGETHER):
        rows = db.execute(
            select(
                Membership.person_id, Membership.unit_id, Membership.tree, Membership.ends_on
            ).where(Membership.person_id.in_(ids[start : start + _TOGETHER]))
        )
        for person_id, unit_id, tree, ends_on in rows:
            places[person_id].append(Place(unit_id, tree, ends_on))
    return {person_id: kept_in(each, day) for person_id, each in places.items()}


def people_staying_outside(
    db: Session, scope: Scope, person_ids: Collection[int], day: date
) -> set[int]:
    """Of these people, those who stand outside the scope as well: they leave the units inside and stay there.

    Later places count too: who goes to a unit of others next month is not let go for good. A query for each
    five thousand.
    """
    if scope.is_everything:
        return set()
    return {
        person_id
        for person_id, kept in keeping_units(db, person_ids, day).items()
        if not scope.holds(unit_id for units in kept.values() for unit_id in units)
    }
