"""Who may plan conferences, run their venues, and see who is expected at them."""

from enum import StrEnum
from typing import Any

from lms.campaigns.models import Campaign
from lms.db import get_db
from lms.people.actor import HEADING, RUNNING, Actor
from lms.people.enums import Role
from lms.policy import PermissionMap, Right, RightsTable
from lms.web.i18n import lazy_gettext as _l
from sessions.conferences.models import Conference
from sessions.conferences.queries import expects_people_of, venues_like


class ConferencePermission(StrEnum):
    """What can be done with conferences."""

    BROWSE = "conferences: browse"
    CREATE = "conference: create"
    MANAGE = "conference: manage"
    """Plan it, summon people, print, mark attendance, watch the board."""
    NAME_SECRETARY = "conference: name secretary"
    READ_LIST = "conference: read list"
    """The attendance list, for heads of units and venue officers cut to their own people."""
    RUN_VENUE = "venue: run"
    """The door, the display and the scanners of one venue."""
    RUN_ANY_VENUE = "venue: run any"
    """Pages about all venues of a conference, cut to one's own."""


def conference_of(thing: Any) -> Conference:
    """The conference itself, or the one that a part of it belongs to."""
    found: Conference = thing if isinstance(thing, Conference) else thing.conference
    return found


def venue_id_of(thing: Any) -> int:
    """The venue of a desk, or that of a gate, scanner or invite."""
    for part in ("gate", "scanner", "invite"):
        if hasattr(thing, part):
            found: int = getattr(thing, part).venue_id
            return found
    of_desk: int = thing.venue.id
    return of_desk


def runs_conferences(actor: Actor, _thing: object = None) -> bool:
    """Whoever runs campaigns, and so may make conferences."""
    return actor.has_any(*RUNNING)


def browses(actor: Actor, _thing: object = None) -> bool:
    """Whoever has anything to do with a conference, beyond being summoned."""
    return actor.has_any(*RUNNING, *HEADING, Role.SECRETARY, Role.VENUE_OFFICER)


def manages_conference(actor: Actor, thing: Any) -> bool:
    """Whoever runs what the owner owns, and its secretary; likewise of its rehearsals."""
    conference = conference_of(thing)
    return actor.manages(conference.owner_unit_id) or is_secretary(
        actor, conference.id, conference.rehearsal_of_id
    )


def is_secretary(actor: Actor, conference_id: int, rehearsal_of_id: int | None) -> bool:
    """Whether the person was named secretary of the conference, or of the one it rehearses."""
    named = actor.places_of(Role.SECRETARY)
    return conference_id in named or rehearsal_of_id in named


def own_venues(actor: Actor, conference: Conference) -> frozenset[int] | None:
    """The venues of a conference that the person may run; None for all of them.

    Officers of a venue run it in rehearsals as well, where it goes by its name.
    """
    if manages_conference(actor, conference):
        return None
    named = actor.places_of(Role.VENUE_OFFICER)
    return venues_like(get_db(), conference, named) if named else frozenset()


def runs_venue(actor: Actor, thing: Any) -> bool:
    """Whoever manages the conference, and the officers of this very venue."""
    venues = own_venues(actor, conference_of(thing))
    return venues is None or venue_id_of(thing) in venues


def runs_any_venue(actor: Actor, thing: Any) -> bool:
    """Whoever manages the conference, and the officers of any venue of it."""
    venues = own_venues(actor, conference_of(thing))
    return venues is None or bool(venues)


def _may_create(actor: Actor, campaign: Campaign) -> bool:
    return actor.manages(campaign.owner_unit_id)


def _may_name_secretary(actor: Actor, thing: Any) -> bool:
    return actor.manages(conference_of(thing).owner_unit_id)


def _may_read_list(actor: Actor, thing: Any) -> bool:
    """Who runs a venue of it; heads and committees whose people are summoned, unless it is a rehearsal."""
    conference = conference_of(thing)
    if runs_any_venue(actor, conference):
        return True
    if conference.is_rehearsal or not actor.has_any(*HEADING):
        return False
    return expects_people_of(get_db(), conference.id, actor.units_of(*HEADING))


PERMISSIONS: PermissionMap = {
    ConferencePermission.BROWSE: browses,
    ConferencePermission.CREATE: _may_create,
    ConferencePermission.MANAGE: manages_conference,
    ConferencePermission.NAME_SECRETARY: _may_name_secretary,
    ConferencePermission.READ_LIST: _may_read_list,
    ConferencePermission.RUN_VENUE: runs_venue,
    ConferencePermission.RUN_ANY_VENUE: runs_any_venue,
}
_RUNNING = (Role.CAMPAIGN_OFFICE, Role.TRAINER)
_AT_VENUES = (*_RUNNING, Role.SECRETARY, Role.VENUE_OFFICER)
RIGHTS: RightsTable = {
    ConferencePermission.BROWSE: Right(
        _l("List the conferences one has to do with"),
        is_cut=True,
        anywhere=(Role.ADMINISTRATOR, *_AT_VENUES, Role.UNIT_HEAD, Role.CELL_COMMITTEE),
    ),
    ConferencePermission.CREATE: Right(
        _l("Make a conference in a campaign"), anywhere=(Role.ADMINISTRATOR,), within=_RUNNING
    ),
    ConferencePermission.MANAGE: Right(
        _l("Run a conference: plan, summons, papers, board, corrections, venue officers"),
        anywhere=(Role.ADMINISTRATOR,),
        within=(*_RUNNING, Role.SECRETARY),
    ),
    ConferencePermission.NAME_SECRETARY: Right(
        _l("Name the secretaries of a conference"),
        anywhere=(Role.ADMINISTRATOR,),
        within=_RUNNING,
    ),
    ConferencePermission.READ_LIST: Right(
        _l("Read the attendance list, cut to the own people or venue"),
        anywhere=(Role.ADMINISTRATOR,),
        within=(*_AT_VENUES, Role.UNIT_HEAD, Role.CELL_COMMITTEE),
    ),
    ConferencePermission.RUN_VENUE: Right(
        _l("Run a venue's gate, display and scanners"),
        anywhere=(Role.ADMINISTRATOR,),
        within=_AT_VENUES,
    ),
    ConferencePermission.RUN_ANY_VENUE: Right(
        _l("See a conference's scanners, cut to the own venue"),
        anywhere=(Role.ADMINISTRATOR,),
        within=_AT_VENUES,
    ),
}
