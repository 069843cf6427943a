"""Closing attendance of a study session: the only thing that makes anybody absent.

A venue that ran takes part: its gate is closed, and who is expected there without any sign is absent.
A venue where no display ever reported and nobody was recorded did not run, and that is not its people's
doing: they stay unknown until staff close that gate by hand.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.errors import Conflict
from lms.web.i18n import lazy_gettext as _l
from sessions.checkin.evidence import load_signs
from sessions.checkin.rules import live_signs
from sessions.checkin.staff import Staff
from sessions.checkin.verdicts import Cause, update_verdicts
from sessions.conferences.models import StudySession
from sessions.gates.models import DisplayBeat, Gate
from sessions.gates.services import close_gate


@dataclass(frozen=True, slots=True)
class Closing:
    """What closing did."""

    closed: int
    """Gates that ran and are closed now."""
    silent_venue_ids: tuple[int, ...]
    """Venues without any sign of a display or a person: their people stay unknown."""


def close_session(db: Session, session: StudySession, staff: Staff) -> Closing:
    """Close attendance of a session and judge everybody who was expected.

    Raises Conflict before the session began, or when attendance is closed already.
    """
    if session.closed_at is not None:
        raise Conflict(_l("Attendance of this session is closed already."))
    if staff.now < session.starts_at:
        raise Conflict(_l("The session has not begun; attendance cannot be closed yet."))
    gates = db.scalars(
        select(Gate).where(Gate.study_session_id == session.id).order_by(Gate.id)
    ).all()
    ran = _gates_that_ran(db, session, gates)
    for gate in gates:
        if gate.id in ran and gate.closed_at is None:
            gate.closed_at = staff.now
    session.closed_at, session.closed_by = staff.now, staff.account_id
    db.flush()
    _judge_all(db, session, "closed", staff)
    silent = tuple(gate.venue_id for gate in gates if gate.closed_at is None)
    return Closing(len(gates) - len(silent), silent)


def reopen_session(db: Session, session: StudySession, staff: Staff) -> None:
    """Open attendance again: nobody is absent any more, and corrections stay as they are.

    Gates stay closed until staff open them. Raises Conflict when attendance is not closed.
    """
    if session.closed_at is None:
        raise Conflict(_l("Attendance of this session is not closed."))
    session.closed_at = session.closed_by = None
    db.flush()
    _judge_all(db, session, "opened again", staff)


def close_silent_gate(db: Session, session: StudySession, gate: Gate, staff: Staff) -> None:
    """Close a gate by hand after attendance was closed: its people were expected after all."""
    close_gate(gate, staff.now)
    db.flush()
    _judge_all(db, session, f"gate {gate.id} closed", staff)


def _judge_all(db: Session, session: StudySession, what: str, staff: Staff) -> None:
    cause = Cause(f"{what} {staff.now.isoformat()}", staff.now, staff.account_id)
    update_verdicts(db, session, None, cause)


def _gates_that_ran(db: Session, session: StudySession, gates: Sequence[Gate]) -> set[int]:
    """Gates with a display that was alive in the gate's hours, or with a sign of presence that counts.

    A screen tried out days before did not run the gate. An excuse or a correction is written at a
    gate too, and says nothing about it.
    """
    signs = load_signs(db, session.id).values()
    passed = {
        (sign.venue_id, sign.direction)
        for own in signs
        for sign in live_signs(own)
        if sign.shows_presence
    }
    recorded = {gate.id for gate in gates if (gate.venue_id, gate.direction) in passed}
    opens_at = {gate.id: _opening(session, gate) for gate in gates}
    beats = db.scalars(select(DisplayBeat).where(DisplayBeat.gate_id.in_(opens_at)))
    return recorded | {beat.gate_id for beat in beats if beat.beat_at >= opens_at[beat.gate_id]}


def _opening(session: StudySession, gate: Gate) -> datetime:
    """When people could begin at a gate, or would have."""
    planned = session.starts_at - timedelta(minutes=session.opens_before_minutes)
    return planned if gate.opened_at is None else min(planned, gate.opened_at)
