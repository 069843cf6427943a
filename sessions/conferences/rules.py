"""Pure decisions about a conference: its timetable, whom it keeps busy, how many a hall seats."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import combinations


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time, the end not included: a session ending at 9:45 does not clash with one starting then."""

    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class PlannedSession:
    """A study session as the timetable sees it."""

    title: str
    span: Span
    venue_ids: frozenset[int]


class Flaw(StrEnum):
    """What can be wrong with a timetable."""

    ENDS_BEFORE_START = "ends_before_start"
    OUTSIDE_CONFERENCE = "outside_conference"
    NO_VENUE = "no_venue"
    VENUE_TAKEN = "venue_taken"


@dataclass(frozen=True, slots=True)
class ScheduleFlaw:
    """One flaw, the session it concerns and, where two collide, the other one."""

    flaw: Flaw
    session: PlannedSession
    other: PlannedSession | None = None


def overlaps(one: Span, two: Span) -> bool:
    """Whether two spans share a moment; touching ends do not."""
    return one.starts_at < two.ends_at and two.starts_at < one.ends_at


def find_schedule_flaws(conference: Span, sessions: Sequence[PlannedSession]) -> list[ScheduleFlaw]:
    """Every flaw of a timetable, in the order of the sessions; an empty list is a sound timetable.

    A session lies inside its conference, is held at one venue at least, and no venue holds two
    sessions at once.
    """
    flaws = [flaw for session in sessions for flaw in _flaws_of_one(conference, session)]
    flaws += [
        ScheduleFlaw(Flaw.VENUE_TAKEN, later, earlier)
        for earlier, later in combinations(sessions, 2)
        if earlier.venue_ids & later.venue_ids and overlaps(earlier.span, later.span)
    ]
    return flaws


def _flaws_of_one(conference: Span, session: PlannedSession) -> Iterable[ScheduleFlaw]:
    span = session.span
    if span.ends_at <= span.starts_at:
        yield ScheduleFlaw(Flaw.ENDS_BEFORE_START, session)
    if span.starts_at < conference.starts_at or span.ends_at > conference.ends_at:
        yield ScheduleFlaw(Flaw.OUTSIDE_CONFERENCE, session)
    if not session.venue_ids:
        yield ScheduleFlaw(Flaw.NO_VENUE, session)


def busy_spans(conference: Span, sessions: Iterable[Span]) -> tuple[Span, ...]:
    """When a conference keeps its people: its sessions or, before any is planned, all its time."""
    return tuple(sorted(sessions, key=lambda span: span.starts_at)) or (conference,)


def clash(ones: Sequence[Span], others: Sequence[Span]) -> bool:
    """Whether two conferences want the same person at the same time.

    Both sequences as `busy_spans` returns them; sessions of one conference may run side by side.
    """
    return any(overlaps(one, other) for one in ones for other in others)


def seats(capacity: int | None, factor_percent: int = 100) -> int | None:
    """How many a hall seats when only a share of its chairs is used; None where nothing was said.

    Seating with gaps (epidemic rules, examinations) is a factor below 100. Half a chair is none.
    """
    if capacity is None:
        return None
    return capacity * factor_percent // 100


def missing_seats(summoned: int, capacity: int | None, factor_percent: int = 100) -> int:
    """How many of the summoned would stand; 0 when all sit or the capacity is unknown."""
    room = seats(capacity, factor_percent)
    return 0 if room is None else max(0, summoned - room)


def venues_by_unit(
    parents: Iterable[tuple[int, int | None]], choices: Mapping[int, int | None]
) -> dict[int, int]:
    """The venue of each unit, from choices made for some of them.

    `parents` are (unit, parent) pairs, parents before their children. A unit follows its own choice
    or else its parent's; None as a choice summons nobody from there on down.
    """
    venue_of: dict[int, int | None] = {}
    for unit, parent in parents:
        inherited = venue_of.get(parent) if parent is not None else None
        venue_of[unit] = choices.get(unit, inherited)
    return {unit: venue for unit, venue in venue_of.items() if venue is not None}
