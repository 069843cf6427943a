"""What the board costs: one refresh of 50 venues with 25,000 summoned, and two hundred who watch while people check in.

A refresh is measured in its three forms: everybody read (when somebody first looks, and every minute),
the news of one second read (once a second in each process), and the answer to a watcher who has seen it all (304).
"""

import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.client import HTTPConnection
from multiprocessing import get_context
from statistics import median
from typing import Any

from flask import Flask
from sqlalchemy import insert
from sqlalchemy.orm import Session

from bench.check_in import _press, _press_of
from bench.harness import Figure, Server, load, serve
from lms import clock
from lms.app import create_app
from lms.config import read_settings
from lms.db import transaction
from lms.db.migrate import upgrade
from lms.people.enums import Role
from lms.people.models import Membership, Person
from lms.text import fold, name_sort_key
from lms.units.enums import Tree
from sessions.board.figures import curve_of, write_news
from sessions.board.watching import Watch
from sessions.checkin.enums import AttendanceState, EvidenceKind, Level
from sessions.checkin.models import Attendance, Evidence
from sessions.checkin.rules import RULE_VERSION
from sessions.conferences.models import StudySession, Summons
from sessions.gates.models import Gate
from tests.factories import make_account, make_unit
from tests.sessions.factories import make_conference, make_session, make_venue

VENUES, EACH = 50, 500
PRESENT = 12_500
NEWS = 100
"""People who come within a second of a linked conference: 25,000 in ten minutes would be 42."""
PRESSES = 1_500
WATCHERS, PERIOD_S = 200, 2.5
WATCHED_S = 4.0


def measure() -> Iterator[Figure]:
    """Refresh times in milliseconds, and what watchers cost those who check in."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            "INSTANCE_PATH": folder,
            "DATABASE_URL": f"sqlite:///{folder}/bench.db",
            "DEMO": "0",
        }
        app = create_app(read_settings(environment))
        upgrade(app.extensions["database"])
        with app.test_request_context():
            scene = _prepare(app)
            yield from _refreshes(app, scene)
        yield from _watched(environment, scene)


@dataclass
class _Scene:
    """What was prepared: ids, and the requests of phones and of one watcher."""

    conference_id: int = 0
    session_id: int = 0
    people: list[int] = field(default_factory=list)
    gates: list[int] = field(default_factory=list)
    cookie: str = ""
    presses: list[tuple[str, str]] = field(default_factory=list)


def _refreshes(app: Flask, scene: _Scene) -> Iterator[Figure]:
    database = app.extensions["database"]
    watch = Watch(scene.conference_id, scene.session_id)
    whole, news = [], []
    came = PRESENT
    for _ in range(15):
        with database.transaction() as db:
            _come(db, scene, came, came + NEWS)
        came += NEWS
        news.append(_refresh(database, watch, whole_after=1e9))
        whole.append(_refresh(database, watch, whole_after=0))
    seen = _seen(app, scene)
    yield _milliseconds("board, the news of a second read", median(news[1:]), 5)
    yield _milliseconds("board, a watcher who has seen it (304)", seen, 5)
    yield _milliseconds("board, everybody read (once a minute)", median(whole), 750)


def _refresh(database: Any, watch: Watch, whole_after: float) -> float:
    """Seconds from the question to the bytes of the answer."""
    with database.reading() as db:
        db.connection()
        started = time.perf_counter()
        board = watch.board(db.connection, 0, whole_after)
        sitting = db.get_one(StudySession, board.study_session_id)
        watch.document(board, "vi", lambda one: write_news(one, curve_of(one, sitting)))
        return time.perf_counter() - started


def _seen(app: Flask, scene: _Scene) -> float:
    """Seconds for one who asks with the tag of what is known, whole request included."""
    client = app.test_client()
    client.set_cookie(app.config["SESSION_COOKIE_NAME"], scene.cookie)
    address = _address(scene)
    tag = client.get(address).headers["ETag"]
    times = []
    for _ in range(200):
        started = time.perf_counter()
        client.get(address, headers={"If-None-Match": tag})
        times.append(time.perf_counter() - started)
    return median(times)


def _watched(environment: dict[str, str], scene: _Scene) -> Iterator[Figure]:
    """Check-in alone and with watchers, by turns, on one server."""
    rates: dict[bool, list[float]] = {False: [], True: []}
    with serve("wsgi:app", environment, ready_path="/ma") as server:
        rounds = list(_parts(scene.presses, PRESSES // 6))
        for number, presses in enumerate(rounds):
            is_watched = number % 2 == 1
            rates[is_watched].append(_press_all(server, scene, list(presses), is_watched))
    alone, watched = median(rates[False]), median(rates[True])
    yield Figure(
        "check-in while 200 watch the board",
        watched,
        "req/s",
        alone,
        "the same without anybody watching",
        "at least",
        0.9,
    )


def _press_all(
    server: Server, scene: _Scene, presses: list[tuple[str, str]], is_watched: bool
) -> float:
    asked = [_press(server, *press) for press in presses]
    if not is_watched:
        return load(server, asked).per_second
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as other:
        cookie = f"diemcau={scene.cookie}"
        watching = other.submit(_watch, server.port, _address(scene), cookie, WATCHED_S)
        time.sleep(WATCHED_S / 3)
        pressed = load(server, asked)
        seen = watching.result()
    assert set(seen) == {200, 304}, seen
    return pressed.per_second


def _watch(port: int, path: str, cookie: str, seconds: float) -> dict[int, int]:
    """Two hundred watchers, each asking every 2.5 seconds with the tag they know: status → answers."""
    line = HTTPConnection("127.0.0.1", port)
    headers, statuses = {"Cookie": cookie}, Counter[int]()
    started, pause = time.monotonic(), PERIOD_S / WATCHERS
    for number in range(int(seconds / pause)):
        time.sleep(max(0.0, started + number * pause - time.monotonic()))
        line.request("GET", path, headers=headers)
        answer = line.getresponse()
        answer.read()
        statuses[answer.status] += 1
        headers["If-None-Match"] = answer.headers["ETag"] or ""
    return dict(statuses)


def _parts(things: list[Any], size: int) -> Iterator[list[Any]]:
    for start in range(0, len(things), size):
        yield things[start : start + size]


def _milliseconds(name: str, seconds: float, most: float) -> Figure:
    return Figure(
        name, seconds * 1e3, "ms", most, "what was promised", "at most", most, of="figure"
    )


def _address(scene: _Scene) -> str:
    return f"/hoi-nghi/{scene.conference_id}/buoi/{scene.session_id}/so-lieu.json"


def _prepare(app: Flask) -> _Scene:
    scene, now = _Scene(), clock.now()
    with transaction() as db:
        owner = make_unit(db, name="Bộ")
        trainer = make_account(db, role=Role.TRAINER, unit=owner)
        conference = make_conference(db, owner=owner, starts_at=now)
        venues = [
            make_venue(db, conference, name=f"Điểm cầu {n}", capacity=600) for n in range(VENUES)
        ]
        sitting = make_session(db, conference, venues, starts_at=now + timedelta(minutes=20))
        gates = {
            gate.venue_id: gate.id for gate in db.query(Gate).filter_by(study_session_id=sitting.id)
        }
        scene.conference_id, scene.session_id = conference.id, sitting.id
        scene.gates = [gates[venue.id] for venue in venues]
        scene.people = _summon(db, owner.id, conference.id, [venue.id for venue in venues], now)
        _come(db, scene, 0, PRESENT, over=timedelta(minutes=30))
        last = scene.people[-PRESSES:]
        scene.presses = [
            _press_of(scene.gates[n % VENUES], person) for n, person in enumerate(last)
        ]
        token = f"{trainer.id}.{trainer.session_epoch}"
    serializer: Any = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined] # Flask's own
    scene.cookie = serializer.dumps({"_user_id": token, "_fresh": True, "_permanent": True})
    return scene


def _summon(
    db: Session, unit_id: int, conference_id: int, venues: list[int], now: datetime
) -> list[int]:
    """25,000 people of one unit, each summoned to a venue; their ids."""
    first = (db.query(Person.id).order_by(Person.id.desc()).limit(1).scalar() or 0) + 1
    people = list(range(first, first + VENUES * EACH))
    name = "Nguyễn Thị Ánh"
    about = {"full_name": name, "name_fold": fold(name), "sort_key": name_sort_key(name)}
    for part in _parts(people, 5_000):
        db.execute(insert(Person), [{"id": id, **about} for id in part])
        db.execute(
            insert(Membership),
            [
                {"person_id": id, "unit_id": unit_id, "tree": Tree.STATE, "starts_on": now.date()}
                for id in part
            ],
        )
        db.execute(
            insert(Summons),
            [
                {
                    "conference_id": conference_id,
                    "person_id": id,
                    "venue_id": venues[n % VENUES],
                    "code_digest": f"{id:064}",
                    "summoned_at": now,
                }
                for n, id in enumerate(part)
            ],
        )
    return people


def _come(
    db: Session, scene: _Scene, first: int, last: int, over: timedelta = timedelta(0)
) -> None:
    """So many more have come by now, evenly over a time, each through the gate of their venue."""
    now, pace = clock.now(), over / (last - first)
    venue_of = dict(db.query(Gate.id, Gate.venue_id))
    for numbers in _parts(list(range(first, last)), 5_000):
        rows = [
            (scene.people[n], scene.gates[n % VENUES], now - pace * (last - n)) for n in numbers
        ]
        common = {"study_session_id": scene.session_id}
        db.execute(
            insert(Evidence),
            [
                {
                    **common,
                    "gate_id": gate,
                    "person_id": person,
                    "kind": EvidenceKind.SELF,
                    "level": Level.ROTATING,
                    "occurred_at": at,
                    "received_at": at,
                }
                for person, gate, at in rows
            ],
        )
        db.execute(
            insert(Attendance),
            [
                {
                    **common,
                    "person_id": person,
                    "state": AttendanceState.PRESENT,
                    "level": Level.ROTATING,
                    "venue_id": venue_of[gate],
                    "arrived_at": at,
                    "evidence_count": 1,
                    "rule_version": RULE_VERSION,
                }
                for person, gate, at in rows
            ],
        )
