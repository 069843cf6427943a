"""The product's only clock: server time, kept in UTC, shown in Việt Nam's time zone.

A phone's or a display's clock is never asked. Tests hold the clock still with `fixed`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")

_fixed_at: ContextVar[datetime | None] = ContextVar("fixed_at", default=None)


def now() -> datetime:
    """This moment as an aware UTC datetime, to the microsecond."""
    return _fixed_at.get() or datetime.now(UTC)


def today() -> date:
    """The calendar day in Việt Nam, which decides validity dates and register years."""
    return local(now()).date()


def local(moment: datetime) -> datetime:
    """The same moment on a Vietnamese wall clock (UTC+7, no daylight saving)."""
    return moment.astimezone(LOCAL)


def from_local(wall: datetime) -> datetime:
    """A wall-clock time typed into a form, as the UTC moment it means."""
    return wall.replace(tzinfo=LOCAL).astimezone(UTC)


@contextmanager
def fixed(moment: datetime) -> Iterator[datetime]:
    """Hold the clock at an aware moment for the duration of a `with` block."""
    if moment.tzinfo is None:
        raise ValueError("the clock is held at an aware moment only")
    token = _fixed_at.set(moment.astimezone(UTC))
    try:
        yield moment
    finally:
        _fixed_at.reset(token)
