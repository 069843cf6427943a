"""Group commit: the pieces of work of waiting requests share one transaction and one fsync.

Whichever request finds nobody leading runs its own piece and those that queued meanwhile, one
after the other, each in its own savepoint, and commits once. Every request answers only after
the commit is on disk. A bad piece fails alone; a failed commit fails them all, and nothing of
them was written.
"""

import threading
from collections import deque
from collections.abc import Callable
from typing import Generic, TypeVar

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from lms.db.engine import Database

T = TypeVar("T")
MOST_TOGETHER = 256
MOST_TRIES = 4
"""Of one piece that PostgreSQL sacrificed to end a deadlock with another process."""
_SACRIFICED = ("40P01", "40001")
"""SQLSTATE of a deadlock and of a serialization failure: nothing was wrong with the piece."""


class _Piece(Generic[T]):
    def __init__(self, work: Callable[[Session], T]) -> None:
        self.work = work
        self.woken = threading.Event()
        self.finished = False
        self._result: T
        self._error: BaseException | None = None

    def attempt(self, db: Session) -> None:
        self._error = None
        try:
            with db.begin_nested():
                self._result = self.work(db)
        except Exception as error:
            self._error = error

    @property
    def was_sacrificed(self) -> bool:
        cause = self._error.orig if isinstance(self._error, DBAPIError) else None
        return getattr(cause, "sqlstate", None) in _SACRIFICED

    def fail(self, error: BaseException) -> None:
        self._error = error

    def outcome(self) -> T:
        if self._error is not None:
            raise self._error
        return self._result


class GroupCommit:
    """The queue of one process; processes among themselves take turns at the database."""

    def __init__(self, database: Database) -> None:
        """Serve the given database; no thread is started."""
        self._database = database
        self._guard = threading.Lock()
        self._queue: deque[_Piece[object]] = deque()
        self._has_leader = False

    def run(self, work: Callable[[Session], T]) -> T:
        """Run `work` in a shared transaction; return its result once it is durable.

        Raises what the work raised, or the database's error when the commit failed.
        """
        piece = _Piece(work)
        with self._guard:
            self._queue.append(piece)  # type: ignore[arg-type] # pieces of any result share a queue
            leads, self._has_leader = not self._has_leader, True
        if not leads:
            piece.woken.wait()
        if not piece.finished:
            self._lead()
        return piece.outcome()

    def _lead(self) -> None:
        with self._guard:
            count = min(len(self._queue), MOST_TOGETHER)
            batch = [self._queue.popleft() for _ in range(count)]
        try:
            self._commit_together(batch)
        finally:
            self._hand_over(batch)

    def _commit_together(self, batch: list[_Piece[object]]) -> None:
        try:
            with self._database.transaction() as db:
                for piece in batch:
                    piece.attempt(db)
        except Exception as error:
            for piece in batch:
                piece.fail(error)
        for piece in batch:
            self._try_again(piece)

    def _try_again(self, piece: _Piece[object]) -> None:
        """Alone this time: two groups that lock the same rows crosswise cannot meet again."""
        for _ in range(MOST_TRIES - 1):
            if not piece.was_sacrificed:
                return
            try:
                with self._database.transaction() as db:
                    piece.attempt(db)
            except Exception as error:
                piece.fail(error)

    def _hand_over(self, batch: list[_Piece[object]]) -> None:
        for piece in batch:
            piece.finished = True
            piece.woken.set()
        with self._guard:
            following = self._queue[0] if self._queue else None
            self._has_leader = following is not None
        if following is not None:
            following.woken.set()
