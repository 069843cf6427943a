"""Counting one sitting person by person, so that who arrives changes a few counts and not all. Pure."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from sessions.checkin.enums import AttendanceState
from sessions.lists.queries import ATTENDED, UNUSUAL


class Mark(NamedTuple):
    """What counts about one person at the sitting."""

    expected_at: int | None
    """venue of the summons; None for somebody who is not on the list"""
    state: AttendanceState = AttendanceState.UNKNOWN
    came_to: int | None = None
    minute: datetime | None = None
    """in which the person came, where there is a sign of it"""
    flags: str = ""
    is_recorded: bool = False
    """There is a verdict on the person."""


class Counts:
    """The counts of one sitting."""

    def __init__(self) -> None:
        """Count nobody yet."""
        self._people: dict[int, Mark] = {}
        self._known: dict[Mark, Mark] = {}
        """Of fifty thousand people many stand alike: they share one mark."""
        self.marks: Counter[tuple[bool, AttendanceState]] = Counter()
        """(on the list, state) → people"""
        self.venues: Counter[tuple[int, str]] = Counter()
        """(venue, what) → people: summoned, present, late, provisional, flagged"""
        self.flagged = 0
        self.minutes: Counter[datetime] = Counter()
        """minute → people who came in it"""

    def put_all(self, people: Iterable[tuple[int, Mark | None]]) -> None:
        """Count people as they stand now, each in place of how they stood before; None: no longer.

        A sum is made for each way to stand, not for each person: in a rush thousands stand alike.
        """
        moved: Counter[Mark] = Counter()
        for person_id, mark in people:
            before = self._people.get(person_id)
            if before is not None:
                moved[before] -= 1
            if mark is None:
                self._people.pop(person_id, None)
            else:
                moved[mark] += 1
                self._people[person_id] = self._known.setdefault(mark, mark)
        for mark, by in moved.items():
            if by:
                self._add(mark, by)

    def expected_at(self, person_id: int) -> int | None:
        """The venue where somebody counted is expected."""
        mark = self._people.get(person_id)
        return mark.expected_at if mark else None

    def _add(self, mark: Mark, by: int) -> None:
        self.marks[mark.expected_at is not None, mark.state] += by
        for venue_and_what in _at_venues(mark):
            self.venues[venue_and_what] += by
        if is_unusual(mark.flags):
            self.flagged += by
        if mark.minute is not None and mark.state in ATTENDED:
            self.minutes[mark.minute] += by


def is_unusual(flags: str) -> bool:
    """Whether the secretary should look at a verdict with these flags, commas between them."""
    return bool(flags) and any(flag.value in flags for flag in UNUSUAL)


def _at_venues(mark: Mark) -> Iterator[tuple[int, str]]:
    """Where somebody counts: at the venue of the summons, and at the one where they came."""
    if mark.expected_at is not None:
        yield mark.expected_at, "summoned"
    here = mark.came_to or mark.expected_at
    if here is None or not mark.is_recorded:
        return
    if mark.expected_at is not None and mark.state in ATTENDED:
        yield here, "present"
        if mark.state is AttendanceState.LATE:
            yield here, "late"
    walked_in = mark.expected_at is None and mark.state in ATTENDED
    if mark.state is AttendanceState.PROVISIONAL or walked_in:
        yield here, "provisional"
    if is_unusual(mark.flags):
        yield here, "flagged"
