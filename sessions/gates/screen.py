"""What a display needs to go on by itself: the codes of the next minutes, drawn, and what it says."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sessions.checkin.enums import AttendanceState
from sessions.checkin.models import Attendance
from sessions.conferences.enums import SummonsState
from sessions.conferences.models import Summons
from sessions.gates.codes import Step, coming_steps, make_code, make_typed_code
from sessions.gates.drawing import address_of, draw
from sessions.gates.models import Gate
from sessions.gates.queries import clock_of, hours_of
from sessions.gates.rules import GateState, gate_state

AHEAD = 30
"""Codes handed out at once: five minutes without network at the default pace."""
_CAME = (
    AttendanceState.PRESENT,
    AttendanceState.LATE,
    AttendanceState.PARTIAL,
    AttendanceState.PROVISIONAL,
)


@dataclass(frozen=True, slots=True)
class Showing:
    """One turn of the code, ready to paint."""

    step: Step
    address: str
    typed: str

    @property
    def grouped(self) -> str:
        """The typed code in two groups of three, as it is read aloud."""
        return f"{self.typed[:3]} {self.typed[3:]}"


@dataclass(frozen=True, slots=True)
class Headcount:
    """How many came to a venue, of how many summoned to it."""

    came: int
    summoned: int


def coming_codes(
    gate: Gate, master: bytes, base_url: str, now: datetime, count: int = AHEAD
) -> list[Showing]:
    """The codes of the gate from now on, none beyond its closing; empty while it is not open."""
    hours = hours_of(gate)
    if gate_state(hours, now) is not GateState.OPEN:
        return []
    clock = clock_of(gate)
    return [
        Showing(
            step,
            address_of(base_url, make_code(master, clock, step)),
            make_typed_code(master, clock, step),
        )
        for step in coming_steps(clock, now, count)
        if step.starts_at < hours.closes_at
    ]


def packed(showings: list[Showing]) -> list[dict[str, Any]]:
    """The codes as the display's script reads them: moments in milliseconds, modules in hex."""
    return [
        {
            "from": int(showing.step.starts_at.timestamp() * 1000),
            "to": int(showing.step.ends_at.timestamp() * 1000),
            "size": draw(showing.address).size,
            "rows": draw(showing.address).packed,
            "typed": showing.grouped,
        }
        for showing in showings
    ]


def count_heads(db: Session, gate: Gate) -> Headcount:
    """People recorded at the gate's venue in its session, and those summoned to the venue."""
    came = db.scalar(
        select(func.count()).where(
            Attendance.study_session_id == gate.study_session_id,
            Attendance.venue_id == gate.venue_id,
            Attendance.state.in_(_CAME),
        )
    )
    summoned = db.scalar(
        select(func.count()).where(
            Summons.venue_id == gate.venue_id, Summons.state == SummonsState.SUMMONED
        )
    )
    return Headcount(came or 0, summoned or 0)
