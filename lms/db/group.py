"""Group commit: the pieces of work of waiting requests share one transaction and one fsync.

Whichever request finds nobody leading runs its own piece and those that queued meanwhile and
commits once. Every request answers only after the commit is on disk. Pieces that name the same
handler are handed to it together, so that what they ask of the database is asked once. A bad
piece fails alone: when anything fails, nothing of the group is kept, and the pieces are tried one
by one, each in its own savepoint. A failed commit fails them all, and nothing of them was written.

A group costs something by itself, however many are in it. In a crowd the next leader therefore waits a
moment for more to come: groups of twenty-eight instead of fifteen spare a fifth of a check-in's processor time.

A thread that waits has to be put to sleep and woken, which costs as much as the piece itself. Whoever can be told
later (`run_later`) keeps no thread: the leader tells them, one after the other, and leads the next group as well.
"""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from time import monotonic
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from lms.db.engine import Database
from lms.db.pieces import Handler, I, Outcome, Piece, T

MOST_TOGETHER = 256
ENOUGH = 28
"""Pieces for which nobody waits longer: nearly all requests that a process serves at once, but for a few that are
being read or answered. With twenty-two a check-in on PostgreSQL took an eighth more."""
A_CROWD = 8
"""Pieces of the last group from which on more are likely to come at once."""
MOST_TRIES = 4
"""Of one piece that PostgreSQL sacrificed to end a deadlock with another process."""


class Patience(NamedTuple):
    """How long a group waits for a crowd, in seconds."""

    longest: float = 0.008
    pause: float = 0.01
    """After nothing was committed for so long the crowd is gone, and nobody is kept waiting for it."""


class GroupCommit:
    """The queue of one process; processes among themselves take turns at the database."""

    def __init__(self, database: Database, patience: Patience = Patience()) -> None:  # noqa: B008 - a constant
        """Serve the given database; no thread is started."""
        self._database = database
        self._guard = threading.Lock()
        self._queue: deque[Piece[Any]] = deque()
        self._has_leader = False
        self._enough = threading.Event()
        self._patience = patience
        self._wanted = self._most = ENOUGH
        self._last_size, self._last_end = 0, 0.0

    def run(self, work: Callable[[Session], T]) -> T:
        """Run `work` in a shared transaction; return its result once it is durable.

        Raises what the work raised, or the database's error when the commit failed.
        """
        return self.run_with(_do_each, work)

    def run_with(self, handler: Handler[I, T], item: I) -> T:
        """The same for an item of a handler that takes many at once."""
        piece = Piece(handler, item)
        if not self._join(piece):
            piece.woken.acquire()
        if not piece.finished and self._lead():
            self._lead_elsewhere()
        return piece.outcome()

    def run_later(
        self, handler: Handler[I, T], item: I, tell: Callable[[Outcome[T]], None]
    ) -> None:
        """The same for somebody who need not wait: `tell` is called with the outcome once it is durable.

        In whatever thread leads then; it is not to take long, nor to run a piece and wait for it. Where nobody
        leads, the calling thread does, until nobody is left or somebody who waits takes over.
        """
        if self._join(Piece(handler, item, tell)):
            self._lead_on()

    def _join(self, piece: Piece[Any]) -> bool:
        """Queue a piece; whether the calling thread is to lead."""
        with self._guard:
            self._queue.append(piece)
            if len(self._queue) >= self._wanted:
                self._enough.set()
            leads, self._has_leader = not self._has_leader, True
        return leads

    def _lead_on(self) -> None:
        while self._lead():
            pass

    def _lead_elsewhere(self) -> None:
        """Let another thread lead: this one's request has its result, and whoever sent it is waiting for it."""
        try:
            threading.Thread(target=self._lead_on, name="group", daemon=True).start()
        except RuntimeError:  # as many threads as the system allows
            self._lead_on()

    def _lead(self) -> bool:
        """One group; whether this thread is to see to the next one too."""
        batch: list[Piece[Any]] = []
        try:
            self._await_crowd()
            with self._database.turn():  # whoever queues while this process waits comes along
                batch = self._take()
                self._commit_together(batch)
        except Exception as error:
            batch = batch or self._take()
            for piece in batch:
                piece.fail(error)
        finally:
            goes_on = self._hand_over(len(batch))
            self._finish(batch)
            self._database.carry_over()
        return goes_on

    def _await_crowd(self) -> None:
        """Let more join, where the last group was large and has only just ended.

        Half as many again are waited for, until a wait in vain has shown how many there are.
        """
        if self._last_size < A_CROWD or monotonic() - self._last_end > self._patience.pause:
            self._most = ENOUGH
            return
        with self._guard:
            self._wanted = min(self._most, self._last_size + self._last_size // 2)
            self._enough.clear()
            if len(self._queue) >= self._wanted:
                return
        if not self._enough.wait(self._patience.longest):
            self._most = max(A_CROWD, len(self._queue))

    def _take(self) -> list[Piece[Any]]:
        with self._guard:
            count = min(len(self._queue), MOST_TOGETHER)
            self._most = min(ENOUGH, max(self._most, count))
            return [self._queue.popleft() for _ in range(count)]

    def _commit_together(self, batch: list[Piece[Any]]) -> None:
        if not self._commit_smoothly(batch):
            self._commit_one_by_one(batch)
        for piece in batch:
            self._try_again(piece)

    def _commit_smoothly(self, batch: list[Piece[Any]]) -> bool:
        """All in one go with no savepoint, which is what nearly every group needs; False when one failed."""
        try:
            with self._database.transaction_in_turn() as db:
                for pieces in _by_handler(batch):
                    results = pieces[0].handler(db, [piece.item for piece in pieces])
                    for piece, result in zip(pieces, results, strict=True):
                        piece.succeed(result)
        except Exception:  # who failed, and with what, comes out one by one
            return False
        return True

    def _commit_one_by_one(self, batch: list[Piece[Any]]) -> None:
        try:
            with self._database.transaction_in_turn() as db:
                for piece in batch:
                    piece.attempt(db)
                    # The next savepoint would begin, and its end commit, a transaction of its own.
                    self._database.check_still_open(db, piece.error)
        except Exception as error:
            for piece in batch:
                piece.fail(error)

    def _try_again(self, piece: Piece[Any]) -> None:
        """Alone this time: two groups that lock the same rows crosswise cannot meet again."""
        for _ in range(MOST_TRIES - 1):
            if not piece.was_sacrificed:
                return
            try:
                with self._database.transaction_in_turn() as db:
                    piece.attempt(db)
            except Exception as error:
                piece.fail(error)

    def _hand_over(self, size: int) -> bool:
        """Let the next group begin while this one waits for the disk; True where no thread waits that could lead it."""
        with self._guard:
            self._last_size, self._last_end = size, monotonic()
            following = self._queue[0] if self._queue else None
            self._has_leader = following is not None
        if following is None:
            return False
        if following.is_waited_for:
            following.woken.release()
        return not following.is_waited_for

    def _finish(self, batch: list[Piece[Any]]) -> None:
        """Answer once it is on disk; a piece of which nobody can say that may be there all the same."""
        try:
            self._database.sync()
        except Exception as error:
            for piece in batch:
                if piece.error is None:
                    piece.fail(error)
        for piece in batch:
            piece.finish()


def _do_each(db: Session, works: Sequence[Callable[[Session], T]]) -> list[T]:
    """The handler of pieces that have nothing in common: never given more than one."""
    return [work(db) for work in works]


def _by_handler(batch: list[Piece[Any]]) -> list[list[Piece[Any]]]:
    kinds: dict[object, list[Piece[Any]]] = {}
    for piece in batch:
        alone = piece.handler is _do_each
        kinds.setdefault(piece if alone else piece.handler, []).append(piece)
    return list(kinds.values())
