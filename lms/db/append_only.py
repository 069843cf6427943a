"""Ledgers, whose rows the database itself refuses to change or delete, and what they name, which it refuses to delete."""

from collections.abc import Callable

from sqlalchemy import Table

from lms.db.creation import create_with

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
_HELD_SQLITE = (
    "CREATE TRIGGER {table}_held BEFORE DELETE ON {table} "
    "WHEN EXISTS (SELECT 1 FROM {ledger} WHERE {naming}) "
    "BEGIN SELECT RAISE(ABORT, '{table}: {ledger} names it'); END",
)
_HELD_POSTGRESQL = (
    "CREATE FUNCTION {table}_held() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    "PERFORM pg_advisory_xact_lock({lock}); "
    "IF EXISTS (SELECT 1 FROM {ledger} WHERE {naming}) THEN "
    "RAISE EXCEPTION '{table}: {ledger} names it' USING ERRCODE = 'foreign_key_violation'; "
    "END IF; RETURN OLD; END $$",
    "CREATE TRIGGER {table}_held BEFORE DELETE ON {table} "
    "FOR EACH ROW EXECUTE FUNCTION {table}_held()",
)


YEARS_IN_TRACE = 2
"""So long the database itself keeps every entry of the trace; what is older may be deleted, nothing changed."""
_FOR_YEARS_SQLITE = (
    _SQLITE[0],
    "CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} "
    "WHEN OLD.{moment} > datetime('now', '-{years} years') "
    "BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END",
)
_FOR_YEARS_POSTGRESQL = (
    _POSTGRESQL[0],
    "CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} "
    "FOR EACH STATEMENT EXECUTE FUNCTION {table}_append_only()",
    "CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} FOR EACH ROW "
    "WHEN (OLD.{moment} > now() - interval '{years} years') "
    "EXECUTE FUNCTION {table}_append_only()",
)

_WHOLE_POSTGRESQL = (
    "CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
    "FOR EACH STATEMENT EXECUTE FUNCTION {table}_append_only()",
)


_FORGOTTEN = "SELECT 1 FROM anonymisations WHERE person_id = OLD.person_id"
_UNTIL_FORGOTTEN_SQLITE = (
    _SQLITE[0],
    "CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} "
    "WHEN OLD.at > datetime('now', '-{years} years') AND NOT EXISTS ({forgotten}) "
    "BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END",
)
_UNTIL_FORGOTTEN_POSTGRESQL = (
    "CREATE FUNCTION {table}_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    "IF TG_OP = 'DELETE' THEN "
    "IF OLD.at <= now() - interval '{years} years' OR EXISTS ({forgotten}) THEN RETURN OLD; END IF; "
    "END IF; "
    "RAISE EXCEPTION '{table} is append-only'; END $$",
    "CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
    "FOR EACH ROW EXECUTE FUNCTION {table}_append_only()",
)


def kept_until_forgotten_statements(table: str, dialect: str) -> tuple[str, ...]:
    """The DDL of a ledger about people whose rows are never changed, and deleted only when they are years old or
    the person's record was made anonymous: what somebody was called before leads to them as the name does.
    """
    templates = {"sqlite": _UNTIL_FORGOTTEN_SQLITE, "postgresql": _UNTIL_FORGOTTEN_POSTGRESQL}
    return tuple(
        each.format(table=table, years=YEARS_IN_TRACE, forgotten=_FORGOTTEN)
        for each in templates[dialect]
    )


def kept_for_years_statements(table: str, dialect: str) -> tuple[str, ...]:
    """The DDL of a ledger whose rows may be deleted, never changed, once they are so many years old.

    The trace is personal data of those who looked and of those looked at: it has an end, but not one that
    whoever has something to hide could bring nearer.
    """
    templates = {"sqlite": _FOR_YEARS_SQLITE, "postgresql": _FOR_YEARS_POSTGRESQL}[dialect]
    return tuple(
        statement.format(table=table, moment="at", years=YEARS_IN_TRACE) for statement in templates
    )


def append_only_statements(table: str, dialect: str) -> tuple[str, ...]:
    """The DDL that makes a table append-only on `sqlite` or `postgresql`, for migrations."""
    templates = {"sqlite": _SQLITE, "postgresql": _POSTGRESQL}[dialect]
    return tuple(statement.format(table=table) for statement in templates)


def whole_statements(table: str, dialect: str) -> tuple[str, ...]:
    """The DDL that keeps a ledger from being emptied at once, for migrations; SQLite has no such statement."""
    templates = _WHOLE_POSTGRESQL if dialect == "postgresql" else ()
    return tuple(statement.format(table=table) for statement in templates)


def kept_statements(table: str, dialect: str) -> tuple[str, ...]:
    """The DDL that keeps a table's rows from being deleted, for migrations.

    A ledger that takes thousands of rows a second names them without foreign keys, which PostgreSQL
    checks row by row, with a lock on each row named. Whoever writes the ledger has just read what it
    names; that it stays is what this is for.
    """
    templates = {"sqlite": _KEPT_SQLITE, "postgresql": _KEPT_POSTGRESQL}[dialect]
    return tuple(statement.format(table=table) for statement in templates)


def held_statements(
    table: str, ledger: str, naming: str, lock: tuple[int, int], dialect: str
) -> tuple[str, ...]:
    """The DDL that keeps a row from being deleted while a ledger names it, for migrations.

    What a foreign key does, without its cost for each row of the ledger. `naming` is the condition on the
    ledger's rows, with OLD for the row to be deleted. `lock` is the advisory lock of PostgreSQL that whoever
    writes the ledger holds, shared, until the transaction ends: the deletion waits for them and sees their rows.
    """
    templates = {"sqlite": _HELD_SQLITE, "postgresql": _HELD_POSTGRESQL}[dialect]
    return tuple(
        each.format(table=table, ledger=ledger, naming=naming, lock=f"{lock[0]}, {lock[1]}")
        for each in templates
    )


def held_while_named(table: Table, ledger: Table, naming: str, lock: tuple[int, int]) -> None:
    """Guard a table so whenever all tables are created from the metadata; the migration does the same."""
    create_with(
        table.metadata,
        lambda dialect: held_statements(table.name, ledger.name, naming, lock, dialect),
    )


def append_only(table: Table) -> None:
    """Guard a table whenever it is created from the metadata; the migration does the same."""
    _guard(table, append_only_statements)
    _guard(table, whole_statements)


def kept_for_years(table: Table) -> None:
    """Guard a ledger with a column `at` whose old rows may go, likewise."""
    _guard(table, kept_for_years_statements)
    _guard(table, whole_statements)


def kept_until_forgotten(table: Table) -> None:
    """Guard a ledger about people with columns `at` and `person_id`, likewise."""
    _guard(table, kept_until_forgotten_statements)
    _guard(table, whole_statements)


def kept(table: Table) -> None:
    """Keep a table's rows from being deleted, likewise."""
    _guard(table, kept_statements)


def _guard(table: Table, statements: Callable[[str, str], tuple[str, ...]]) -> None:
    create_with(table, lambda dialect: statements(table.name, dialect))
