"""Three slips of a gate, and the phone of a delegate that opens them."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms import clock
from lms.people.models import Person
from sessions.checkin.enums import Level
from sessions.checkin.models import Evidence
from sessions.gates.codes import make_code, step_at
from sessions.gates.queries import clock_of, get_gate
from sessions.printing.keys import slip_key
from sessions.printing.slip_codes import slip_code
from tests.conftest import SECRETS
from tests.factories import make_account
from tests.sessions.checkin.test_phone_path import fields_of
from tests.sessions.factories import START
from tests.sessions.printing.office import Login, Office, make_office

AT_0752 = START - timedelta(minutes=38)
NAME = "Trần Thị Ánh"


@pytest.fixture
def office(db: Session, client: FlaskClient, login: Login) -> Office:
    return make_office(db, client, login)


@pytest.fixture
def slip(app: Flask, client: FlaskClient, office: Office) -> str:
    """The address path of the gate's first slip, of three."""
    client.post(f"{office.base}/phieu/{office.gate_id}", data={"so-luong": 3})
    return f"/P/{code_of(app, office.gate_id, 1)}"


@pytest.fixture
def phone(app: Flask, db: Session, office: Office, login: Login) -> FlaskClient:
    """The phone of a delegate who is signed in."""
    person = db.get_one(Person, office.people[NAME])
    return login(app.test_client(), make_account(db, person=person))


@pytest.fixture
def at_0752():
    with clock.fixed(AT_0752):
        yield


def code_of(app: Flask, gate_id: int, number: int) -> str:
    with app.app_context():
        return slip_code(slip_key(), gate_id, number)


def screen_of(db: Session, gate_id: int) -> str:
    """The address that the gate's screen shows at 07:52."""
    ticking = clock_of(get_gate(db, gate_id))
    return f"/C/{make_code(SECRETS.code_master_key, ticking, step_at(ticking, AT_0752))}"


def press(phone: FlaskClient, page) -> str:
    """Press the button of a tap page; the word of the answer."""
    return phone.post("/diem-danh", data=fields_of(page), follow_redirects=True).text


def ledger(db: Session) -> list[tuple[Level, str | None]]:
    db.expire_all()
    return [(row.level, row.ticket) for row in db.scalars(select(Evidence).order_by(Evidence.id))]
