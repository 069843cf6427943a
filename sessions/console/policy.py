"""Who runs a venue during a sitting. One predicate: a venue's own officers would be added here."""

from dataclasses import dataclass
from enum import StrEnum

from lms.errors import NotFound
from lms.people.actor import Actor
from lms.people.models import Person
from lms.policy import PermissionMap
from sessions.conferences.loading import load_sitting
from sessions.conferences.models import Conference, StudySession, Venue
from sessions.conferences.queries import NOT_FOUND
from sessions.lists.access import load_mark


class ConsolePermission(StrEnum):
    """What can be done at a venue's console."""

    RUN = "console: run"


@dataclass(frozen=True, slots=True)
class DeskOf:
    """A venue of a sitting."""

    conference: Conference
    study_session: StudySession
    venue: Venue


@dataclass(frozen=True, slots=True)
class PersonAtDesk:
    """Somebody about whom the venue's officers decide."""

    desk: DeskOf
    person: Person

    @property
    def conference(self) -> Conference:
        """The conference of the desk."""
        return self.desk.conference


def load_desk(conference_id: int, venue_id: int, session_id: int) -> DeskOf:
    """The venue and sitting of an address; NotFound where the sitting is not held there."""
    place = load_sitting(conference_id, session_id)
    for venue in place.study_session.venues:
        if venue.id == venue_id:
            return DeskOf(place.conference, place.study_session, venue)
    raise NotFound(NOT_FOUND)


def load_person_at_desk(
    conference_id: int, venue_id: int, session_id: int, person_id: int
) -> PersonAtDesk:
    """The same and a person."""
    desk = load_desk(conference_id, venue_id, session_id)
    return PersonAtDesk(desk, load_mark(conference_id, session_id, person_id).person)


def _runs_venue(actor: Actor, place: DeskOf | PersonAtDesk) -> bool:
    return actor.manages(place.conference.owner_unit_id)


PERMISSIONS: PermissionMap = {ConsolePermission.RUN: _runs_venue}
