"""Leaving some units while the person stays elsewhere, and on record; leaving altogether is in `places`."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from lms import clock
from lms.people.late_leaving import let_go_of_cell
from lms.people.models import Membership
from lms.people.party_positions import CellLeft
from lms.people.places import STANDS_LATER, Verdict, chunks, end_places, has_built_on
from lms.people.planned import Cancelled, taken_along, to_cancel


def lets_go(place: Membership, starts_on: date | None, ends_on: date | None) -> bool:
    """Whether other days of a place let somebody go who stands there today, for good: it gets an end where there was
    none, begins later, or (with neither day) is taken away. That counts as leaving a unit does.
    """
    today = clock.today()
    if place.starts_on > today or (place.ends_on is not None and place.ends_on < today):
        return False
    if starts_on is None or starts_on > today:
        return True
    return ends_on is not None and place.ends_on is None


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
            (later if has_built_on(starts_on, ends_on, on) else here).add(person_id)
    verdict.refused = dict.fromkeys(later, str(STANDS_LATER))
    verdict.change = here - later
    verdict.already = set(person_ids) - here - later
    return verdict


def cancelled_there(
    db: Session, person_ids: Collection[int], unit_ids: Collection[int], on: date
) -> Cancelled:
    """The places still to come that leaving these units cancels, there and where an act would take them."""
    found = to_cancel(db, person_ids, on, unit_ids=unit_ids)
    for unit_id, people in taken_along(db, person_ids, unit_ids, on).items():
        for person_id, there in to_cancel(db, people, on, unit_ids=[unit_id]).items():
            found.setdefault(person_id, []).extend(there)
    return found


def leave_units(
    db: Session, person_ids: Collection[int], unit_ids: Collection[int], on: date
) -> None:
    """Let people stand in these units until the day before; elsewhere, and as themselves, they stay.

    Places there still to come are cancelled, and so are those elsewhere to which an act on units would take them.
    Positions in the Party end with the Party organisation they are left with; those recorded since never came about.
    """
    let_go_of_cell(db, person_ids, CellLeft(on, unit_ids=unit_ids))
    for unit_id, people in taken_along(db, person_ids, unit_ids, on).items():
        end_places(db, people, on, unit_ids=[unit_id], planned=True)
    end_places(db, person_ids, on, unit_ids=unit_ids, planned=True)
