"""A stamp that changes whenever a row of certain tables does: the database itself sees to it.

Whoever keeps in memory what it made of those tables asks for the stamp, one row, and makes it
anew when the stamp is another. Stamps are drawn by chance, so that the same stamp means the same
rows, whatever process or copy of the database asks.
"""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import Table

from lms.db.creation import create_with

STAMPS: Final = "unit_stamps"
"""The table of the one stamp of units, their names and placements."""
PEOPLE_STAMPS: Final = "people_stamps"
"""The table of the one stamp of people, their places and logins."""
_ACTS: Final = ("INSERT", "UPDATE", "DELETE")
_WRITE: Final = (
    "INSERT INTO {stamps} (id, stamp) VALUES (1, {chance}) "
    "ON CONFLICT (id) DO UPDATE SET stamp = excluded.stamp"
)
_SQLITE: Final = tuple(
    f"CREATE TRIGGER {{table}}_stamp_{act.lower()} AFTER {{{act.lower()}}} ON {{table}} BEGIN "
    + _WRITE.replace("{chance}", "lower(hex(randomblob(16)))")
    + "; END"
    for act in _ACTS
)
_POSTGRESQL: Final = (
    "CREATE FUNCTION {table}_stamp() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    + _WRITE.replace("{chance}", "replace(gen_random_uuid()::text, '-', '')")
    + "; RETURN NULL; END $$",
    "CREATE TRIGGER {table}_stamp {moment} {insert} OR {update} OR {delete} ON {table} "
    "FOR EACH STATEMENT EXECUTE FUNCTION {table}_stamp()",
)


def stamp_statements(
    table: str, dialect: str, stamps: str = STAMPS, columns: Sequence[str] = ()
) -> tuple[str, ...]:
    """The DDL that changes a stamp with every change of a table, for migrations.

    With `columns`, only an update that names one of them counts. PostgreSQL's lock on the stamp's row is held
    until the transaction ends: for people it is taken before the first of their rows is, so that whoever
    holds the stamp waits for nobody who waits for it.
    """
    templates = {"sqlite": _SQLITE, "postgresql": _POSTGRESQL}[dialect]
    words = {act.lower(): act for act in _ACTS}
    if columns:
        words["update"] += f" OF {', '.join(columns)}"
    moment = "AFTER" if stamps == STAMPS else "BEFORE"
    return tuple(
        statement.format(table=table, stamps=stamps, moment=moment, **words)
        for statement in templates
    )


def stamped(table: Table, stamps: str = STAMPS, columns: Sequence[str] = ()) -> None:
    """Guard a table whenever it is created from the metadata; the migration does the same."""
    create_with(table, lambda dialect: stamp_statements(table.name, dialect, stamps, columns))
