"""Several slices of leavers at the very same moment, by one hand: real transactions, and the guard counts them all."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from itertools import combinations_with_replacement

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from lms import clock
from lms.db.engine import Database
from lms.people.enums import Role
from lms.people.importing.models import ImportRun, RunState
from lms.people.importing.progress import Report
from lms.people.importing.stamp import hold_stamp
from lms.people.importing.work import work_on
from lms.people.models import Account, Person
from lms.units.models import Unit
from tests.factories import make_account, make_person, make_unit
from tests.lms.people.importing.test_racing_writers import wait_until_it_waits

Login = Callable[[FlaskClient, Account], FlaskClient]
Act = Callable[[], TestResponse]
FIELDS = {"unit_id": "0", "category": "cadre", "party_status": "none", "is_exempt": "0"}
NAMES = "An Bình Cúc Dung Hà Lan Mai Nga Thu Vân".split()
ONE = "one"
WAYS = ("pages", "list", ONE)


@pytest.fixture
def rooms(db: Session, legal: Unit) -> list[list[Person]]:
    """Ten people in each of two rooms; of twenty, five may leave by one hand within a day."""
    made = []
    for letter in "AB":
        room = make_unit(db, name=f"Phòng {letter}", parent=legal)
        made.append([make_person(db, full_name=f"Lê {letter} {each}", unit=room) for each in NAMES])
    return made


@pytest.fixture
def account(db: Session, legal: Unit) -> Account:
    make_account(db, role=Role.ADMINISTRATOR)
    return make_account(db, role=Role.RECORDS_CLERK, unit=legal)


@pytest.fixture
def hands(app: Flask, login: Login, account: Account, rooms: object) -> list[FlaskClient]:
    """Two browsers of one account."""
    return [login(app.test_client(), account) for _ in range(2)]


@pytest.fixture
def worker(app: Flask) -> Iterator[Database]:
    """The server's other process: connections and a turn of its own."""
    database = Database(app.extensions["database"].url)
    yield database
    database.dispose()


@pytest.mark.parametrize("ways", [*combinations_with_replacement(WAYS, 2)], ids="+".join)
def test_of_two_slices_at_once_one_is_held_up(
    app: Flask,
    hands: list[FlaskClient],
    rooms: list[list[Person]],
    db: Session,
    worker: Database,
    ways: tuple[str, str],
) -> None:
    """Both begin while somebody else holds the stamp: neither has seen the other's when it is let go."""
    before = 0
    for place, way in enumerate(ways):  # one by one is one person: four are gone from there already
        if way == ONE and not before:
            before = 4
            assert pages(hands[0], rooms[place][6:])().status_code == 303
    acts = list(map(act_of, ways, hands, rooms))
    db.commit()
    app.extensions["test_session"] = None
    with ThreadPoolExecutor(2) as pool:
        with worker.transaction() as other:
            hold_stamp(other)
            answers = [pool.submit(act) for act in acts]
            wait_until_it_waits(app)
        statuses = [each.result(30).status_code for each in answers]
    db.rollback()
    gone = db.scalar(select(func.count(Person.id)).where(Person.left_on.is_not(None))) or 0
    assert before < gone <= 5
    states = db.scalars(select(ImportRun.state)).all()
    assert 409 in statuses or {RunState.READY, RunState.AWAITING} & set(states)


def test_list_held_up_so_shows_why_and_asks_a_second_person(
    app: Flask, hands: list[FlaskClient], rooms: list[list[Person]], db: Session
) -> None:
    confirm = listed(hands[0], rooms[0])
    run = db.scalars(select(ImportRun)).one()
    assert pages(hands[1], rooms[1][:4])().status_code == 303
    run.state, run.leaving = RunState.WRITING, 4  # confirmed at the moment before
    run_id = run.id
    db.commit()
    with app.app_context():
        work_on(run_id, Report())
    assert state_of(db) == (RunState.READY, None)
    page = hands[0].get(f"/nhan-su/nhap/{run_id}").text
    assert "chưa có người thứ hai duyệt" in page
    assert "Đã tính cả 4 người đồng chí cho rời trong 24 giờ qua" in page
    assert confirm().status_code == 303
    assert state_of(db) == (RunState.AWAITING, 4)


def state_of(db: Session) -> tuple[RunState, int | None]:
    db.expire_all()
    run = db.scalars(select(ImportRun)).one()
    return run.state, run.leaving


def act_of(way: str, client: FlaskClient, people: list[Person]) -> Act:
    """Letting some of a room leave, ready to be sent."""
    return {"pages": pages, "list": listed, ONE: alone}[way](client, people)


def pages(client: FlaskClient, people: list[Person]) -> Act:
    """Four of a room, ticked in the list."""
    ids = [str(each.id) for each in people[:4]]
    sent = {"act": "roi-co-quan", "on": clock.today().isoformat(), "nguoi": ids}
    count = str(len(ids))
    data = FIELDS | sent | {"so-nguoi": count, "so-go": count}
    return lambda: client.post("/nhan-su/hang-loat", data=data)


def listed(client: FlaskClient, people: list[Person]) -> Act:
    """A list of a room that does not name four of it."""
    unit = "Phòng A" if " A " in people[0].full_name else "Phòng B"
    rows = "".join(f"{each.full_name};{each.personnel_code};{unit}\n" for each in people[4:])
    text = f"Họ và tên;Mã cán bộ;Đơn vị\n{rows}"
    sent = client.post("/nhan-su/nhap", data={"file": (BytesIO(text.encode()), "ds.csv")})
    address = str(sent.location)
    return lambda: client.post(address, data={"leaves": "y", "typed": "4"})


def alone(client: FlaskClient, people: list[Person]) -> Act:
    """One of a room, on their own page."""
    address = f"/nhan-su/{people[0].id}/sua/roi-co-quan"
    day = clock.today().isoformat()
    return lambda: client.post(address, data={"on": day})
