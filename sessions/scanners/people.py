"""People without their card: found by name among those summoned to the scanner's conference."""

from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.people.models import Person
from lms.units.enums import Tree
from sessions.conferences.audience import matches, positions, unit_names
from sessions.conferences.enums import SummonsState
from sessions.conferences.models import Summons, Venue
from sessions.scanners.models import Scanner

MIN_LETTERS = 3
MOST_FOUND = 12
_LISTED = (SummonsState.SUMMONED, SummonsState.WALK_IN)


class Found(NamedTuple):
    """One person a search found."""

    id: int
    name: str
    position: str
    unit: str
    venue: str
    """Where they are expected, when that is not the scanner's venue"""


def find_people(db: Session, scanner: Scanner, words: str) -> list[Found]:
    """At most twelve people of the conference, in name order; the scanner with its conference."""
    rows = db.execute(
        select(Person, Venue.id, Venue.name)
        .join(Summons, Summons.person_id == Person.id)
        .join(Venue, Venue.id == Summons.venue_id)
        .where(
            Summons.conference_id == scanner.conference_id,
            Summons.state.in_(_LISTED),
            matches(words),
        )
        .order_by(Person.sort_key, Person.id)
        .limit(MOST_FOUND)
    ).all()
    people = [row[0] for row in rows]
    units = unit_names(db, Tree.STATE, [each.id for each in people], scanner.conference)
    held = positions(db, people, scanner.conference)
    return [
        Found(
            person.id,
            person.full_name,
            held[person.id],
            units.get(person.id, ""),
            "" if venue_id == scanner.venue_id else venue,
        )
        for person, venue_id, venue in rows
    ]
