"""When an attempt ends, and whether an answer still counts: decided on the server's times only."""

from datetime import datetime, timedelta
from enum import StrEnum


class Opening(StrEnum):
    """Where a quiz stands at a moment."""

    NOT_YET = "not yet"
    OPEN = "open"
    CLOSED = "closed"


def opening_at(now: datetime, opens_at: datetime, closes_at: datetime | None) -> Opening:
    """Whether attempts may begin: from the opening on, until just before the close."""
    if now < opens_at:
        return Opening.NOT_YET
    return Opening.OPEN if closes_at is None or now < closes_at else Opening.CLOSED


def deadline_of(started_at: datetime, limit_minutes: int, closes_at: datetime | None) -> datetime:
    """The moment an attempt ends: start plus limit, or the quiz's close when that is earlier.

    Computed whenever it is read and stored nowhere, so that a change of the settings holds for
    attempts under way as well.
    """
    by_limit = started_at + timedelta(minutes=limit_minutes)
    return by_limit if closes_at is None else min(by_limit, closes_at)


def counts_as_in_time(received_at: datetime, deadline: datetime, grace_seconds: int) -> bool:
    """Whether an answer received at this moment counts: until the deadline plus the grace.

    The grace makes up for a slow network, the same for everybody.
    """
    return received_at <= deadline + timedelta(seconds=grace_seconds)


def is_over(now: datetime, deadline: datetime, grace_seconds: int) -> bool:
    """Whether nothing can be added to the attempt any more, so that it may be finished."""
    return not counts_as_in_time(now, deadline, grace_seconds)


def finish_time(now: datetime, deadline: datetime) -> datetime:
    """When an attempt counts as finished: now, or the deadline when that has passed."""
    return min(now, deadline)
