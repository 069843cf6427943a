"""Whom the person asking may see on a list, and which sitting a page is about."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from lms import clock
from lms.db import get_db
from lms.errors import NotFound
from lms.people.actor import HEADING, Actor
from lms.people.belonging import people_of_units
from lms.people.models import Person
from lms.people.policy import SEEING_PARTY
from sessions.conferences.loading import load_sitting
from sessions.conferences.models import Conference, StudySession
from sessions.conferences.policy import manages_conference, own_venues
from sessions.conferences.queries import NOT_FOUND
from sessions.conferences.units import tells_party
from sessions.lists.queries import people_of_venues


@dataclass(frozen=True, slots=True)
class MarkOf:
    """A person at a sitting of a conference."""

    conference: Conference
    study_session: StudySession
    person: Person


def load_mark(conference_id: int, session_id: int, person_id: int) -> MarkOf:
    """The person and the sitting of an address; NotFound for a sitting of another conference."""
    place = load_sitting(conference_id, session_id)
    person = get_db().get(Person, person_id)
    if person is None:
        raise NotFound(NOT_FOUND)
    return MarkOf(place.conference, place.study_session, person)


def visible_people(db: Session, actor: Actor, conference: Conference) -> set[int] | None:
    """Ids of the people the actor may see: None for everybody; a head's own subtree, an officer's own venue."""
    venues = own_venues(actor, conference)
    units = actor.units_of(*HEADING)
    if venues is None or units is None:
        return None
    of_units = people_of_units(db, units, clock.local(conference.starts_at).date())
    return of_units | people_of_venues(db, conference, venues)


def may_narrow(db: Session, actor: Actor, conference: Conference, unit_id: int, on: date) -> bool:
    """Whether the actor may see who of a list stands in the unit on the day.

    In a Party unit: those who manage the conference, for they summon by it, and those who may know its people's
    Party status. Heads of state units and officers of venues would learn of it otherwise.
    """
    if not tells_party(db, unit_id, on):
        return True
    return manages_conference(actor, conference) or actor.covers(unit_id, *SEEING_PARTY)


def choose_sitting(
    conference: Conference, wanted: int | None, now: datetime
) -> StudySession | None:
    """The sitting asked for, else the one that is on or comes next, else the last."""
    sittings = conference.study_sessions
    asked = [each for each in sittings if each.id == wanted]
    if asked:
        return asked[0]
    coming = [each for each in sittings if each.ends_at > now]
    if coming:
        return coming[0]
    return sittings[-1] if sittings else None
