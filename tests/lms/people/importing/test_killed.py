"""SIGKILL to the process that writes a list: nothing is half-written, and the import is still there to be written."""

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.config import Settings
from lms.people.enums import Role
from lms.people.importing.models import ImportRow, RunState
from lms.people.importing.progress import Progress, Stage, look_at
from lms.people.models import Account, Person
from tests.factories import make_account, make_person, make_unit
from tests.lms.people.importing.big_roster import (
    big_roster,
    counts,
    run_of,
    send,
    wait_for_worker,
    wait_until_done,
    worker_of,
)
from tests.support.processes import is_running

Login = Callable[[FlaskClient, Account], FlaskClient]
PEOPLE = 5_000
MOMENTS: list[Callable[[Progress], bool]] = [
    lambda seen: seen.stage is Stage.WRITING and seen.done > 0,
    lambda seen: seen.stage is Stage.WRITING and seen.done > PEOPLE // 2,
]
"""With people written, with accounts and places as well"""


@pytest.fixture
def admin(db: Session, client: FlaskClient, login: Login) -> FlaskClient:
    person = make_person(db, full_name="Quản Trị Viên", personnel_code="QT-1")
    make_unit(db, name="Vụ A")
    return login(client, make_account(db, person=person, role=Role.ADMINISTRATOR))


def test_killed_writer_leaves_nothing_and_the_import_can_be_written(
    admin: FlaskClient, db: Session
) -> None:
    settings: Settings = admin.application.extensions["settings"]
    address = send(admin, big_roster(PEOPLE))
    assert "Nhập 5.000 người" in wait_until_done(admin, address)
    before, digest = counts(db), run_of(db).frozen
    for moment in MOMENTS:
        run_id = run_of(db).id
        assert admin.post(address).status_code == 303
        kill_when(settings, run_id, moment)
        assert counts(db) == before
        run = run_of(db)
        assert (run.state, run.frozen) == (RunState.WRITING, digest)
        stopped = admin.get(address).text
        for words in ("Việc nhập bị gián đoạn", "Chưa ghi gì từ tệp này", "Quay lại bản xem trước"):
            assert words in stopped
        back = admin.post(f"{address}/doc-lai", follow_redirects=True).text
        assert "Nhập 5.000 người" in back
        assert "xác nhận lại" in back
        assert db.scalar(select(func.count(ImportRow.id))) == PEOPLE
    admin.post(address)
    assert "Danh sách đã được nhập" in wait_until_done(admin, address)
    assert counts(db)[0] == before[0] + PEOPLE
    assert run_of(db).state is RunState.WRITTEN
    while worker_of(Path(settings.instance_path)):
        time.sleep(0.02)  # it may still write by what they are found
    found = admin.get("/nhan-su?tim=NS004999").text
    newest = db.scalars(select(Person.full_name).order_by(Person.id.desc()).limit(1)).one()
    assert newest in found


def test_killed_reader_leaves_a_file_that_can_be_read_again(
    admin: FlaskClient, db: Session
) -> None:
    settings: Settings = admin.application.extensions["settings"]
    address = send(admin, big_roster(PEOPLE))
    kill_when(settings, run_of(db).id, lambda seen: seen.stage is Stage.KEEPING)
    assert run_of(db).state is RunState.READING
    assert "Đọc lại tệp" in admin.get(address).text
    admin.post(f"{address}/doc-lai")
    assert "Nhập 5.000 người" in wait_until_done(admin, address)
    assert db.scalar(select(func.count(ImportRow.id))) == PEOPLE


def kill_when(settings: Settings, run_id: int, moment: Callable[[Progress], bool]) -> None:
    """SIGKILL to the process of an import as soon as it says that it is there; returns when it is gone."""
    pid, deadline = wait_for_worker(Path(settings.instance_path)), time.monotonic() + 120
    while not moment(look_at(settings, run_id)):
        assert is_running(pid), "it ended before the moment came"
        assert time.monotonic() < deadline
        time.sleep(0.001)  # who sleeps comes first when it wakes, on a busy machine too
    os.kill(pid, signal.SIGKILL)
    while is_running(pid) or look_at(settings, run_id).is_running:
        time.sleep(0.005)
