"""Who runs a venue during a sitting. One predicate: a venue's own officers would be added here."""

from dataclasses import dataclass
from enum import StrEnum

from lms.errors import NotFound
from lms.people.actor import Actor
from lms.policy import PermissionMap
from sessions.conferences.loading import load_sitting
from sessions.conferences.models import Conference, StudySession, Venue
from sessions.conferences.queries import NOT_FOUND


class ConsolePermission(StrEnum):
    """What can be done at a venue's console."""

    RUN = "console: run"


@dataclass(frozen=True, slots=True)
class DeskOf:
    """A venue of a sitting."""

    conference: Conference
    study_session: StudySession
    venue: Venue


def load_desk(conference_id: int, venue_id: int, session_id: int) -> DeskOf:
    """The venue and sitting of an address; NotFound where the sitting is not held there."""
    place = load_sitting(conference_id, session_id)
    for venue in place.study_session.venues:
        if venue.id == venue_id:
            return DeskOf(place.conference, place.study_session, venue)
    raise NotFound(NOT_FOUND)


def _runs_venue(actor: Actor, desk: DeskOf) -> bool:
    return actor.manages(desk.conference.owner_unit_id)


PERMISSIONS: PermissionMap = {ConsolePermission.RUN: _runs_venue}
