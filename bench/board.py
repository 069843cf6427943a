"""What the board costs: one refresh of 50 venues with 25,000 summoned, and two hundred who watch while people check in.

A refresh is measured in its three forms: everybody read (when somebody first looks, and every minute), the news of
one second read (once a second in each process), and the answer to a watcher who has seen it all (304).
"""

import socket
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from multiprocessing import get_context
from multiprocessing.connection import Connection
from statistics import median

from sqlalchemy import insert
from sqlalchemy.orm import Session

from bench.crowd import BUTTON, Crowd, Guest, gather, settings_for
from bench.harness import Figure, Server, load, serve
from lms import clock
from sessions.board.figures import curve_of, write_news
from sessions.board.watching import Watch
from sessions.checkin.enums import AttendanceState, EvidenceKind, Level
from sessions.checkin.models import Attendance, Evidence
from sessions.conferences.models import StudySession
from sessions.gates.models import Gate

VENUES, SUMMONED, PRESENT = 50, 25_000, 12_500
NEWS = 100
"""People who come within a second; 25,000 in ten minutes would be 42."""
WARM_UP, PRESSES, ROUNDS = 1_000, 36_000, 4
"""Each round lasts some seconds, so that it holds its share of refreshes."""
WATCHERS, PERIOD_S, SETTLED_S = 200, 2.5, 1.5


def measure() -> Iterator[Figure]:
    """Refresh times in milliseconds, and what watchers cost those who check in."""
    with tempfile.TemporaryDirectory() as folder:
        crowd = gather(settings_for(folder), people=SUMMONED, venues=VENUES)
        with crowd.app.test_request_context():
            yield from _refreshes(crowd)
        crowd.close()
    with tempfile.TemporaryDirectory() as folder:
        crowd = gather(settings_for(folder), people=WARM_UP + PRESSES, venues=VENUES)
        yield _watched(crowd)
        crowd.close()


def _refreshes(crowd: Crowd) -> Iterator[Figure]:
    database = crowd.app.extensions["database"]
    watch = Watch(crowd.conference_id, crowd.session_id)
    guests = iter(crowd.guests)
    with database.transaction() as db:
        _come(db, crowd, [next(guests) for _ in range(PRESENT)], over=timedelta(minutes=30))
    whole, news = [], []
    for _ in range(15):
        with database.transaction() as db:
            _come(db, crowd, [next(guests) for _ in range(NEWS)])
        news.append(_refresh(crowd, watch, whole_after=1e9))
        whole.append(_refresh(crowd, watch, whole_after=0))
    yield _milliseconds("board, the news of a second read", median(news[1:]), 5)
    yield _milliseconds("board, a watcher who has seen it (304)", _seen(crowd), 5)
    yield _milliseconds("board, everybody read (once a minute)", median(whole), 750)


def _refresh(crowd: Crowd, watch: Watch, whole_after: float) -> float:
    """Seconds of work from the question to the bytes of the answer, the database in them."""
    with crowd.app.extensions["database"].reading() as db:
        db.connection()
        started = time.process_time()
        board = watch.board(db.connection, 0, whole_after)
        sitting = db.get_one(StudySession, board.study_session_id)
        watch.document(board, "vi", lambda one: write_news(one, curve_of(one, sitting)))
        return time.process_time() - started


def _seen(crowd: Crowd) -> float:
    """Seconds of work for one who asks with the tag of what is known, the whole request."""
    headers = {"Cookie": crowd.manager_cookie()}
    client = crowd.app.test_client(use_cookies=False)
    headers["If-None-Match"] = client.get(_address(crowd), headers=headers).headers["ETag"]
    times = []
    for _ in range(200):
        started = time.process_time()
        client.get(_address(crowd), headers=headers)
        times.append(time.process_time() - started)
    return median(times)


def _watched(crowd: Crowd) -> Figure:
    """Check-in alone and with watchers, by turns, on one server."""
    rates: dict[bool, list[float]] = {False: [], True: []}
    cookie, guests = crowd.manager_cookie(), crowd.guests
    with serve("wsgi:app", crowd.environment, ready_path="/ma") as server:
        presses = [server.request("POST", BUTTON, *crowd.press(guest)) for guest in guests]
        load(server, presses[:WARM_UP])
        for number in range(ROUNDS):
            asked = presses[WARM_UP + number :: ROUNDS]
            is_watched = number % 2 == 1
            rates[is_watched].append(_press_all(server, crowd, asked, cookie if is_watched else ""))
    return Figure(
        "check-in while 200 watch the board",
        median(rates[True]),
        "req/s",
        median(rates[False]),
        "the same without anybody watching",
        "at least",
        0.9,
    )


def _press_all(server: Server, crowd: Crowd, asked: list[bytes], cookie: str) -> float:
    if not cookie:
        return load(server, asked).per_second
    method = get_context("spawn")
    here, there = method.Pipe()
    watching = method.Process(target=_watch, args=(server.port, _address(crowd), cookie, there))
    watching.start()
    here.recv()  # it looks on from now on
    time.sleep(SETTLED_S)
    pressed = load(server, asked)
    here.send("enough")
    seen = here.recv()
    watching.join()
    assert set(seen) == {200, 304}, seen
    return pressed.per_second


def _watch(port: int, path: str, cookie: str, pipe: Connection) -> None:
    """Two hundred watchers, each asking every 2.5 seconds with the tag they know, until told that it is enough.

    Says when the first answer has come, and at the end how many came: status → answers.
    """
    statuses, tag = Counter[int](), ""
    started, pause = time.monotonic(), PERIOD_S / WATCHERS
    with socket.create_connection(("127.0.0.1", port)) as line, line.makefile("rb") as answers:
        for number in count():
            if pipe.poll():
                break
            time.sleep(max(0.0, started + number * pause - time.monotonic()))
            known = f"If-None-Match: {tag}\r\n" if tag else ""
            line.sendall(
                f"GET {path} HTTP/1.1\r\nHost: bench\r\nCookie: {cookie}\r\n{known}\r\n".encode()
            )
            status, length = int(answers.readline()[9:12]), 0
            while (header := answers.readline().strip()) != b"":
                name, _, value = header.partition(b": ")
                if name.lower() == b"etag":
                    tag = value.decode()
                elif name.lower() == b"content-length":
                    length = int(value)
            answers.read(length)
            statuses[status] += 1
            if number == 0:
                pipe.send("looking")
    pipe.send(dict(statuses))


def _milliseconds(name: str, seconds: float, most: float) -> Figure:
    promised = "what was promised"
    return Figure(name, seconds * 1e3, "ms", most, promised, "at most", most, of="figure")


def _address(crowd: Crowd) -> str:
    return f"/hoi-nghi/{crowd.conference_id}/buoi/{crowd.session_id}/so-lieu.json"


def _come(db: Session, crowd: Crowd, guests: list[Guest], over: timedelta = timedelta(0)) -> None:
    """These have come by now, evenly over a time, each through the gate of their venue."""
    now, pace = clock.now(), over / len(guests)
    venue_of = dict(db.query(Gate.id, Gate.venue_id).all())
    arrivals = [(guest, now - pace * number) for number, guest in enumerate(guests)]
    db.execute(
        insert(Evidence),
        [
            {
                "study_session_id": crowd.session_id,
                "gate_id": guest.gate_id,
                "person_id": guest.person_id,
                "kind": EvidenceKind.SELF,
                "level": Level.ROTATING,
                "occurred_at": at,
                "received_at": at,
            }
            for guest, at in arrivals
        ],
    )
    db.execute(
        insert(Attendance),
        [
            {
                "study_session_id": crowd.session_id,
                "person_id": guest.person_id,
                "state": AttendanceState.PRESENT,
                "level": Level.ROTATING,
                "venue_id": venue_of[guest.gate_id],
                "arrived_at": at,
                "evidence_count": 1,
                "rule_version": "1",
            }
            for guest, at in arrivals
        ],
    )
