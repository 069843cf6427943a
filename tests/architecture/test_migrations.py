"""Migrations and models describe the same database, ledgers and their triggers included."""

import pytest
from sqlalchemy import inspect, text

from lms.db import Base
from lms.db.engine import Database
from lms.db.migrate import current_revision, newest_revision, upgrade

TRIGGERS = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
}

INDEXES = {
    "sqlite": "SELECT sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL",
    "postgresql": "SELECT indexdef FROM pg_indexes WHERE schemaname = current_schema()"
    " AND tablename <> 'alembic_version'",
}


@pytest.fixture(scope="module")
def once_migrated(stores):
    """A database of each kind that went through all migrations: the tests look at it and leave it as it is."""
    made: dict[str, Database] = {}

    def of_kind(backend):
        if backend not in made:
            database = Database(stores(backend).blank())
            upgrade(database)
            made[backend] = database
        return made[backend]

    yield of_kind
    for database in made.values():
        database.dispose()


@pytest.fixture
def migrated(backend, once_migrated):
    return once_migrated(backend)


@pytest.fixture
def modelled(database_url):
    database = Database(database_url)
    yield database
    database.dispose()


def test_upgrade_from_empty_ends_at_the_newest_revision(migrated):
    assert current_revision(migrated) == newest_revision()


def test_upgrade_twice_changes_nothing(migrated):
    assert upgrade(migrated) is False


def test_migrations_build_the_tables_of_the_models(migrated, modelled):
    tables = set(inspect(migrated.engine).get_table_names()) - {"alembic_version"}
    assert tables == set(Base.metadata.tables)


@pytest.mark.filterwarnings("ignore:Skipped unsupported reflection of expression-based index")
@pytest.mark.parametrize("part", ["columns", "indexes", "unique_constraints", "foreign_keys"])
def test_migrations_build_what_the_models_say(migrated, modelled, part):
    assert _described(migrated, part) == _described(modelled, part)


def test_migrations_build_the_indexes_as_they_are_written(migrated, modelled, backend):
    """Expressions and conditions included, which a look at the parts leaves out."""
    assert _indexes(migrated, backend) == _indexes(modelled, backend)


def test_migrations_keep_the_checks_of_the_models(migrated, modelled):
    assert _described(migrated, "check_constraints") == _described(modelled, "check_constraints")


def test_migrations_guard_the_ledgers_as_the_models_do(migrated, modelled, backend):
    assert _triggers(migrated, backend) == _triggers(modelled, backend)


def _described(database: Database, part: str) -> set[str]:
    inspector = inspect(database.engine)
    return {
        f"{table}: {_line(item)}"
        for table in inspector.get_table_names()
        if table != "alembic_version"
        for item in getattr(inspector, f"get_{part}")(table)
    }


def _line(item: dict) -> str:
    return ", ".join(f"{key}={_shown(item[key])}" for key in sorted(item) if key != "comment")


def _shown(value: object) -> str:
    """Options may hold SQL clauses, which print as addresses unless they are turned to text."""
    if isinstance(value, dict):
        return str({key: str(part) for key, part in value.items()})
    return str(value)


def _indexes(database: Database, backend: str) -> set[str]:
    with database.reader.connect() as connection:
        return {" ".join(line.split()) for line in connection.scalars(text(INDEXES[backend]))}


def _triggers(database: Database, backend: str) -> set[str]:
    with database.reader.connect() as connection:
        return set(connection.scalars(text(TRIGGERS[backend])))
