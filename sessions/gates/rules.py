"""When a gate takes people in: pure decisions about its hours."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sessions.gates.enums import Direction

AFTER_OPENING = timedelta(minutes=30)
"""A gate opened by hand near the end, or after it, stays open this long."""


class GateState(StrEnum):
    """Whether a gate takes people in."""

    NOT_YET = "not yet"
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Hours:
    """What decides when a gate is open."""

    starts_at: datetime
    ends_at: datetime
    opens_before: timedelta
    direction: Direction = Direction.IN
    opened_at: datetime | None = None
    closed_at: datetime | None = None

    @property
    def opens_at(self) -> datetime | None:
        """When people may begin; None for a passage that staff have yet to open by hand."""
        if self.direction is not Direction.IN:
            return self.opened_at
        planned = self.starts_at - self.opens_before
        return planned if self.opened_at is None else min(planned, self.opened_at)

    @property
    def closes_at(self) -> datetime:
        """When it ends by itself or was closed by hand, whichever is earlier."""
        last = self.ends_at
        if self.opened_at is not None:
            last = max(last, self.opened_at + AFTER_OPENING)
        return last if self.closed_at is None else min(last, self.closed_at)


def gate_state(hours: Hours, at: datetime) -> GateState:
    """Whether the gate takes people in at a moment; the closing moment itself is closed."""
    if at >= hours.closes_at:
        return GateState.CLOSED
    if hours.opens_at is None or at < hours.opens_at:
        return GateState.NOT_YET
    return GateState.OPEN
