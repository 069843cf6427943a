"""Reads of gates: one with all that names it, those of a conference, those that are open now."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, joinedload

from lms import clock
from lms.errors import NotFound
from lms.web.i18n import lazy_gettext as _l
from sessions.conferences.enums import ConferenceState
from sessions.conferences.models import Conference, StudySession
from sessions.gates.codes import GateClock
from sessions.gates.enums import Direction
from sessions.gates.models import DisplayBeat, Gate, Outage
from sessions.gates.rules import GateState, Hours, Period, gate_state, time_lost

_WITH_NAMES = (
    joinedload(Gate.study_session).joinedload(StudySession.conference),
    joinedload(Gate.venue),
)
_ONE = select(Gate).where(Gate.id == bindparam("gate")).options(*_WITH_NAMES)
_LONGEST_DAY = timedelta(days=1)


def find_gate(db: Session, gate_id: int) -> Gate | None:
    """A gate with its venue, study session and conference, in one query."""
    return db.scalars(_ONE, {"gate": gate_id}).one_or_none()


def get_gate(db: Session, gate_id: int) -> Gate:
    """The same; raises NotFound."""
    gate = find_gate(db, gate_id)
    if gate is None:
        raise NotFound(_l("This page does not exist, or it is not yours to see."))
    return gate


def gates_of_conference(db: Session, conference_id: int) -> Sequence[Gate]:
    """All gates of a conference by start of the session, then by place of the venue."""
    gates = db.scalars(
        select(Gate)
        .join(Gate.study_session)
        .where(StudySession.conference_id == conference_id)
        .options(*_WITH_NAMES)
    )
    return sorted(
        gates,
        key=lambda gate: (
            gate.study_session.starts_at,
            gate.study_session_id,
            gate.venue.position,
            gate.venue_id,
            list(Direction).index(gate.direction),
        ),
    )


def open_gates(db: Session, at: datetime) -> list[Gate]:
    """The gates of all conferences that take people in at a moment: who may show a typed code."""
    gates = db.scalars(
        select(Gate)
        .join(Gate.study_session)
        .join(StudySession.conference)
        .where(
            StudySession.starts_at < at + _LONGEST_DAY,
            StudySession.ends_at > at - _LONGEST_DAY,
            Conference.state == ConferenceState.OPEN,
        )
        .options(*_WITH_NAMES)
    )
    return [gate for gate in gates if gate_state(hours_of(gate), at) is GateState.OPEN]


def latest_beats(db: Session, gate_ids: Sequence[int]) -> dict[int, DisplayBeat]:
    """gate id → newest sign of life among its displays."""
    beats = db.scalars(
        select(DisplayBeat)
        .where(DisplayBeat.gate_id.in_(gate_ids))
        .order_by(DisplayBeat.beat_at, DisplayBeat.display_id)
    )
    return {beat.gate_id: beat for beat in beats}


def outages_of(db: Session, gate_id: int) -> list[Period]:
    """The outages noted of a gate, by beginning; those reported by several are in it as often."""
    rows = db.execute(
        select(Outage.began_at, Outage.ended_at)
        .where(Outage.gate_id == gate_id)
        .order_by(Outage.began_at, Outage.id)
    )
    return [Period(*row) for row in rows]


def outage_minutes_before(db: Session, gate_id: int, moment: datetime) -> int:
    """Whole minutes, rounded up, by which a deadline of a gate moves because of its outages."""
    hours = hours_of(get_gate(db, gate_id))
    if hours.opens_at is None:
        return 0
    lost = time_lost(hours.opens_at, moment, outages_of(db, gate_id))
    return -(-lost // timedelta(minutes=1))


def hours_of(gate: Gate) -> Hours:
    """The gate's hours, from its session and from what staff did by hand."""
    session = gate.study_session
    return Hours(
        session.starts_at,
        session.ends_at,
        timedelta(minutes=session.opens_before_minutes),
        gate.direction,
        gate.opened_at,
        gate.closed_at,
        gate.extended_until,
        timedelta(minutes=gate.open_minutes) if gate.open_minutes else None,
    )


def clock_of(gate: Gate) -> GateClock:
    """What decides which code the gate shows."""
    held_on = clock.local(gate.study_session.starts_at).date()
    return GateClock(gate.id, gate.step_seconds, held_on, clock.LOCAL)
