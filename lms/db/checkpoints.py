"""SQLite's log is carried over into the database file beside the writers, not by one of them while all others wait.

SQLite itself does it at the end of a commit, when the log has grown long: that commit takes ten or twenty
milliseconds instead of half a one, and the writers' turn is held meanwhile. Carrying over needs no turn. What is
committed while it goes on is carried over in a second round, and the little that is committed during that one in a
turn. Whoever writes next begins the log anew.
"""

import logging
import os
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
_HEADER, _FRAME_HEADER, _SALTS = 32, 24, 8
"""Bytes, as https://sqlite.org/fileformat2.html#walformat says: every page of the log in use bears the log's own salts."""


class Checkpoints:
    """Carries one database's log over, in one thread at a time; processes that do so at once do not disturb each other."""

    def __init__(
        self,
        log_path: Path,
        connection: Callable[[], AbstractContextManager[Connection]],
        turn: Callable[[], AbstractContextManager[None]],
    ) -> None:
        """`connection` gives one outside any transaction, `turn` the writers' turn; nothing is opened or started yet."""
        self._log_path, self._connection, self._turn = log_path, connection, turn
        self._at_work = threading.Lock()
        self._due = LONG

    def begin_when_due(self) -> bool:
        """Start a thread where the log is long and none is at work; returns at once, whether one was started.

        Never raises: whoever asks has committed already, and where nothing comes of it a commit does the work.
        """
        if not self._has(self._due) or not self._at_work.acquire(blocking=False):
            return False
        try:
            threading.Thread(target=self._carry_over, name="checkpoint", daemon=True).start()
        except RuntimeError as error:
            self._at_work.release()
            log.warning("the log is not carried over: %s", error)
            return False
        return True

    def _has(self, pages: int) -> bool:
        """Whether the log holds so many since it was last begun anew.

        Read from the log, whose file keeps its length. Its index knows how many, but is never to be opened: whoever
        closes a file takes this process's locks on it away, and SQLite's lie there.
        """
        try:
            file = os.open(self._log_path, os.O_RDONLY | os.O_CLOEXEC)
            try:
                header = os.pread(file, _HEADER, 0)
                page_size = int.from_bytes(header[8:12], "big")
                place = _HEADER + (pages - 1) * (_FRAME_HEADER + page_size) + _SALTS
                return len(header) == _HEADER and os.pread(file, 8, place) == header[16:24]
            finally:
                os.close(file)
        except OSError:
            return False

    def _carry_over(self) -> None:
        due = self._due + _AGAIN_AFTER
        try:
            with self._connection() as db:
                for _ in range(_BESIDE):
                    _carry_over(db)
                # Whoever was in the middle of a commit now would go on with the old log: in their turn nobody is.
                with self._turn():
                    left_over, pages = _carry_over(db)
            due = pages + _AGAIN_AFTER if left_over else LONG
        except (DBAPIError, TransactionLost) as error:
            log.warning("the log is not carried over: %s", error)
        finally:
            self._due = min(due, FALLBACK)
            self._at_work.release()


def _carry_over(db: Connection) -> tuple[bool, int]:
    """Carry over what is in the log by now; whether some is left over, and how many pages the log has.

    Where another process is at it, nothing is done, and nothing counts as left over.
    """
    _is_busy, pages, carried_over = db.exec_driver_sql("PRAGMA wal_checkpoint(PASSIVE)").one()
    return carried_over < pages, pages
