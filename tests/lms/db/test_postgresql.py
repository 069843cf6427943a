"""Connections to PostgreSQL: what is prepared stays so, a broken one is replaced unasked, one statement commits itself."""

import pytest
from psycopg.pq import TransactionStatus
from sqlalchemy import bindparam, select, text
from sqlalchemy.exc import DBAPIError

from lms.db import postgresql
from lms.db.postgresql import plan_so
from lms.db.prepared import Prepared
from lms.units.models import Unit

pytestmark = pytest.mark.postgresql_only("SQLite has no way there and back")
_ASKED = Prepared(select(Unit.code).where(Unit.id == bindparam("unit")))
_KEPT = text("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%units.code%'")
_NAMELESS = text("SELECT count(*) FROM people_without_words")
_MINE = text("SELECT pg_backend_pid()")


@pytest.fixture
def database(app):
    """With no connection in its pool."""
    database = app.extensions["database"]
    database.dispose()
    return database


def _driver(session):
    return session.connection().connection.dbapi_connection


def test_what_a_reader_prepared_outlives_the_request(database):
    with database.reading() as db:
        _ASKED.rows(db.connection(), unit=0)
        first = _driver(db)
    with database.reading() as db:
        assert _driver(db) is first
        assert db.scalar(_KEPT) == 1


def test_a_reader_that_failed_leaves_a_sound_connection(database):
    with database.reading() as db, pytest.raises(DBAPIError):
        db.execute(text("SELECT 1/0"))
    with database.reading() as db:
        assert _ASKED.rows(db.connection(), unit=0) == []


def test_a_reader_begins_no_transaction(database):
    with database.reading() as db:
        _ASKED.rows(db.connection(), unit=0)
        assert _driver(db).info.transaction_status == TransactionStatus.IDLE


def test_a_reader_sees_what_is_committed_meanwhile(database):
    with database.reading() as db:
        assert db.scalar(_NAMELESS) == 0
        with database.transaction() as other:
            other.execute(text("INSERT INTO people_without_words (person_id) VALUES (7)"))
        assert db.scalar(_NAMELESS) == 1


@pytest.mark.parametrize("planned", [False, True])
def test_a_reader_cannot_write(database, planned):
    with database.reading() as db:
        if planned:
            plan_so(db.connection(), {"enable_sort": "off"})
        with pytest.raises(DBAPIError, match="read-only"):
            db.execute(text("INSERT INTO people_without_words (person_id) VALUES (7)"))
    with database.reading() as db:
        assert db.scalar(_NAMELESS) == 0


def test_nor_can_who_peeks(database):
    with database.peek() as connection, pytest.raises(DBAPIError, match="read-only"):
        connection.execute(text("INSERT INTO people_without_words (person_id) VALUES (7)"))


def test_what_a_reader_set_is_over_with_the_request(database):
    with database.reading() as db:
        _ASKED.rows(db.connection(), unit=0)
        plan_so(db.connection(), {"enable_sort": "off", "plan_cache_mode": "force_generic_plan"})
        assert db.scalar(text("SHOW enable_sort")) == "off"
        assert db.scalar(text("SHOW plan_cache_mode")) == "force_generic_plan"
        first = _driver(db)
    with database.reading() as db:
        assert _driver(db) is first
        assert first.info.transaction_status == TransactionStatus.IDLE
        assert db.scalar(text("SHOW enable_sort")) == "on"
        assert db.scalar(_KEPT) == 1


def test_who_writes_sets_it_for_the_transaction_too(database):
    with database.transaction() as db:
        plan_so(db.connection(), {"enable_sort": "off"})
        db.execute(text("INSERT INTO people_without_words (person_id) VALUES (7)"))
        assert db.scalar(text("SHOW enable_sort")) == "off"
    with database.transaction() as db:
        assert db.scalar(text("SHOW enable_sort")) == "on"
        assert db.scalar(_NAMELESS) == 1


def test_what_is_rolled_back_is_not_kept(database):
    with database.writer.connect() as connection:
        connection.execute(text("INSERT INTO people_without_words (person_id) VALUES (7)"))
        connection.rollback()
    with database.reading() as db:
        assert db.scalar(_NAMELESS) == 0


def test_a_connection_that_the_server_closed_is_replaced(database):
    with database.reading() as db:
        first = db.scalar(_MINE)
    with database.peek() as other:
        other.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": first})
    with database.reading() as db:
        assert db.scalar(_MINE) != first


def test_one_that_lay_unused_for_long_is_asked(database, monkeypatch):
    with database.reading() as db:
        first = _driver(db)
    first.close()  # as it is where a network went without a word
    monkeypatch.setattr(postgresql, "TRIED_AFTER", 0)
    with database.reading() as db:
        assert _driver(db) is not first
        second = _driver(db)
    with database.reading() as db:
        assert _driver(db) is second
        with pytest.raises(DBAPIError, match="read-only"):
            db.execute(text("DELETE FROM people_without_words"))


def test_a_single_statement_commits_by_itself(database):
    with database.at_once() as connection:
        connection.execute(text("INSERT INTO people_without_words (person_id) VALUES (7)"))
        with database.reading() as db:
            assert db.scalar(_NAMELESS) == 1


def test_one_that_wrote_at_once_writes_in_transactions_again(database):
    with database.at_once() as connection:
        first = connection.connection.dbapi_connection
    with database.writer.connect() as connection:
        assert connection.connection.dbapi_connection is first
        connection.execute(text("INSERT INTO people_without_words (person_id) VALUES (8)"))
        connection.rollback()
    with database.reading() as db:
        assert db.scalar(_NAMELESS) == 0
