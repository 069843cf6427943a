"""Words of many people follow the import that writes the people: whatever comes in between, everybody is found."""

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient, FlaskCliRunner
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from lms.config import Settings
from lms.db.engine import Database
from lms.db.migrate import upgrade
from lms.people.enums import Role
from lms.people.importing.models import RunState
from lms.people.importing.progress import Report, Stage, locked
from lms.people.models import Account, Person, PersonWithoutWords, PersonWord
from lms.people.word_index import words_of_person
from lms.people.words_due import A_TURN, put_off_words, write_words_due
from tests.factories import make_account, make_person, make_unit
from tests.lms.people.importing.big_roster import (
    big_roster,
    run_of,
    send,
    wait_for_worker,
    wait_until_done,
    worker_of,
)
from tests.support.site import running_site

Login = Callable[[FlaskClient, Account], FlaskClient]


@pytest.fixture
def admin(db: Session, client: FlaskClient, login: Login) -> FlaskClient:
    person = make_person(db, full_name="Quản Trị Viên", personnel_code="QT-1")
    make_unit(db, name="Vụ A")
    return login(client, make_account(db, person=person, role=Role.ADMINISTRATOR))


@pytest.fixture
def wordless(app: Flask, db: Session) -> list[int]:
    """People as an import leaves them when it is cut short before their words."""
    ids = [make_person(db, full_name=f"Lê Thị Sen {n}").id for n in range(A_TURN + 3)]
    db.execute(delete(PersonWord).where(PersonWord.person_id.in_(ids)))
    put_off_words(db, ids)
    db.commit()
    return ids


def due(database: Database) -> int:
    """How many people's words are due, read without getting in the way of whoever writes."""
    with database.reading() as db:
        return db.scalar(select(func.count()).select_from(PersonWithoutWords)) or 0


def assert_all_have_their_words(db: Session) -> None:
    db.rollback()
    assert db.scalars(select(PersonWithoutWords.person_id)).all() == []
    kept: dict[int, set[str]] = {}
    for word, person_id in db.execute(select(PersonWord.word, PersonWord.person_id)):
        kept.setdefault(person_id, set()).add(word.decode())
    people = db.scalars(select(Person)).all()
    assert kept == {
        each.id: words_of_person(each.name_fold, each.personnel_code, each.email, each.phone)
        for each in people
    }


@pytest.mark.parametrize("people", [300, 1_100])
def test_few_and_many_are_found_as_soon_as_the_import_is_done(
    admin: FlaskClient, db: Session, people: int
) -> None:
    address = send(admin, big_roster(people))
    assert "Danh sách đã được nhập" in admin.post(address, follow_redirects=True).text
    assert_all_have_their_words(db)
    again = big_roster(people).replace("@bo.example", "@vu.example")
    address = send(admin, again)
    assert (
        f"{people:,} thay đổi".replace(",", ".") in admin.post(address, follow_redirects=True).text
    )
    assert_all_have_their_words(db)


@pytest.mark.sqlite_only("PostgreSQL writes them with the people")
def test_process_killed_before_the_words_leaves_them_to_the_server(
    admin: FlaskClient, db: Session
) -> None:
    settings: Settings = admin.application.extensions["settings"]
    instance, database = Path(settings.instance_path), admin.application.extensions["database"]
    address = send(admin, big_roster(5_000))
    wait_until_done(admin, address)
    while worker_of(instance):
        time.sleep(0.01)
    assert admin.post(address).status_code == 303
    pid, deadline = wait_for_worker(instance), time.monotonic() + 120
    while not due(database):
        assert time.monotonic() < deadline
        time.sleep(0.001)
    os.kill(pid, signal.SIGKILL)
    assert run_of(db).state is RunState.WRITTEN
    assert "Danh sách đã được nhập" in wait_until_done(admin, address)
    while due(database):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert_all_have_their_words(db)


def test_words_left_by_a_stop_are_written_later(
    app: Flask, db: Session, wordless: list[int]
) -> None:
    assert write_words_due(app.extensions["database"]) == len(wordless)
    assert_all_have_their_words(db)
    assert write_words_due(app.extensions["database"]) == 0


def test_page_waits_for_the_words(admin: FlaskClient, db: Session) -> None:
    address = send(admin, big_roster(5))
    admin.post(address)
    settings: Settings = admin.application.extensions["settings"]
    with locked(settings, run_of(db).id) as handle:
        write = Report(handle).tell
        write(Stage.WORDS, 400, 6_000)
        page = admin.get(address)
        assert page.headers["Refresh"] == "2"
        assert "400 / 6.000" in page.text
        assert "Danh sách đã được ghi" in page.text
    assert "Danh sách đã được nhập" in admin.get(address).text


def test_edit_before_the_words_counts(app: Flask, db: Session, wordless: list[int]) -> None:
    person = db.get_one(Person, wordless[0])
    person.full_name, person.name_fold = "Hồ An", "ho an"
    db.commit()
    write_words_due(app.extensions["database"])
    assert_all_have_their_words(db)
    found = select(PersonWord.word).where(PersonWord.person_id == wordless[0])
    assert b"sen" not in db.scalars(found).all()


def test_making_all_words_anew_makes_those_that_are_due(
    runner: FlaskCliRunner, db: Session, wordless: list[int]
) -> None:
    assert runner.invoke(args=["people", "index"]).exit_code == 0
    assert_all_have_their_words(db)


def test_next_import_writes_what_the_last_one_left(
    admin: FlaskClient, db: Session, wordless: list[int]
) -> None:
    address = send(admin, big_roster(5))
    admin.post(address)
    assert_all_have_their_words(db)


@pytest.mark.sqlite_only("PostgreSQL writes them with the people")
def test_product_writes_them_before_it_serves(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'diemcau.db'}")
    upgrade(database)
    with database.transaction() as db:
        person = make_person(db, full_name="Lê Thị Sen")
        db.execute(delete(PersonWord))
        put_off_words(db, [person.id])
    with running_site(tmp_path, DEMO="0"), database.reading() as db:
        assert_all_have_their_words(db)
    database.dispose()
