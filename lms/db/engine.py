"""Opening the database so that what was acknowledged is on disk, and writers take turns.

SQLite: WAL, synchronous=FULL, foreign keys on. A writing transaction begins with BEGIN
IMMEDIATE behind a lock on a side file, because SQLite's own waiting is a sleep without a queue
and starves one of two processes. Reading transactions are read-only on both databases: a view
that writes without saying so fails instead of half-working.
"""

import fcntl
import os
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from lms.db.trouble import TransactionLost

BUSY_TIMEOUT_MS = 10_000
POOL_SIZE = 34
"""One connection for each blocking thread of a server process, and two to spare."""
PQTRANS_INTRANS = 2
"""libpq's word for a transaction that is open and sound; a failed statement makes it another."""


class Database:
    """One database: an engine, its two faces (reading, writing) and the writers' queue."""

    def __init__(self, url: str) -> None:
        """Prepare the engine; nothing is opened until the first query."""
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.engine = self._make_engine()
        self.reader = self.engine.execution_options(writes=False, postgresql_readonly=True)
        self.writer = self.engine.execution_options(writes=True)
        self._turn = _WriteTurn(self._lock_path())
        self._peeking = self._make_peeking_engine()
        self._peekers: deque[Connection] = deque()

    @contextmanager
    def peek(self) -> Iterator[Connection]:
        """A connection for single reads outside any transaction: each sees what is committed then.

        It costs a fraction of a session. One that failed is thrown away, and the error raised.
        """
        try:
            connection = self._peekers.pop()
        except IndexError:
            connection = self._peeking.connect()
        try:
            yield connection
        except Exception:
            connection.invalidate()
            connection.close()
            raise
        self._peekers.append(connection)

    def reading(self) -> Session:
        """A session whose transactions cannot write; the caller closes it."""
        return Session(self.reader, expire_on_commit=False)

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Hold the writers' turn: nobody else writes to this SQLite file. Nothing on PostgreSQL."""
        with self._turn.hold():
            yield

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """One writing transaction: commits at the end, rolls back on any exception."""
        with self.turn(), self.transaction_in_turn() as session:
            yield session

    @contextmanager
    def transaction_in_turn(self) -> Iterator[Session]:
        """The same for whoever holds the turn already."""
        with Session(self.writer, expire_on_commit=False) as session, session.begin():
            used: list[object] = []
            event.listen(session, "after_begin", lambda *_: used.append(True))
            yield session
            session.flush()  # what was only added would otherwise reach the database after the check
            if used:
                self.check_still_open(session)

    @contextmanager
    def turned_to_writing(self, session: Session) -> Iterator[None]:
        """Let a reading session write for the duration of the block.

        The reading transaction ends and all loaded rows are read again, so decisions are made on
        what is true under the lock. The block commits; what it leaves open is rolled back.
        """
        session.commit()
        session.expunge_all()
        with self._turn.hold():
            session.bind = self.writer
            try:
                yield
            finally:
                session.rollback()
                session.bind = self.reader

    def check_still_open(self, session: Session, because: BaseException | None = None) -> None:
        """Raise TransactionLost when the database gave the transaction up by itself.

        SQLite does so on a full disk, for one; COMMIT is then a word without effect.
        """
        driver: Any = session.connection().connection.dbapi_connection
        if self.is_sqlite:
            is_open = driver.in_transaction
        else:
            is_open = driver.info.transaction_status == PQTRANS_INTRANS
        if not is_open:
            raise TransactionLost(
                "the transaction ended before it was committed; nothing was kept"
            ) from because

    def dispose(self) -> None:
        """Close all connections that are not in use."""
        while self._peekers:
            self._peekers.pop().close()
        self.engine.dispose()

    def _make_engine(self) -> Engine:
        if not self.is_sqlite:
            return create_engine(self.url, pool_size=POOL_SIZE, pool_pre_ping=True)
        if self.url.database:
            Path(self.url.database).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(
            self.url, pool_size=POOL_SIZE, connect_args={"check_same_thread": False}
        )
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine

    def _make_peeking_engine(self) -> Engine:
        """Connections that never begin a transaction and cannot write; `peek` keeps them."""
        if not self.is_sqlite:
            engine = create_engine(self.url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
            return engine.execution_options(postgresql_readonly=True)
        engine = create_engine(
            self.url, poolclass=NullPool, connect_args={"check_same_thread": False}
        )
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "connect", _forbid_writing)
        return engine

    def _lock_path(self) -> Path | None:
        if not self.is_sqlite or not self.url.database:
            return None
        return Path(self.url.database + ".wlock")


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # we issue BEGIN ourselves
    cursor = connection.cursor()
    for pragma in (
        f"busy_timeout={BUSY_TIMEOUT_MS}",
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "wal_autocheckpoint=4000",
        "cache_size=-4000",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _forbid_writing(connection: Any, _record: Any) -> None:
    connection.execute("PRAGMA query_only=ON")


def _begin_sqlite(connection: Connection) -> None:
    if connection.get_execution_options().get("writes", True):
        connection.exec_driver_sql("PRAGMA query_only=OFF")
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        connection.exec_driver_sql("PRAGMA query_only=ON")
        connection.exec_driver_sql("BEGIN")


class _WriteTurn:
    """The writers' queue of one SQLite file: threads of this process, then processes."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._threads = threading.Lock()
        self._holder: int | None = None

    @contextmanager
    def hold(self) -> Iterator[None]:
        if self._path is None:
            yield
            return
        if self._holder == threading.get_ident():
            raise RuntimeError("this thread is writing already; use the session it has")
        with self._threads:
            descriptor = self._open(self._path)
            self._holder = threading.get_ident()
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX)
                yield
            finally:
                self._holder = None
                os.close(descriptor)

    @staticmethod
    def _open(path: Path) -> int:
        try:
            return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise TransactionLost(f"no turn to write: {path}: {error.strerror}") from error
