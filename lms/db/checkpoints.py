"""SQLite's log is carried over into the database file beside the writers, not by one of them while all others wait.

SQLite itself does it at the end of a commit, when the log has grown long: that commit takes ten or twenty
milliseconds instead of half a one, and the writers' turn is held meanwhile. Carrying over needs no turn. What is
committed while it goes on is carried over in a second round, and the little that is committed during that one in a
turn. Whoever writes next begins the log anew.
"""

import logging
import os
import sys
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from lms.db.trouble import TransactionLost

log = logging.getLogger(__name__)

LONG = 8_000
"""Pages in the log from which on it is carried over: longer ones cost every reader more than they spare."""
FALLBACK = 12_000
"""From here on a commit does it after all (`opening`): nobody did it beside, or readers were in the way."""
_BESIDE = 2
"""Rounds beside the writers: the second finds a tenth of what the first did, a third would find as much again."""
_AGAIN_AFTER = 1_000
"""Pages by which the log grows before the next attempt, where one could not reach its end."""
_PAGES_AT = 16
"""Place of the number of pages in the first header of the log's index: https://sqlite.org/walformat.html#walidxfmt"""


class Checkpoints:
    """Carries one database's log over, in one thread at a time; processes that do so at once do not disturb each other."""

    def __init__(
        self,
        index: Path,
        connection: Callable[[], AbstractContextManager[Connection]],
        turn: Callable[[], AbstractContextManager[None]],
    ) -> None:
        """`index` is the log's own, beside it; `connection` gives one outside any transaction, `turn` the writers' turn.

        Nothing is opened or started yet.
        """
        self._index, self._connection, self._turn = index, connection, turn
        self._at_work = threading.Lock()
        self._due = LONG

    def begin_when_due(self) -> bool:
        """Start a thread where the log is long and none is at work; returns at once, whether one was started.

        Never raises: whoever asks has committed already, and where nothing comes of it a commit does the work.
        """
        if self._pages() < self._due or not self._at_work.acquire(blocking=False):
            return False
        try:
            threading.Thread(target=self._carry_over, name="checkpoint", daemon=True).start()
        except RuntimeError as error:
            self._at_work.release()
            log.warning("the log is not carried over: %s", error)
            return False
        return True

    def _pages(self) -> int:
        """In the log since it was last begun anew; 0 where there is none."""
        try:
            index = os.open(self._index, os.O_RDONLY | os.O_CLOEXEC)
            try:
                return int.from_bytes(os.pread(index, 4, _PAGES_AT), sys.byteorder)
            finally:
                os.close(index)
        except OSError:
            return 0

    def _carry_over(self) -> None:
        is_over = False
        try:
            with self._connection() as db:
                for _ in range(_BESIDE):
                    self._is_over(db)
                # Whoever was in the middle of a commit now would go on with the old log: in their turn nobody is.
                with self._turn():
                    is_over = self._is_over(db)
        except (DBAPIError, TransactionLost) as error:
            log.warning("the log is not carried over: %s", error)
        finally:
            self._due = LONG if is_over else self._pages() + _AGAIN_AFTER
            self._at_work.release()

    def _is_over(self, db: Connection) -> bool:
        """Carry over what is in the log by now; whether nothing came meanwhile, or the log was begun anew already.

        Where another process is at it, nothing is done.
        """
        _, _, carried_over = db.exec_driver_sql("PRAGMA wal_checkpoint(PASSIVE)").one()
        return bool(carried_over >= self._pages())
