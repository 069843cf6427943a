"""A forgotten password: a link by mail, good once; no answer tells who has an account."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from email.headerregistry import Address

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from lms import clock
from lms.mail.settings import MailSettings
from lms.people.auth.rules import name_hash
from lms.people.auth.second_step.models import SecondStep
from lms.people.auth.services import change_password, record_failure
from lms.people.enums import Role
from lms.people.forgotten.models import PasswordLink
from lms.people.forgotten.rules import asking_hash
from lms.people.models import AccessEntry, Account, Person
from tests.factories import PASSWORD, make_account, make_person
from tests.support.smtp import Mailbox, mail_server

Login = Callable[[FlaskClient, Account], FlaskClient]
ASK, CHOOSE = "/quen-mat-khau", "/dat-lai-mat-khau"
NEW = "mat-khau-khac-2026"
SITE = "https://hoctap.bo.example"


@pytest.fixture
def box(app: Flask) -> Iterator[Mailbox]:
    """The mail server that the product is set up with, and the address it is reached under."""
    app.extensions["settings"] = replace(app.extensions["settings"], public_url=SITE)
    with mail_server() as server:
        sender = Address("Điểm Cầu", "diemcau", "bo.example")
        app.extensions["mailer"].settings = MailSettings("127.0.0.1", server.port, "none", sender)
        yield server


@pytest.fixture
def an(db: Session) -> Account:
    person = make_person(db, full_name="Lê An", email="an@bo.example", personnel_code="BNV-0001")
    return make_account(db, person=person)


def ask(client: FlaskClient, login: str) -> TestResponse:
    answer = client.post(ASK, data={"login": login})
    client.application.extensions["mailer"].wait(20)
    return answer


def words(answer: TestResponse) -> str:
    """The page but for its tokens, which are drawn anew."""
    return re.sub(r'"[\w.-]{60,}"', '""', answer.text)


def link_in(box: Mailbox) -> str:
    """Where the newest letter leads."""
    body = box.messages[-1].get_body(("plain",)).get_content()
    (address,) = re.findall(rf"{SITE}(/dat-lai-mat-khau\?ma=\S+)", body)
    return str(address)


def choose(client: FlaskClient, address: str, password: str = NEW) -> TestResponse:
    data = {"ma": address.partition("=")[2], "new_password": password, "repeated": password}
    return client.post(CHOOSE, data=data)


def sign_in(client: FlaskClient, password: str = NEW) -> TestResponse:
    return client.post("/dang-nhap", data={"login": "an@bo.example", "password": password})


def test_the_link_sets_another_password_once(
    client: FlaskClient, app: Flask, db: Session, box: Mailbox, an: Account, login: Login
) -> None:
    other = login(app.test_client(), an)
    assert f'href="{ASK}"' in client.get("/dang-nhap").text
    assert "an@bo.example" not in ask(client, "bnv-0001").text
    (letter,) = box.messages
    assert "an@bo.example" in letter["To"]
    address = link_in(box)
    page = client.get(address)
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    assert client.get(address).status_code == 200  # looking uses nothing up
    done = choose(client, address)
    assert (done.status_code, done.location) == (303, "/dang-nhap")
    assert "Mật khẩu đã được đổi" in client.get("/dang-nhap").text
    assert other.get("/ve-toi").status_code == 303  # signed out there
    assert sign_in(client).location == "/"
    assert client.get(address).status_code == 410
    assert choose(client, address, "mat-khau-thu-ba-1").status_code == 410
    traced = db.scalars(
        select(AccessEntry.action).filter_by(subject_id=an.person_id).order_by(AccessEntry.id)
    )
    assert list(traced) == ["password link sent", "password replaced by link", "signed in"]


def test_the_answer_is_the_same_for_everybody(
    client: FlaskClient, db: Session, box: Mailbox, an: Account
) -> None:
    waiting = make_account(db, has_password=False)
    known, unknown, without = (
        ask(client, each) for each in ("an@bo.example", "ai@bo.example", waiting.login)
    )
    assert {each.status_code for each in (known, unknown, without)} == {200}
    assert words(known) == words(unknown) == words(without)
    assert len(box.messages) == 1


def test_letters_to_one_account_are_few(
    client: FlaskClient, db: Session, box: Mailbox, an: Account
) -> None:
    first = words(ask(client, "an@bo.example"))
    for spelling in ("AN@bo.example", "BNV-0001", "an@bo.example"):
        assert words(ask(client, spelling)) == first
    assert len(box.messages) == 1
    for link in db.scalars(select(PasswordLink)):
        link.asked_at -= timedelta(minutes=6)
    ask(client, "an@bo.example")
    assert len(box.messages) == 2


def test_asks_for_one_login_are_counted_whether_known_or_not(
    client: FlaskClient, db: Session, box: Mailbox, an: Account
) -> None:
    for login in ("an@bo.example", "ai@bo.example"):
        for _ in range(5):
            record_failure(db, asking_hash(login))
        db.flush()
        assert ask(client, login).status_code == 200
    assert box.messages == []
    assert sign_in(client, "mat-khau-thu-2021").location == "/"  # nobody is kept from signing in


@pytest.mark.parametrize("change", ["closed", "left", "no address", "doubted"])
def test_no_letter_where_nobody_may_come_in_by_it(
    client: FlaskClient, db: Session, box: Mailbox, an: Account, change: str
) -> None:
    person = db.get_one(Person, an.person_id)
    if change == "closed":
        an.is_active = False
    elif change == "left":
        person.left_on = clock.today()
    elif change == "no address":
        person.email = None
    else:
        person.needs_vouching = True
    assert ask(client, "an@bo.example").status_code == 200
    assert ask(client, "BNV-0001").status_code == 200
    assert box.messages == []
    assert db.scalars(select(PasswordLink)).all() == []


def test_an_administrator_is_asked_for_the_second_step_all_the_same(
    client: FlaskClient, app: Flask, db: Session, box: Mailbox
) -> None:
    app.extensions["settings"] = replace(app.extensions["settings"], totp_required=True)
    person = make_person(db, full_name="Lê An", email="an@bo.example")
    boss = make_account(db, person=person, role=Role.ADMINISTRATOR)
    ask(client, "an@bo.example")
    assert box.messages == []  # whoever reads the mailbox would set up their own
    db.add(SecondStep(account_id=boss.id, secret="sealed", last_step=0, since_at=clock.now()))
    db.flush()
    ask(client, "an@bo.example")
    assert choose(client, link_in(box)).location == "/dang-nhap"
    assert sign_in(client).location == "/dang-nhap/ma-xac-thuc"


def test_the_link_is_worth_nothing_once_the_password_has_changed(
    client: FlaskClient, db: Session, box: Mailbox, an: Account
) -> None:
    ask(client, "an@bo.example")
    address = link_in(box)
    change_password(db, an.id, an.password_hash or "")
    assert client.get(address).status_code == 410
    assert choose(client, address).status_code == 410


def test_the_link_runs_out(client: FlaskClient, db: Session, box: Mailbox, an: Account) -> None:
    ask(client, "an@bo.example")
    db.scalars(select(PasswordLink)).one().expires_at = clock.now()
    refused = client.get(link_in(box))
    assert refused.status_code == 410
    assert "không còn hiệu lực" in refused.text


@pytest.mark.parametrize("mark", ["", "1", "1.", "x.y", "1.0000", "٣.a", "99999999999.a", "1.é"])
def test_marks_that_open_nothing(
    client: FlaskClient, db: Session, box: Mailbox, an: Account, mark: str
) -> None:
    ask(client, "an@bo.example")
    assert client.get(CHOOSE, query_string={"ma": mark}).status_code == 410
    assert choose(client, f"{CHOOSE}?ma={mark}").status_code == 410
    assert sign_in(client, "mat-khau-thu-2021").location == "/"


def test_a_weak_password_is_not_taken_and_the_link_stays_good(
    client: FlaskClient, db: Session, box: Mailbox, an: Account
) -> None:
    ask(client, "an@bo.example")
    address = link_in(box)
    assert choose(client, address, "ngan").status_code == 422
    assert choose(client, address, "an@bo.example").status_code == 422
    assert choose(client, address).status_code == 303


def test_who_was_kept_waiting_for_wrong_passwords_comes_in(
    client: FlaskClient, db: Session, box: Mailbox, an: Account
) -> None:
    for _ in range(8):
        record_failure(db, name_hash(an.login))
    ask(client, "an@bo.example")
    choose(client, link_in(box))
    assert sign_in(client).location == "/"


def test_who_was_kept_waiting_on_their_own_browser_comes_in_there(
    client: FlaskClient, box: Mailbox, an: Account
) -> None:
    assert sign_in(client, PASSWORD).status_code == 303
    client.post("/dang-xuat")
    assert [sign_in(client, "sai-mat-khau-1").status_code for _ in range(6)][-1] == 429
    ask(client, "an@bo.example")
    choose(client, link_in(box))
    assert sign_in(client).location == "/"


def test_nothing_is_offered_without_mail_or_an_address_of_our_own(
    client: FlaskClient, app: Flask, db: Session, an: Account
) -> None:
    assert ASK not in client.get("/dang-nhap").text
    assert client.get(ASK).status_code == 404
    assert client.post(ASK, data={"login": "an@bo.example"}).status_code == 404
    sender = Address("Điểm Cầu", "diemcau", "bo.example")
    app.extensions["mailer"].settings = MailSettings("127.0.0.1", 1, "none", sender)
    assert client.get(ASK, headers={"Host": "ke.example"}).status_code == 404
    assert db.scalars(select(PasswordLink)).all() == []


def test_an_empty_box_is_asked_for(client: FlaskClient, box: Mailbox, an: Account) -> None:
    assert client.post(ASK, data={"login": " "}).status_code == 422


def test_links_are_among_what_the_system_knows(
    client: FlaskClient, app: Flask, box: Mailbox, an: Account, login: Login
) -> None:
    ask(client, "an@bo.example")
    assert "Liên kết đặt lại mật khẩu" in login(client, an).get("/ve-toi/du-lieu").text
