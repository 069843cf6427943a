"""Reads about invitations."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.people.models import Person
from sessions.conferences.enums import SummonsState
from sessions.conferences.models import Summons


@dataclass(frozen=True, slots=True)
class AddressCount:
    """How many summoned people can be written to."""

    summoned: int
    with_address: int


def count_addresses(db: Session, conference_id: int) -> AddressCount:
    """Summoned people of a conference, and those of them with a mail address."""
    row = db.execute(
        select(func.count(Summons.id), func.count(Person.email))
        .join(Person, Person.id == Summons.person_id)
        .where(Summons.conference_id == conference_id, Summons.state == SummonsState.SUMMONED)
    ).one()
    return AddressCount(row[0], row[1])
