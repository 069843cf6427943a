"""How many places in each unit begin and end on which day: the database itself counts along with every change.

Whoever asks how many stand in two thousand units on a day adds up a few rows of each instead of going
through the places of two hundred thousand people.
"""

from typing import Final

from sqlalchemy import Table

from lms.db.creation import create_with

TALLIES: Final = "unit_tallies"
"""Unit and day → places that begin and that end on it."""
_PLACES: Final = "memberships"
_COLUMNS: Final = "unit_id, starts_on, ends_on"
_ADD: Final = (
    f"ON CONFLICT (unit_id, day) DO UPDATE SET began = {TALLIES}.began + excluded.began, "
    f"ended = {TALLIES}.ended + excluded.ended"
)


def _one(row: str, sign: str) -> str:
    """SQLite: one place more or less, its first day and its last."""
    into = f"INSERT INTO {TALLIES} (unit_id, day, began, ended) SELECT {row}.unit_id, {row}"
    return (
        f"{into}.starts_on, {sign}1, 0 WHERE true {_ADD}; "
        f"{into}.ends_on, 0, {sign}1 WHERE {row}.ends_on IS NOT NULL {_ADD}; "
    )


def _days(rows: str, sign: str) -> str:
    """Both days of many places, each as a row to be added up."""
    return (
        f"SELECT unit_id, starts_on AS day, {sign}1 AS began, 0 AS ended FROM {rows} UNION ALL "
        f"SELECT unit_id, ends_on, 0, {sign}1 FROM {rows} WHERE ends_on IS NOT NULL"
    )


def _many(*rows: str) -> str:
    """What many places come to: one row for each unit and day at which the sum is another."""
    return (
        f"INSERT INTO {TALLIES} (unit_id, day, began, ended) "
        "SELECT unit_id, day, SUM(began), SUM(ended) "
        f"FROM ({' UNION ALL '.join(rows)}) AS days GROUP BY unit_id, day "
        "HAVING SUM(began) <> 0 OR SUM(ended) <> 0 ORDER BY unit_id, day"
    )


_COME: Final = _days("come", "")
_GONE: Final = _days("gone", "-")
FILL: Final = _many(_days(_PLACES, ""))
"""Counts what is on record already."""
_SQLITE: Final = tuple(
    f"CREATE TRIGGER {_PLACES}_tally_{act} AFTER {on} ON {_PLACES} BEGIN {work}END"
    for act, on, work in (
        ("insert", "INSERT", _one("NEW", "")),
        ("update", f"UPDATE OF {_COLUMNS}", _one("OLD", "-") + _one("NEW", "")),
        ("delete", "DELETE", _one("OLD", "-")),
    )
)
_POSTGRESQL: Final = (
    f"CREATE FUNCTION {_PLACES}_tally() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    f"IF TG_OP = 'INSERT' THEN {_many(_COME)} {_ADD}; "
    f"ELSIF TG_OP = 'DELETE' THEN {_many(_GONE)} {_ADD}; "
    f"ELSE {_many(_COME, _GONE)} {_ADD}; END IF; "
    "RETURN NULL; END $$",
    *(
        f"CREATE TRIGGER {_PLACES}_tally_{act} AFTER {act.upper()} ON {_PLACES} "
        f"REFERENCING {rows} FOR EACH STATEMENT EXECUTE FUNCTION {_PLACES}_tally()"
        for act, rows in (
            ("insert", "NEW TABLE AS come"),
            ("update", "OLD TABLE AS gone NEW TABLE AS come"),
            ("delete", "OLD TABLE AS gone"),
        )
    ),
)


def tally_statements(dialect: str) -> tuple[str, ...]:
    """The DDL by which every change of a place is counted, for migrations.

    Nobody waits for nobody else in a circle: whoever changes a place holds the stamp of people
    (`lms.db.stamps`) before a row is counted.
    """
    return {"sqlite": _SQLITE, "postgresql": _POSTGRESQL}[dialect]


def tallied(places: Table) -> None:
    """Count whenever the table of places is created from the metadata; the migration does the same."""
    create_with(places, tally_statements)
