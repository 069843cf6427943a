"""The figures of one sitting: counts per venue, arrivals by minute, who is missing by unit."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from lms import clock
from lms.people.belonging import units_of_people
from lms.units.enums import Tree
from lms.units.tree import load_tree
from sessions.checkin.enums import AttendanceState, EvidenceKind
from sessions.checkin.models import Evidence
from sessions.conferences.models import Conference, StudySession, Summons
from sessions.gates.enums import Direction
from sessions.gates.models import DisplayBeat, Gate
from sessions.gates.queries import hours_of, latest_beats
from sessions.gates.rules import GateState, gate_state
from sessions.lists.queries import ATTENDED, UNUSUAL, Filters, Row, load_rows
from sessions.lists.rules import SessionTally, tally_session

RATE_OVER = timedelta(minutes=1)
_SIGNS = (EvidenceKind.SELF, EvidenceKind.TICK, EvidenceKind.SCAN, EvidenceKind.PAPER)


@dataclass(frozen=True, slots=True)
class VenueFigures:
    """One venue of a sitting."""

    venue_id: int
    name: str
    gate: Gate
    gate_state: GateState
    summoned: int
    """people whose summons names this venue"""
    present: int
    """people on the list who came here: on time, late or in part"""
    late: int
    provisional: int
    flagged: int
    per_minute: int
    """signs of presence that arrived here in the last 60 seconds"""
    beat: DisplayBeat | None
    """last sign of life of a display of the gate"""


@dataclass(frozen=True, slots=True)
class UnitFigures:
    """One unit of a sitting: how many are summoned and have not come."""

    unit_id: int
    name: str
    summoned: int
    missing: int


@dataclass(frozen=True, slots=True)
class Board:
    """All that the board shows of one sitting, as of one moment."""

    study_session: StudySession
    as_of: datetime
    tally: SessionTally
    flagged: int
    venues: tuple[VenueFigures, ...]
    arrivals: tuple[tuple[datetime, int], ...]
    """(minute, people who came in it), without the minutes in which nobody did"""
    units: tuple[UnitFigures, ...]


def load_board(db: Session, conference: Conference, study_session: StudySession) -> Board:
    """The figures of a sitting, from the same rows as its list. A fixed number of queries."""
    now = clock.now()
    rows = load_rows(db, study_session, Filters())
    return Board(
        study_session=study_session,
        as_of=now,
        tally=tally_session((row.summons is not None, row.state) for row in rows),
        flagged=sum(_is_flagged(row) for row in rows),
        venues=_venue_figures(db, study_session, rows, now),
        arrivals=_arrivals(rows),
        units=_unit_figures(db, conference, rows),
    )


def version_of(db: Session, study_session: StudySession) -> str:
    """Changes whenever the board may look different; four small queries.

    Time passes too: the rate and the age of heartbeats are renewed every ten seconds.
    """
    evidence = select(func.max(Evidence.id)).where(Evidence.study_session_id == study_session.id)
    summonses = (
        select(Summons.state, Summons.venue_id, func.count(), func.max(Summons.summoned_at))
        .where(Summons.conference_id == study_session.conference_id)
        .group_by(Summons.state, Summons.venue_id)
        .order_by(Summons.state, Summons.venue_id)
    )
    gates = (
        select(Gate.id, Gate.opened_at, Gate.closed_at)
        .where(Gate.study_session_id == study_session.id)
        .order_by(Gate.id)
    )
    seen = [
        db.scalar(evidence),
        study_session.closed_at,
        [tuple(row) for row in db.execute(summonses)],
        [tuple(row) for row in db.execute(gates)],
        int(clock.now().timestamp()) // 10,
    ]
    return sha256(repr(seen).encode()).hexdigest()[:24]


def _venue_figures(
    db: Session, study_session: StudySession, rows: Iterable[Row], now: datetime
) -> tuple[VenueFigures, ...]:
    gates = db.scalars(
        select(Gate)
        .where(Gate.study_session_id == study_session.id, Gate.direction == Direction.IN)
        .options(joinedload(Gate.study_session))
    ).all()
    beats = latest_beats(db, [gate.id for gate in gates])
    rates = _rates(db, study_session, now)
    parts: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for row in rows:
        _count(row, parts)
    entry = {gate.venue_id: gate for gate in gates}
    return tuple(
        VenueFigures(
            venue_id=venue.id,
            name=venue.name,
            gate=entry[venue.id],
            gate_state=gate_state(hours_of(entry[venue.id]), now),
            summoned=parts[venue.id]["summoned"],
            present=parts[venue.id]["present"],
            late=parts[venue.id]["late"],
            provisional=parts[venue.id]["provisional"],
            flagged=parts[venue.id]["flagged"],
            per_minute=rates.get(venue.id, 0),
            beat=beats.get(entry[venue.id].id),
        )
        for venue in study_session.venues
        if venue.id in entry
    )


def _count(row: Row, parts: Mapping[int, Counter[str]]) -> None:
    """Add one person to the venue of the summons, and to the one where they came."""
    if row.summons:
        parts[row.summons.venue_id]["summoned"] += 1
    if row.venue_id is None or row.attendance is None:
        return
    here = parts[row.venue_id]
    if row.summons and row.state in ATTENDED:
        here["present"] += 1
        here["late"] += row.state is AttendanceState.LATE
    if row.state is AttendanceState.PROVISIONAL or (not row.summons and row.state in ATTENDED):
        here["provisional"] += 1
    here["flagged"] += _is_flagged(row)


def _is_flagged(row: Row) -> bool:
    return any(flag in UNUSUAL for flag in row.flags)


def _rates(db: Session, study_session: StudySession, now: datetime) -> dict[int, int]:
    found = db.execute(
        select(Gate.venue_id, func.count(func.distinct(Evidence.person_id)))
        .join(Gate, Gate.id == Evidence.gate_id)
        .where(
            Evidence.study_session_id == study_session.id,
            Evidence.kind.in_(_SIGNS),
            Evidence.received_at > now - RATE_OVER,
        )
        .group_by(Gate.venue_id)
    )
    return {row[0]: row[1] for row in found}


def _arrivals(rows: Iterable[Row]) -> tuple[tuple[datetime, int], ...]:
    minutes = Counter(
        row.attendance.arrived_at.replace(second=0, microsecond=0)
        for row in rows
        if row.attendance and row.attendance.arrived_at and row.state in ATTENDED
    )
    return tuple(sorted(minutes.items()))


def _unit_figures(db: Session, conference: Conference, rows: list[Row]) -> tuple[UnitFigures, ...]:
    """Units in the office's order, each with its own people only."""
    expected = {row.person.id: row.state for row in rows if row.summons}
    day = clock.local(conference.starts_at).date()
    units = units_of_people(db, Tree.STATE, day, expected)
    summoned = Counter(units[person] for person in expected if person in units)
    missing = Counter(
        units[person]
        for person, state in expected.items()
        if state is AttendanceState.UNKNOWN and person in units
    )
    return tuple(
        UnitFigures(node.id, node.name, summoned[node.id], missing[node.id])
        for _, node in load_tree(db, Tree.STATE, day).walk()
        if summoned[node.id]
    )
