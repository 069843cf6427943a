"""One board for all who watch: made at most once a second in a process, from what changed since.

A sitting is read whole when somebody first watches it, every minute after that, and when its gates or
its closing change; in between only people with new evidence are read again. Whoever asks while another makes
the board gets the one before.
"""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from hashlib import sha256

from flask import current_app
from sqlalchemy import Connection

from lms import clock
from sessions.board.board import RATE_OVER, Board, make_board
from sessions.board.counting import Counts, Mark
from sessions.board.queries import (
    Arrival,
    arrivals_since,
    attendance_closed_at,
    last_evidence_id,
    load_devices,
    load_gates,
    load_marks,
    load_news,
)

PERIOD_S = 1.0
WHOLE_EVERY_S = 60.0
FORGOTTEN_AFTER_S = 600.0
OVERLAP = timedelta(seconds=3)
"""On PostgreSQL a transaction may end after one that began later: so much is read again."""

_AT_A_TIME = 200


class Watch:
    """One sitting that somebody watches."""

    def __init__(self, conference_id: int, session_id: int) -> None:
        """Know nothing yet."""
        self.session_id = session_id
        self._conference_id = conference_id
        self._lock = threading.Lock()
        self._counts = Counts()
        self._recent: dict[int, Arrival] = {}
        self._floor: list[tuple[datetime, int]] = []
        self._shape: object = None
        self._whole_at = self._made_at = float("-inf")
        self._board: Board | None = None
        self._documents: dict[str, tuple[str, bytes]] = {}
        self.asked_at = time.monotonic()

    def board(
        self, connect: Callable[[], Connection], older_by: float, whole_after: float = WHOLE_EVERY_S
    ) -> Board:
        """The board, made anew when it is older than so many seconds; `connect` is called only then.

        `whole_after` is after how many seconds everybody is read again, arrived lately or not.
        """
        self.asked_at = time.monotonic()
        known = self._board
        if known is not None and self.asked_at - self._made_at < older_by:
            return known
        if not self._lock.acquire(blocking=known is None or older_by <= 0):
            return known  # type: ignore[return-value] # only waited for where there is none
        try:
            board = self._refresh(connect(), whole_after)
            self._board, self._documents, self._made_at = board, {}, time.monotonic()
            return board
        finally:
            self._lock.release()

    def document(
        self, board: Board, language: str, write: Callable[[Board], tuple[str, bytes]]
    ) -> tuple[str, bytes]:
        """Tag and bytes of a board as `write` words it, once for each language."""
        if board is not self._board:
            return write(board)
        documents = self._documents
        if language not in documents:
            documents[language] = write(board)
        return documents[language]

    def written(self, language: str, newer_than: float) -> tuple[str, bytes] | None:
        """Tag and bytes of the board where it is newer than so many seconds and was worded; else None.

        While another makes the board anew, the one before is good enough.
        """
        is_new = time.monotonic() - self._made_at < newer_than
        return self._documents.get(language) if is_new or self._lock.locked() else None

    def _refresh(self, db: Connection, whole_after: float) -> Board:
        now = clock.now()
        gates = load_gates(db, self.session_id)
        shape = (attendance_closed_at(db, self.session_id), gates)
        if shape != self._shape or time.monotonic() - self._whole_at >= whole_after:
            self._read_all(db, now)
            self._shape, self._whole_at = shape, time.monotonic()
        else:
            self._read_news(db, now)
        devices = load_devices(db, self._conference_id, self.session_id)
        return make_board(self.session_id, self._counts, gates, devices, self._rates(now), now)

    def _read_all(self, db: Connection, now: datetime) -> None:
        """Read everybody; what was known goes first, for both would be megabytes. What fails is begun anew next time."""
        self._shape, self._counts, self._recent = None, Counts(), {}
        self._floor = [(now, last_evidence_id(db))]
        self._counts.put_all(_politely(load_marks(db, self._conference_id, self.session_id)))
        found = arrivals_since(db, self.session_id, now - RATE_OVER)
        self._recent = {each.evidence_id: each for each in found}

    def _read_news(self, db: Connection, now: datetime) -> None:
        if db.dialect.name == "sqlite":
            floor = self._floor[-1][1]  # ids are given in the order of the commits
        else:
            while len(self._floor) > 1 and self._floor[1][0] <= now - OVERLAP:
                self._floor.pop(0)
            floor = self._floor[0][1]
        newest, people = self._floor[-1][1], {}
        for arrival, is_sign, mark in load_news(db, self.session_id, floor):
            people[arrival.person_id] = mark
            newest = max(newest, arrival.evidence_id)
            if is_sign:
                self._recent[arrival.evidence_id] = arrival
        self._counts.put_all(
            (person_id, self._now(person_id, mark)) for person_id, mark in people.items()
        )
        self._floor.append((now, newest))
        if db.dialect.name == "sqlite":
            del self._floor[:-1]

    def _now(self, person_id: int, found: Mark | None) -> Mark | None:
        """How somebody stands by what was found; None when nothing is and nobody expects them."""
        expected_at = self._counts.expected_at(person_id)
        if found is not None:
            return Mark(expected_at, *found[1:])
        return None if expected_at is None else Mark(expected_at)

    def _rates(self, now: datetime) -> dict[int, int]:
        since = now - RATE_OVER
        gone = [number for number, each in self._recent.items() if each.received_at <= since]
        for number in gone:
            del self._recent[number]
        here = {(each.venue_id, each.person_id) for each in self._recent.values()}
        return Counter(venue_id for venue_id, _ in here)


def _politely(marks: Iterator[tuple[int, Mark]]) -> Iterator[tuple[int, Mark]]:
    """The same, letting whoever checks in meanwhile go first."""
    for number, mark in enumerate(marks):
        if number % _AT_A_TIME == 0:
            time.sleep(0)
        yield mark


class Watches:
    """The sittings that are watched in this process."""

    def __init__(self, period_s: float = PERIOD_S) -> None:
        """Make boards at most once in so many seconds."""
        self.period_s = period_s
        self.page_s = 5 * period_s
        """A page on which somebody acts shows everybody as they stood so lately."""
        self._lock = threading.Lock()
        self._watches: dict[int, Watch] = {}

    def of(self, conference_id: int, session_id: int) -> Watch:
        """The watch over a sitting; those that nobody asks for any more are forgotten."""
        watch = self._watches.get(session_id)
        if watch is not None:
            return watch
        with self._lock:
            limit = time.monotonic() - FORGOTTEN_AFTER_S
            self._watches = {n: each for n, each in self._watches.items() if each.asked_at > limit}
            return self._watches.setdefault(session_id, Watch(conference_id, session_id))


def current_watches() -> Watches:
    """The watches of the running application."""
    found: Watches = current_app.extensions.setdefault("board_watches", Watches())
    return found


def tag_of(text: str) -> str:
    """A short name for a text, another one for another text."""
    return sha256(text.encode()).hexdigest()[:24]
