"""Leaving some units while the person stays elsewhere, and on record; leaving altogether is in `places`."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from lms.people.models import Membership
from lms.people.places import STANDS_LATER, Verdict, chunks, end_places


def judge_leaving_units(
    db: Session, person_ids: Collection[int], unit_ids: Collection[int], on: date
) -> Verdict:
    """Who can leave these units on the day; whoever stands in none of them then has done so already."""
    verdict = Verdict()
    later, here = set[int](), set[int]()
    for some in chunks(person_ids):
        places = select(Membership.person_id, Membership.starts_on, Membership.ends_on).where(
            Membership.person_id.in_(some),
            Membership.unit_id.in_(unit_ids),
            or_(Membership.ends_on.is_(None), Membership.ends_on >= on),
        )
        for person_id, starts_on, ends_on in db.execute(places):
            (later if starts_on > on or ends_on is not None else here).add(person_id)
    verdict.refused = dict.fromkeys(later, str(STANDS_LATER))
    verdict.change = here - later
    verdict.already = set(person_ids) - here - later
    return verdict


def leave_units(
    db: Session, person_ids: Collection[int], unit_ids: Collection[int], on: date
) -> None:
    """Let people stand in these units until the day before; elsewhere, and as themselves, they stay."""
    end_places(db, person_ids, on, unit_ids=unit_ids)
