"""One request's piece of work in a group, and what came of it."""

import logging
import threading
from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

log = logging.getLogger(__name__)

I = TypeVar("I")  # noqa: E741 - an item of a batch
T = TypeVar("T")
Handler = Callable[[Session, Sequence[I]], Sequence[T]]
"""handler(db, items) -> one result for each item, in the same order."""
Outcome = Callable[[], T]
"""Gives the result of a piece, or raises what it failed with."""
_SACRIFICED = ("40P01", "40001")
"""SQLSTATE of a deadlock and of a serialization failure: nothing was wrong with the piece."""


class Piece(Generic[T]):
    """An item for a handler. Either a thread waits for it, or somebody is told."""

    __slots__ = ("_error", "_result", "_tell", "finished", "handler", "item", "woken")

    def __init__(
        self, handler: Handler[Any, T], item: Any, tell: Callable[[Outcome[T]], None] | None = None
    ) -> None:
        """`tell` is called with the outcome in place of a thread that waits."""
        self.handler = handler
        self.item = item
        self.finished = False
        self.woken = threading.Lock()
        if tell is None:
            self.woken.acquire()
        self._tell = tell
        self._result: T
        self._error: BaseException | None = None

    @property
    def is_waited_for(self) -> bool:
        """Whether a thread waits, which can lead when it is woken."""
        return self._tell is None

    def attempt(self, db: Session) -> None:
        """Run this piece alone; a failure of the database is undone to before it."""
        try:
            with db.begin_nested():
                self.succeed(self.handler(db, [self.item])[0])
        except Exception as error:
            self._error = error

    @property
    def was_sacrificed(self) -> bool:
        """Whether the last attempt failed only because the database ended a deadlock with it."""
        cause = self._error.orig if isinstance(self._error, DBAPIError) else None
        return getattr(cause, "sqlstate", None) in _SACRIFICED

    @property
    def error(self) -> BaseException | None:
        """What the last attempt failed with."""
        return self._error

    def succeed(self, result: T) -> None:
        """Keep the result."""
        self._result, self._error = result, None

    def fail(self, error: BaseException) -> None:
        """Keep the error."""
        self._error = error

    def outcome(self) -> T:
        """The result; raises the error."""
        if self._error is not None:
            raise self._error
        return self._result

    def finish(self) -> None:
        """Wake the thread that waits, or tell; whoever cannot be told keeps nobody else from it."""
        self.finished = True
        if self._tell is None:
            self.woken.release()
            return
        try:
            self._tell(self.outcome)
        except Exception:
            log.exception("what came of a piece could not be told")
