"""Connections to PostgreSQL that cost a request little: no transaction is begun to read, statements stay prepared.

Imported where a PostgreSQL database is opened, so that SQLite alone needs no driver.
"""

import select
import time
from collections.abc import Mapping
from typing import Any, Final

import psycopg
from psycopg.pq import TransactionStatus
from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.pool import NullPool

from lms.db.driver import driver_of, translated

TRIED_AFTER: Final = 30
"""Seconds that a connection lies unused until a question is put to it before it is used: a network may have gone."""
NEVER: Final = 2**31
"""Times a statement is run until the driver has it prepared by itself: those whose plan fits any value say so."""
_COMPILES_NOTHING: Final = "jit = off"
"""For lists and searches, which PostgreSQL takes for long ones, that was most of a second."""
_READS: Final = "default_transaction_read_only = on"


class ReadingConnection(psycopg.Connection[Any]):
    """A connection that cannot write, and begins a transaction only where something is set for one (`plan_so`)."""

    def rollback(self) -> None:
        """End the transaction, if there is one. At every ROLLBACK the driver forgets what was prepared, since it may have
        been of a table made within; nothing was where nothing could be written.
        """
        if self.info.transaction_status == TransactionStatus.INTRANS:
            self.commit()
        else:
            super().rollback()


def writing(url: URL, kept: int, most: int) -> Engine:
    """For transactions that may write: so many connections are kept open, and so many are open at most."""
    engine = create_engine(
        url,
        pool_size=kept,
        max_overflow=most - kept,
        pool_use_lifo=True,
        connect_args={"prepare_threshold": NEVER},
    )
    _tell(engine, _COMPILES_NOTHING)
    _look_before_use(engine)
    return engine


def reading(url: URL, most: int) -> Engine:
    """For whoever reads: each statement sees what is committed then, as it would within a transaction."""
    engine = create_engine(
        url,
        pool_size=most,
        max_overflow=0,
        pool_use_lifo=True,  # those used last have their statements prepared, and pages at hand
        connect_args={"prepare_threshold": NEVER, "autocommit": True},
    )
    event.listen(engine, "do_connect", _connect_to_read)
    _tell(engine, _COMPILES_NOTHING, _READS)
    _look_before_use(engine)
    return engine


def grouping(url: URL) -> Engine:
    """For groups of hot writes: planned once, with indexes, as their tables are empty in the morning and full at nine.

    PostgreSQL would go through a table that was small when the statement came first, until its
    statistics are gathered again.
    """
    engine = create_engine(
        url,
        pool_size=2,
        max_overflow=0,
        pool_reset_on_return=None,
        connect_args={"prepare_threshold": 1},
    )
    _tell(engine, _COMPILES_NOTHING, "enable_seqscan = off", "plan_cache_mode = force_generic_plan")
    return engine


def peeking(url: URL) -> Engine:
    """For single reads outside the pool (`Database.peek`)."""
    engine = create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    _tell(engine, _COMPILES_NOTHING, _READS)
    return engine


def plan_so(db: Connection, settings: Mapping[str, str]) -> None:
    """Set how statements are planned until the transaction ends, which begins where there is none; one way there and back.

    The settings come from the code, never from a request: they are not values of a statement.
    """
    driver = driver_of(db)
    is_outside = driver.autocommit and driver.info.transaction_status == TransactionStatus.IDLE
    begin = ["BEGIN"] if is_outside else []
    text = "; ".join([*begin, *(f"SET LOCAL {name} = {value}" for name, value in settings.items())])
    with translated(db.dialect, text, ()):
        driver.execute(text)


def _connect_to_read(_dialect: Any, _record: Any, arguments: Any, named: Any) -> Any:
    return ReadingConnection.connect(*arguments, **named)


def _tell(engine: Engine, *settings: str) -> None:
    """Set these on each connection, when it is opened."""

    def tell(connection: Any, _record: Any) -> None:
        was, connection.autocommit = connection.autocommit, True
        connection.execute("; ".join(f"SET {each}" for each in settings))
        connection.autocommit = was

    event.listen(engine, "connect", tell)


def _look_before_use(engine: Engine) -> None:
    event.listen(engine, "checkin", _note_use)
    event.listen(engine, "checkout", _try)


def _note_use(_connection: Any, record: Any) -> None:
    record.info["used_at"] = time.monotonic()


def _try(connection: Any, record: Any, _proxy: Any) -> None:
    """Raise InvalidatePoolError for a connection that broke while it lay in the pool: another takes its place.

    A server that ended has closed it, which the socket tells without a way there and back.
    """
    used_at = record.info.get("used_at")
    if used_at is None:
        return
    if time.monotonic() - used_at < TRIED_AFTER and not _has_news(connection):
        return
    try:
        was, connection.autocommit = connection.autocommit, True
        connection.execute("")
        connection.autocommit = was
    except psycopg.Error as error:
        raise InvalidatePoolError from error


def _has_news(connection: Any) -> bool:
    """Whether the server said something unasked, as it does where it ends."""
    waiting = select.poll()
    waiting.register(connection.fileno(), select.POLLIN)
    return bool(waiting.poll(0))
