"""The button where the server lets answers come later: the same answers, and no thread that only waits."""

import http.client
import os
import socket
import subprocess
import sys
import threading
import time

import pytest
from sqlalchemy import update
from werkzeug.test import EnvironBuilder

from bench.crowd import BUTTON, gather, settings_for
from bench.harness import Server, free_port, wait_for_answer
from lms.config import ROOT
from lms.db import transaction
from lms.web.later import KEY, Later
from sessions.checkin.models import Evidence
from sessions.conferences.models import Summons
from tests.sessions.checkin import test_express
from tests.sessions.checkin.hall import evidence
from tests.sessions.checkin.test_express import FIELDS, Phone, address

at_0752, hall, person = test_express.at_0752, test_express.hall, test_express.person


class Line:
    """A server's side of one request: what was sent on it, from whatever thread."""

    def __init__(self):
        self.sent, self.is_answered = [], threading.Event()

    def response_bytes(self, status, headers, body):
        self.sent.append((status, headers, body))
        self.is_answered.set()


def _press(visitor, page):
    """Press as `Phone.press` does, on a server that lets answers come later."""
    visitor.app.extensions["test_session"].commit()
    builder = EnvironBuilder(
        path=BUTTON,
        method="POST",
        data=dict(FIELDS.findall(page.text)),
        headers={"Cookie": visitor.cookie, "User-Agent": "Mozilla/5.0"},
    )
    line, environ, returned = Line(), builder.get_environ(), {}
    later = environ[KEY] = Later(line)

    def start_response(status, headers, exc_info=None):
        returned.update(status=int(status[:3]), headers=headers)

    body = b"".join(visitor.app.wsgi_app(environ, start_response))
    later.response_bytes(returned.get("status", 200), returned.get("headers", []), body)
    assert line.is_answered.wait(30)
    assert len(line.sent) == 1
    return line.sent[0]


def test_answer_is_the_one_that_is_waited_for(app, db, hall, person, at_0752):
    visitor = Phone(app, remembers=person.id)
    page = visitor.ask(address(hall))
    status, headers, body = _press(visitor, page)
    waited_for = visitor.press(page)
    assert (status, body) == (waited_for.status_code, waited_for.data) == (303, b"")
    told, theirs = dict(headers), dict(waited_for.headers)
    shown = [visitor.ask(each.pop("Location")).text for each in (told, theirs)]
    assert told == theirs
    assert all("Có mặt" in each and "07:52:00" in each for each in shown)
    assert len(evidence(db, person)) == 1


def test_whatever_is_unusual_is_answered_at_once(app, db, hall, at_0752):
    visitor = Phone(app)
    status, _headers, _body = _press(visitor, visitor.ask(address(hall)))
    assert status < 500
    assert db.query(Evidence).count() == 0


@pytest.fixture
def served(tmp_path):
    """Seven people at the door of a server with one process and two threads: (crowd, port)."""
    crowd = gather(settings_for(tmp_path), people=7)
    port = free_port()
    command = [sys.executable, "-m", "bench.server", "wsgi:app", str(port), "1", "2"]
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **crowd.environment})
    try:
        wait_for_answer(port, "/ma", process)
        yield crowd, Server(port, process)
    finally:
        process.terminate()
        process.wait(30)
        crowd.close()


def _send(server, crowd, guest):
    line = socket.create_connection(("127.0.0.1", server.port), 20)
    line.sendall(server.request("POST", BUTTON, *crowd.press(guest)))
    return line


@pytest.mark.sqlite_only("on PostgreSQL writers wait for nobody whom a test could play")
def test_people_who_wait_for_their_turn_keep_no_thread_from_others(served):
    """Six press while somebody else writes; whoever asks for a page meanwhile is answered all the same.

    Told to stop then, the server stays until the six are answered.
    """
    crowd, server = served
    with crowd.app.extensions["database"].turn():
        lines = [_send(server, crowd, each) for each in crowd.guests[:6]]
        other = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
        other.request("GET", "/ma")
        assert other.getresponse().status == 200
        other.close()
        server.process.terminate()
        time.sleep(0.5)
        assert server.process.poll() is None
    answers = [each.recv(65_536) for each in lines]
    assert server.process.wait(30) == 0
    assert all(each.startswith(b"HTTP/1.1 303") for each in answers)
    assert crowd.recorded() == 6


@pytest.mark.sqlite_only("what is told, and by whom, is the same on both")
def test_what_the_views_must_explain_is_explained_by_them(served):
    crowd, server = served
    guest, friend = crowd.guests[:2]
    with crowd.app.app_context(), transaction() as db:
        theirs = update(Summons).where(Summons.person_id == guest.person_id)
        db.execute(theirs.values(code_digest="e" * 64))
    lines = [_send(server, crowd, each) for each in (guest, friend)]
    refused, recorded = (each.recv(65_536) for each in lines)
    assert refused.startswith(b"HTTP/1.1 422")
    assert b"content-security-policy" in refused.lower()
    assert recorded.startswith(b"HTTP/1.1 303")
    assert crowd.recorded() == 1
