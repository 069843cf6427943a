"""The card on one's own phone: for whom the phone knows, of conferences that are not over."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from lms import clock
from lms.people.models import Person
from sessions.checkin.phone import PERSON_COOKIE, remembered
from sessions.conferences.enums import ConferenceState
from sessions.conferences.models import Conference, Summons
from sessions.gates.drawing import draw
from sessions.invitations.card_codes import card_code
from sessions.invitations.keys import code_key
from sessions.printing.drawing import printed_address
from tests.factories import make_account
from tests.sessions.factories import START
from tests.sessions.printing.office import Login, Office, make_office

NAME = "Hoàng Thị Ệ"


@pytest.fixture
def office(db: Session, client: FlaskClient, login: Login) -> Office:
    return make_office(db, client, login)


@pytest.fixture
def phone(app: Flask, db: Session, office: Office, login: Login) -> FlaskClient:
    person = db.get_one(Person, office.people[NAME])
    return login(app.test_client(), make_account(db, person=person))


@pytest.fixture(autouse=True)
def morning():
    with clock.fixed(START):
        yield


def path_of(app: Flask, office: Office) -> str:
    """The drawing of the card's code."""
    with app.app_context():
        code = card_code(code_key(), office.summonses[NAME], 1)
    return draw(printed_address("http://localhost", "T", code)).path


def test_card_shows_the_same_code_as_the_printed_one(
    app: Flask, phone: FlaskClient, office: Office
) -> None:
    page = phone.get("/the")
    assert path_of(app, office) in page.text
    assert NAME in page.text
    assert "Điểm cầu chính" in page.text
    assert page.headers["Cache-Control"] == "no-store"


def test_phone_that_remembers_its_person_shows_the_card_without_an_account(
    app: Flask, db: Session, office: Office
) -> None:
    phone = app.test_client()
    digest = db.get_one(Summons, office.summonses[NAME]).code_digest
    assert digest is not None
    with app.app_context():
        phone.set_cookie(PERSON_COOKIE, remembered(office.people[NAME], digest))
    assert path_of(app, office) in phone.get("/the").text


def test_phone_of_nobody_shows_the_way_in_and_no_card(app: Flask, office: Office) -> None:
    page = app.test_client().get("/the")
    assert "Chưa biết máy này của ai" in page.text
    assert '<path d="M4 4' not in page.text


def test_card_ends_with_the_conference(phone: FlaskClient) -> None:
    with clock.fixed(START + timedelta(days=2)):
        assert "Hiện chưa có thẻ" in phone.get("/the").text


def test_conference_called_off_has_no_card(phone: FlaskClient, db: Session, office: Office) -> None:
    db.get_one(Conference, office.conference_id).state = ConferenceState.CANCELLED
    assert "Hiện chưa có thẻ" in phone.get("/the").text


def test_home_page_leads_to_the_card(phone: FlaskClient) -> None:
    assert 'href="/the"' in phone.get("/").text
