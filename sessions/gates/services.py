"""The verbs of a gate: open, close, set the pace of its code, note a display's heartbeat."""

from datetime import datetime

from sqlalchemy.orm import Session

from lms.errors import Conflict, Invalid
from lms.web.i18n import lazy_gettext as _l
from sessions.gates.codes import LONGEST_STEP, SHORTEST_STEP, STATIC
from sessions.gates.models import DisplayBeat, Gate

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


def close_gate(gate: Gate, now: datetime) -> None:
    """Close a gate by hand; what was scanned before still counts. Closing twice keeps the first."""
    gate.closed_at = gate.closed_at or now


def set_pace(gate: Gate, step_seconds: int) -> None:
    """Let the code turn every 5 to 60 seconds, or stand still (0) on a printed poster.

    Raises Invalid for any other pace.
    """
    if step_seconds != STATIC and not SHORTEST_STEP <= step_seconds <= LONGEST_STEP:
        raise Invalid(_l("A code turns every 5 to 60 seconds, or not at all."))
    gate.step_seconds = step_seconds


def record_beat(
    db: Session, gate_id: int, display_id: str, offset_ms: int, now: datetime
) -> DisplayBeat:
    """Note that a display is alive and how far its clock is off (milliseconds, ahead is positive)."""
    beat = db.get(DisplayBeat, (gate_id, display_id))
    if beat is None:
        beat = DisplayBeat(gate_id=gate_id, display_id=display_id)
        db.add(beat)
    beat.beat_at = now
    beat.offset_ms = max(-_LARGEST_OFFSET_MS, min(_LARGEST_OFFSET_MS, offset_ms))
    db.flush()
    return beat
