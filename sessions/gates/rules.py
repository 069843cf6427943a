"""When a gate takes people in, and what an outage of ours does to that: pure decisions."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sessions.gates.enums import Direction

AFTER_OPENING = timedelta(minutes=30)
"""A gate opened by hand near the end, or after it, stays open this long."""
LEAST_OUTAGE = timedelta(seconds=60)
"""Shorter ones are hiccups: the previous code still counted for part of them."""
LONGEST_OUTAGE = timedelta(hours=12)
MOST_EXTENSION = timedelta(hours=2)
"""By so much may all outages of a gate together move its end."""
CLOCK_SLACK = timedelta(seconds=30)
"""What a report may lie ahead of us without being nonsense."""


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
    extended_until: datetime | None = None
    """Moved end, after outages."""
    open_for: timedelta | None = None
    """How long a passage opened by hand takes people in; None until the session ends."""

    @property
    def opens_at(self) -> datetime | None:
        """When people may begin; None for a passage that staff have yet to open by hand."""
        if self.direction is not Direction.IN:
            return self.opened_at
        planned = self.starts_at - self.opens_before
        return planned if self.opened_at is None else min(planned, self.opened_at)

    @property
    def planned_end(self) -> datetime:
        """When it would end by itself if nothing went wrong."""
        if self.opened_at is None:
            return self.ends_at
        if self.direction is not Direction.IN and self.open_for is not None:
            return self.opened_at + self.open_for
        return max(self.ends_at, self.opened_at + AFTER_OPENING)

    @property
    def closes_at(self) -> datetime:
        """When it ends by itself, outages made good, or was closed by hand, whichever is earlier."""
        last = self.planned_end
        if self.extended_until is not None:
            last = max(last, self.extended_until)
        return last if self.closed_at is None else min(last, self.closed_at)


def gate_state(hours: Hours, at: datetime) -> GateState:
    """Whether the gate takes people in at a moment; the closing moment itself is closed."""
    if at >= hours.closes_at:
        return GateState.CLOSED
    opens_at = hours.opens_at
    if opens_at is None or at < opens_at:
        return GateState.NOT_YET
    return GateState.OPEN


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """From a moment until another."""

    began_at: datetime
    ended_at: datetime

    @property
    def length(self) -> timedelta:
        """How long it is; negative for a period that ends before it begins."""
        return self.ended_at - self.began_at


def believable_outage(
    reported: Period, now: datetime, last_sign: datetime | None = None
) -> Period | None:
    """The outage that a report proves, or None: it is over, lasted a minute, and not half a day.

    `last_sign` is when the reporter was last heard, where that is known: nobody was out of reach
    before it. An end somewhat ahead of our clock is taken as now.
    """
    if reported.ended_at > now + CLOCK_SLACK:
        return None
    began = reported.began_at if last_sign is None else max(reported.began_at, last_sign)
    outage = Period(began, min(reported.ended_at, now))
    return outage if LEAST_OUTAGE <= outage.length <= LONGEST_OUTAGE else None


def made_good(
    opens_at: datetime | None, planned_end: datetime, outages: Iterable[Period]
) -> datetime:
    """The end of a gate's hours with its outages made good, two hours later at most.

    The gate's clock stands still while it cannot reach us. Outages reported twice count once; what
    lies before the opening, or after the end as moved so far, cost nobody anything.
    """
    if opens_at is None:
        return planned_end
    return planned_end + min(time_lost(opens_at, planned_end, outages), MOST_EXTENSION)


def time_lost(opens_at: datetime, until: datetime, outages: Iterable[Period]) -> timedelta:
    """By how much a moment moves when the time in which the gate could not reach us does not count."""
    moved, covered = until, opens_at
    for outage in sorted(outages):
        if outage.began_at >= moved:
            break
        lost = outage.ended_at - max(outage.began_at, covered)
        if lost > timedelta(0):
            moved += lost
            covered = outage.ended_at
    return moved - until
