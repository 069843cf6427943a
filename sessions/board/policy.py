"""Who may watch the board: whoever manages the conference, found out without loading it."""

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
from lms.policy import PermissionMap
from sessions.conferences.models import Conference, StudySession
from sessions.conferences.queries import NOT_FOUND

_REMEMBERED_S = 30
_OWNER = Prepared(
    select(Conference.owner_unit_id)
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


def load_watched(conference_id: int, session_id: int) -> Watched:
    """The sitting of an address; NotFound for one of another conference. One small statement."""
    rows = _OWNER.rows(get_db().connection(), conference=conference_id, session=session_id)
    if not rows:
        raise NotFound(NOT_FOUND)
    return Watched(conference_id, session_id, rows[0][0])


def _may_watch(actor: Actor, thing: Any) -> bool:
    """As who manages the conference. Account and grants are asked each time; whether a grant covers
    the owner is remembered for half a minute, since finding out takes the whole tree of units.
    """
    key = (actor.account_id, actor.grants, thing.owner_unit_id, clock.today())
    known = _judged.get(key)
    now = time.monotonic()
    if known is not None and now - known[0] < _REMEMBERED_S:
        return known[1]
    if len(_judged) > 10_000:
        _judged.clear()
    allowed = actor.manages(thing.owner_unit_id)
    _judged[key] = (now, allowed)
    return allowed


PERMISSIONS: PermissionMap = {BoardPermission.WATCH: _may_watch}
