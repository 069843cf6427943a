"""The driver itself, for statements that are compiled already: what it says comes as SQLAlchemy's errors."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Dialect
from sqlalchemy.exc import DBAPIError


def execute(db: Connection, text: str, values: Any) -> Any:
    """Run a statement and return the driver's cursor; through SQLAlchemy when somebody listens.

    PostgreSQL keeps it prepared on the connection: most of these take longer to plan than to run.
    """
    if _is_listened_to(db) or not db.in_transaction():
        return db.exec_driver_sql(text, values)
    kept = {} if db.dialect.name == "sqlite" else {"prepare": True}
    errors = db.dialect.loaded_dbapi.Error
    try:
        return driver_of(db).execute(text, values, **kept)
    except errors as error:
        raise _as_ours(db.dialect, text, values, error) from error


def fetch(db: Connection, cursor: Any) -> list[Any]:
    """All rows of what `execute` returned."""
    errors = db.dialect.loaded_dbapi.Error
    try:
        found: list[Any] = cursor.fetchall()
    except errors as error:
        raise _as_ours(db.dialect, "", (), error) from error
    return found


def driver_of(db: Connection) -> Any:
    """The driver's own connection."""
    return db.connection.dbapi_connection


@contextmanager
def pipelined(db: Connection) -> Iterator[None]:
    """Send statements without waiting for the one before; rows are waited for where they are fetched.

    On PostgreSQL most of a short statement's time is the way there and back. SQLite has no way to go.
    The server still runs them one after the other. What fails is raised at the next fetch, or at
    the end of the block.
    """
    if db.dialect.name != "postgresql" or _is_listened_to(db):
        yield
        return
    with translated(db.dialect, "", ()), driver_of(db).pipeline():
        yield


@contextmanager
def translated(dialect: Dialect, text: str, values: Any) -> Iterator[None]:
    """Raise the driver's errors as SQLAlchemy's, with the statement they are about."""
    errors = dialect.loaded_dbapi.Error
    try:
        yield
    except errors as error:
        raise _as_ours(dialect, text, values, error) from error


def _as_ours(dialect: Dialect, text: str, values: Any, error: Exception) -> Exception:
    errors = dialect.loaded_dbapi.Error
    found: Exception = DBAPIError.instance(text, values, error, errors, dialect=dialect)
    return found


def _driver(db: Connection) -> Any:
    return db.connection.dbapi_connection


def _is_listened_to(db: Connection) -> bool:
    dispatch: Any = db.engine.dispatch
    return bool(dispatch.before_cursor_execute)
