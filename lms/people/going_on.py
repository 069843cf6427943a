"""Places that go on: whoever is moved back on the very day of leaving has never left, and the history says so."""

from collections.abc import Collection
from datetime import date, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from lms.people.models import Membership


def let_go_on(db: Session, person_ids: Collection[int], unit_id: int, on: date) -> set[int]:
    """Let places in the unit that ended the day before hold on, and tell whose they were.

    If an act on units ended it that day, nothing is left of the act for this person when it is taken back. Two queries.
    """
    ended = select(Membership.id, Membership.person_id).where(
        Membership.person_id.in_(person_ids),
        Membership.unit_id == unit_id,
        Membership.ends_on == on - timedelta(days=1),
    )
    places = {place_id: person_id for place_id, person_id in db.execute(ended)}  # noqa: C416 - rows are typed
    if places:
        db.execute(
            update(Membership)
            .where(Membership.id.in_(places))
            .values(ends_on=None)
            .execution_options(synchronize_session=False)
        )
    return set(places.values())


def ended_before(db: Session, place: Membership) -> Membership | None:
    """The place in the same tree that ended when this one began; None for none. One query."""
    return db.scalar(
        select(Membership).where(
            Membership.person_id == place.person_id,
            Membership.tree == place.tree,
            Membership.ends_on == place.starts_on - timedelta(days=1),
        )
    )
