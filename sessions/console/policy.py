"""Who runs a venue during a sitting: those who manage the conference, and the venue's own officers."""

from dataclasses import dataclass
from enum import StrEnum

from lms.db import get_db
from lms.errors import NotFound
from lms.people.actor import Actor
from lms.people.enums import Role
from lms.people.models import Person
from lms.policy import PermissionMap, Right, RightsTable
from lms.web.i18n import lazy_gettext as _l
from sessions.conferences.loading import load_sitting
from sessions.conferences.models import Conference, StudySession, Venue
from sessions.conferences.policy import manages_conference, runs_venue
from sessions.conferences.queries import NOT_FOUND
from sessions.lists.access import load_mark
from sessions.lists.queries import venue_of_person


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

    @property
    def venue(self) -> Venue:
        """The venue of the desk."""
        return self.desk.venue


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


def runs_desk(actor: Actor, thing: DeskOf | PersonAtDesk) -> bool:
    """Whoever manages the conference; the venue's officers, about nobody but the people of their venue."""
    if not runs_venue(actor, thing):
        return False
    if isinstance(thing, DeskOf) or manages_conference(actor, thing.conference):
        return True
    desk = thing.desk
    at = venue_of_person(get_db(), desk.conference, desk.study_session, thing.person.id)
    return at == desk.venue.id


PERMISSIONS: PermissionMap = {ConsolePermission.RUN: runs_desk}
RIGHTS: RightsTable = {
    ConsolePermission.RUN: Right(
        _l("Run a venue's console: admit, excuse, count heads, sign off"),
        anywhere=(Role.ADMINISTRATOR,),
        within=(Role.CAMPAIGN_OFFICE, Role.TRAINER, Role.SECRETARY, Role.VENUE_OFFICER),
    ),
}
