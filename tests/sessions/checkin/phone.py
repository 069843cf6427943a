"""A phone at a gate, without JavaScript: what it scans, reads and sends."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from lms import clock
from sessions.conferences.models import Summons
from sessions.gates.codes import GateClock, make_code, step_at
from sessions.invitations.issuing import code_of, issue_codes
from sessions.invitations.keys import code_key
from tests.conftest import SECRETS
from tests.factories import make_account
from tests.sessions.checkin.hall import make_delegate, make_hall
from tests.sessions.factories import START

MASTER = SECRETS.code_master_key
EIGHT = START - timedelta(minutes=38)
"""07:52, when the gate is open."""


@pytest.fixture
def hall(db):
    make_account(db, full_name="Quản trị")  # without any account every page asks to be set up
    return make_hall(db)


@pytest.fixture
def person(db, hall):
    return make_delegate(db, hall)


@pytest.fixture
def at_0752():
    with clock.fixed(EIGHT):
        yield


def code_now(gate, at=EIGHT):
    ticking = ticking_of(gate)
    return make_code(MASTER, ticking, step_at(ticking, at))


def ticking_of(gate):
    return GateClock(gate.id, gate.step_seconds, START.date(), clock.LOCAL)


def personal_code(app, db, summons_of):
    """The code on the person's invitation."""
    with app.app_context():
        summons = db.scalars(select(Summons).where(Summons.person_id == summons_of.id)).one()
        issue_codes(db, code_key(), summons.conference_id)
        db.refresh(summons)
        return code_of(code_key(), summons)


def fields_of(page):
    """Hidden fields of the check-in form."""
    html = page.get_data(as_text=True)
    form = html[html.index('action="/diem-danh"') :]
    return dict(re.findall(r'type="hidden" name="([\w-]+)" value="([^"]*)"', form))


def scan(client, gate, at=EIGHT):
    return client.get(f"/C/{code_now(gate, at)}")


def text(response):
    return response.get_data(as_text=True)


def by_code(client, page, code):
    return client.post("/diem-danh", data=fields_of(page) | {"ma-moi": code}, follow_redirects=True)
