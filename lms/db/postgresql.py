"""Connections to PostgreSQL that cost a request little: statements stay prepared, and none is tried in vain.

Imported where a PostgreSQL database is opened, so that SQLite alone needs no driver.
"""

import select
import time
from typing import Any, Final

import psycopg
from psycopg.pq import TransactionStatus
from sqlalchemy import Engine, event
from sqlalchemy.exc import InvalidatePoolError

from lms.db.opening import prepare_postgresql

TRIED_AFTER: Final = 30
"""Seconds that a connection lies unused until a question is put to it before it is used: a network may have gone."""
NEVER: Final = 2**31
"""Times a statement is run until the driver has it prepared by itself: those whose plan fits any value say so."""


class KeepingConnection(psycopg.Connection[Any]):
    """A connection that keeps its prepared statements when a transaction that only read is given up."""

    def rollback(self) -> None:
        """End the transaction. At every ROLLBACK the driver forgets what was prepared, since it may have been of a table
        made within; nothing was where nothing could be written, and most requests only read.
        """
        if self.read_only and self.info.transaction_status == TransactionStatus.INTRANS:
            self.commit()
        else:
            super().rollback()


def keep_connections(engine: Engine) -> None:
    """Open the engine's connections so, and look at each before it is used."""
    event.listen(engine, "do_connect", _connect)
    event.listen(engine, "connect", prepare_postgresql)
    event.listen(engine, "checkin", _note_use)
    event.listen(engine, "checkout", _try)


def _connect(_dialect: Any, _record: Any, arguments: Any, named: Any) -> Any:
    return KeepingConnection.connect(*arguments, **named)


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
        connection.autocommit = True
        connection.execute("")
        connection.autocommit = False
    except psycopg.Error as error:
        raise InvalidatePoolError from error


def _has_news(connection: Any) -> bool:
    """Whether the server said something unasked, as it does where it ends."""
    waiting = select.poll()
    waiting.register(connection.fileno(), select.POLLIN)
    return bool(waiting.poll(0))
