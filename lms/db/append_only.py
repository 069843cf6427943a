"""Ledgers: tables whose rows the database itself refuses to change or delete."""

from sqlalchemy import DDL, Table, event

_SQLITE = (
    "CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} "
    "BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END",
    "CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} "
    "BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END",
)
_POSTGRESQL = (
    "CREATE FUNCTION {table}_append_only() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$",
    "CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
    "FOR EACH STATEMENT EXECUTE FUNCTION {table}_append_only()",
)


def append_only_statements(table: str, dialect: str) -> tuple[str, ...]:
    """The DDL that makes a table append-only on `sqlite` or `postgresql`, for migrations."""
    templates = {"sqlite": _SQLITE, "postgresql": _POSTGRESQL}[dialect]
    return tuple(statement.format(table=table) for statement in templates)


def append_only(table: Table) -> None:
    """Guard a table whenever it is created from the metadata; the migration does the same."""
    for dialect in ("sqlite", "postgresql"):
        for statement in append_only_statements(table.name, dialect):
            ddl = DDL(statement.replace("%", "%%")).execute_if(dialect=dialect)  # type: ignore[no-untyped-call] # untyped in SQLAlchemy
            event.listen(table, "after_create", ddl)
