"""A conference about to begin and the phones of those summoned to it, for drills and benchmarks.

`gather` fills a database (SQLite or PostgreSQL, by its address) in seconds and hands out what a phone would
hold: personal codes, cookies, tickets, and the two requests a phone makes.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

from flask import Flask
from sqlalchemy import exists, func, select

from bench.people import add_people, summon
from lms import clock
from lms.app import create_app
from lms.config import read_settings
from lms.db import Base, transaction
from lms.db.migrate import upgrade
from lms.people.auth.devices.enums import SignInMethod
from lms.people.auth.devices.services import Browser, open_session
from lms.people.enums import Role
from sessions.checkin import phone
from sessions.checkin.enums import Level
from sessions.checkin.models import Evidence
from sessions.checkin.tickets import make_ticket, sign_ticket
from sessions.gates.codes import GateClock, make_code, step_at
from sessions.gates.models import Gate
from sessions.gates.queries import clock_of, gates_of_conference
from sessions.invitations.codes import digest_of
from sessions.invitations.keys import code_key
from tests.factories import make_account, make_unit
from tests.sessions.factories import make_conference, make_session, make_venue

BUTTON = "/diem-danh"
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Guest:
    """One person summoned, and the phone they carry: plain values, fit for another process."""

    person_id: int
    gate_id: int
    """The entry of the venue they are summoned to."""
    code: str
    """The personal code on their invitation, eight characters."""
    mark: str
    """What their phone calls itself."""
    remembered: str
    """Cookie of a phone that knows its owner from an earlier day."""

    @property
    def cookies(self) -> dict[str, str]:
        """What a phone that knows its owner sends with every request."""
        return {phone.PHONE_COOKIE: self.mark, phone.PERSON_COOKIE: self.remembered}


@dataclass(frozen=True)
class Crowd:
    """A conference with its gates open and its people at the door."""

    environment: dict[str, str]
    """Settings under which a server serves this database."""
    app: Flask
    """For keys, sessions and looks into the database; it holds no connection between two calls."""
    conference_id: int
    session_id: int
    activity_id: int
    gates: list[int]
    """Entries by venue; the first is the main venue's."""
    guests: list[Guest]
    manager_id: int
    """Account that runs displays and watches boards."""

    def code(self, gate_id: int | None = None) -> str:
        """What a gate's screen shows now, 24 characters; the main venue's unless another is named."""
        gate_id = gate_id or self.gates[0]
        return self.codes(timedelta())[gate_id][0][1]

    def codes(self, ahead: timedelta) -> dict[int, list[tuple[float, str]]]:
        """gate id → what its screen shows from now on: (until when, as a Unix time; the code)."""
        now = clock.now()
        with self.app.app_context(), transaction() as db:
            ticking = [clock_of(gate) for gate in gates_of_conference(db, self.conference_id)]
            return {each.gate_id: list(_turns(each, now, now + ahead)) for each in ticking}

    def ticket(self, guest: Guest) -> str:
        """A ticket of a code that the guest's phone read just now."""
        now = clock.now()
        ticket = make_ticket(
            gate_id=guest.gate_id, step=1, level=Level.ROTATING, direction="in", received_at=now
        )
        with self.app.app_context():
            return sign_ticket(phone.signing_key("ticket"), ticket, guest.mark)

    def press(self, guest: Guest, nonce: str = "1") -> tuple[dict[str, str], bytes]:
        """Headers and body with which a phone that knows its owner uses a ticket of its own."""
        form = {"ve": self.ticket(guest), "lan": nonce, "nguoi": guest.person_id}
        headers = {"Cookie": cookie_line(guest.cookies), "Content-Type": FORM}
        return headers, urlencode(form).encode()

    def manager_cookie(self) -> str:
        """The Cookie header of the account that runs the conference, signed in."""
        client = self.app.test_client()
        with self.app.app_context(), transaction() as db:
            token = open_session(db, self.manager_id, SignInMethod.SECOND_STEP, Browser())
        with client.session_transaction() as session:
            session.permanent = True
            session.update(_user_id=token, _fresh=True)
        name = self.app.config["SESSION_COOKIE_NAME"]
        kept = client.get_cookie(name)
        assert kept is not None
        return f"{name}={kept.value}"

    def recorded(self) -> int:
        """Rows in the ledger of evidence."""
        with self.app.app_context(), transaction() as db:
            return db.scalar(select(func.count()).select_from(Evidence)) or 0

    def close(self) -> None:
        """Let go of the database."""
        self.app.extensions["database"].dispose()


def cookie_line(cookies: dict[str, str]) -> str:
    """The value of a Cookie header."""
    return "; ".join(f"{name}={value}" for name, value in cookies.items())


def settings_for(folder: Path | str, database_url: str | None = None) -> dict[str, str]:
    """Settings of an installation in a folder: SQLite beside it unless an address is given."""
    return {
        "INSTANCE_PATH": str(folder),
        "DATABASE_URL": database_url or f"sqlite:///{folder}/bench.db",
        "DEMO": "0",
        "PUBLIC_URL": "",
    }


def gather(
    environment: dict[str, str],
    *,
    people: int,
    venues: int = 1,
    summoned_besides: int = 0,
    step_seconds: int = 60,
) -> Crowd:
    """Make a conference that begins in twenty minutes, its people spread evenly over the venues.

    `summoned_besides` more are in the database, summoned and silent; they are no guests.
    """
    app = create_app(read_settings(environment))
    upgrade(app.extensions["database"])
    with app.test_request_context(), transaction() as db:
        owner = make_unit(db, name="Bộ")
        manager = make_account(db, role=Role.ADMINISTRATOR)
        conference = make_conference(db, owner=owner, starts_at=clock.now())
        places = [
            make_venue(db, conference, name=f"Điểm cầu {number + 1}", is_main=number == 0)
            for number in range(venues)
        ]
        starts_at = clock.now() + timedelta(minutes=20)
        session = make_session(db, conference, places, starts_at=starts_at)
        gates = {
            gate.venue_id: gate
            for gate in db.scalars(select(Gate).where(Gate.study_session_id == session.id))
        }
        for gate in gates.values():
            gate.step_seconds = step_seconds
        total = people + summoned_besides
        venue_ids = [places[number % venues].id for number in range(total)]
        person_ids = add_people(db, owner.id, total)
        codes = summon(db, conference.id, session.activity_id, person_ids, venue_ids)
        guests = [
            Guest(
                person_id=person_id,
                gate_id=gates[venue_id].id,
                code=code,
                mark=f"phone-of-person-{person_id:06}",
                remembered=phone.remembered(person_id, digest_of(code_key(), code)),
            )
            for person_id, venue_id, code in zip(
                person_ids[:people], venue_ids, codes, strict=False
            )
        ]
        random.Random(people).shuffle(guests)  # nobody comes in the order of the roster
        crowd = Crowd(
            environment=environment,
            app=app,
            conference_id=conference.id,
            session_id=session.id,
            activity_id=session.activity_id or 0,
            gates=[gates[place.id].id for place in places],
            guests=guests,
            manager_id=manager.id,
        )
    _gather_statistics(app)
    crowd.close()
    return crowd


def _turns(ticking: GateClock, at: datetime, until: datetime) -> Iterator[tuple[float, str]]:
    while True:
        step = step_at(ticking, at)
        yield step.ends_at.timestamp(), make_code(phone.master_key(), ticking, step)
        at = step.ends_at
        if at > until:
            return


def _gather_statistics(app: Flask) -> None:
    """What a database knows after a night of the tables that have rows by then; it plans blindly else.

    Of those that are empty in the morning no server knows anything: nothing happened to them.
    """
    with app.app_context(), transaction() as db:
        for table in Base.metadata.sorted_tables:
            if db.scalar(select(exists().select_from(table))):
                db.connection().exec_driver_sql(f"ANALYZE {table.name}")
