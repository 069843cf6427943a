"""The two requests answered in front of Flask: the same answers as the views give, and nothing unusual taken."""

import re
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import Client, TestResponse
from werkzeug.wrappers import Response

from lms import clock
from sessions.checkin import phone
from sessions.checkin.express import Express
from sessions.checkin.models import Evidence
from sessions.checkin.services import Attempt, check_in_many
from sessions.conferences.models import Summons
from sessions.gates.codes import GateClock, make_code, step_at
from sessions.gates.services import close_gate
from tests.conftest import SECRETS
from tests.factories import make_account, make_person
from tests.sessions.checkin.hall import evidence, make_delegate, make_hall, scan
from tests.sessions.factories import START, make_summons

AT = START - timedelta(minutes=38)
MARK = "a-phone-of-ones-own"
DIGEST = "d" * 64
FIELDS = re.compile(r'name="(ve|lan|nguoi)" value="([^"]*)"')


@pytest.fixture
def hall(db):
    make_account(db)  # without any account every page asks to be set up
    return make_hall(db)


@pytest.fixture
def person(db, hall):
    person = make_delegate(db, hall, name="Hồ Thị <Đào> & Con")
    db.scalars(select(Summons)).one().code_digest = DIGEST
    return person


@pytest.fixture
def at_0752():
    with clock.fixed(AT):
        yield


class Phone:
    """A phone without JavaScript that keeps its cookies by itself, and asks in front or behind."""

    def __init__(self, app: Flask, *, remembers: int | None = None, cookies: str = "") -> None:
        self.app = app
        with app.test_request_context():
            remembered = phone.remembered(remembers, DIGEST) if remembers else ""
        self.cookie = f"{phone.PHONE_COOKIE}={MARK}"
        if remembered:
            self.cookie += f"; {phone.PERSON_COOKIE}={remembered}"
        self.cookie += cookies

    def ask(self, path: str, *, in_front: bool = True, **settings: object) -> TestResponse:
        def behind(environ, start_response):
            return Flask.wsgi_app(self.app, environ, start_response)

        target = self.app.wsgi_app if in_front else behind
        self.app.extensions["test_session"].commit()
        headers = {
            "Cookie": self.cookie,
            "User-Agent": "Mozilla/5.0",
            **settings.pop("headers", {}),
        }
        return Client(target, Response, use_cookies=False).open(path, headers=headers, **settings)

    def press(self, page: TestResponse, **changes: object) -> TestResponse:
        fields = dict(FIELDS.findall(page.text)) | changes.pop("fields", {})
        return self.ask("/diem-danh", method="POST", data=fields, **changes)


def address(hall, at=AT):
    ticking = GateClock(hall.gate.id, 10, START.date(), clock.LOCAL)
    return f"/C/{make_code(SECRETS.code_master_key, ticking, step_at(ticking, at))}"


def comparable(response: TestResponse) -> tuple[int, dict[str, object], str]:
    """Status, headers and page without what is drawn anew each time."""
    headers = {name: response.headers.getlist(name) for name, _ in response.headers}
    cookies = headers.pop("Set-Cookie", [])
    headers["Set-Cookie"] = sorted(
        re.sub(r"=[^;]*(; Expires=[^;]*)?", "", each, count=1) for each in cookies
    )
    for changing in ("Content-Length", "Location", "Vary"):
        headers.pop(changing, None)
    text = re.sub(r'name="(ve|lan)" value="[^"]*"', r'name="\1"', response.text)
    return response.status_code, headers, text


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("is_known", [True, False])
def test_page_is_the_one_the_view_draws(app, db, hall, person, at_0752, language, is_known):
    visitor = Phone(
        app, remembers=person.id if is_known else None, cookies=f"; ngon_ngu={language}"
    )
    in_front, behind = (visitor.ask(address(hall), in_front=each) for each in (True, False))
    for ours, theirs in zip(comparable(in_front), comparable(behind), strict=True):
        assert ours == theirs
    assert ("Hồ Thị &lt;Đào&gt; &amp; Con" in in_front.text) == is_known
    assert ("Check in" in in_front.text) == (language == "en")


def test_every_page_has_a_ticket_of_its_own(app, db, hall, person, at_0752):
    visitor = Phone(app, remembers=person.id)
    pages = [dict(FIELDS.findall(visitor.ask(address(hall)).text)) for _ in range(3)]
    assert len({each["ve"] for each in pages}) == 3
    assert len({each["lan"] for each in pages}) == 3


def test_button_in_front_and_behind_lead_to_the_same_record(app, db, hall, person, at_0752):
    visitor = Phone(app, remembers=person.id)
    page = visitor.ask(address(hall))
    first = visitor.press(page)
    again = visitor.press(page, in_front=False)
    assert first.status_code == again.status_code == 303
    assert comparable(first)[1]["Cache-Control"] == comparable(again)[1]["Cache-Control"]
    shown = [visitor.ask(each.headers["Location"]).text for each in (first, again)]
    assert all("Có mặt" in each and "07:52:00" in each for each in shown)
    assert len(evidence(db, person)) == 1


def test_somebody_signed_in_is_left_to_the_views(app, db, hall, person, login, at_0752):
    visitor = app.test_client()
    login(visitor, make_account(db, person=make_delegate(db, hall, name="Lê Văn Chín")))
    cookie = visitor.get_cookie(app.config["SESSION_COOKIE_NAME"])
    signed_in = Phone(app, remembers=person.id, cookies=f"; {cookie.key}={cookie.value}")
    assert "Lê Văn Chín" in signed_in.ask(address(hall)).text
    stranger = Phone(app, remembers=person.id, cookies=f"; {cookie.key}=made.up.cookie")
    assert "Hồ Thị" in stranger.ask(address(hall)).text


@pytest.mark.parametrize("form", ["not a form", "ve=%FF", "x=1&" * 4000, ""])
def test_form_that_makes_no_sense_is_left_to_the_view(app, db, hall, person, at_0752, form):
    visitor = Phone(app, remembers=person.id)
    sent = {"method": "POST", "data": form, "content_type": "application/x-www-form-urlencoded"}
    answers = [visitor.ask("/diem-danh", in_front=each, **sent) for each in (True, False)]
    assert answers[0].status_code == answers[1].status_code < 500
    assert db.query(Evidence).count() == 0


def test_code_typed_by_hand_is_left_to_the_view_with_the_form_whole(app, db, hall, person, at_0752):
    visitor = Phone(app, remembers=person.id)
    page = visitor.press(visitor.ask(address(hall)), fields={"ma-moi": "0000-0000"})
    assert page.status_code == 422
    assert "0000" not in page.text or 'role="alert"' in page.text


def test_person_whose_code_was_issued_anew_is_asked_again(app, db, hall, person, at_0752):
    visitor = Phone(app, remembers=person.id)
    page = visitor.ask(address(hall))
    db.scalars(select(Summons)).one().code_digest = "e" * 64
    assert "ma-moi" in visitor.ask(address(hall)).text
    assert visitor.press(page).status_code == 422
    assert db.query(Evidence).count() == 0


def test_gate_closed_a_moment_ago_takes_nobody(app, db, hall, person, at_0752):
    visitor = Phone(app, remembers=person.id)
    page = visitor.ask(address(hall))
    close_gate(hall.gate, AT - timedelta(seconds=1))
    shown = visitor.ask(visitor.press(page).headers["Location"])
    assert "Có mặt" not in shown.text
    assert db.query(Evidence).count() == 0


def test_ticket_of_another_phone_is_refused_here_too(app, db, hall, person, at_0752):
    page = Phone(app, remembers=person.id).ask(address(hall))
    thief = Phone(app, remembers=person.id)
    thief.cookie = thief.cookie.replace(MARK, "the-phone-of-somebody-else")
    assert thief.press(page).status_code == 303
    assert db.query(Evidence).count() == 0


def test_robots_and_head_get_no_ticket(app, db, hall, at_0752):
    visitor = Phone(app)
    for settings in (
        {"method": "HEAD"},
        {"headers": {"User-Agent": "facebookexternalhit/1.1"}},
        {"headers": {"Sec-Purpose": "prefetch"}},
    ):
        answer = visitor.ask(address(hall), **settings)
        assert 'name="ve"' not in answer.text
        assert phone.TICKET_COOKIE not in str(answer.headers)


def test_many_of_one_moment_see_each_other(db, hall):
    friend = make_person(db, full_name="Trần Văn Bình")
    make_summons(db, hall.conference, friend, hall.main, sessions=[hall.session])
    person, ticket = make_delegate(db, hall), scan(hall.gate)
    tap = {"ticket": ticket, "phone": "one phone for both", "now": ticket.received_at}
    answers = check_in_many(
        db,
        [
            Attempt(person_id=person.id, nonce="1", **tap),
            Attempt(person_id=person.id, nonce="1", **tap),
            Attempt(person_id=person.id, nonce="2", **tap),
            Attempt(person_id=friend.id, nonce="3", **tap),
            Attempt(person_id=friend.id, nonce="4", **tap | {"ticket": scan(hall.gate)}),
        ],
    )
    assert [answer.result for answer in answers] == [
        "present",
        "present",
        "already",
        "refused",
        "present",
    ]
    assert len(evidence(db, person)) == 1
    assert evidence(db, friend)[0].flags == "shared-phone"


def test_fields_of_the_form_are_read_as_flask_reads_them(app, db, hall, person, at_0752):
    visitor = Phone(app, remembers=person.id)
    fields = dict(FIELDS.findall(visitor.ask(address(hall)).text))
    body = urlencode({**fields, "lan": "mã số 1+2 & 3"})
    sent = {"method": "POST", "data": body, "content_type": "application/x-www-form-urlencoded"}
    assert visitor.ask("/diem-danh", **sent).status_code == 303
    assert evidence(db, person)[0].nonce == "mã số 1+2 & 3"


def test_page_follows_what_staff_change_about_the_gate(app, db, hall, person, at_0752):
    app.wsgi_app = Express(app, app.wsgi_app, kept_seconds=0)
    visitor = Phone(app, remembers=person.id)
    assert "Chuyên đề 1" in visitor.ask(address(hall)).text
    hall.session.title = "Chuyên đề đã đổi tên"
    assert "Chuyên đề đã đổi tên" in visitor.ask(address(hall)).text
    close_gate(hall.gate, AT - timedelta(seconds=1))
    assert 'name="ve"' not in visitor.ask(address(hall)).text
