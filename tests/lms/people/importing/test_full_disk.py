"""A disk that fills up while a list is read or written: a sentence, 503 or on the import's page, nothing half-written."""

import os
import time
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.app import create_app
from lms.config import read_settings
from lms.db import Base
from lms.people.enums import Role
from lms.people.importing.current import IN_REQUEST_BYTES
from lms.people.importing.models import ImportRow, RunState
from lms.people.models import Account
from lms.secrets import Secrets
from tests.drill.small_disk import MIB, Disk, small_file_system
from tests.factories import make_account, make_person, make_unit
from tests.lms.people.importing.big_roster import (
    big_roster,
    counts,
    run_of,
    send,
    wait_until_done,
    worker_of,
)
from tests.support.full_postgresql import FullPostgresql, full_postgresql

Login = Callable[[FlaskClient, Account], FlaskClient]
FULL = "Ổ đĩa của hệ thống đã đầy"
SIZE = 48 * MIB
"""PostgreSQL keeps the room that a write took which came to nothing"""
IN_A_REQUEST, IN_A_PROCESS = 3_500, 5_000


@pytest.fixture
def disk(backend: str, tmp_path: Path) -> Iterator[Disk]:
    """The disk of everything with SQLite, the database server's with PostgreSQL."""
    if backend == "postgresql":
        with full_postgresql(tmp_path) as server:
            yield server
        return
    with small_file_system(tmp_path, SIZE) as small:
        yield small


@pytest.fixture
def app(disk: Disk) -> Iterator[Flask]:
    """The product with its database and its files on the small disk."""
    is_server = isinstance(disk, FullPostgresql)
    url = disk.url if is_server else f"sqlite:///{disk.folder / 'diemcau.db'}"
    environment = {
        "INSTANCE_PATH": str(disk.folder / "instance"),
        "DATABASE_URL": url,
        "TOTP_REQUIRED": "0",
    }
    app = create_app(read_settings(environment), Secrets("only for tests", bytes(32)))
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    database = app.extensions["database"]
    Base.metadata.create_all(database.engine)
    yield app
    while worker_of(disk.folder / "instance"):
        time.sleep(0.02)  # it has written, and is about to end
    database.dispose()


@pytest.fixture
def admin(app: Flask, login: Login) -> FlaskClient:
    with Session(app.extensions["database"].writer) as db:
        make_unit(db, name="Vụ A")
        person = make_person(db, full_name="Quản Trị Viên", personnel_code="QT-1")
        account = make_account(db, person=person, role=Role.ADMINISTRATOR)
        client = login(app.test_client(), account)
        db.commit()
        return client


@pytest.fixture
def db(app: Flask) -> Iterator[Session]:
    with app.extensions["database"].reading() as session:
        yield session


def test_write_in_a_request_is_refused_and_can_be_made_when_there_is_room(
    admin: FlaskClient, db: Session, disk: Disk
) -> None:
    roster = big_roster(IN_A_REQUEST)
    assert len(roster) < IN_REQUEST_BYTES
    address = send(admin, roster)
    before = counts(db)
    disk.fill(os.getpid())
    refused = admin.post(address)
    assert (refused.status_code, FULL in refused.text) == (503, True)
    assert refused.headers["Retry-After"] == "60"
    assert counts(db) == before
    assert "Chưa ghi gì từ tệp này" in admin.get(address).text
    disk.make_room(os.getpid())
    assert_can_be_written(admin, db, address, IN_A_REQUEST, before)


def test_write_in_a_process_says_why_it_ended(admin: FlaskClient, db: Session, disk: Disk) -> None:
    address = send(admin, big_roster(IN_A_PROCESS))
    assert "Nhập 5.000 người" in wait_until_done(admin, address)
    before = counts(db)
    disk.fill(os.getpid())
    assert admin.post(address).status_code == 303
    page = wait_until_done(admin, address)
    assert FULL in page
    assert "Chưa ghi gì từ tệp này" in page
    assert counts(db) == before
    disk.make_room(os.getpid())
    assert_can_be_written(admin, db, address, IN_A_PROCESS, before)


def test_preview_that_does_not_fit_says_why_and_can_be_made_when_there_is_room(
    admin: FlaskClient, db: Session, disk: Disk
) -> None:
    disk.fill(os.getpid())
    file = BytesIO(big_roster(IN_A_REQUEST).encode())
    refused = admin.post("/nhan-su/nhap", data={"file": (file, "ds.csv")})
    assert (refused.status_code, FULL in refused.text) == (503, True)
    disk.make_room(os.getpid())
    assert run_of(db).state is RunState.READING
    address = f"/nhan-su/nhap/{run_of(db).id}"
    assert "Đọc lại tệp" in admin.get(address).text
    again = admin.post(f"{address}/doc-lai", follow_redirects=True).text
    assert "Nhập 3.500 người" in again
    db.rollback()
    assert db.scalar(select(func.count(ImportRow.id))) == IN_A_REQUEST


def assert_can_be_written(
    admin: FlaskClient, db: Session, address: str, people: int, before: list[int]
) -> None:
    assert run_of(db).state is RunState.WRITING
    assert "Chưa ghi gì" in admin.post(f"{address}/doc-lai", follow_redirects=True).text
    assert admin.post(address).status_code == 303
    assert "Danh sách đã được nhập" in wait_until_done(admin, address)
    assert counts(db)[:3] == [each + people for each in before[:3]]
