"""Reads about invitations."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session

from lms import clock
from lms.people.models import Person
from sessions.conferences.enums import ConferenceState, SummonsState
from sessions.conferences.models import Conference, Summons, Venue

CODES_HOLD = timedelta(days=7)
"""How long after a conference its codes are still known: a sitting may be held again. Gates have their own hours."""


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


def codes_to_renew(db: Session, person_id: int) -> Sequence[Row[Conference, Summons, Venue]]:
    """The person's summonses to conferences whose codes are known today, the next one first. One query."""
    return db.execute(_renewable(person_id)).all()


def find_code_to_renew(
    db: Session, person_id: int, conference_id: int
) -> tuple[Conference, Summons] | None:
    """The same for one conference; None where the person has no code there that can be issued anew."""
    row = db.execute(_renewable(person_id).where(Conference.id == conference_id)).first()
    return (row[0], row[1]) if row else None


def _renewable(person_id: int) -> Select[Conference, Summons, Venue]:
    return (
        select(Conference, Summons, Venue)
        .join(Summons, Summons.conference_id == Conference.id)
        .join(Venue, Venue.id == Summons.venue_id)
        .where(
            Summons.person_id == person_id,
            Summons.state == SummonsState.SUMMONED,
            Conference.state != ConferenceState.CANCELLED,
            Conference.rehearsal_of_id.is_(None),
            Conference.ends_at > clock.now() - CODES_HOLD,
        )
        .order_by(Conference.starts_at, Conference.id)
    )
