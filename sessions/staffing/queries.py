"""Reads for the page of a conference's secretaries and venue officers."""

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from lms import clock
from lms.people.enums import Role
from lms.people.models import Account, Person
from lms.people.roles.queries import GrantLine, Shown, list_grants
from sessions.conferences.audience import matches
from sessions.conferences.models import Conference

MOST_FOUND = 8
MOST_STAFF = 500


def named_staff(
    db: Session, conference: Conference
) -> tuple[list[GrantLine], dict[int, list[GrantLine]]]:
    """The grants that hold or will: the conference's secretaries, and venue id → its officers. Four queries."""
    secretaries = list_grants(
        db,
        roles=[Role.SECRETARY],
        place_ids=[conference.id],
        shown=Shown.RUNNING,
        size=MOST_STAFF,
    )
    officers = list_grants(
        db,
        roles=[Role.VENUE_OFFICER],
        place_ids=[venue.id for venue in conference.venues],
        shown=Shown.RUNNING,
        size=MOST_STAFF,
    )
    by_venue: dict[int, list[GrantLine]] = {venue.id: [] for venue in conference.venues}
    for line in officers.items:
        by_venue[line.grant.place_id or 0].append(line)
    return list(secretaries.items), by_venue


def find_accounts(db: Session, words: str) -> Sequence[tuple[Person, Account]]:
    """People with an account in use who fit the words; none for fewer than two letters."""
    if len(words.strip()) < 2:
        return []
    today = clock.today()
    rows = db.execute(
        select(Person, Account)
        .join(Account, Account.person_id == Person.id)
        .where(or_(matches(words), Account.login == words.strip().lower()))
        .where(Account.is_active, or_(Person.left_on.is_(None), Person.left_on > today))
        .order_by(Person.sort_key, Person.id)
        .limit(MOST_FOUND)
    )
    return [(person, account) for person, account in rows]
