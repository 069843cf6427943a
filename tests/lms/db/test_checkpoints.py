"""SQLite's log is carried over beside the writers; what was committed is there whatever becomes of it."""

import logging
import sqlite3
import subprocess
import sys
import threading
import time

import pytest

from lms.db import Database
from lms.db.checkpoints import FALLBACK, LONG, Checkpoints
from lms.db.group import GroupCommit

pytestmark = pytest.mark.sqlite_only("PostgreSQL looks after its log itself")
PAGE = 2_048


@pytest.fixture
def database(tmp_path):
    made = Database(f"sqlite:///{tmp_path}/log.db")
    with made.transaction() as db:
        db.connection().exec_driver_sql(
            "CREATE TABLE pages (number INTEGER PRIMARY KEY, held BLOB)"
        )
    yield made
    made.dispose()


def _write(database, pages):
    """About so many pages, in one commit."""
    with database.turn(), database.transaction_in_turn() as db:
        db.connection().exec_driver_sql(
            "INSERT INTO pages (held) VALUES (zeroblob(?))", (pages * PAGE,)
        )


def _pages(database):
    """In the log now, as SQLite's own index says; asked in another process, for the index is not to be opened in this one."""
    index = f"{database.url.database}-shm"
    read = f"print(int.from_bytes(open({index!r}, 'rb').read(20)[16:], '{sys.byteorder}'))"
    found = subprocess.run([sys.executable, "-c", read], capture_output=True, check=True)
    return int(found.stdout)


def _at_an_end(database):
    """Wait for the thread that is at work, if one is."""
    for each in threading.enumerate():
        if each.name == "checkpoint":
            each.join(30)
    assert not database._checkpoints._at_work.locked()


def test_short_log_is_left_alone(database):
    _write(database, 100)
    assert 100 <= _pages(database) < LONG
    assert not database._checkpoints.begin_when_due()


def test_long_log_is_carried_over_and_begun_anew(database, tmp_path):
    _write(database, LONG)
    assert _pages(database) >= LONG
    before = (tmp_path / "log.db").stat().st_size

    assert database._checkpoints.begin_when_due()
    _at_an_end(database)
    assert (tmp_path / "log.db").stat().st_size >= before + LONG * PAGE

    _write(database, 1)
    assert _pages(database) < 20
    with sqlite3.connect(tmp_path / "log.db") as other:
        held = other.execute("SELECT sum(length(held)) FROM pages").fetchone()
    assert held == ((LONG + 1) * PAGE,)


def test_groups_and_transactions_let_it_be_carried_over(database):
    group = GroupCommit(database)

    def work(db):
        db.connection().exec_driver_sql(
            "INSERT INTO pages (held) VALUES (zeroblob(?))", (LONG * PAGE,)
        )

    group.run(work)
    _at_an_end(database)
    _write(database, 1)
    assert _pages(database) < 20

    with database.transaction() as db:
        work(db)
    _at_an_end(database)
    _write(database, 1)
    assert _pages(database) < 20


def test_what_is_committed_meanwhile_is_carried_over_too(database):
    """In a crowd every round beside the writers ends with something new in the log: the last is run in their turn."""
    _write(database, LONG)
    is_over, lengths = threading.Event(), []

    def crowd():
        while not is_over.is_set():
            _write(database, 20)
            lengths.append(_pages(database))

    writer = threading.Thread(target=crowd)
    writer.start()
    while not lengths:
        time.sleep(0.001)
    assert database._checkpoints.begin_when_due()
    _at_an_end(database)
    at_the_end = len(lengths)
    while len(lengths) < at_the_end + 2:
        time.sleep(0.001)
    is_over.set()
    writer.join()
    assert max(lengths) > LONG
    assert lengths[-1] < LONG


def test_reader_in_the_way_is_not_waited_for(database, tmp_path):
    reader = sqlite3.connect(tmp_path / "log.db", isolation_level=None)
    reader.execute("BEGIN")
    assert reader.execute("SELECT count(*) FROM pages").fetchone() == (0,)
    _write(database, LONG)

    assert database._checkpoints.begin_when_due()
    _at_an_end(database)
    _write(database, 1)
    assert _pages(database) > LONG, "the reader still needs the log"
    assert not database._checkpoints.begin_when_due(), "not again before it has grown"
    assert reader.execute("SELECT count(*) FROM pages").fetchone() == (0,)
    reader.close()

    _write(database, 1_000)
    assert database._checkpoints.begin_when_due()
    _at_an_end(database)
    _write(database, 1)
    assert _pages(database) < 20


def test_log_that_nobody_carries_over_is_carried_over_by_a_commit(database):
    _write(database, FALLBACK - 1_000)
    _write(database, 1)
    assert _pages(database) > FALLBACK - 1_000
    _write(database, 1_000)
    _write(database, 1)
    assert _pages(database) < 20


def test_two_at_once_do_not_disturb_each_other(database, tmp_path):
    other = Database(f"sqlite:///{tmp_path}/log.db")
    _write(database, LONG)
    assert database._checkpoints.begin_when_due()
    other._checkpoints.begin_when_due()
    _at_an_end(database)
    _at_an_end(other)
    _write(database, 1)
    assert _pages(database) < 20
    other.dispose()


def test_failure_is_told_and_tried_again(database, caplog):
    _write(database, LONG)

    def broken():
        connection = database._peeking.connect()
        connection.connection.dbapi_connection.close()
        return connection

    failing = Checkpoints(database._checkpoints._log_path, broken, database.turn)
    with caplog.at_level(logging.WARNING):
        assert failing.begin_when_due()
        _at_an_end(database)
    assert "not carried over" in caplog.text
    _write(database, 1_000)
    assert failing.begin_when_due()
    _at_an_end(database)
