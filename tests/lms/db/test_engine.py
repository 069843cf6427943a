"""What connections to PostgreSQL are told when they are opened."""

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from lms.db import Database

pytestmark = pytest.mark.postgresql_only("SQLite compiles nothing")


@pytest.fixture
def compiling(database_url):
    """A server that compiles statements for whoever does not say otherwise."""
    plain = create_engine(database_url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    name = plain.url.database
    with plain.connect() as db:
        db.execute(text(f'ALTER DATABASE "{name}" SET jit = on'))
    with plain.connect() as db:
        assert db.scalar(text("SHOW jit")) == "on"
    made = Database(database_url)
    yield made
    made.dispose()
    with plain.connect() as db:
        db.execute(text(f'ALTER DATABASE "{name}" RESET jit'))


def test_no_statement_is_compiled_whatever_the_server_does_by_itself(compiling):
    found = []
    for engine in (*compiling.engines, compiling._peeking):
        with engine.connect() as db:
            found.append(db.scalar(text("SHOW jit")))
    assert found == ["off"] * 3
