"""What opens an account once, sent from several browsers at the same moment: one gets in, in real transactions."""

import re
from contextvars import copy_context
from datetime import timedelta

import pytest

from lms import clock
from lms.people.auth.second_step.models import RecoveryCode
from lms.people.auth.second_step.rules import code_at, step_at
from lms.people.models import Account
from lms.people.slips.keys import code_of
from lms.people.slips.services import issue_slip
from tests.factories import make_account, make_person
from tests.lms.people.auth.authenticator import (
    ASK,
    NOW,
    SET_UP,
    answer,
    boss,
    recover,
    required,
    secret_from,
    set_up,
    sign_in,
)
from tests.lms.people.importing.test_racing_writers import at_once

__all__ = ["boss", "required"]  # fixtures
BROWSERS = 4


@pytest.fixture
def on_record(app, db):
    """Commit what the test made; from now on requests have transactions of their own."""

    def commit():
        db.commit()
        app.extensions["test_session"] = None

    return commit


@pytest.mark.parametrize("way", ["app", "paper"])
def test_a_code_lets_one_browser_in(app, boss, on_record, way):
    first = app.test_client()
    sign_in(first)
    secret, codes = set_up(first)
    on_record()
    later = NOW + timedelta(minutes=5)
    with clock.fixed(later):
        browsers = [app.test_client() for _ in range(BROWSERS)]
        for each in browsers:
            assert sign_in(each).location == ASK
        right = code_at(secret, step_at(later))
        send = (
            (lambda each: answer(each, right))
            if way == "app"
            else (lambda each: recover(each, codes[0]))
        )
        answers = list(at_once([of_this_moment(send, each) for each in browsers]))
        assert sorted(each.status_code for each in answers) == [303, 422, 422, 422]
        inside = [each.get("/nhan-su").status_code for each in browsers]
    assert sorted(inside) == [200, 303, 303, 303]


def test_set_up_in_two_tabs_at_once_it_is_set_up_once(app, db, boss, on_record):
    first = app.test_client()
    sign_in(first)
    with clock.fixed(NOW):
        (typed,) = re.findall(r"<code>([A-Z2-7 ]{39})</code>", first.get(SET_UP).text)
        code = code_at(secret_from(typed), step_at(NOW))
        tabs = [app.test_client() for _ in range(BROWSERS)]
        for each in tabs:
            each.set_cookie("diemcau", first.get_cookie("diemcau").value)
        on_record()
        send = [
            of_this_moment(lambda tab: tab.post(SET_UP, data={"code": code}), each) for each in tabs
        ]
        statuses = [each.status_code for each in at_once(send)]
    assert statuses.count(200) == 1
    assert set(statuses) <= {200, 303, 409, 422}
    db.rollback()
    assert db.query(RecoveryCode).count() == 10


def test_a_slip_opens_its_account_once(app, db, on_record):
    make_account(db)  # somebody can sign in, so the system is set up
    person = make_person(db, full_name="Lò Thị Thu", email="thu@bo.example")
    account = make_account(db, person=person, has_password=False)
    with app.app_context():
        code = code_of(issue_slip(db, account.id, by=None))
    account_id = account.id
    on_record()
    passwords = [f"mua-thu-nam-{each}" for each in range(BROWSERS)]

    def activate(password):
        data = {"login": "thu@bo.example", "code": code}
        browser = app.test_client()
        done = browser.post(
            "/kich-hoat", data={**data, "new_password": password, "repeated": password}
        )
        return done.status_code, browser.get("/ve-toi").status_code

    answers = list(at_once([lambda each=each: activate(each) for each in passwords]))
    assert sorted(status for status, _inside in answers)[0] == 303
    assert [inside for _status, inside in answers].count(200) == 1
    winner = passwords[[inside for _status, inside in answers].index(200)]
    db.rollback()
    assert db.get_one(Account, account_id).password_hash
    db.rollback()
    again = app.test_client()
    for each in passwords:
        data = {"login": "thu@bo.example", "password": each}
        assert (again.post("/dang-nhap", data=data).status_code == 303) is (each == winner)
        again.post("/dang-xuat")


def of_this_moment(send, browser):
    """In a thread of its own, by the clock held here."""
    context = copy_context()
    return lambda: context.run(send, browser)
