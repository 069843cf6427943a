"""What a database's refusal is called, by its own code."""

import errno
import sqlite3

import psycopg
import pytest
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from lms.db.trouble import TransactionLost, Trouble, trouble_of


def of_sqlite(code):
    error = sqlite3.OperationalError("as SQLite says")
    error.sqlite_errorcode = code
    return OperationalError("INSERT", {}, error)


def of_postgresql(kind):
    return DBAPIError.instance("INSERT", {}, kind("as PostgreSQL says"), psycopg.Error)


@pytest.mark.parametrize(
    ("code", "trouble"),
    [
        (sqlite3.SQLITE_FULL, Trouble.FULL),
        (sqlite3.SQLITE_READONLY, Trouble.READ_ONLY),
        (sqlite3.SQLITE_READONLY_DBMOVED, Trouble.READ_ONLY),
        (sqlite3.SQLITE_BUSY, Trouble.BUSY),
        (sqlite3.SQLITE_CANTOPEN, Trouble.AWAY),
        (sqlite3.SQLITE_IOERR_WRITE, Trouble.OTHER),
    ],
)
def test_trouble_of_sqlite(code, trouble):
    assert trouble_of(of_sqlite(code)) is trouble


@pytest.mark.parametrize(
    ("kind", "trouble"),
    [
        (psycopg.errors.DiskFull, Trouble.FULL),
        (psycopg.errors.ReadOnlySqlTransaction, Trouble.READ_ONLY),
        (psycopg.errors.TooManyConnections, Trouble.BUSY),
        (psycopg.errors.DeadlockDetected, Trouble.BUSY),
        (psycopg.errors.LockNotAvailable, Trouble.BUSY),
        (psycopg.errors.AdminShutdown, Trouble.AWAY),
        (psycopg.errors.CannotConnectNow, Trouble.AWAY),
        (psycopg.errors.ConnectionFailure, Trouble.AWAY),
        (psycopg.OperationalError, Trouble.AWAY),
    ],
)
def test_trouble_of_postgresql(kind, trouble):
    assert trouble_of(of_postgresql(kind)) is trouble


@pytest.mark.parametrize(
    ("number", "trouble"),
    [
        (errno.ENOSPC, Trouble.FULL),
        (errno.EROFS, Trouble.READ_ONLY),
        (errno.ENOENT, None),
    ],
)
def test_trouble_of_a_file(number, trouble):
    assert trouble_of(OSError(number, "as the system says")) is trouble


def test_turn_that_cannot_be_had_is_the_databases_trouble():
    lost = TransactionLost("no turn to write")
    lost.__cause__ = FileNotFoundError(errno.ENOENT, "gone")
    assert trouble_of(lost) is Trouble.AWAY
    assert trouble_of(TransactionLost("ended by itself")) is Trouble.OTHER


def test_pool_without_a_free_connection_is_busy():
    assert trouble_of(PoolTimeout()) is Trouble.BUSY


def test_broken_rule_is_no_trouble_of_the_database():
    error = IntegrityError("INSERT", {}, sqlite3.IntegrityError("UNIQUE constraint failed"))
    assert trouble_of(error) is None
    assert trouble_of(ValueError()) is None
