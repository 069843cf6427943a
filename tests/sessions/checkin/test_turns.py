"""Whose turn it is on PostgreSQL: strangers do not wait, one person's judges do, and so does everybody for a large batch."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from sessions.checkin.turns import take_turns

MANY = range(1, 601)


@pytest.fixture
def waits(app, db):
    """Whether somebody who wants a turn must wait for whoever has another one."""
    if db.get_bind().dialect.name == "sqlite":
        return lambda held, wanted: False  # its writers wait for each other before they come here
    database = app.extensions["database"]

    def ask(held, wanted):
        with database.transaction() as first, database.transaction() as second:
            first.execute(text("SELECT 1"))
            take_turns(first.connection(), held)
            second.execute(text("SET LOCAL lock_timeout = '100ms'"))
            try:
                with second.begin_nested():
                    take_turns(second.connection(), wanted)
            except OperationalError:
                return True
            return False

    return ask


@pytest.mark.parametrize(
    ("held", "wanted", "must_wait"),
    [
        ([1, 2, 3], [4, 5], False),
        ([1, 2, 3], [3, 4], True),
        ([1], MANY, True),
        (MANY, [1], True),
        (MANY, [100_000], True),
        (MANY, MANY, True),
        ([], [1], False),
    ],
)
def test_who_waits_for_whom(db, waits, held, wanted, must_wait):
    expected = must_wait and db.get_bind().dialect.name == "postgresql"
    assert waits(held, wanted) is expected
