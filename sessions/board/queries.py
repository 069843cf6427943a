"""Reads behind the board: everybody once, then only who was recorded since; gates and devices."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple, cast

from sqlalchemy import Connection, and_, bindparam, exists, func, select

from lms.db.prepared import Prepared
from sessions.board.counting import Mark
from sessions.checkin.enums import AttendanceState
from sessions.checkin.models import Attendance, Evidence
from sessions.checkin.scene import PRESENCE
from sessions.conferences.enums import SummonsState
from sessions.conferences.models import Conference, StudySession, Summons, Venue, session_venues
from sessions.conferences.rules import seats
from sessions.gates.enums import Direction
from sessions.gates.models import DisplayBeat, Gate
from sessions.gates.rules import Hours
from sessions.scanners.models import Scanner

_VERDICT = (
    Attendance.person_id,
    Attendance.state,
    Attendance.venue_id,
    Attendance.arrived_at,
    Attendance.flags,
)


_Verdict = tuple[AttendanceState, int | None, datetime | None, str]


@dataclass(frozen=True, slots=True)
class GateRow:
    """One entry of the sitting, with what is known of its devices."""

    gate_id: int
    venue_id: int
    name: str
    seats: int | None
    """chairs in use: capacity by the conference's seating"""
    hours: Hours


@dataclass(frozen=True, slots=True)
class Devices:
    """What the devices of one venue last said."""

    count: int
    last_at: datetime | None
    """newest sign of life among them"""
    waiting: int = 0
    """scans that they hold and have not delivered"""


class Arrival(NamedTuple):
    """A sign of presence."""

    evidence_id: int
    person_id: int
    venue_id: int
    received_at: datetime


_EXPECTED = and_(
    Summons.conference_id == bindparam("conference"),
    Summons.state == SummonsState.SUMMONED,
    Summons.venue_id.in_(
        select(session_venues.c.venue_id).where(
            session_venues.c.study_session_id == bindparam("session")
        )
    ),
)
_EVERYBODY_EXPECTED = Prepared(select(Summons.person_id, Summons.venue_id).where(_EXPECTED))
_EVERYBODY_RECORDED = Prepared(
    select(*_VERDICT).where(Attendance.study_session_id == bindparam("session"))
)
# Adding nothing keeps the database to the order of the ids, of which only the newest are read.
_SINCE = Prepared(
    select(
        Evidence.id,
        Evidence.person_id,
        Evidence.kind,
        Gate.venue_id,
        Evidence.received_at,
        *_VERDICT,
    )
    .join(Gate, Gate.id == Evidence.gate_id)
    .outerjoin(
        Attendance,
        and_(
            Attendance.study_session_id == Evidence.study_session_id,
            Attendance.person_id == Evidence.person_id,
        ),
    )
    .where(
        Evidence.id > bindparam("last"),
        Evidence.study_session_id + 0 == bindparam("session"),
    )
)
_RECENT = Prepared(
    select(Evidence.id, Evidence.person_id, Evidence.kind, Gate.venue_id, Evidence.received_at)
    .join(Gate, Gate.id == Evidence.gate_id)
    .where(
        Evidence.study_session_id == bindparam("session"),
        Evidence.received_at > bindparam("since", type_=Evidence.received_at.type),
    )
)
_LAST_EVIDENCE = Prepared(select(func.max(Evidence.id)))
_GATES = Prepared(
    select(
        Gate.id,
        Venue.id,
        Venue.name,
        Venue.capacity,
        Conference.seating_percent,
        StudySession.starts_at,
        StudySession.ends_at,
        StudySession.opens_before_minutes,
        Gate.opened_at,
        Gate.closed_at,
        Gate.extended_until,
    )
    .join(Venue, Venue.id == Gate.venue_id)
    .join(StudySession, StudySession.id == Gate.study_session_id)
    .join(Conference, Conference.id == StudySession.conference_id)
    .where(
        Gate.study_session_id == bindparam("session"),
        Gate.direction == Direction.IN,
        exists().where(
            session_venues.c.study_session_id == Gate.study_session_id,
            session_venues.c.venue_id == Gate.venue_id,
        ),
    )
    .order_by(Venue.position, Venue.id)
)
_DISPLAYS = Prepared(
    select(Gate.venue_id, func.count(), func.max(DisplayBeat.beat_at))
    .join(Gate, Gate.id == DisplayBeat.gate_id)
    .where(Gate.study_session_id == bindparam("session"))
    .group_by(Gate.venue_id)
)
_SCANNERS = Prepared(
    select(Scanner.venue_id, func.count(), func.max(Scanner.seen_at), func.sum(Scanner.waiting))
    .where(Scanner.conference_id == bindparam("conference"), Scanner.revoked_at.is_(None))
    .group_by(Scanner.venue_id)
)
_CLOSED_AT = Prepared(select(StudySession.closed_at).where(StudySession.id == bindparam("session")))


def load_marks(db: Connection, conference_id: int, session_id: int) -> Iterator[tuple[int, Mark]]:
    """Everybody expected or recorded at a sitting, each as they stand. Two statements."""
    about = {"conference": conference_id, "session": session_id}
    recorded: dict[int, Mark] = {}
    alike: dict[Mark, Mark] = {}
    for row in _EVERYBODY_RECORDED.each(db, session=session_id):
        mark = _mark(None, row)
        recorded[row[0]] = alike.setdefault(mark, mark)
    for person_id, venue_id in _EVERYBODY_EXPECTED.each(db, **about):
        found = recorded.pop(person_id, None)
        yield person_id, Mark(venue_id) if found is None else Mark(venue_id, *found[1:])
    yield from recorded.items()


def load_news(
    db: Connection, session_id: int, last: int
) -> Iterator[tuple[Arrival, bool, Mark | None]]:
    """The evidence of a sitting with a higher id: each with whether it is a sign of presence, and how the person stands.

    None where there is no verdict; the venue of their summons is not in the mark. One statement.
    """
    for row in _SINCE.each(db, session=session_id, last=last):
        yield *_arrival(row[:5]), None if row[5] is None else _mark(None, row[5:])


def arrivals_since(db: Connection, session_id: int, since: datetime) -> list[Arrival]:
    """The signs of presence that reached us after a moment."""
    rows = _RECENT.rows(db, session=session_id, since=since)
    return [arrival for arrival, is_sign in map(_arrival, rows) if is_sign]


def last_evidence_id(db: Connection) -> int:
    """The highest id in the ledger, or 0."""
    return _LAST_EVIDENCE.rows(db)[0][0] or 0


def attendance_closed_at(db: Connection, session_id: int) -> datetime | None:
    """When attendance of a sitting was closed."""
    rows = _CLOSED_AT.rows(db, session=session_id)
    return rows[0][0] if rows else None


def load_gates(db: Connection, session_id: int) -> list[GateRow]:
    """The entries of a sitting with their venues, in the venues' order."""
    return [_gate(*row) for row in _GATES.rows(db, session=session_id)]


def load_devices(
    db: Connection, conference_id: int, session_id: int
) -> tuple[dict[int, Devices], dict[int, Devices]]:
    """venue → displays of the sitting, and venue → scanners of the conference."""
    displays = _DISPLAYS.rows(db, session=session_id)
    scanners = _SCANNERS.rows(db, conference=conference_id)
    return (
        {row[0]: Devices(row[1], row[2]) for row in displays},
        {row[0]: Devices(row[1], row[2], int(row[3] or 0)) for row in scanners},
    )


def _gate(
    gate_id: int,
    venue_id: int,
    name: str,
    capacity: int | None,
    seating_percent: int,
    starts_at: datetime,
    ends_at: datetime,
    opens_before_minutes: int,
    opened_at: datetime | None,
    closed_at: datetime | None,
    extended_until: datetime | None,
) -> GateRow:
    hours = Hours(
        starts_at,
        ends_at,
        timedelta(minutes=opens_before_minutes),
        Direction.IN,
        opened_at,
        closed_at,
        extended_until,
    )
    return GateRow(gate_id, venue_id, name, seats(capacity, seating_percent), hours)


def _mark(expected_at: int | None, row: tuple[object, ...]) -> Mark:
    state, came_to, arrived_at, flags = cast(_Verdict, row[1:])
    minute = None if arrived_at is None else arrived_at.replace(second=0, microsecond=0)
    return Mark(expected_at, state, came_to, minute, flags, True)


def _arrival(row: tuple[object, ...]) -> tuple[Arrival, bool]:
    evidence_id, person_id, kind, venue_id, received_at = row
    arrival = Arrival(evidence_id, person_id, venue_id, received_at)  # type: ignore[arg-type] # as selected
    return arrival, kind in PRESENCE
