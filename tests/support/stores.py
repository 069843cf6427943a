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
_SWEEPS_TO_A_CLEANING = 25
"""What was deleted stays in PostgreSQL's files until then, and is read past by every statement."""
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")


class Store(Protocol):
    """Gives a database of its own to each test."""

    def with_schema(self) -> str:
        """The address of this worker's database: all tables and no row, whatever the last test left."""
        ...

    def another(self) -> str:
        """The address of a new database with all tables, which no later test touches."""
        ...

    def blank(self) -> str:
        """The address of a database without any table."""
        ...

    def close(self) -> None:
        """At the end of the run."""
        ...


class SqliteStore:
    """One file per worker, for each test a new copy of a template in its place."""

    def __init__(self, shared: Path, own: Path) -> None:
        """`shared` is this run's folder, `own` this worker's."""
        self._own = own
        self._template = shared / "template.db"
        with locked(shared / "template.lock"):
            if not self._template.exists():
                _create_schema(f"sqlite:///{self._template}")

    def with_schema(self) -> str:
        """A copy of the template, where the last one was."""
        path = self._own / "test.db"
        for left in self._own.glob(f"{path.name}*"):
            left.unlink()
        shutil.copyfile(self._template, path)
        return f"sqlite:///{path}"

    def another(self) -> str:
        """A copy of the template where none was."""
        path = self._path()
        shutil.copyfile(self._template, path)
        return f"sqlite:///{path}"

    def blank(self) -> str:
        """A file that does not exist yet."""
        return f"sqlite:///{self._path()}"

    def close(self) -> None:
        """The files go with their folder."""

    def _path(self) -> Path:
        return self._own / f"{next(_numbers)}.db"


class PostgresqlStore:
    """One database per worker, emptied before each test over a connection that stays open."""

    def __init__(self, server: str) -> None:
        """`server` is a conninfo without a database name."""
        self._server = server
        self._name = f"tests_{WORKER}"
        self._make(self._name)
        _create_schema(self._url(self._name))
        self._sweeper = psycopg.connect(f"{server} dbname={self._name}", autocommit=True)
        self._sweeper.execute("SET session_replication_role = replica")
        self._sweeps = itertools.count(1)
        self._swept: set[str] = set()
        names = [f"'{table.name}'" for table in Base.metadata.sorted_tables]
        self._filled = sql.SQL(" UNION ALL ").join(
            sql.SQL("SELECT {} WHERE EXISTS (SELECT FROM {})").format(
                sql.Literal(name.strip("'")), sql.Identifier(name.strip("'"))
            )
            for name in names
        )

    def with_schema(self) -> str:
        """The worker's database without its rows; triggers that keep ledgers are off meanwhile."""
        for (name,) in self._sweeper.execute(self._filled).fetchall():
            self._sweeper.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(name)))
            self._swept.add(name)
        if next(self._sweeps) % _SWEEPS_TO_A_CLEANING == 0 and self._swept:
            tables = sql.SQL(", ").join(map(sql.Identifier, sorted(self._swept)))
            self._sweeper.execute(sql.SQL("VACUUM (INDEX_CLEANUP ON) {}").format(tables))
            self._swept.clear()
        return self._url(self._name)

    def another(self) -> str:
        """A new database, removed with the server."""
        url = self.blank()
        _create_schema(url)
        return url

    def blank(self) -> str:
        """A new database, removed with the server."""
        name = f"blank_{WORKER}_{next(_numbers)}"
        self._make(name)
        return self._url(name)

    def close(self) -> None:
        """Hang up; the server ends with the run."""
        self._sweeper.close()

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
