"""How many people a minute can come through the door: a code opened, a button pressed.

Every press is of another person with a ticket of their own and ends in a record on disk. The hall is the
worst case there is: all phones at once, from one address.
"""

import tempfile
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlencode

from bench.harness import Figure, Server, load, reference_rate, serve
from lms import clock
from lms.app import create_app
from lms.config import read_settings
from lms.db import transaction
from lms.db.migrate import upgrade
from sessions.checkin import phone
from sessions.checkin.enums import Level
from sessions.checkin.models import Evidence
from sessions.checkin.tickets import make_ticket, sign_ticket
from sessions.gates.codes import make_code, step_at
from sessions.gates.models import Gate
from sessions.gates.queries import clock_of, find_gate
from tests.factories import make_account, make_person, make_unit
from tests.sessions.factories import make_conference, make_session, make_summons, make_venue

PEOPLE = 800
AGAINST = "GET of a Flask view that answers ok"


def measure() -> Iterator[Figure]:
    """Requests per second against the least that Flask can do."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            "INSTANCE_PATH": folder,
            "DATABASE_URL": f"sqlite:///{folder}/bench.db",
            "DEMO": "0",
        }
        code, presses = _prepare(environment)
        before = reference_rate()
        with serve("wsgi:app", environment, ready_path="/ma") as server:
            opened = load(server, [server.request("GET", f"/C/{code}")], seconds=5)
            assert set(opened.statuses) == {200}, opened.statuses
            assert b'name="ve"' in opened.bodies[0]
            pressed = load(server, [_press(server, *press) for press in presses])
            assert pressed.statuses == {303: PEOPLE}, pressed.statuses
        assert _recorded(environment) == PEOPLE
    yardstick = (before + reference_rate()) / 2
    yield _figure("code opened, page with ticket", opened.per_second, yardstick, 0.03)
    yield _figure("button pressed, record on disk", pressed.per_second, yardstick, 0.01)
    yield Figure(
        "button pressed, when the chair asks for it",
        pressed.per_second,
        "req/s",
        20,
        "a hall told to check in now",
        "at least",
        1,
    )
    yield Figure(
        "button pressed, slowest of a hundred",
        pressed.p99_ms,
        "ms",
        5000,
        "64 phones at the same moment",
        "at most",
        1,
    )


def _figure(name: str, rate: float, yardstick: float, target: float) -> Figure:
    return Figure(name, rate, "req/s", yardstick, AGAINST, "at least", target)


def _prepare(environment: dict[str, str]) -> tuple[str, list[tuple[str, str]]]:
    """A conference of 800 people that is about to begin: the code, and cookie and body of each press."""
    app = create_app(read_settings(environment))
    upgrade(app.extensions["database"])
    now = clock.now()
    with app.test_request_context():
        with transaction() as db:
            owner = make_unit(db, name="Bộ")
            make_account(db)
            conference = make_conference(db, owner=owner, starts_at=now)
            venue = make_venue(db, conference, is_main=True)
            session = make_session(db, conference, [venue], starts_at=now + timedelta(minutes=20))
            gate_id = db.query(Gate.id).filter_by(study_session_id=session.id).scalar()
            gate = find_gate(db, gate_id)
            assert gate is not None
            gate.step_seconds = 60
            people = [make_person(db, unit=owner) for _ in range(PEOPLE)]
            for person in people:
                summons = make_summons(db, conference, person, venue, sessions=[session])
                summons.code_digest = f"{person.id:064}"
            db.flush()
            ticking = clock_of(gate)
            code = make_code(phone.master_key(), ticking, step_at(ticking, clock.now()))
            presses = [_press_of(gate.id, person.id) for person in people]
        app.extensions["database"].dispose()
    return code, presses


def _press_of(gate_id: int, person_id: int) -> tuple[str, str]:
    mark = f"phone-of-person-{person_id:06}"
    ticket = make_ticket(
        gate_id=gate_id, step=1, level=Level.ROTATING, direction="in", received_at=clock.now()
    )
    text = sign_ticket(phone.signing_key("ticket"), ticket, mark)
    remembered = phone.remembered(person_id, f"{person_id:064}")
    cookie = f"{phone.PHONE_COOKIE}={mark}; {phone.PERSON_COOKIE}={remembered}"
    return cookie, urlencode({"ve": text, "lan": "1", "nguoi": person_id})


def _press(server: Server, cookie: str, body: str) -> bytes:
    headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
    return server.request("POST", "/diem-danh", headers, body.encode())


def _recorded(environment: dict[str, str]) -> int:
    app = create_app(read_settings(environment))
    with app.app_context(), transaction() as db:
        return db.query(Evidence).count()
