"""Whoever the phone remembers reads the verdicts about themselves without an account."""

from lms import clock
from sessions.checkin.phone import PERSON_COOKIE, derive_key, remembered, remembering
from sessions.conferences.models import Summons
from sessions.invitations.issuing import code_of, issue_codes
from sessions.invitations.keys import code_key
from tests.factories import make_account
from tests.sessions.checkin.hall import scan, tap
from tests.sessions.corrections.desk import NOON, make_desk


def remember(app, client, db, desk):
    """The phone as it is after its owner typed their personal code."""
    with app.test_request_context():
        issue_codes(db, code_key(), desk.hall.conference.id)
        summons = db.query(Summons).filter_by(person_id=desk.people[0].id).one()
        assert code_of(code_key(), summons)
        client.set_cookie(PERSON_COOKIE, remembered(desk.people[0].id, summons.code_digest))
    return summons


def test_remembered_person_reads_and_cannot_write(app, client, db):
    desk = make_desk(db)
    tap(db, scan(desk.hall.gate), desk.people[0])
    remember(app, client, db, desk)
    with clock.fixed(NOON):
        page = client.get("/diem-danh/ve-toi")
        assert "Nguyễn Văn A" in page.text
        assert "07:52:00" in page.text
        assert "<form" not in page.text.split("<main")[1]
        assert page.headers["Cache-Control"] == "no-store"
        assert client.get(f"/ve-toi/de-nghi/{desk.hall.session.id}").status_code == 303


def test_code_issued_anew_or_no_code_shows_nothing(app, client, db):
    make_account(db)
    assert client.get("/diem-danh/ve-toi").status_code == 303
    desk = make_desk(db)
    remember(app, client, db, desk).code_digest = "0" * 64
    page = client.get("/diem-danh/ve-toi")
    assert page.status_code == 303
    assert "Nguyễn Văn A" not in page.text
    forged = remembering(derive_key(app.extensions["secrets"], "answer")).sign("1~0").decode()
    client.set_cookie(PERSON_COOKIE, forged)
    assert client.get("/diem-danh/ve-toi").status_code == 303


def test_signed_in_person_is_led_to_the_full_page(client, db, login):
    desk = make_desk(db)
    login(client, make_account(db, person=desk.people[0]))
    assert client.get("/diem-danh/ve-toi").location == "/ve-toi"
