"""Fresh databases for tests: a copied file on SQLite, an emptied database on PostgreSQL.

The schema is built once per run, from the models; tests/architecture holds that the migrations lead to the same.
"""

import itertools
import os
import shutil
from pathlib import Path
from typing import Protocol

import psycopg
from psycopg import sql
from sqlalchemy import create_engine, text

from lms.db import Base
from lms.db.engine import Database
from lms.db.migrate import import_models, newest_revision
from tests.support.postgresql import ensure_server, locked

_numbers = itertools.count(1)
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")


class Store(Protocol):
    """Gives a database of its own to each test."""

    def with_schema(self) -> str:
        """The address of a database with all tables and no row."""
        ...

    def blank(self) -> str:
        """The address of a database without any table."""
        ...


class SqliteStore:
    """One file per test, copied from a template."""

    def __init__(self, shared: Path, own: Path) -> None:
        """`shared` is this run's folder, `own` this worker's."""
        self._own = own
        self._template = shared / "template.db"
        with locked(shared / "template.lock"):
            if not self._template.exists():
                _create_schema(f"sqlite:///{self._template}")

    def with_schema(self) -> str:
        """A copy of the template."""
        path = self._path()
        shutil.copyfile(self._template, path)
        return f"sqlite:///{path}"

    def blank(self) -> str:
        """A file that does not exist yet."""
        return f"sqlite:///{self._path()}"

    def _path(self) -> Path:
        return self._own / f"{next(_numbers)}.db"


class PostgresqlStore:
    """One database per worker, emptied before each test."""

    def __init__(self, server: str) -> None:
        """`server` is a conninfo without a database name."""
        self._server = server
        self._name = f"tests_{WORKER}"
        self._make(self._name)
        _create_schema(self._url(self._name))
        names = [f"'{table.name}'" for table in Base.metadata.sorted_tables]
        self._filled = sql.SQL(" UNION ALL ").join(
            sql.SQL("SELECT {} WHERE EXISTS (SELECT FROM {})").format(
                sql.Literal(name.strip("'")), sql.Identifier(name.strip("'"))
            )
            for name in names
        )

    def with_schema(self) -> str:
        """The worker's database without its rows; triggers that keep ledgers are off meanwhile."""
        with psycopg.connect(f"{self._server} dbname={self._name}", autocommit=True) as connection:
            filled = [name for (name,) in connection.execute(self._filled)]
            if filled:
                connection.execute("SET session_replication_role = replica")
                for name in filled:
                    connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(name)))
        return self._url(self._name)

    def blank(self) -> str:
        """A new database, removed with the server."""
        name = f"blank_{WORKER}_{next(_numbers)}"
        self._make(name)
        return self._url(name)

    def _make(self, name: str) -> None:
        with psycopg.connect(f"{self._server} dbname=postgres", autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))

    def _url(self, name: str) -> str:
        parts = dict(part.split("=") for part in self._server.split())
        return f"postgresql+psycopg://{parts['user']}@/{name}?host={parts['host']}"


def open_store(backend: str, shared: Path, own: Path) -> Store:
    """The store of a database kind; starts the PostgreSQL server when it is the first to ask."""
    import_models()
    if backend == "sqlite":
        return SqliteStore(shared, own)
    return PostgresqlStore(ensure_server())


def _create_schema(url: str) -> None:
    engine = Database(url).engine if url.startswith("sqlite") else create_engine(url)
    Base.metadata.create_all(engine)
    with (
        engine.begin() as connection
    ):  # as migrations would leave it, so that commands find it ready
        connection.execute(
            text("CREATE TABLE alembic_version (version_num VARCHAR(32) PRIMARY KEY)")
        )
        connection.execute(
            text("INSERT INTO alembic_version VALUES (:at)"), {"at": newest_revision()}
        )
    engine.dispose()
