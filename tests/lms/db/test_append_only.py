"""The database itself refuses to change or delete a row of a ledger."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from lms import clock
from lms.people.access import add_access
from lms.people.models import AccessEntry
from tests.factories import make_activity, make_campaign, make_person

LEDGERS = (
    *("access_entries", "access_reaches", "anonymisations", "evidence", "headcounts", "outcomes"),
    *("person_changes", "privacy_notices", "scans", "sign_offs"),
    *("unit_act_changes", "unit_act_units", "unit_acts"),
)
OF_YEARS = ("access_entries", "access_reaches")


@pytest.mark.parametrize("table", LEDGERS)
def test_ledger_has_guards(db, table):
    dialect = db.get_bind().dialect.name
    if dialect == "sqlite":
        found = db.execute(
            text("SELECT count(*) FROM sqlite_master WHERE type='trigger' AND tbl_name=:t"),
            {"t": table},
        ).scalar()
    else:
        guards = 3 if table in OF_YEARS else 2  # one of them against TRUNCATE
        found = db.execute(
            text(
                "SELECT count(*) FROM pg_trigger WHERE tgrelid = CAST(:t AS regclass)"
                " AND NOT tgisinternal AND tgenabled = 'O'"
            ),
            {"t": table},
        ).scalar()
    assert found == (2 if dialect == "sqlite" else guards)


@pytest.mark.postgresql_only("SQLite has no TRUNCATE")
@pytest.mark.parametrize("table", LEDGERS)
def test_ledger_is_not_emptied_at_once(db, table):
    with pytest.raises(DBAPIError, match="append-only"):
        db.execute(text(f"TRUNCATE {table} CASCADE"))


def test_an_entry_is_not_replaced_by_another_of_its_number(db):
    add_access(db, None, "looked", "person", 1)
    db.flush()
    rows = "SELECT id, 'x', subject, detail, at FROM access_entries"
    columns = "INTO access_entries (id, action, subject, detail, at)"
    replacing = {
        "sqlite": f"INSERT OR REPLACE {columns} {rows}",
        "postgresql": f"INSERT {columns} {rows} ON CONFLICT (id) DO UPDATE SET action = 'x'",
    }
    with pytest.raises(DBAPIError, match="append-only"):
        db.execute(text(replacing[db.get_bind().dialect.name]))


@pytest.mark.parametrize(
    "statement", ["UPDATE access_entries SET action = 'x'", "DELETE FROM access_entries"]
)
def test_access_log_refuses_change(db, statement):
    add_access(db, None, "looked", "person", 1)
    db.flush()

    with pytest.raises(DBAPIError, match="append-only"):
        db.execute(text(statement))


@pytest.mark.parametrize(("days", "goes"), [(2 * 365 - 3, False), (2 * 365 + 3, True)])
def test_entries_of_the_trace_go_after_two_years_and_never_change(db, days, goes):
    at = clock.now() - timedelta(days=days)
    db.add(AccessEntry(action="looked", subject="person", subject_id=1, detail="", at=at))
    db.flush()
    if goes:
        with pytest.raises(DBAPIError, match="append-only"), db.begin_nested():
            db.execute(text("UPDATE access_entries SET detail = 'x'"))
        db.execute(text("DELETE FROM access_entries"))
        assert db.scalar(text("SELECT count(*) FROM access_entries")) == 0
    else:
        with pytest.raises(DBAPIError, match="append-only"):
            db.execute(text("DELETE FROM access_entries"))


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
