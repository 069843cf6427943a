"""Ledgers, whose rows the database itself refuses to change or delete, and what they name, which it refuses to delete."""

from collections.abc import Callable

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
_KEPT_SQLITE = (
    "CREATE TRIGGER {table}_kept BEFORE DELETE ON {table} "
    "BEGIN SELECT RAISE(ABORT, '{table} are kept: a ledger may name them'); END",
)
_KEPT_POSTGRESQL = (
    "CREATE FUNCTION {table}_kept() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION '{table} are kept: a ledger may name them'; END $$",
    "CREATE TRIGGER {table}_kept BEFORE DELETE ON {table} "
    "FOR EACH STATEMENT EXECUTE FUNCTION {table}_kept()",
)


def append_only_statements(table: str, dialect: str) -> tuple[str, ...]:
    """The DDL that makes a table append-only on `sqlite` or `postgresql`, for migrations."""
    templates = {"sqlite": _SQLITE, "postgresql": _POSTGRESQL}[dialect]
    return tuple(statement.format(table=table) for statement in templates)


def kept_statements(table: str, dialect: str) -> tuple[str, ...]:
    """The DDL that keeps a table's rows from being deleted, for migrations.

    A ledger that takes thousands of rows a second names them without foreign keys, which PostgreSQL
    checks row by row, with a lock on each row named. Whoever writes the ledger has just read what it
    names; that it stays is what this is for.
    """
    templates = {"sqlite": _KEPT_SQLITE, "postgresql": _KEPT_POSTGRESQL}[dialect]
    return tuple(statement.format(table=table) for statement in templates)


def append_only(table: Table) -> None:
    """Guard a table whenever it is created from the metadata; the migration does the same."""
    _guard(table, append_only_statements)


def kept(table: Table) -> None:
    """Keep a table's rows from being deleted, likewise."""
    _guard(table, kept_statements)


def _guard(table: Table, statements: Callable[[str, str], tuple[str, ...]]) -> None:
    for dialect in ("sqlite", "postgresql"):
        for statement in statements(table.name, dialect):
            ddl = DDL(statement.replace("%", "%%")).execute_if(dialect=dialect)  # type: ignore[no-untyped-call] # untyped in SQLAlchemy
            event.listen(table, "after_create", ddl)
