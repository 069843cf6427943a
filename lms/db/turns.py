"""Whose turn it is to write: a queue of one SQLite file, fair between threads and between processes."""

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lms.db.trouble import TransactionLost


class WriteTurn:
    """The writers' queue of one SQLite file: threads of this process, then processes.

    Whoever waits for the turn keeps the place behind it. A lock alone goes to the first who asks
    after it is free, which is the process that had it just now: the others starve for many turns.
    """

    def __init__(self, path: Path | None) -> None:
        """Queue at a file, and at another beside it; nowhere where there is none, as on PostgreSQL."""
        self._path = path
        self._threads = threading.Lock()
        self._holder: int | None = None

    @contextmanager
    def hold(self) -> Iterator[None]:
        """Hold the turn for the block.

        Raises RuntimeError when the thread holds it already, TransactionLost when it cannot be had.
        """
        if self._path is None:
            yield
            return
        if self._holder == threading.get_ident():
            raise RuntimeError("this thread is writing already; use the session it has")
        with self._threads:
            self._holder = threading.get_ident()
            try:
                turn = self._take(self._path)
                try:
                    yield
                finally:
                    os.close(turn)
            finally:
                self._holder = None

    @classmethod
    def _take(cls, path: Path) -> int:
        place = cls._lock(path.with_name(path.name + "-next"))
        try:
            return cls._lock(path)
        finally:
            os.close(place)

    @staticmethod
    def _lock(path: Path) -> int:
        """A descriptor that holds the file's lock until it is closed."""
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise TransactionLost(f"no turn to write: {path}: {error.strerror}") from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        except BaseException:
            os.close(descriptor)
            raise
        return descriptor
