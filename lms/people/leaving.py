"""Leaving and coming back: the whole office, or some units while the person stays elsewhere; each on a day.

What cannot be is told apart first (`judge_leaving`, `judge_leaving_units`), so that a list of people is
previewed as it will be written.
"""

from collections.abc import Collection
from datetime import date

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from lms import clock
from lms.errors import Conflict
from lms.people.enums import Role
from lms.people.models import Account, Membership, Person, RoleGrant
from lms.people.places import STANDS_LATER, Verdict, chunks, end_places, judge_moves, move
from lms.web.i18n import lazy_gettext as _l

IS_ADMINISTRATOR = _l("is an administrator; end that role first")


def judge_leaving(db: Session, person_ids: Collection[int], on: date) -> Verdict:
    """Who can leave on the day, the first on which they are no longer there."""
    verdict = Verdict()
    later = set[int]()
    for some in chunks(person_ids):
        gone = db.scalars(select(Person.id).where(Person.id.in_(some), Person.left_on.is_not(None)))
        verdict.already.update(gone)
        verdict.refused |= dict.fromkeys(_administrators(db, some), str(IS_ADMINISTRATOR))
        later.update(
            db.scalars(
                select(Membership.person_id).where(
                    Membership.person_id.in_(some),
                    or_(Membership.starts_on > on, Membership.ends_on >= on),
                )
            )
        )
    verdict.refused |= dict.fromkeys(later - set(verdict.refused), str(STANDS_LATER))
    for each in verdict.already:
        verdict.refused.pop(each, None)
    verdict.change = set(person_ids) - verdict.already - set(verdict.refused)
    return verdict


def leave(db: Session, person_ids: Collection[int], on: date) -> None:
    """Note that people are no longer there from a day on; their places end the day before."""
    end_places(db, person_ids, on)
    for some in chunks(person_ids):
        db.execute(
            update(Person)
            .where(Person.id.in_(some))
            .values(left_on=on)
            .execution_options(synchronize_session="evaluate")
        )


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


def come_back(db: Session, person: Person, unit_id: int, on: date) -> None:
    """Somebody who left is there again from a day on, in a unit.

    Raises Conflict for somebody who has not left, or who left later than that day.
    """
    if person.left_on is None:
        raise Conflict(_l("This person has not left."))
    if on < person.left_on:
        raise Conflict(_l("The day lies before the one on which the person left."))
    person.left_on = None
    db.flush()
    verdict = judge_moves(db, [person.id], unit_id, on)
    if verdict.refused:
        raise Conflict(
            _l("This cannot be: the person %(reason)s.", reason=verdict.refused[person.id])
        )
    move(db, [person.id], unit_id, on)


def _administrators(db: Session, person_ids: Collection[int]) -> set[int]:
    holding = (
        select(Account.person_id)
        .join(RoleGrant, RoleGrant.account_id == Account.id)
        .where(
            Account.person_id.in_(person_ids),
            RoleGrant.role == Role.ADMINISTRATOR,
            RoleGrant.ended_at.is_(None),
            or_(RoleGrant.ends_on.is_(None), RoleGrant.ends_on >= clock.today()),
        )
    )
    return set(db.scalars(holding))
