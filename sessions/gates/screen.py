"""What a display needs to go on by itself for its day, and what it says."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sessions.checkin.enums import AttendanceState
from sessions.checkin.models import Attendance, Evidence
from sessions.checkin.scene import PRESENCE
from sessions.conferences.enums import SummonsState
from sessions.conferences.models import Summons
from sessions.gates.codes import Step, day_bounds, day_key, make_code, make_typed_code, step_at
from sessions.gates.drawing import address_of
from sessions.gates.enums import Direction
from sessions.gates.models import Gate
from sessions.gates.queries import clock_of, hours_of
from sessions.gates.rules import GateState, gate_state

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


def showing_at(gate: Gate, master: bytes, base_url: str, now: datetime) -> Showing | None:
    """What the gate shows at a moment; None while it is not open."""
    if gate_state(hours_of(gate), now) is not GateState.OPEN:
        return None
    clock = clock_of(gate)
    step = step_at(clock, now)
    address = address_of(base_url, make_code(master, clock, step))
    return Showing(step, address, make_typed_code(master, clock, step))


def for_the_day(gate: Gate, master: bytes, base_url: str, now: datetime) -> dict[str, Any] | None:
    """All that the gate's display needs to make its codes until midnight; None when none are due today.

    It holds the key of this gate and this local day, from which no other gate's or day's code can
    be made. Moments are milliseconds since 1970, by the server's clock.
    """
    hours, clock = hours_of(gate), clock_of(gate)
    midnight, next_midnight = day_bounds(clock, now)
    if hours.opens_at is None or hours.opens_at >= next_midnight or hours.closes_at <= now:
        return None
    day = step_at(clock, now).day
    if (
        now < midnight
    ):  # a printed code carries the key of the session's day, whenever it is looked at
        return None
    return {
        "gate": gate.id,
        "key": day_key(master, gate.id, day).hex(),
        "step": gate.step_seconds,
        "midnight": in_ms(midnight),
        "until": in_ms(next_midnight),
        "opens": in_ms(hours.opens_at),
        "closes": in_ms(hours.closes_at),
        "address": address_of(base_url, ""),
    }


def in_ms(moment: datetime) -> int:
    """A moment as scripts count it."""
    return int(moment.timestamp() * 1000)


def count_heads(db: Session, gate: Gate) -> Headcount:
    """People recorded at the gate's venue in its session, and those summoned to the venue.

    Of a mid-session check or the way out: people who passed it, of those recorded at the venue.
    """
    came = db.scalar(
        select(func.count()).where(
            Attendance.study_session_id == gate.study_session_id,
            Attendance.venue_id == gate.venue_id,
            Attendance.state.in_(_CAME),
        )
    )
    if gate.direction is not Direction.IN:
        passed = db.scalar(
            select(func.count(func.distinct(Evidence.person_id))).where(
                Evidence.study_session_id == gate.study_session_id,
                Evidence.gate_id == gate.id,
                Evidence.kind.in_(PRESENCE),
            )
        )
        return Headcount(passed or 0, came or 0)
    summoned = db.scalar(
        select(func.count()).where(
            Summons.venue_id == gate.venue_id, Summons.state == SummonsState.SUMMONED
        )
    )
    return Headcount(came or 0, summoned or 0)
