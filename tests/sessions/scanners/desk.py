"""A check-in desk: a hall with people who hold cards, and scanners that deliver what they scanned."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms import clock
from lms.people.models import Person
from sessions.conferences.models import Summons, Venue
from sessions.gates.models import Gate
from sessions.invitations.card_codes import card_code
from sessions.invitations.issuing import issue_codes
from sessions.scanners.access import COOKIE, PATH
from sessions.scanners.cards import find_holders
from sessions.scanners.delivering import Answer, deliver
from sessions.scanners.judging import judge_scans, read_basis
from sessions.scanners.keys import digest_of, invite_token, new_token
from sessions.scanners.models import Scan, Scanner
from sessions.scanners.parsing import read_delivery
from sessions.scanners.services import invite_scanner
from tests.conftest import SECRETS
from tests.factories import make_account, make_person, make_unit
from tests.sessions.checkin.hall import Hall, make_hall
from tests.sessions.factories import START, make_summons

import hmac  # isort: skip

CARD_KEY = hmac.digest(SECRETS.code_master_key, b"personal codes", "sha256")
SCANNER_KEY = hmac.digest(SECRETS.code_master_key, b"scanners", "sha256")
AT = START - timedelta(minutes=20)
"""When scans are made unless a test says otherwise: the gate is open, nobody is late."""


@dataclass
class Desk:
    """The hall, its scanner and the client that stands for the device."""

    hall: Hall
    scanner: Scanner
    token: str


def make_desk(db: Session) -> Desk:
    """A hall whose main venue has one scanner."""
    hall = make_hall(db)
    scanner, token = make_scanner(db, hall.main)
    return Desk(hall, scanner, token)


def make_scanner(
    db: Session, venue: Venue, *, name: str = "Bàn số 1", enrolled_at: datetime | None = None
) -> tuple[Scanner, str]:
    """A scanner of the venue, enrolled two hours before the start, and its token."""
    token = new_token()
    scanner = Scanner(
        conference_id=venue.conference_id,
        venue_id=venue.id,
        name=name,
        token_digest=digest_of(SCANNER_KEY, token),
        enrolled_by=make_account(db).id,
        enrolled_at=enrolled_at or START - timedelta(hours=2),
    )
    db.add(scanner)
    db.flush()
    return scanner, token


def make_invite(db: Session, venue: Venue, *, at: datetime = AT) -> str:
    """An invite to the venue; what its QR holds."""
    invite = invite_scanner(db, SCANNER_KEY, venue.id, by=make_account(db).id, now=at)
    return invite_token(SCANNER_KEY, invite.id)


def make_holder(
    db: Session, hall: Hall, *, name: str = "Nguyễn Thị Ánh", venue: Venue | None = None
) -> tuple[Person, str]:
    """Somebody summoned, and the code on their card."""
    person = make_person(db, full_name=name, unit=make_unit(db, name="Văn phòng Bộ"))
    make_summons(db, hall.conference, person, venue or hall.main, sessions=[hall.session])
    issue_codes(db, CARD_KEY, hall.conference.id)
    return person, card_of(db, hall, person)


def card_of(db: Session, hall: Hall, person: Person) -> str:
    """The code on a person's present card."""
    summons = db.scalars(
        select(Summons).filter_by(conference_id=hall.conference.id, person_id=person.id)
    ).one()
    return card_code(CARD_KEY, summons.id, summons.code_generation)


def ms(moment: datetime) -> int:
    """A moment as a device tells it."""
    return int(moment.timestamp() * 1000)


def scan(
    sequence: int, gate: Gate, card: str = "", *, at: datetime = AT, **more: Any
) -> dict[str, Any]:
    """One scan as a device sends it."""
    item = {"sequence": sequence, "gate": gate.id, "at": ms(at), "offline": True, **more}
    return item if "person" in more else {**item, "card": card}


def send(
    client: FlaskClient,
    token: str,
    items: list[dict[str, Any]],
    *,
    now: datetime = AT,
    device_now: datetime | None = None,
    waiting: int | None = None,
) -> Any:
    """Deliver a batch at a moment; the response."""
    use_token(client, token)
    body = {"now": ms(device_now or now), "items": items}
    body["waiting"] = len(items) if waiting is None else waiting
    with clock.fixed(now):
        return client.post("/quet/gui", json=body, headers={"Accept": "application/json"})


def results(response: Any) -> list[str]:
    """The words of a delivery's results."""
    assert response.status_code == 200, response.get_data(as_text=True)
    return [each["result"] for each in response.json["results"]]


def use_token(client: FlaskClient, token: str) -> None:
    """Make the client the device that holds the token."""
    client.set_cookie(COOKIE, token, path=PATH)


def scans(db: Session) -> list[Scan]:
    """All scans kept, in the order of their scanner's numbers."""
    db.expire_all()
    return list(db.scalars(select(Scan).order_by(Scan.scanner_id, Scan.sequence)))


def deliver_body(
    db: Session,
    scanner_id: int,
    body: bytes,
    now: datetime,
    meanwhile: Callable[[], None] = lambda: None,
) -> list[Answer] | None:
    """Deliver a batch as its request does: what the scans are worth is decided before the writers' turn.

    `meanwhile` happens between the two.
    """
    delivery = read_delivery(body)
    scanner = db.get_one(Scanner, scanner_id)
    holders = find_holders(db.connection(), CARD_KEY, scanner.conference_id, delivery.items)
    judgement = judge_scans(read_basis(db, scanner), scanner, delivery, holders, now)
    meanwhile()
    return deliver(db, scanner_id, delivery, holders, judgement, now)
