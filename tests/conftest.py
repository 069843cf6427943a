"""What every test may ask for.

`app` is the real application on a database of its own; whatever asks for it, directly or through `db`, `client` or
`runner`, runs on SQLite and, where a server program is found, on PostgreSQL. `db` is a writing session: flush and
query at will. Before a request of `client` or a command of `runner` it is committed, so that they see what the test
made; afterwards its objects are read afresh.

`@pytest.mark.sqlite_only("why")` keeps a test off PostgreSQL.
"""

import gc
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, cast
from unittest.mock import patch

import hypothesis
import pytest
from flask import Flask
from flask.testing import FlaskClient, FlaskCliRunner
from sqlalchemy import event
from sqlalchemy.orm import Session

from lms.app import create_app
from lms.config import read_settings
from lms.db.engine import Database
from lms.people.models import Account
from lms.secrets import Secrets
from tests.support import postgresql
from tests.support.chromium import HOW_TO_GET_IT, find_chromium
from tests.support.kept import KeptFlask, KeptTemplates, keep_what_applications_share
from tests.support.signing_in import open_account_session
from tests.support.stores import Store, open_store

SECRETS = Secrets(secret_key="only for tests", code_master_key=bytes(range(32)))
DATA = Path(__file__).parent / "data"
# How long a busy machine takes to think up an example says nothing about the product.
hypothesis.settings.register_profile(
    "patient",
    deadline=None,
    suppress_health_check=[
        hypothesis.HealthCheck.too_slow,
        hypothesis.HealthCheck.data_too_large,
    ],
)
hypothesis.settings.load_profile("patient")
_own_folder = pytest.StashKey[Path]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--backend", choices=("sqlite", "postgresql"), help="run on this database only"
    )
    parser.addoption("--kills", type=int, help="blows of the crash drill on each database")
    parser.addoption("--seed", type=int, help="repeat the crash drill that printed this seed")


def pytest_configure(config: pytest.Config) -> None:
    _use_memory_for_files()
    keep_what_applications_share()
    if not hasattr(config, "workerinput") and postgresql.find_programs():
        config.stash[_own_folder] = postgresql.reserve_folder()


def _use_memory_for_files() -> None:
    """Databases of tests need not survive: where memory can hold them, no test waits for a disk."""
    memory = Path("/dev/shm")  # noqa: S108 - a folder of this run's own is made in it
    if memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 4 << 30:
        os.environ["TMPDIR"] = str(memory)
        tempfile.tempdir = None


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Nothing that is loaded meanwhile is garbage, and looking for some is a fifth of it."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()


def pytest_collection_finish() -> None:
    """What is loaded by now stays to the end: the search for garbage need not walk it after every few requests."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def pytest_unconfigure(config: pytest.Config) -> None:
    folder = config.stash.get(_own_folder, None)
    if folder is not None:
        postgresql.stop_server(folder)


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """Browser tests exist only where there is a browser; the summary says so."""
    is_browser_folder = collection_path == Path(__file__).parent / "browser"
    return True if is_browser_folder and find_chromium() is None else None


def pytest_terminal_summary(terminalreporter: Any) -> None:
    if find_chromium() is None:
        terminalreporter.write_line(HOW_TO_GET_IT)


def pytest_report_header() -> str:
    programs = postgresql.find_programs()
    other = (
        f"PostgreSQL ({programs})"
        if programs
        else "no PostgreSQL server program found, so nothing runs on it (apt install postgresql)"
    )
    return f"databases: SQLite {sqlite3.sqlite_version}; {other}"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "backend" not in metafunc.fixturenames:
        return
    found = ["sqlite", "postgresql"] if postgresql.find_programs() else ["sqlite"]
    if metafunc.definition.get_closest_marker("sqlite_only"):
        found = ["sqlite"]
    if metafunc.definition.get_closest_marker("postgresql_only"):
        found = [each for each in found if each == "postgresql"]
    only = metafunc.config.getoption("--backend")
    metafunc.parametrize("backend", [each for each in found if only in (None, each)])


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A folder that all workers of this run share."""
    own = tmp_path_factory.getbasetemp()
    return own if worker_id == "master" else own.parent


@pytest.fixture(scope="session")
def stores(
    shared_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], Store]]:
    """The store of a database kind, opened when first asked for."""
    opened: dict[str, Store] = {}

    def store(backend: str) -> Store:
        if backend not in opened:
            opened[backend] = open_store(backend, shared_folder, tmp_path_factory.mktemp(backend))
        return opened[backend]

    yield store
    for each in opened.values():
        each.close()


@pytest.fixture(scope="session")
def databases() -> Iterator[Callable[[str], Database]]:
    """The product's access to an address, one for all tests: statements stay compiled, PostgreSQL's connections open."""
    kept: dict[str, Database] = {}

    def database(url: str) -> Database:
        if url not in kept:
            kept[url] = Database(url)
        return kept[url]

    yield database
    for each in kept.values():
        each.dispose()


@pytest.fixture(scope="session")
def bytecode(shared_folder: Path) -> KeptTemplates:
    """Compiled templates, kept from one application to the next."""
    folder = shared_folder / "templates"
    folder.mkdir(exist_ok=True)
    return KeptTemplates(folder)


@pytest.fixture
def blank_database(backend: str, stores: Callable[[str], Store]) -> str:
    """The address of a database without any table."""
    return stores(backend).blank()


@pytest.fixture
def database_url(backend: str, stores: Callable[[str], Store]) -> str:
    """The address of a database with all tables and no row."""
    return stores(backend).with_schema()


@pytest.fixture
def app(
    database_url: str,
    databases: Callable[[str], Database],
    tmp_path: Path,
    bytecode: KeptTemplates,
) -> Iterator[Flask]:
    """The application on a fresh database. Forms need no CSRF token; set WTF_CSRF_ENABLED to test that they do."""
    environment = {
        "INSTANCE_PATH": str(tmp_path / "instance"),
        "DATABASE_URL": database_url,
        "ARGON2_MEMORY_KIB": "8",
        "TOTP_REQUIRED": "0",
        "NOTICE_OF_PRODUCT": "0",
    }
    database = databases(database_url)
    with patch("lms.app.Database", return_value=database):
        app = create_app(read_settings(environment), SECRETS)
    if KeptFlask.kept is None:
        cast(KeptFlask, app).keep_addresses()
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    app.jinja_env.bytecode_cache = bytecode
    app.test_client_class = _Client
    app.test_cli_runner_class = _Runner
    yield app
    if database.is_sqlite:
        database.dispose()  # the next test puts another file in its place


@pytest.fixture
def db(app: Flask) -> Iterator[Session]:
    """A writing session on the application's database, in a transaction; commit it to keep what it wrote."""
    with Session(app.extensions["database"].writer) as session:
        app.extensions["test_session"] = session
        yield session
        del app.extensions["test_session"]


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without JavaScript, not signed in; `app.test_client()` gives another."""
    return app.test_client()


@pytest.fixture
def runner(app: Flask) -> FlaskCliRunner:
    """The command line: `runner.invoke(args=["units", "import", …])`."""
    return app.test_cli_runner()


@pytest.fixture
def login() -> Callable[[FlaskClient, Account], FlaskClient]:
    """`login(client, account)` signs the account in on that client, as a finished sign-in leaves it."""

    def sign_in(client: FlaskClient, account: Account) -> FlaskClient:
        token = open_account_session(client.application, account)
        with client.session_transaction() as session:
            session.permanent = True
            session.update(_user_id=token, _fresh=True)
        return client

    return sign_in


@pytest.fixture
def count_queries(app: Flask) -> Callable[[], AbstractContextManager[list[str]]]:
    """`with count_queries() as statements:` collects the SQL that ran meanwhile."""

    @contextmanager
    def counting() -> Iterator[list[str]]:
        statements: list[str] = []

        def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            if not statement.startswith(("PRAGMA", "SAVEPOINT", "RELEASE")):
                statements.append(statement)

        database = app.extensions["database"]
        engines = {database.engine, database.reading_engine}
        for engine in engines:
            event.listen(engine, "before_cursor_execute", note)
        try:
            yield statements
        finally:
            for engine in engines:
                event.remove(engine, "before_cursor_execute", note)

    return counting


def _commit_what_the_test_made(app: Any) -> None:
    session: Session | None = app.extensions.get("test_session")
    if session is not None:
        session.commit()


class _Client(FlaskClient):
    def open(self, *args: Any, **settings: Any) -> Any:
        _commit_what_the_test_made(self.application)
        return super().open(*args, **settings)


class _Runner(FlaskCliRunner):
    def invoke(self, *args: Any, **settings: Any) -> Any:
        _commit_what_the_test_made(self.app)
        return super().invoke(*args, **settings)
