"""The database itself refuses to change or delete a row of a ledger."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from lms.people.access import add_access
from tests.factories import make_activity, make_campaign, make_person

LEDGERS = ("outcomes", "evidence", "access_entries")


@pytest.mark.parametrize("table", LEDGERS)
def test_ledger_has_guards(db, table):
    dialect = db.get_bind().dialect.name
    if dialect == "sqlite":
        found = db.execute(
            text("SELECT count(*) FROM sqlite_master WHERE type='trigger' AND tbl_name=:t"),
            {"t": table},
        ).scalar()
    else:
        found = db.execute(
            text(
                "SELECT count(*) * 2 FROM pg_trigger WHERE tgrelid = CAST(:t AS regclass)"
                " AND NOT tgisinternal AND tgenabled = 'O'"
            ),
            {"t": table},
        ).scalar()
    assert found == 2


@pytest.mark.parametrize(
    "statement", ["UPDATE access_entries SET action = 'x'", "DELETE FROM access_entries"]
)
def test_access_log_refuses_change(db, statement):
    add_access(db, None, "looked", "person", 1)
    db.flush()

    with pytest.raises(DBAPIError, match="append-only"):
        db.execute(text(statement))


def test_what_ledgers_name_is_kept(db):
    make_person(db)
    db.flush()

    with pytest.raises(DBAPIError, match="kept"):
        db.execute(text("DELETE FROM people"))


def test_activities_are_kept(db):
    make_activity(db, make_campaign(db))
    db.flush()

    with pytest.raises(DBAPIError, match="kept"):
        db.execute(text("DELETE FROM activities"))
