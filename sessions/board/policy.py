"""Who may watch the board: whoever manages the conference or a venue, found out without loading it."""

import time
from collections.abc import Hashable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import bindparam, select

from lms import clock
from lms.db import get_db
from lms.db.prepared import Prepared
from lms.errors import NotFound
from lms.people.actor import Actor
from lms.people.enums import Role
from lms.policy import PermissionMap, Right, RightsTable
from lms.web.i18n import lazy_gettext as _l
from sessions.conferences.models import Conference, StudySession
from sessions.conferences.policy import is_secretary, runs_any_venue
from sessions.conferences.queries import NOT_FOUND, get_conference

_REMEMBERED_S = 30
_OWNER = Prepared(
    select(Conference.owner_unit_id, Conference.rehearsal_of_id)
    .join(StudySession, StudySession.conference_id == Conference.id)
    .where(StudySession.id == bindparam("session"), Conference.id == bindparam("conference"))
)
_judged: dict[Hashable, tuple[float, bool]] = {}


class BoardPermission(StrEnum):
    """What can be done with the board."""

    WATCH = "board: watch"
    """Its figures, asked for every few seconds."""


@dataclass(frozen=True, slots=True)
class Watched:
    """A sitting of which somebody wants the figures."""

    conference_id: int
    session_id: int
    owner_unit_id: int
    rehearsal_of_id: int | None


def load_watched(conference_id: int, session_id: int) -> Watched:
    """The sitting of an address; NotFound for one of another conference. One small statement."""
    rows = _OWNER.rows(get_db().connection(), conference=conference_id, session=session_id)
    if not rows:
        raise NotFound(NOT_FOUND)
    return Watched(conference_id, session_id, *rows[0])


def _may_watch(actor: Actor, thing: Any) -> bool:
    """As who manages the conference or runs a venue of it. Account and grants are asked each time; what
    they amount to is remembered for half a minute.
    """
    key = (actor.account_id, actor.grants, thing.conference_id, actor.unit_stamp, clock.today())
    known = _judged.get(key)
    now = time.monotonic()
    if known is not None and now - known[0] < _REMEMBERED_S:
        return known[1]
    if len(_judged) > 10_000:
        _judged.clear()
    allowed = (
        actor.manages(thing.owner_unit_id)
        or is_secretary(actor, thing.conference_id, thing.rehearsal_of_id)
        or _runs_a_venue(actor, thing.conference_id)
    )
    _judged[key] = (now, allowed)
    return allowed


def _runs_a_venue(actor: Actor, conference_id: int) -> bool:
    if not actor.has_role(Role.VENUE_OFFICER):
        return False
    return runs_any_venue(actor, get_conference(get_db(), conference_id))


PERMISSIONS: PermissionMap = {BoardPermission.WATCH: _may_watch}
RIGHTS: RightsTable = {
    BoardPermission.WATCH: Right(
        _l("Be sent the figures of the board, without names"),
        anywhere=(Role.ADMINISTRATOR,),
        within=(Role.CAMPAIGN_OFFICE, Role.TRAINER, Role.SECRETARY, Role.VENUE_OFFICER),
    ),
}
