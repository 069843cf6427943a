"""Cards and posters as the office fetches them: who is on them, what their codes open, who may print."""

from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms import clock
from lms.people.enums import Role
from lms.people.models import AccessEntry
from sessions.conferences.models import Summons
from sessions.invitations.card_codes import is_card_of, read_card
from sessions.invitations.codes import show_code
from sessions.invitations.issuing import code_of
from sessions.invitations.keys import code_key
from tests.factories import make_account
from tests.sessions.checkin.hall import make_hall
from tests.sessions.factories import START
from tests.sessions.printing.office import NAMES, Login, Office, make_office
from tests.sessions.printing.test_paper import codes_in, words_of


@pytest.fixture
def office(db: Session, client: FlaskClient, login: Login) -> Office:
    return make_office(db, client, login)


def test_cards_run_by_unit_then_by_vietnamese_name_order(
    client: FlaskClient, office: Office
) -> None:
    words = words_of(client.get(f"{office.base}/the.pdf").data)
    places = [words.index(name) for names in NAMES.values() for name in names]
    assert places == sorted(places)


def test_code_of_a_card_is_the_persons_own(
    app: Flask, client: FlaskClient, db: Session, office: Office
) -> None:
    name = "Hoàng Thị Ệ"
    file = client.get(f"{office.base}/the.pdf?nguoi={office.people[name]}")
    (address,) = codes_in(file.data)
    assert address.startswith("HTTP://LOCALHOST/T/")
    card = read_card(address)
    assert card is not None
    assert card.summons_id == office.summonses[name]
    with app.app_context():
        assert is_card_of(code_key(), card, 1)
        typed = code_of(code_key(), db.get_one(Summons, card.summons_id))
    assert show_code(typed) in words_of(file.data)


def test_cards_can_be_cut_to_a_unit_or_a_venue_and_leave_a_trace(
    client: FlaskClient, db: Session, office: Office
) -> None:
    file = client.get(f"{office.base}/the.pdf?don-vi={office.units['Vụ Tổ chức']}")
    words = words_of(file.data)
    assert "Hoàng Thị Ệ" in words
    assert "Lê Văn Bình" not in words
    entry = db.scalars(select(AccessEntry)).one()
    assert (entry.action, entry.subject_id, entry.detail) == (
        "cards printed",
        office.conference_id,
        "2",
    )
    other = office.hall.other.id
    assert client.get(f"{office.base}/the.pdf?diem-cau={other}").status_code == 404


def test_withdrawn_people_and_those_without_a_code_get_no_card(
    client: FlaskClient, db: Session, office: Office
) -> None:
    db.get_one(Summons, office.summonses["Hoàng Thị Ệ"]).code_digest = None
    assert "Hoàng Thị Ệ" not in words_of(client.get(f"{office.base}/the.pdf").data)


@pytest.mark.parametrize("size", ["A4", "A3", "A1"])
def test_poster_beside_a_turning_screen_checks_in_as_a_printed_code(
    client: FlaskClient, app: Flask, db: Session, office: Office, login: Login, size: str
) -> None:
    file = client.get(f"{office.base}/ap-phich/{office.gate_id}.pdf?kho={size}")
    scale = {"A4": 1.5, "A3": 1.0, "A1": 0.5}[size]
    (address,) = codes_in(file.data, scale=scale)
    signed_in = login(app.test_client(), make_account(db, role=Role.LEARNER))
    for phone in (signed_in, app.test_client()):
        with clock.fixed(START):
            page = phone.get(address.removeprefix("HTTP://LOCALHOST"))
        assert page.status_code == 200
        assert "ban tổ chức sẽ xác nhận" in page.text
    assert not db.scalars(select(AccessEntry)).all()


def test_poster_of_the_day_before_is_worth_nothing(
    client: FlaskClient, app: Flask, db: Session, office: Office
) -> None:
    file = client.get(f"{office.base}/ap-phich/{office.gate_id}.pdf")
    (address,) = codes_in(file.data)
    session = office.gate(db).study_session_id
    db.expire_all()
    moved = office.hall.session
    assert moved.id == session
    moved.starts_at = START.replace(day=28)
    moved.ends_at = START.replace(day=28, hour=12)
    with clock.fixed(START.replace(day=28)):
        page = app.test_client().get(address.removeprefix("HTTP://LOCALHOST"))
    assert page.status_code == 410


@pytest.mark.parametrize("page", ["ap-phich/{gate}.pdf?kho=A9", "ap-phich/{other}.pdf"])
def test_unknown_size_and_gate_of_another_conference_are_not_found(
    client: FlaskClient, db: Session, office: Office, page: str
) -> None:
    other = make_hall(db, title="Hội nghị B").gate.id
    address = f"{office.base}/{page.format(gate=office.gate_id, other=other)}"
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    "page", ["", "/the.pdf", "/ap-phich/{gate}.pdf", "/phieu/{gate}", "/phieu/{gate}.pdf"]
)
def test_nobody_else_may_print(
    app: Flask, db: Session, office: Office, login: Login, page: str
) -> None:
    learner = login(app.test_client(), make_account(db, role=Role.LEARNER))
    assert learner.get(office.base + page.format(gate=office.gate_id)).status_code == 404


def test_overview_offers_everything_in_a_fixed_number_of_queries(
    client: FlaskClient, office: Office, count_queries
) -> None:
    with count_queries() as one:
        page = client.get(office.base)
    assert "Áp phích và phiếu" in page.text
    assert "A1" in page.text
    for gate in (office.gate_id, office.other_gate_id):
        client.post(f"{office.base}/phieu/{gate}", data={"so-luong": 2})
    client.post(
        f"{office.base}/ky-ten",
        data={"buoi": office.hall.session.id, "diem-cau": office.hall.main.id},
    )
    with count_queries() as more:
        page = client.get(office.base)
    assert "đã dùng 0/2" in page.text
    assert len(more) <= len(one) + 1  # the sheets of the lists, once there is a list


def test_conference_without_people_says_what_comes_first(
    client: FlaskClient, db: Session, office: Office
) -> None:
    empty = make_hall(db, title="Hội nghị B").conference.id
    assert "Chưa có gì để in" in client.get(f"/hoi-nghi/{empty}/in-an").text


def test_card_of_the_person_page_is_one_sheet(client: FlaskClient, office: Office) -> None:
    person = office.people["Hoàng Thị Ệ"]
    page = client.get(f"/hoi-nghi/{office.conference_id}/nguoi/{person}")
    assert f"/in-an/the.pdf?nguoi={person}" in page.text
    file = client.get(f"{office.base}/the.pdf?nguoi={person}")
    assert len(PdfReader(BytesIO(file.data)).pages) == 1
