"""Who ticks people on the attendance list."""

from enum import StrEnum

from lms.db import get_db
from lms.people.actor import Actor
from lms.people.enums import Role
from lms.policy import PermissionMap, Right, RightsTable
from lms.web.i18n import lazy_gettext as _l
from sessions.conferences.policy import own_venues
from sessions.lists.access import MarkOf
from sessions.lists.queries import venue_of_person


class ListPermission(StrEnum):
    """What can be done on the attendance list; corrections with their reasons are for who manages."""

    TICK = "attendance: tick"
    """Mark somebody as present or late, and take the mark back."""


def ticks(actor: Actor, place: MarkOf) -> bool:
    """Whoever manages the conference; the officers of a venue, people who came or are expected there."""
    venues = own_venues(actor, place.conference)
    if venues is None:
        return True
    return bool(venues) and (
        venue_of_person(get_db(), place.conference, place.study_session, place.person.id) in venues
    )


PERMISSIONS: PermissionMap = {ListPermission.TICK: ticks}
RIGHTS: RightsTable = {
    ListPermission.TICK: Right(
        _l("Tick people on the attendance list"),
        anywhere=(Role.ADMINISTRATOR,),
        within=(Role.CAMPAIGN_OFFICE, Role.TRAINER, Role.SECRETARY, Role.VENUE_OFFICER),
    ),
}
