"""What comes of one scan, and when it was: pure decisions."""

from datetime import datetime, timedelta
from typing import NamedTuple

from sessions.gates.rules import Hours
from sessions.scanners.enums import Reason, ScanResult

IN_FLIGHT = timedelta(seconds=30)
"""A scan may be made while the delivery before it is still on its way."""
LIVE_WITHIN = timedelta(minutes=2)
"""A scan delivered later than this waited, whatever the device says of its network."""
LARGE_SKEW_MS = 30_000
"""A scanner's clock further off than this is shown as wrong."""
LARGEST_SKEW_MS = 24 * 3600 * 1000
_BLINK = timedelta(microseconds=1)
_LONGEST_MS = 10 * 365 * 24 * 3600 * 1000


class Window(NamedTuple):
    """A gate's hours, worked out once for a batch."""

    opens_at: datetime | None
    """None for a passage that was never opened"""
    closes_at: datetime
    """The first moment at which it is closed"""


def window_of(hours: Hours) -> Window:
    """When a gate takes people in."""
    return Window(hours.opens_at, hours.closes_at)


def corrected_time(device_ms: int, device_now_ms: int, received_at: datetime) -> datetime:
    """The scan's moment by the server's clock: as long before the delivery as the device counted.

    How wrong the device's clock is does not matter as long as it ran steadily in between.
    """
    ago = max(-_LONGEST_MS, min(_LONGEST_MS, device_now_ms - device_ms))
    return received_at - timedelta(milliseconds=ago)


def settle_time(
    claimed: datetime, earliest: datetime, received_at: datetime, hours: Window | None
) -> datetime:
    """When a scan was, given when it can have been.

    A claim outside of that shows that the device's clock jumped. Then nearest to the claim; and
    where part of the possible time is within the gate's hours, within them, for nobody is turned
    away by a clock of ours.
    """
    if earliest <= claimed <= received_at:
        return claimed
    low, high = earliest, received_at
    if hours is not None and hours.opens_at is not None:
        first, last = max(low, hours.opens_at), min(high, hours.closes_at - _BLINK)
        if first <= last:
            low, high = first, last
    return min(max(claimed, low), high)


def refusal_by_hours(hours: Window, at: datetime) -> Reason | None:
    """Whether the gate took people in at the moment of the scan, however late it was delivered."""
    if at >= hours.closes_at:
        return Reason.CLOSED
    return Reason.NOT_OPEN_YET if hours.opens_at is None or at < hours.opens_at else None


def accepted_result(
    *, is_new: bool, is_provisional: bool, is_late: bool, is_elsewhere: bool
) -> ScanResult:
    """The word for a scan that has a row of evidence behind it, the most urgent first."""
    if not is_new:
        return ScanResult.ALREADY
    if is_provisional:
        return ScanResult.PROVISIONAL
    if is_elsewhere:
        return ScanResult.WRONG_VENUE
    return ScanResult.LATE if is_late else ScanResult.PRESENT
