"""A roomy transaction: a large cache, and nothing of what would undo it in a file; all of it given back."""

import pytest
from sqlalchemy import text

pytestmark = pytest.mark.sqlite_only("PostgreSQL shares one cache, and undoes nothing row by row")
IN_MEMORY = 2
"""SQLite's number for `temp_store=MEMORY`"""


def _room(db):
    return -db.scalar(text("PRAGMA cache_size")), db.scalar(text("PRAGMA temp_store"))


def test_room_is_taken_and_given_back(app):
    database = app.extensions["database"]
    with database.transaction() as db:
        before = _room(db)
        one = db.connection().connection.dbapi_connection
    with database.transaction(is_roomy=True) as db:
        assert db.connection().connection.dbapi_connection is one
        kib, kept_in = _room(db)
    assert kib > 10 * before[0]
    assert (before[1] == IN_MEMORY, kept_in) == (False, IN_MEMORY)
    with database.transaction() as db:
        assert db.connection().connection.dbapi_connection is one
        assert _room(db) == before


def test_who_reads_after_it_cannot_write(app):
    database = app.extensions["database"]
    with database.transaction(is_roomy=True) as db:
        assert db.scalar(text("PRAGMA query_only")) == 0
        one = db.connection().connection.dbapi_connection
    with database.reading() as db:
        assert db.connection().connection.dbapi_connection is one
        assert db.scalar(text("PRAGMA query_only")) == 1
        assert _room(db)[1] != IN_MEMORY
