"""Finding people among 200,000: as one types, and on a page deep in the list; on SQLite and on PostgreSQL.

Server time: a request through the whole application in one process, which searches for garbage as a worker of the
server does, with the reader signed in as administrator.
The queries are what people type, two letters and on: one to three beginnings of words, with and without diacritics;
and, a figure of their own, words of a name together with words or the code of a unit.
"""

import random
import re
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from html import unescape
from typing import Any
from urllib.parse import quote

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Table
from sqlalchemy.orm import Session
from werkzeug.test import create_environ, run_wsgi_app

from bench.crowd import settings_for
from bench.harness import DISK, Figure, NotMeasured
from bench.people import insert_rows
from bench.people_queries import DEPARTMENTS, PEOPLE, ROOMS, draw_name, mixed_queries, queries
from lms.app import create_app
from lms.config import read_settings
from lms.db import transaction
from lms.db.bulk import next_ids
from lms.db.engine import Database
from lms.db.migrate import upgrade
from lms.people.auth.devices.enums import SignInMethod
from lms.people.auth.devices.services import Browser, open_session
from lms.people.enums import Category, PartyStatus, Role
from lms.people.models import Membership, Person
from lms.people.position_ranks import position_rank
from lms.people.word_index import index_people
from lms.server import leave_in_peace
from lms.text import fold, name_sort_key
from lms.units.enums import Tree
from lms.units.models import Unit
from lms.web.paging import PAGE_SIZE
from tests.factories import LONG_AGO, make_account, make_unit
from tests.support.safe_postgresql import safe_postgresql

QUERIES, TURNS = 300, 20
DEEP = 2_000
SEED = 4
_NEXT = re.compile(r'href="([^"]*)" rel="next"')

_POSITIONS = {"Chuyên viên": 60, "Chuyên viên chính": 20, "Nhân viên": 10, "Phó Trưởng phòng": 5}
_POSITIONS |= {"Trưởng phòng": 3, "Phó Vụ trưởng": 1, "Vụ trưởng": 1}


def measure() -> Iterator[Figure | NotMeasured]:
    """p95 of a search as one types, and of a page deep in the list, in milliseconds."""
    with tempfile.TemporaryDirectory(dir=DISK) as folder:
        yield from _on("SQLite", settings_for(folder))
    with tempfile.TemporaryDirectory(dir=DISK) as folder, safe_postgresql() as server:
        if server is None:
            yield NotMeasured("search on PostgreSQL", "no PostgreSQL server program")
            return
        yield from _on("PostgreSQL", settings_for(folder, server.new_database("bench")))


def _on(database: str, environment: dict[str, str]) -> Iterator[Figure]:
    app = create_app(read_settings(environment))
    upgrade(app.extensions["database"])
    with app.test_request_context(), transaction() as db:
        token = open_session(db, _fill(db), SignInMethod.SECOND_STEP, Browser())
    _settle(app)
    leave_in_peace()
    client = app.test_client()
    with client.session_transaction() as session:
        session.permanent = True
        session.update(_user_id=token, _fresh=True)
    _times(client, [f"/nhan-su/tim?q={quote(each)}" for each in queries(20, SEED + 1)])
    searched = _times(client, [f"/nhan-su/tim?q={quote(each)}" for each in queries(QUERIES, SEED)])
    _times(client, [f"/nhan-su/tim?q={quote(each)}" for each in mixed_queries(20, SEED + 1)])
    mixed = _times(
        client, [f"/nhan-su/tim?q={quote(each)}" for each in mixed_queries(QUERIES, SEED)]
    )
    first = _times(client, ["/nhan-su"] * TURNS)
    deep = _times(client, [f"/nhan-su?trang={DEEP + turn}" for turn in range(TURNS)])
    turned = _turned(client, f"/nhan-su?trang={DEEP}")
    last = _times(client, [f"/nhan-su?trang={PEOPLE // PAGE_SIZE}"] * TURNS)
    ranked = _turned(client, f"/nhan-su?thu-tu=chuc-vu&trang={DEEP}")
    listed = _turned(client, f"/nhan-su?thu-tu=danh-sach&trang={DEEP}")
    by_unit = _turned(client, f"/nhan-su?thu-tu=don-vi&trang={DEEP}")
    by_unit_deep = _times(
        client, [f"/nhan-su?thu-tu=don-vi&trang={DEEP + n}" for n in range(TURNS)]
    )
    searched_for = _turned(client, "/nhan-su?tim=nguyen")
    app.extensions["database"].dispose()
    yield Figure(
        f"search by words of a name and of a unit, {PEOPLE:,} people, {database}",
        _p95(mixed),
        "ms p95",
        _p95(first),
        "the first page of the list",
        "at most",
        15,
        "figure",
        {"median_ms": statistics.median(mixed), "slowest_ms": max(mixed)},
    )
    yield Figure(
        f"search as one types, {PEOPLE:,} people, {database}",
        _p95(searched),
        "ms p95",
        _p95(first),
        "the first page of the list",
        "at most",
        15,
        "figure",
        {
            "median_ms": statistics.median(searched),
            "slowest_ms": max(searched),
            "list_first_page_p95_ms": _p95(first),
            f"list_page_{DEEP}_p95_ms": _p95(deep),
            f"list_pages_turned_from_{DEEP}_p95_ms": _p95(turned),
            "list_last_page_p95_ms": _p95(last),
            f"list_by_position_turned_from_{DEEP}_p95_ms": _p95(ranked),
            f"list_as_imported_turned_from_{DEEP}_p95_ms": _p95(listed),
            f"list_by_unit_turned_from_{DEEP}_p95_ms": _p95(by_unit),
            f"list_by_unit_page_{DEEP}_p95_ms": _p95(by_unit_deep),
            "list_of_all_nguyen_turned_p95_ms": _p95(searched_for),
        },
    )


def _times(client: FlaskClient, addresses: Sequence[str]) -> list[float]:
    """Milliseconds each takes the server; what a browser does to ask is left out."""
    times = []
    cookie = client.get_cookie(client.application.config["SESSION_COOKIE_NAME"])
    assert cookie is not None
    for address in addresses:
        asked = create_environ(address, headers={"Cookie": f"{cookie.key}={cookie.value}"})
        started = time.perf_counter()
        _body, status, _headers = run_wsgi_app(client.application, asked, buffered=True)
        times.append((time.perf_counter() - started) * 1_000)
        assert status == "200 OK", status
    return times


def _turned(client: FlaskClient, address: str) -> list[float]:
    """Milliseconds each next page takes, from a page on, by the links of the pages."""
    times = []
    for _turn in range(TURNS):
        link = _NEXT.search(client.get(address).text)
        assert link
        address = unescape(link[1])
        times += _times(client, [address])
    return times


def _p95(times: Sequence[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


def _fill(db: Session) -> int:
    """200,000 people in 500 units, and an administrator, whose account it returns."""
    draw = random.Random(SEED)
    ministry = make_unit(db, name="Bộ")
    units = _make_units(db, ministry)
    account = make_account(db, role=Role.ADMINISTRATOR)
    table: Table = Person.__table__  # type: ignore[assignment] # declarative tables are Tables
    ids = list(next_ids(db, table, PEOPLE))
    insert_rows(db, Person, [_person(draw, person_id) for person_id in ids])
    places = [
        {
            "person_id": person_id,
            "unit_id": draw.choice(units).id,
            "tree": Tree.STATE,
            "starts_on": LONG_AGO,
        }
        for person_id in ids
    ]
    insert_rows(db, Membership, places)
    index_people(db)
    return account.id


def _make_units(db: Session, ministry: Unit) -> list[Unit]:
    """25 departments of 19 rooms each: the rooms of all are called alike, and their codes begin as the department's."""
    units = []
    for number, name in enumerate(DEPARTMENTS):
        department = make_unit(db, name=name, parent=ministry, code=f"S{number:02}")
        units.append(department)
        units += [
            make_unit(db, name=room, parent=department, code=f"S{number:02}.{at:02}")
            for at, room in enumerate(ROOMS)
        ]
    return units


def _person(draw: random.Random, person_id: int) -> dict[str, Any]:
    full_name = draw_name(draw)
    (position,) = draw.choices(list(_POSITIONS), list(_POSITIONS.values()))
    return {
        "id": person_id,
        "personnel_code": f"NV{person_id:06}",
        "full_name": full_name,
        "name_fold": fold(full_name),
        "sort_key": name_sort_key(full_name),
        "position": position,
        "position_rank": position_rank(position),
        "category": Category.CIVIL_SERVANT,
        "party_status": PartyStatus.NONE,
        "email": f"canbo{person_id}@bo.example",
        "phone": f"09{person_id:08}",
        "list_no": draw.randrange(1, 400),
        "list_rank": -draw.randrange(500),
        "list_row": person_id,
    }


def _settle(app: Flask) -> None:
    """What a database knows after a night."""
    database: Database = app.extensions["database"]
    if database.writer.dialect.name == "sqlite":
        with database.writer.connect() as connection:
            connection.exec_driver_sql("ANALYZE")
            connection.commit()
        return
    with database.writer.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT")
        connection.exec_driver_sql("VACUUM ANALYZE")
