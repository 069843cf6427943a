"""An office's sign-in that answered once and does not now: nobody is sent into the browser's own complaint."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import orjson
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from lms.config import SingleSignOn
from lms.people.auth.single_sign_on import client as single_sign_on
from tests.factories import PASSWORD, make_account
from tests.support import oidc

START = "/dang-nhap/co-quan"
WORDS = "Hiện không kết nối được hệ thống đăng nhập của cơ quan"


class Office:
    """A provider's two first addresses on a port of this machine; `status` is what the second says."""

    def __init__(self) -> None:
        self.status, self.asked, self.waits_s = 400, 0, 0.0
        office = self

        class Answers(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                at = f"http://127.0.0.1:{office.port}"
                body = orjson.dumps(
                    {
                        "issuer": at,
                        "authorization_endpoint": f"{at}/auth",
                        "token_endpoint": f"{at}/token",
                        "jwks_uri": f"{at}/jwks",
                    }
                )
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def do_HEAD(self) -> None:
                office.asked += 1
                time.sleep(office.waits_s)
                self.send_response(office.status)
                self.end_headers()

            def log_message(self, *_anything: object) -> None:
                return

        self._answers = Answers
        self._server: ThreadingHTTPServer | None = None
        self.port = 0

    def start(self) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), self._answers)
        self.port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        if self._server:
            self._server.shutdown()
            self._server.server_close()
            self._server = None


@pytest.fixture
def office(app: Flask, db: Session) -> Iterator[Office]:
    """The product with this provider, whose addresses it has learnt."""
    make_account(db, full_name="Lê An")
    running = Office()
    running.start()
    issuer = f"http://127.0.0.1:{running.port}"
    for name in ("single_sign_on", "single_sign_on_reached"):
        app.extensions.pop(name, None)
    wanted = SingleSignOn(issuer, oidc.CLIENT_ID, oidc.CLIENT_SECRET, name="tài khoản Bộ")
    app.extensions["settings"] = replace(app.extensions["settings"], oidc=wanted)
    yield running
    running.stop()


@contextmanager
def no_memory(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as patched:
        patched.setattr(single_sign_on, "_BELIEVED_FOR_S", 0)
        yield


def leads_away(client: FlaskClient) -> bool:
    location = client.get(START, query_string={"next": "/ve-toi"}).location
    assert location is not None
    if location.startswith("http://127.0.0.1"):
        return True
    assert location == "/dang-nhap?next=/ve-toi"
    return False


def test_whoever_finds_it_down_reads_why_and_signs_in_in_another_way(
    client: FlaskClient, db: Session, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = make_account(db, full_name="Đỗ Hoa")
    with no_memory(monkeypatch):
        assert leads_away(client)
        office.stop()
        assert not leads_away(client)
    page = client.get("/dang-nhap?next=/ve-toi").text
    assert WORDS in page
    assert "đăng nhập bằng cách khác" in page
    assert START in page
    typed = {"login": account.login, "password": PASSWORD, "next": "/ve-toi"}
    assert client.post("/dang-nhap", data=typed).location == "/ve-toi"


def test_it_is_used_again_when_it_is_back(
    client: FlaskClient, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    with no_memory(monkeypatch):
        assert leads_away(client)
        office.stop()
        assert not leads_away(client)
        office.start()
        assert leads_away(client)


@pytest.mark.parametrize(("status", "away"), [(502, False), (503, False), (405, True), (500, True)])
def test_a_gateway_without_its_server_is_down_and_a_complaint_is_an_answer(
    client: FlaskClient, office: Office, status: int, away: bool
) -> None:
    office.status = status
    assert leads_away(client) is away


def test_one_that_says_nothing_is_waited_for_shortly(
    client: FlaskClient, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(single_sign_on, "_PATIENCE_BEFORE_LEAVING_S", 0.2)
    office.waits_s = 1.5
    begun = time.monotonic()
    assert not leads_away(client)
    assert time.monotonic() - begun < 1.4


def test_a_rush_of_people_asks_it_once(client: FlaskClient, office: Office) -> None:
    for _person in range(5):
        assert leads_away(client)
    assert office.asked == 1
    office.stop()
    assert leads_away(client)  # believed for some seconds


def test_an_address_where_nobody_listens_is_one_sentence_too(
    app: Flask, client: FlaskClient, office: Office
) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        issuer = f"http://127.0.0.1:{unused.getsockname()[1]}"
        settings = app.extensions["settings"]
        app.extensions["settings"] = replace(settings, oidc=replace(settings.oidc, issuer=issuer))
        assert not leads_away(client)
    assert WORDS in client.get("/dang-nhap").text
