"""What a connection to SQLite is told when it is opened, and how its transactions begin; `postgresql.py` is the other."""

from typing import Any

from sqlalchemy import Connection

from lms.db.checkpoints import FALLBACK
from lms.db.driver import translated

BUSY_TIMEOUT_MS = 10_000
_READERS_CACHE_KIB = 300
"""Whatever is written empties it, and each of some twenty-five connections fills its own: what it holds beyond the inner
pages of the indexes is memory for nothing."""
_WRITERS_CACHE_KIB = 2_000
_ROOMY_CACHE_KIB = 65_536
"""Thousands of rows come in another order than indexes have: a page that does not fit is written and read again at every row."""


def prepare_sqlite(connection: Any, _record: Any) -> None:
    """Durable, with foreign keys and triggers that fire; transactions are begun by `begin_sqlite`."""
    connection.isolation_level = None  # we issue BEGIN ourselves
    cursor = connection.cursor()
    for pragma in (
        "page_size=2048",
        f"busy_timeout={BUSY_TIMEOUT_MS}",
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "recursive_triggers=ON",  # else a REPLACE deletes rows of a ledger past its guards
        f"wal_autocheckpoint={FALLBACK}",
        f"cache_size=-{_READERS_CACHE_KIB}",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def leave_syncing(connection: Any, record: Any) -> None:
    """Checkpoints still sync the log before they touch the database: it stays whole, whatever happens."""
    connection.execute("PRAGMA synchronous=NORMAL")
    connection.execute("PRAGMA cache_size=-3000")
    record.info["is_for_groups"] = True
    # What a statement of many rows would need to be undone: a file of its own, written twice a check-in.
    connection.execute("PRAGMA temp_store=MEMORY")


def forbid_writing(connection: Any, _record: Any) -> None:
    """For connections that are read from outside any transaction."""
    connection.execute("PRAGMA query_only=ON")


def begin_sqlite(connection: Connection) -> None:
    """Begin as the engine's face says: reading, which cannot write, or writing, which takes the lock at once.

    A roomy transaction has a larger cache, and keeps in memory what would undo a row: SQLite keeps that for every row
    with a trigger, and after the first large statement in a file.
    """
    options = connection.get_execution_options()
    writes, is_roomy = options.get("writes", True), options.get("is_roomy", False)
    driver: Any = connection.connection.dbapi_connection
    if connection.info.get("begun") != (writes, is_roomy):
        _make_room(connection, driver, writes, is_roomy)
        connection.info["begun"] = writes, is_roomy
    begin = "BEGIN IMMEDIATE" if writes else "BEGIN"
    with translated(connection.dialect, begin, ()):
        driver.execute(begin)  # itself: SQLAlchemy's way costs as much as two check-ins


def _make_room(connection: Connection, driver: Any, writes: bool, is_roomy: bool) -> None:
    driver.execute(f"PRAGMA query_only={'OFF' if writes else 'ON'}")
    if connection.info.get("is_for_groups"):
        return
    cache = _WRITERS_CACHE_KIB if writes else _READERS_CACHE_KIB
    driver.execute(f"PRAGMA cache_size=-{_ROOMY_CACHE_KIB if is_roomy else cache}")
    driver.execute(f"PRAGMA temp_store={'MEMORY' if is_roomy else 'DEFAULT'}")
