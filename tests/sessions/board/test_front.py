"""The board's figures in front of Flask: the same answers, only to those whom the view let in."""

import time
from types import SimpleNamespace

import pytest

from lms.people.auth.services import change_password
from sessions.board.front import LET_IN_S, Front
from sessions.board.watching import Watches
from tests.factories import make_account
from tests.sessions.board.test_board import Day
from tests.sessions.conferences.scene import make_ministry


@pytest.fixture
def day(app, db):
    app.extensions["board_watches"] = Watches(period_s=3600)
    return Day(db, make_ministry(db))


@pytest.fixture
def counted(app):
    """How often Flask itself was asked, behind a front of the test's own."""
    seen = SimpleNamespace(count=0, front=None)
    inner = app.wsgi_app

    def asked(environ, start_response):
        seen.count += 1
        return inner(environ, start_response)

    seen.front = app.wsgi_app = Front(app, asked)
    return seen


@pytest.fixture
def watcher(app, db, login, day):
    return login(app.test_client(), day.scene.trainer)


def test_the_second_answer_is_the_first_without_asking_flask(counted, watcher, day):
    first = watcher.get(day.json)
    again = watcher.get(day.json)
    assert counted.count == 1
    assert (again.status_code, again.data) == (200, first.data)
    for name in ("ETag", "Content-Type", "Cache-Control", "Content-Security-Policy"):
        assert again.headers[name] == first.headers[name], name
    seen = watcher.get(day.json, headers={"If-None-Match": first.headers["ETag"]})
    assert (seen.status_code, seen.data, counted.count) == (304, b"", 1)


def test_nobody_else_is_let_in(app, db, login, counted, watcher, day):
    assert watcher.get(day.json).status_code == 200
    stranger = login(app.test_client(), make_account(db, full_name="Người Ngoài"))
    assert stranger.get(day.json).status_code == 404
    assert app.test_client().get(day.json).status_code in (303, 401)
    forged = app.test_client()
    forged.set_cookie(app.config["SESSION_COOKIE_NAME"], "x.y.z")
    assert forged.get(day.json).status_code in (303, 401)
    assert counted.count == 4


def test_other_addresses_and_languages_go_to_flask(counted, watcher, day):
    watcher.get(day.json)
    assert watcher.get(day.json.replace("/buoi/", "/buoi/9")).status_code == 404
    watcher.get(day.json, headers={"Accept-Language": "en"})
    assert counted.count == 3


def test_whoever_was_let_in_is_asked_again_after_a_while(app, counted, watcher, day, monkeypatch):
    watcher.get(day.json)
    later = time.monotonic() + LET_IN_S + 1
    monkeypatch.setattr("sessions.board.front.time", SimpleNamespace(monotonic=lambda: later))
    watcher.get(day.json)
    assert counted.count == 2


def test_an_ended_session_is_not_the_one_that_was_let_in(app, db, login, counted, watcher, day):
    watcher.get(day.json)
    account = day.scene.trainer
    change_password(db, account.id, "new")
    again = login(app.test_client(), account)
    again.get(day.json)
    assert counted.count == 2


def test_new_figures_are_made_by_the_view(app, counted, watcher, day):
    app.extensions["board_watches"] = Watches(period_s=0)
    watcher.get(day.json)
    watcher.get(day.json)
    assert counted.count == 2
