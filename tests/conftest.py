"""What every test stands on: the real application on a fresh, real database."""

import shutil
from pathlib import Path

import pytest

from lms.app import create_app
from lms.config import Settings
from lms.db.engine import Database
from lms.db.migrate import upgrade
from lms.people.auth.login import SignedInUser


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory):
    """A migrated, empty SQLite file to copy."""
    path = tmp_path_factory.mktemp("template") / "empty.db"
    database = Database(f"sqlite:///{path}")
    upgrade(database)
    with database.writer.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.exec_driver_sql("BEGIN")
    database.dispose()
    return path


@pytest.fixture
def settings(tmp_path, sqlite_template):
    """Settings of a product whose database is fresh and whose passwords are cheap."""
    path = Path(tmp_path) / "test.db"
    shutil.copy(sqlite_template, path)
    return Settings(
        instance_path=tmp_path, database_url=f"sqlite:///{path}", argon2_memory_kib=8
    )


@pytest.fixture
def app(settings):
    """The whole application."""
    app = create_app(settings)
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    yield app
    app.extensions["database"].dispose()


@pytest.fixture
def db(app):
    """A session that writes; `db.commit()` makes it visible to the application."""
    from sqlalchemy.orm import Session

    with app.app_context(), Session(
        app.extensions["database"].writer, expire_on_commit=False
    ) as session:
        yield session


@pytest.fixture
def client(app):
    """A browser without JavaScript."""
    return app.test_client()


@pytest.fixture
def login():
    """login(client, account): sign the account in on that browser."""

    def sign_in(client, account):
        with client.session_transaction() as session:
            session["_user_id"] = SignedInUser(f"{account.id}.{account.session_epoch}").id
            session["_fresh"] = True

    return sign_in
