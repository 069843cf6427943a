"""Who may plan conferences, and who may see who is expected at them."""

from enum import StrEnum
from typing import Any

from lms.campaigns.models import Campaign
from lms.db import get_db
from lms.people.actor import Actor
from lms.people.enums import Role
from lms.policy import PermissionMap
from sessions.conferences.models import Conference
from sessions.conferences.queries import expects_people_of


class ConferencePermission(StrEnum):
    """What can be done with conferences."""

    BROWSE = "conferences: browse"
    CREATE = "conference: create"
    MANAGE = "conference: manage"
    """Plan it, summon people, print, mark attendance, watch the board."""
    READ_LIST = "conference: read list"
    """The attendance list, for heads of units cut to their own subtree."""


def conference_of(thing: Any) -> Conference:
    """The conference itself, or the one that a part of it belongs to."""
    found: Conference = thing if isinstance(thing, Conference) else thing.conference
    return found


def runs_conferences(actor: Actor, _thing: object = None) -> bool:
    """Trainers of any unit, and administrators."""
    return actor.is_admin or actor.has_role(Role.TRAINER)


def _may_create(actor: Actor, campaign: Campaign) -> bool:
    return actor.manages(campaign.owner_unit_id)


def _may_manage(actor: Actor, thing: Any) -> bool:
    return actor.manages(conference_of(thing).owner_unit_id)


def _may_read_list(actor: Actor, thing: Any) -> bool:
    """Who manages it, and heads of units whose people are summoned to it, unless it is a rehearsal."""
    if _may_manage(actor, thing):
        return True
    if conference_of(thing).is_rehearsal or not actor.has_role(Role.UNIT_HEAD):
        return False
    units = actor.units_of(Role.UNIT_HEAD)
    return expects_people_of(get_db(), conference_of(thing).id, units)


PERMISSIONS: PermissionMap = {
    ConferencePermission.BROWSE: lambda actor, thing: (
        runs_conferences(actor) or actor.has_role(Role.UNIT_HEAD)
    ),
    ConferencePermission.CREATE: _may_create,
    ConferencePermission.MANAGE: _may_manage,
    ConferencePermission.READ_LIST: _may_read_list,
}
