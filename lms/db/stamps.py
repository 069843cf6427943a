"""A stamp that changes whenever a row of certain tables does: the database itself sees to it.

Whoever keeps in memory what it made of those tables asks for the stamp, one row, and makes it
anew when the stamp is another. Stamps are drawn by chance, so that the same stamp means the same
rows, whatever process or copy of the database asks.
"""

from typing import Final

from sqlalchemy import DDL, Table, event

STAMPS: Final = "unit_stamps"
_ACTS: Final = ("INSERT", "UPDATE", "DELETE")
_WRITE: Final = (
    f"INSERT INTO {STAMPS} (id, stamp) VALUES (1, {{chance}}) "
    f"ON CONFLICT (id) DO UPDATE SET stamp = excluded.stamp"
)
_SQLITE: Final = tuple(
    f"CREATE TRIGGER {{table}}_stamp_{act.lower()} AFTER {act} ON {{table}} BEGIN "
    + _WRITE.format(chance="lower(hex(randomblob(16)))")
    + "; END"
    for act in _ACTS
)
_POSTGRESQL: Final = (
    "CREATE FUNCTION {table}_stamp() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    + _WRITE.format(chance="replace(gen_random_uuid()::text, '-', '')")
    + "; RETURN NULL; END $$",
    "CREATE TRIGGER {table}_stamp AFTER INSERT OR UPDATE OR DELETE ON {table} "
    "FOR EACH STATEMENT EXECUTE FUNCTION {table}_stamp()",
)


def stamp_statements(table: str, dialect: str) -> tuple[str, ...]:
    """The DDL that changes the stamp with every change of a table, for migrations."""
    templates = {"sqlite": _SQLITE, "postgresql": _POSTGRESQL}[dialect]
    return tuple(statement.format(table=table) for statement in templates)


def stamped(table: Table) -> None:
    """Guard a table whenever it is created from the metadata; the migration does the same."""
    for dialect in ("sqlite", "postgresql"):
        for statement in stamp_statements(table.name, dialect):
            ddl = DDL(statement.replace("%", "%%")).execute_if(dialect=dialect)  # type: ignore[no-untyped-call] # untyped in SQLAlchemy
            event.listen(table, "after_create", ddl)
