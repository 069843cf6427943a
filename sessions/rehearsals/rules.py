"""When a venue is ready: limits with their reasons, and the verdict. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sessions.rehearsals.enums import Check, Standing

MOST_NETWORK_MS = 1_000.0
"""A check-in is two requests and a few small files: above a second each, people tap again and the queue stands."""
MOST_CLOCK_MS = 30_000.0
"""The display says so itself from here on; beyond the longest step of a code (60 s) nobody could check in offline."""
LEAST_DISTANCE_M = 3.0
"""Below, a queue forms in front of the screen, however small the room."""
DISTANCE_TO_WIDTH = 10
"""A phone's camera reads a code from about ten times its width; less means glare, blur or a weak projector."""
WAIVABLE = (Check.PRINTER, Check.SCANNER)
"""A venue may do without these: its papers come from elsewhere, its people have phones."""


@dataclass(frozen=True, slots=True)
class Point:
    """One line of the sheet."""

    check: Check
    standing: Standing
    value: float | None = None
    """In the unit of the check."""
    limit: float | None = None

    @property
    def is_in_order(self) -> bool:
        """Whether nothing about it speaks against the day."""
        return self.standing in (Standing.PASSED, Standing.WAIVED)


@dataclass(frozen=True, slots=True)
class Measured:
    """What was measured or stated last."""

    value: float | None
    limit: float | None
    passed: bool
    is_waived: bool = False


@dataclass(frozen=True, slots=True)
class Evidenced:
    """What the rehearsal's own records show of a venue."""

    phones: int = 0
    """people who checked in with a phone"""
    offline_scans: int = 0
    """scans taken without network that arrived"""
    offsets_ms: tuple[int, ...] = ()
    """last stated offset of each display; positive is ahead"""


def limit_of(check: Check, code_width_m: float | None = None) -> float | None:
    """What a value is held against; None where it is a matter of yes or no.

    The code on a large screen is for the last row: where its width is known, ten times as far.
    """
    match check:
        case Check.NETWORK:
            return MOST_NETWORK_MS
        case Check.CLOCK:
            return MOST_CLOCK_MS
        case Check.CAMERA:
            return LEAST_DISTANCE_M if code_width_m is None else code_width_m * DISTANCE_TO_WIDTH
        case Check.SCAN | Check.SCANNER:
            return 1.0
        case Check.PRINTER:
            return None


def is_enough(check: Check, value: float, limit: float) -> bool:
    """Whether a value keeps its limit; the limit itself does."""
    if check in (Check.NETWORK, Check.CLOCK):
        return abs(value) <= limit
    return value >= limit


def points_of(measured: dict[Check, Measured], seen: Evidenced) -> tuple[Point, ...]:
    """All points of a venue, in the order of the sheet."""
    return (
        _stated(Check.NETWORK, measured),
        _clock(measured.get(Check.CLOCK), seen.offsets_ms),
        _stated(Check.CAMERA, measured),
        _stated(Check.PRINTER, measured),
        _counted(Check.SCAN, seen.phones, measured),
        _counted(Check.SCANNER, seen.offline_scans, measured),
    )


def is_ready(points: Iterable[Point]) -> bool:
    """Whether the venue may go: every point passed, or done without."""
    return all(point.is_in_order for point in points)


def in_the_way(points: Iterable[Point]) -> tuple[Point, ...]:
    """The points that keep a venue from being ready."""
    return tuple(point for point in points if not point.is_in_order)


def _stated(check: Check, measured: dict[Check, Measured]) -> Point:
    known = measured.get(check)
    if known is None:
        return Point(check, Standing.MISSING, limit=limit_of(check))
    if known.is_waived:
        return Point(check, Standing.WAIVED)
    standing = Standing.PASSED if known.passed else Standing.FAILED
    return Point(check, standing, known.value, known.limit)


def _clock(known: Measured | None, offsets_ms: Sequence[int]) -> Point:
    """The worst of all clocks: of the displays, and of the device that measured."""
    limit = MOST_CLOCK_MS
    said = [float(offset) for offset in offsets_ms]
    if known is not None and known.value is not None:
        said.append(known.value)
    if not said:
        return Point(Check.CLOCK, Standing.MISSING, limit=limit)
    worst = max(said, key=abs)
    enough = is_enough(Check.CLOCK, worst, limit)
    return Point(Check.CLOCK, Standing.PASSED if enough else Standing.FAILED, worst, limit)


def _counted(check: Check, count: int, measured: dict[Check, Measured]) -> Point:
    known = measured.get(check)
    if count:
        return Point(check, Standing.PASSED, float(count), limit_of(check))
    if known is not None and known.is_waived:
        return Point(check, Standing.WAIVED)
    return Point(check, Standing.MISSING, limit=limit_of(check))
