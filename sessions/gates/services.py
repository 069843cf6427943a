"""The verbs of a gate: make, open, close, set the pace of its code, note a display's heartbeat."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Table, select
from sqlalchemy.orm import Session, joinedload

from lms.db.bulk import insert_or_ignore
from lms.errors import Conflict, Invalid
from lms.web.i18n import lazy_gettext as _l
from sessions.gates.codes import LONGEST_STEP, SHORTEST_STEP, STATIC
from sessions.gates.enums import Direction
from sessions.gates.models import DisplayBeat, Gate
from sessions.gates.outages import note_outages
from sessions.gates.rules import Period

SHORTEST_PASSAGE, LONGEST_PASSAGE = 1, 240
_GATES: Table = Gate.__table__  # type: ignore[assignment] # declarative tables are Tables
_LARGEST_OFFSET_MS = 24 * 3600 * 1000


def open_gate(gate: Gate, now: datetime) -> None:
    """Open a gate by hand: before its time, again after it was closed, or after its session.

    Raises Conflict when attendance of the session is closed.
    """
    if gate.study_session.closed_at is not None:
        raise Conflict(
            _l("Attendance of this session is closed. Open it again before you open a gate.")
        )
    gate.opened_at = now
    gate.closed_at = None


def open_passage(
    db: Session,
    study_session_id: int,
    venue_id: int,
    direction: Direction,
    minutes: int,
    now: datetime,
) -> Gate:
    """Open a mid-session check or the way out at a venue for so many minutes from now.

    The gate is made when it is first opened. Raises Invalid for an entry or another number of
    minutes than 1 to 240, Conflict when attendance of the session is closed.
    """
    if direction is Direction.IN:
        raise Invalid(_l("An entry has the hours of its session; open it on its own page."))
    if not SHORTEST_PASSAGE <= minutes <= LONGEST_PASSAGE:
        raise Invalid(_l("Choose between 1 and 240 minutes."))
    about = {"study_session_id": study_session_id, "venue_id": venue_id, "direction": direction}
    insert_or_ignore(db, _GATES, [{**about, "step_seconds": 10}])
    gate = db.scalars(
        select(Gate)
        .filter_by(**about)
        .options(joinedload(Gate.study_session), joinedload(Gate.venue))
    ).one()
    open_gate(gate, now)
    gate.open_minutes, gate.extended_until = minutes, None
    return gate


def close_gate(gate: Gate, now: datetime) -> None:
    """Close a gate by hand; what was scanned before still counts. Closing twice keeps the first.

    Raises Conflict for a check within the session that was never opened: closing it would say of
    everybody that they did not answer.
    """
    if gate.direction is Direction.MID and gate.opened_at is None:
        raise Conflict(_l("This check was never opened, so there is nothing to close."))
    gate.closed_at = gate.closed_at or now


def set_pace(gate: Gate, step_seconds: int) -> None:
    """Let the code turn every 5 to 60 seconds, or stand still (0) on a printed poster.

    Raises Invalid for any other pace.
    """
    if step_seconds != STATIC and not SHORTEST_STEP <= step_seconds <= LONGEST_STEP:
        raise Invalid(_l("A code turns every 5 to 60 seconds, or not at all."))
    gate.step_seconds = step_seconds


def record_beat(
    db: Session,
    gate_id: int,
    display_id: str,
    offset_ms: int,
    now: datetime,
    outages: Iterable[Period] = (),
) -> DisplayBeat:
    """Note that a display is alive and how far its clock is off (milliseconds, ahead is positive).

    With it come the times in which the display could not reach us since it was last heard.
    """
    beat = db.get(DisplayBeat, (gate_id, display_id))
    reporter = f"display {display_id}"
    last_sign = beat.beat_at if beat is not None else None
    note_outages(db, gate_id, outages, reported_by=reporter, now=now, last_sign=last_sign)
    if beat is None:
        beat = DisplayBeat(gate_id=gate_id, display_id=display_id)
        db.add(beat)
    beat.beat_at = now
    beat.offset_ms = max(-_LARGEST_OFFSET_MS, min(_LARGEST_OFFSET_MS, offset_ms))
    db.flush()
    return beat
