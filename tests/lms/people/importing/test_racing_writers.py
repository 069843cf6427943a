"""An import beside others who write the same people at the same moment: real transactions, never an error page."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine, func, select, text
from sqlalchemy.orm import Session

from lms.db.engine import Database
from lms.db.group import GroupCommit
from lms.people.editing import edit_person
from lms.people.enums import Role
from lms.people.importing.models import ImportRun, RunState
from lms.people.importing.progress import Stage, look_at
from lms.people.models import Account, Person
from tests.factories import make_account, make_person, make_unit
from tests.lms.people.importing.big_roster import GIVEN, big_roster, run_of, send

Login = Callable[[FlaskClient, Account], FlaskClient]
HEAD = "STT;Họ và tên;Ngày sinh;Đơn vị;Email;Chức vụ\n"
LIST = HEAD + "1;Lê Hà;;Vụ A;hoa@bo.example;Vụ trưởng\n2;Hồ An;1980;Vụ A;;\n"
PREPARED_LONG = 3_000
"""People of a list that takes some tenths of a second to prepare"""
WAITING = text(
    "SELECT count(*) FROM pg_stat_activity "
    "WHERE datname = current_database() AND wait_event_type = 'Lock'"
)

ENDED = text("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")


@pytest.fixture
def account(db: Session) -> Account:
    person = make_person(db, full_name="Quản Trị Viên", personnel_code="QT-1")
    return make_account(db, person=person, role=Role.ADMINISTRATOR)


@pytest.fixture
def admin(client: FlaskClient, account: Account, login: Login) -> FlaskClient:
    return login(client, account)


@pytest.fixture
def known(db: Session) -> Person:
    return make_person(
        db, full_name="Lê Hoà", email="hoa@bo.example", unit=make_unit(db, name="Vụ A")
    )


@pytest.fixture
def on_record(app: Flask, db: Session) -> Callable[[], None]:
    """Commit what the test made; from now on requests leave its session alone: they come from several threads."""

    def commit() -> None:
        db.commit()
        app.extensions["test_session"] = None

    return commit


@pytest.mark.parametrize("gives_up", ["import", "edit"])
def test_import_and_edit_that_want_each_others_rows(
    app: Flask,
    admin: FlaskClient,
    db: Session,
    known: Person,
    gives_up: str,
    on_record: Callable[[], None],
) -> None:
    """PostgreSQL ends the deadlock at the cost of whichever looks first; on SQLite the two take turns."""
    address, person_id = send(admin, LIST), known.id
    on_record()
    edit, before = Edit(app, person_id, looks_first=gives_up == "edit"), deadlocks(db)
    with ThreadPoolExecutor(2) as pool:
        editing = pool.submit(edit.run)
        assert edit.has_the_row.wait(10)
        importing = pool.submit(admin.post, address)
        editing.result(30)
        assert importing.result(30).status_code == 303
    if db.get_bind().dialect.name == "postgresql":
        wait_for(lambda: deadlocks(db) > before)
        assert (edit.tries > 1) is (gives_up == "edit")
    db.rollback()
    person = db.get_one(Person, person_id)
    assert (person.note, person.full_name, count_of(db, "Hồ An")) == ("sửa tay", "Lê Hà", 1)
    assert run_of(db).state is RunState.WRITTEN


def test_change_committed_while_the_import_waits_is_shown_first(
    app: Flask, admin: FlaskClient, db: Session, known: Person, on_record: Callable[[], None]
) -> None:
    address, worker = send(admin, LIST), Database(app.extensions["database"].url)
    person_id = known.id
    on_record()
    with ThreadPoolExecutor(1) as pool:
        with worker.transaction() as other:
            make_person(other, full_name="Hồ Ân", email="khac@bo.example", personnel_code="K1")
            other.get_one(Person, person_id).email = "le.hoa@bo.example"
            other.flush()
            importing = pool.submit(admin.post, address)
            wait_until_it_waits(app)
        assert importing.result(30).status_code == 303
    worker.dispose()
    assert "Bản xem trước đã thay đổi" in admin.get(address).text
    assert run_of(db).state is RunState.READY
    assert (count_of(db, "Hồ An"), count_of(db, "Lê Hà")) == (0, 0)


def test_change_between_preparing_and_writing_is_seen_in_the_transaction(
    app: Flask, admin: FlaskClient, db: Session, known: Person, on_record: Callable[[], None]
) -> None:
    """The other transaction begins while the import prepares, and ends only when that has nothing left but to write."""
    address, worker = (
        send(admin, big_roster(PREPARED_LONG)),
        Database(app.extensions["database"].url),
    )
    run_id = run_of(db).id
    on_record()
    with ThreadPoolExecutor(1) as pool:
        importing = pool.submit(admin.post, address)
        wait_for(lambda: state_of(worker, run_id) is RunState.WRITING, every=0.001)
        with worker.transaction() as other:
            make_person(other, full_name="Hồ Ân", email="ns7@bo.example", personnel_code="K1")
            other.flush()
            wait_for(lambda: look_at(app.extensions["settings"], run_id).stage is Stage.WRITING)
        assert importing.result(30).status_code == 303
    worker.dispose()
    assert "Bản xem trước đã thay đổi" in admin.get(address).text
    assert run_of(db).state is RunState.READY
    assert count_of(db, f"Nguyễn {GIVEN[0]} {GIVEN[0]}") == 0


def test_same_list_written_by_two_at_once_is_written_once(
    app: Flask,
    admin: FlaskClient,
    account: Account,
    db: Session,
    known: Person,
    login: Login,
    on_record: Callable[[], None],
) -> None:
    other = login(app.test_client(), account)
    ways = [(admin, send(admin, LIST)), (other, send(other, LIST))]
    on_record()
    for answer in at_once([lambda way=way: way[0].post(way[1]) for way in ways]):
        assert answer.status_code == 303
    db.rollback()
    states = db.scalars(select(ImportRun.state)).all()
    assert sorted(states) == sorted([RunState.READY, RunState.WRITTEN])
    assert (count_of(db, "Hồ An"), count_of(db, "Lê Hà")) == (1, 1)


def test_import_confirmed_twice_at_once_is_written_once(
    app: Flask,
    admin: FlaskClient,
    account: Account,
    db: Session,
    known: Person,
    login: Login,
    on_record: Callable[[], None],
) -> None:
    address, other = send(admin, LIST), login(app.test_client(), account)
    on_record()
    answers = at_once([lambda: admin.post(address), lambda: other.post(address)])
    assert sorted(each.status_code for each in answers) == [303, 409]
    assert run_of(db).state is RunState.WRITTEN
    assert (count_of(db, "Hồ An"), count_of(db, "Lê Hà")) == (1, 1)


class Edit:
    """Somebody's edit that holds a person's row while an import begins, and then wants what the import holds."""

    def __init__(self, app: Flask, person_id: int, *, looks_first: bool) -> None:
        self._app, self._person_id, self._looks_first = app, person_id, looks_first
        self.has_the_row = threading.Event()
        self.tries = 0

    def run(self) -> None:
        """As the server's other worker does it: with connections and a group of its own."""
        database = Database(self._app.extensions["database"].url)
        GroupCommit(database).run(self._edit)
        database.dispose()

    def _edit(self, db: Session) -> None:
        self.tries += 1
        is_postgresql = db.get_bind().dialect.name == "postgresql"
        if is_postgresql:
            patience = "10ms" if self._looks_first else "20s"
            db.execute(text(f"SET LOCAL deadlock_timeout = '{patience}'"))
        person = db.get_one(Person, self._person_id, with_for_update=True, populate_existing=True)
        if self.tries == 1:
            self.has_the_row.set()
            wait_until_it_waits(self._app)
        edit_person(db, person, {"note": "sửa tay"}, is_trusted=True)


def wait_until_it_waits(app: Flask) -> None:
    """Until the import stands before what another transaction holds; on SQLite it stands before the turn."""
    if app.extensions["database"].is_sqlite:
        time.sleep(0.3)
        return
    engine = create_engine(app.extensions["database"].url)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as looking:
        wait_for(lambda: bool(looking.scalar(WAITING)))
    engine.dispose()


def wait_for(condition: Callable[[], bool], every: float = 0.02) -> None:
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(every)


def state_of(database: Database, run_id: int) -> RunState:
    with database.reading() as db:
        return db.get_one(ImportRun, run_id).state


def deadlocks(db: Session) -> int:
    """How many PostgreSQL has ended in this database, as far as it has told."""
    db.rollback()
    return (db.scalar(ENDED) or 0) if db.get_bind().dialect.name == "postgresql" else 0


def at_once(acts: list[Callable[[], Any]]) -> Iterator[Any]:
    """Begin all at the same moment; what each answers. What the test made is committed by then."""
    start = threading.Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        start.wait(10)
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        yield from list(pool.map(run, acts))


def count_of(db: Session, name: str) -> int:
    db.rollback()
    return db.scalar(select(func.count(Person.id)).where(Person.full_name == name)) or 0
