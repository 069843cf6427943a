"""Opening the database so that what was acknowledged is on disk, and writers take turns.

SQLite: WAL, synchronous=FULL, foreign keys on. A writing transaction begins with BEGIN
IMMEDIATE behind a lock on a side file, because SQLite's own waiting is a sleep without a queue
and starves one of two processes. Reading transactions are read-only on both databases: a view
that writes without saying so fails instead of half-working.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from lms.db.checkpoints import Checkpoints
from lms.db.opening import begin_sqlite, forbid_writing, leave_syncing, prepare_sqlite
from lms.db.trouble import TransactionLost
from lms.db.turns import WriteTurn

POOL_SIZE = 34
"""One connection for each blocking thread of a server process, and two to spare."""
KEPT_OPEN = 16
"""Of those, on SQLite: each holds the whole schema and pages of its own, 0.7 MB, and takes a millisecond to open.
What a rush opens besides is closed as soon as it has been used."""
WRITERS_KEPT_OPEN = 8
"""Of those that write, on PostgreSQL, where readers have as many of their own: few write at a moment but in groups."""
MOST_PEEKING = 8
KEPT_STATEMENTS = 640
"""Texts that a group's connection keeps ready: inserts of every number of rows, into several tables."""
PQTRANS_INTRANS = 2
"""libpq's word for a transaction that is open and sound; a failed statement makes it another."""


class Database:
    """One database: an engine, its two faces (reading, writing) and the writers' queue."""

    def __init__(self, url: str) -> None:
        """Prepare the engine; nothing is opened until the first query."""
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self._turn = WriteTurn(self._beside(".wlock"))
        self._log_path = self._beside("-wal")
        self.engine = self._make_engine()
        self.reading_engine = self._make_reading_engine()
        """The same on SQLite; on PostgreSQL one whose connections begin no transaction."""
        self.reader = self.reading_engine.execution_options(writes=False)
        self.writer = self.engine.execution_options(writes=True)
        self._at_once = self.engine.execution_options(isolation_level="AUTOCOMMIT")
        self._roomy = self.writer.execution_options(is_roomy=True)
        grouping = self._make_grouping_engine()
        self.engines = (self.engine,) if grouping is None else (self.engine, grouping)
        """All that write: for everything, and for groups of hot writes."""
        self._grouping = self.engines[-1].execution_options(writes=True)
        self._peeking = self._make_peeking_engine()
        self._peekers: SimpleQueue[Connection | None] = SimpleQueue()
        """None: may be opened. Each holds schema, statements and a cache of its own, and is in use for microseconds."""
        for _ in range(MOST_PEEKING):
            self._peekers.put(None)
        log_path = self._log_path
        self._checkpoints = (
            None if log_path is None else Checkpoints(log_path, self.peek, self.turn)
        )

    @contextmanager
    def peek(self) -> Iterator[Connection]:
        """A connection for single reads outside any transaction: each sees what is committed then.

        It costs a fraction of a session. One that failed is thrown away, and the error raised. Who finds
        all of the few in use waits for one.
        """
        connection = self._peekers.get()
        try:
            connection = connection or self._peeking.connect()
            yield connection
        except BaseException:
            self._peekers.put(None)
            if connection is not None:
                connection.invalidate()
                connection.close()
            raise
        self._peekers.put(connection)

    def reading(self) -> Session:
        """A session whose transactions cannot write; the caller closes it."""
        return Session(self.reader, expire_on_commit=False)

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Hold the writers' turn: nobody else writes to this SQLite file. Nothing on PostgreSQL."""
        with self._turn.hold():
            yield

    @contextmanager
    def transaction(self, *, is_roomy: bool = False) -> Iterator[Session]:
        """One writing transaction: commits at the end, rolls back on any exception. Roomy: for thousands of rows."""
        engine = self._roomy if is_roomy else self.writer
        with self.turn(), self._transaction(engine) as session:
            yield session
        self.carry_over()

    @contextmanager
    def at_once(self) -> Iterator[Connection]:
        """A connection on which each statement commits by itself, on PostgreSQL: where one is all there is to write."""
        with self._at_once.begin() as connection:
            yield connection

    @contextmanager
    def transaction_in_turn(self) -> Iterator[Session]:
        """The same for whoever holds the turn already; on disk, and to be acknowledged, after `sync`."""
        with self._transaction(self._grouping, _OfGroup) as session:
            yield session

    def sync(self) -> None:
        """Return when everything committed so far is on disk; raises TransactionLost when it cannot be.

        Who commits in turn need not wait for the disk while holding it: SQLite keeps commits in one
        file in their order, so whatever comes after builds on what is written already, and whoever
        answers syncs first, having written or not. On PostgreSQL a commit returns when it is on disk.
        """
        if self._log_path is None:
            return
        try:
            log = os.open(self._log_path, os.O_RDONLY | os.O_CLOEXEC)
            try:
                os.fdatasync(log)
            finally:
                os.close(log)
        except OSError as error:
            raise TransactionLost(f"not on disk: {self._log_path}: {error.strerror}") from error

    def carry_over(self) -> None:
        """Let SQLite's log be carried over beside the writers, where it has grown long; returns at once."""
        if self._checkpoints is not None:
            self._checkpoints.begin_when_due()

    @contextmanager
    def _transaction(self, engine: Engine, kind: type[Session] = Session) -> Iterator[Session]:
        with kind(engine, expire_on_commit=False) as session:
            yield session
            session.flush()  # what was only added would otherwise reach the database after the check
            if session.in_transaction():
                self.check_still_open(session)
            session.commit()

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
        for _ in range(self._peekers.qsize()):
            if (connection := self._peekers.get()) is not None:
                connection.close()
            self._peekers.put(None)
        for engine in {*self.engines, self.reading_engine}:
            engine.dispose()

    def _make_engine(self) -> Engine:
        if not self.is_sqlite:
            # here, so that SQLite needs no driver of PostgreSQL
            from lms.db.postgresql import writing

            return writing(self.url, WRITERS_KEPT_OPEN, POOL_SIZE)
        if self.url.database:
            Path(self.url.database).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(
            self.url,
            pool_size=KEPT_OPEN,
            max_overflow=POOL_SIZE - KEPT_OPEN,
            pool_use_lifo=True,  # each that is used fills a cache of its own: no more than are needed
            connect_args={"check_same_thread": False},
        )
        event.listen(engine, "connect", prepare_sqlite)
        event.listen(engine, "begin", begin_sqlite)
        return engine

    def _make_reading_engine(self) -> Engine:
        if self.is_sqlite:
            return self.engine
        from lms.db.postgresql import reading

        return reading(self.url, POOL_SIZE)

    def _make_grouping_engine(self) -> Engine | None:
        """For groups alone. On SQLite one connection whose commits do not wait for the disk: `sync` does.

        A connection is not tried before it is used, nor reset afterwards: a group that fails on a broken
        one is run again on another.
        """
        if not self.is_sqlite:
            from lms.db.postgresql import grouping

            return grouping(self.url)
        if self._log_path is None:
            return None
        engine = create_engine(
            self.url,
            pool_size=1,
            pool_reset_on_return=None,
            connect_args={"check_same_thread": False, "cached_statements": KEPT_STATEMENTS},
        )
        event.listen(engine, "connect", prepare_sqlite)
        event.listen(engine, "connect", leave_syncing)
        event.listen(engine, "begin", begin_sqlite)
        return engine

    def _make_peeking_engine(self) -> Engine:
        """Connections that never begin a transaction and cannot write; `peek` keeps them."""
        if not self.is_sqlite:
            from lms.db.postgresql import peeking

            return peeking(self.url)
        engine = create_engine(
            self.url, poolclass=NullPool, connect_args={"check_same_thread": False}
        )
        event.listen(engine, "connect", prepare_sqlite)
        event.listen(engine, "connect", forbid_writing)
        return engine

    def _beside(self, ending: str) -> Path | None:
        if not self.is_sqlite or not self.url.database:
            return None
        return Path(self.url.database + ending)


class _OfGroup(Session):
    """The session of one transaction: it has one connection, and a dozen prepared statements ask for it."""

    _one: Connection | None = None

    def connection(self, *arguments: Any, **named: Any) -> Connection:
        """Looking it up again costs a group as much as one of its people."""
        if self._one is None:
            self._one = super().connection(*arguments, **named)
        return self._one
