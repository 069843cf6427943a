"""What a database's refusal means to people: full, read-only, busy or out of reach.

SQLite: primary result codes, https://sqlite.org/rescode.html. PostgreSQL: SQLSTATE,
https://www.postgresql.org/docs/current/errcodes-appendix.html.
"""

import errno
import sqlite3
from enum import StrEnum

from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

_PRIMARY = 0xFF


class Trouble(StrEnum):
    """Nobody's mistake and, it may be hoped, passing."""

    FULL = "full"
    READ_ONLY = "read-only"
    BUSY = "busy"
    AWAY = "away"
    OTHER = "other"


class TransactionLost(RuntimeError):
    """The database gave the transaction up, or never began it: nothing of it was kept."""


TROUBLES = (DBAPIError, PoolTimeout, TransactionLost, OSError)
"""Everything in which a database's trouble may show itself; `trouble_of` tells which."""

_OF_SQLITE = {
    sqlite3.SQLITE_FULL: Trouble.FULL,
    sqlite3.SQLITE_READONLY: Trouble.READ_ONLY,
    sqlite3.SQLITE_BUSY: Trouble.BUSY,
    sqlite3.SQLITE_LOCKED: Trouble.BUSY,
    sqlite3.SQLITE_CANTOPEN: Trouble.AWAY,
}
_OF_POSTGRESQL = {
    "53100": Trouble.FULL,
    "53200": Trouble.BUSY,  # out of memory
    "53300": Trouble.BUSY,  # too many connections
    "55P03": Trouble.BUSY,  # lock not available in time
    "40001": Trouble.BUSY,
    "40P01": Trouble.BUSY,
    "25006": Trouble.READ_ONLY,
}
_UNNAMED = "XX000"
_GROWING = ("mdextend", "mdzeroextend")
"""Functions of PostgreSQL that make a file longer. What they meet (a quota, a limit) has no code of its own unless no block
of the file system is left; the name of the function is the same in every language of the server."""
_OF_SYSTEM = {
    errno.ENOSPC: Trouble.FULL,
    errno.EDQUOT: Trouble.FULL,
    errno.EFBIG: Trouble.FULL,
    errno.EROFS: Trouble.READ_ONLY,
}


def trouble_of(error: BaseException) -> Trouble | None:
    """The trouble behind an error; None when it is a mistake of ours or of whoever asked."""
    if isinstance(error, PoolTimeout):
        return Trouble.BUSY
    if isinstance(error, TransactionLost):
        return _of_lost_transaction(error)
    if isinstance(error, OSError):
        return _OF_SYSTEM.get(error.errno or 0)
    if not isinstance(error, DBAPIError):
        return None
    if isinstance(error.orig, sqlite3.Error):
        known = _OF_SQLITE.get((getattr(error.orig, "sqlite_errorcode", None) or 0) & _PRIMARY)
    else:
        known = _of_postgresql(error)
    return known or (Trouble.OTHER if isinstance(error, OperationalError) else None)


def is_clash(error: DBAPIError) -> bool:
    """Whether a row like it is there already: somebody else wrote it at the same moment."""
    state: str | None = getattr(error.orig, "sqlstate", None)
    return state == "23505" or "UNIQUE constraint failed" in str(error.orig)


def _of_lost_transaction(error: TransactionLost) -> Trouble:
    """What lies behind it: the first of its causes that says more than that something failed."""
    cause = error.__cause__
    if isinstance(cause, OSError):
        return _OF_SYSTEM.get(cause.errno or 0, Trouble.AWAY)
    while cause is not None:
        found = trouble_of(cause)
        if found not in (None, Trouble.OTHER):
            return found
        cause = cause.__cause__ if isinstance(cause, TransactionLost) else cause.__context__
    return Trouble.OTHER


def _of_postgresql(error: DBAPIError) -> Trouble | None:
    """Without a SQLSTATE there was no connection to hear one over."""
    state: str | None = getattr(error.orig, "sqlstate", None)
    if state in _OF_POSTGRESQL:
        return _OF_POSTGRESQL[state]
    if state == _UNNAMED and error.orig.diag.source_function in _GROWING:  # type: ignore[union-attr] # it is psycopg's
        return Trouble.FULL
    is_away = error.connection_invalidated or (state or "").startswith(("08", "57P"))
    if is_away or (state is None and isinstance(error, OperationalError)):
        return Trouble.AWAY
    return None
