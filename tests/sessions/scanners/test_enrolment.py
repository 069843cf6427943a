"""How a device becomes a scanner, and stops being one."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from lms import clock
from sessions.scanners.models import Scanner, ScannerInvite
from tests.sessions.checkin.hall import evidence
from tests.sessions.scanners.desk import (
    AT,
    make_desk,
    make_holder,
    make_invite,
    scan,
    scans,
    send,
    use_token,
)

SOON = AT + timedelta(minutes=1)


@pytest.fixture
def desk(db):
    return make_desk(db)


def text(response):
    return response.get_data(as_text=True)


def open_invite(client, token, at=SOON):
    with clock.fixed(at):
        return client.get(f"/quet/ghep/{token}")


def enrol(client, token, name="Bàn số 3", at=SOON):
    with clock.fixed(at):
        return client.post(f"/quet/ghep/{token}", data={"ten": name})


def ask(client, path, at=AT):
    with clock.fixed(at):
        return client.get(path, headers={"Accept": "application/json"})


def named(db, name):
    db.expire_all()
    return db.scalars(select(Scanner).filter_by(name=name)).one_or_none()


def test_an_invite_makes_one_device_a_scanner_of_its_venue(client, db, desk):
    token = make_invite(db, desk.hall.other)
    assert desk.hall.other.name in text(open_invite(client, token))
    answer = enrol(client, token, "  Bàn   số 3 ")
    assert (answer.status_code, answer.location) == (303, "/quet")
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "Path=/quet" in cookie
    assert "SameSite=Strict" in cookie
    scanner = named(db, "Bàn số 3")
    assert scanner.venue_id == desk.hall.other.id
    assert scanner.token_digest not in cookie
    me = ask(client, "/quet/toi").json
    assert (me["scanner"]["id"], me["venue"]["name"]) == (scanner.id, desk.hall.other.name)
    assert [gate["id"] for gate in me["gates"]] == [desk.hall.other_gate.id]


def test_a_used_invite_is_good_for_nobody_else(client, app, db, desk):
    token = make_invite(db, desk.hall.main)
    enrol(client, token)
    other = app.test_client()
    assert open_invite(other, token).status_code == 410
    assert enrol(other, token, "Kẻ đến sau").status_code == 410
    assert named(db, "Kẻ đến sau") is None


def test_an_old_invite_is_good_for_nobody(client, db, desk):
    token = make_invite(db, desk.hall.main)
    late = AT + timedelta(minutes=10)
    assert open_invite(client, token, late).status_code == 410
    assert enrol(client, token, at=late).status_code == 410
    assert "quá hạn" in text(open_invite(client, token, late))


def test_a_forged_invite_does_not_exist(client, db, desk):
    for token in ("0" * 40, "x", "%00", "a" * 3000):
        assert open_invite(client, token).status_code == 404
        assert enrol(client, token).status_code == 404


def test_a_scanner_needs_a_name(client, db, desk):
    token = make_invite(db, desk.hall.main)
    for name in ("", "   ", "x" * 81):
        answer = enrol(client, token, name)
        assert answer.status_code == 422
        assert "không quá 80 ký tự" in text(answer)
    assert db.scalars(select(ScannerInvite.used_at)).all() == [None]


@pytest.mark.parametrize("path", ["/quet/toi", "/quet/goi?cua=1", "/quet/tim?tim=nguyen"])
def test_without_a_good_token_nothing_is_told(client, desk, path):
    for token in ("", "forged", "x" * 500, "a b"):
        use_token(client, token)
        answer = ask(client, path)
        assert answer.status_code == 401
        assert answer.json["error"].startswith("Thiết bị này")
        assert "Scanner-Revoked" not in answer.headers


def test_staff_who_are_signed_in_are_no_scanner(client, login, db, desk):
    from lms.people.enums import Role
    from tests.factories import make_account

    login(client, make_account(db, role=Role.ADMINISTRATOR))
    assert ask(client, "/quet/toi").status_code == 401


def test_a_revoked_scanner_is_told_so_by_everything(client, db, desk):
    person, card = make_holder(db, desk.hall)
    desk.scanner.revoked_at = AT
    refused = send(client, desk.token, [scan(1, desk.hall.gate, card)])
    answers = [refused]
    for path in ("/quet/toi", f"/quet/goi?cua={desk.hall.gate.id}", "/quet/tim?tim=nguyen"):
        use_token(client, desk.token)
        answers.append(ask(client, path))
    for answer in answers:
        assert answer.status_code == 401
        assert answer.headers["Scanner-Revoked"] == "1"
        assert "thu hồi" in answer.json["error"]
    assert scans(db) == []
    assert evidence(db, person) == []


def test_after_the_conference_a_scanner_delivers_but_reads_no_names(client, db, desk):
    _, card = make_holder(db, desk.hall)
    later = desk.hall.conference.ends_at + timedelta(days=2)
    use_token(client, desk.token)
    assert ask(client, f"/quet/goi?cua={desk.hall.gate.id}", later).status_code == 410
    assert ask(client, "/quet/tim?tim=nguyen", later).status_code == 410
    assert send(client, desk.token, [scan(1, desk.hall.gate, card)], now=later).status_code == 200


def test_the_scanner_page_is_the_same_for_everybody_and_may_use_the_decoder(client, desk):
    answer = client.get("/quet")
    assert answer.status_code == 200
    assert "'wasm-unsafe-eval'" in answer.headers["Content-Security-Policy"]
    assert "'unsafe-inline'" not in answer.headers["Content-Security-Policy"]


def test_the_worker_names_files_that_exist_and_its_scope(client, desk):
    answer = client.get("/quet/sw.js")
    assert answer.headers["Service-Worker-Allowed"] == "/quet"
    assert answer.mimetype == "text/javascript"
    head = text(answer).splitlines()[0]
    build = client.application.json.loads(head.removeprefix("const BUILD = ").rstrip(";"))
    for address in build["files"]:
        assert client.get(address).status_code == 200, address


def test_the_manifest_installs_the_page_as_an_app(client, desk):
    manifest = client.get("/quet/app.webmanifest")
    assert manifest.mimetype == "application/manifest+json"
    told = client.application.json.loads(manifest.data)
    assert (told["start_url"], told["scope"], told["display"]) == ("/quet", "/quet", "standalone")
    for icon in told["icons"]:
        assert client.get(icon["src"]).status_code == 200


def test_a_cards_address_tells_nothing_of_anybody(client, db, desk):
    _, card = make_holder(db, desk.hall)
    pages = [
        client.get(f"/{place}/{code}")
        for place in "Tt"
        for code in (card, card.lower(), "2" * 24, "x")
    ]
    bodies = {text(page).replace(page.request.path, "") for page in pages}
    assert {page.status_code for page in pages} == {200}
    assert len({_without_token(body) for body in bodies}) == 1
    assert "Đây là thẻ cá nhân" in text(pages[0])
    assert "Nguyễn Thị Ánh" not in text(pages[0])


def _without_token(body):
    import re

    return re.sub(r'content="[^"]{60,}"', "", body)
