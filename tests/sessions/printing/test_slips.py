"""Slips on a phone: used once, stronger with a scan, refused when forged, used or out of hours."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms import clock
from lms.people.models import Person
from sessions.checkin.enums import AttendanceState, Level
from sessions.checkin.models import Evidence
from sessions.checkin.phone import PERSON_COOKIE, remembered
from sessions.conferences.models import StudySession, Summons
from sessions.printing.models import Slip
from sessions.printing.slip_codes import show_slip_code
from tests.factories import make_account
from tests.sessions.checkin.hall import attendance
from tests.sessions.factories import START
from tests.sessions.printing.office import Login, Office
from tests.sessions.printing.slips import (
    AT_0752,
    NAME,
    at_0752,
    ledger,
    office,
    phone,
    press,
    screen_of,
    slip,
)

__all__ = ["at_0752", "office", "phone", "slip"]  # fixtures


def test_slip_alone_counts_as_a_printed_code(
    phone: FlaskClient, db: Session, slip: str, at_0752: None
) -> None:
    page = phone.get(slip, follow_redirects=True)
    assert "ban tổ chức sẽ xác nhận" in page.text
    assert ledger(db) == []
    assert "Chờ xác nhận" in press(phone, page)
    number = db.scalars(select(Slip.id).where(Slip.number == 1)).one()
    assert ledger(db) == [(Level.STATIC, f"slip:{number}")]


def test_slip_after_a_fresh_scan_strengthens_it_and_keeps_its_time(
    phone: FlaskClient, db: Session, office: Office, slip: str
) -> None:
    with clock.fixed(AT_0752):
        phone.get(screen_of(db, office.gate_id))
    with clock.fixed(AT_0752 + timedelta(minutes=5)):
        page = phone.get(slip, follow_redirects=True)
        page = phone.get(slip, follow_redirects=True)  # reloaded: the same ticket
        assert "ban tổ chức sẽ xác nhận" not in page.text
        assert "Có mặt" in press(phone, page)
    row = db.scalars(select(Evidence)).one()
    assert row.level is Level.STRENGTHENED
    assert row.occurred_at == AT_0752


def test_slip_after_check_in_adds_a_stronger_row(
    phone: FlaskClient, db: Session, office: Office, slip: str, at_0752: None
) -> None:
    press(phone, phone.get(screen_of(db, office.gate_id)))
    press(phone, phone.get(slip, follow_redirects=True))
    assert [level for level, _ in ledger(db)] == [Level.ROTATING, Level.STRENGTHENED]
    mark = db.scalars(select(Evidence.person_id).distinct()).one()
    assert mark == office.people[NAME]
    kept = db.get_one(StudySession, office.hall.session.id)
    assert kept.closed_at is None


def test_scan_that_somebody_used_strengthens_nobody_else(
    app: Flask, phone: FlaskClient, db: Session, office: Office, slip: str, login: Login
) -> None:
    other = make_account(db, person=db.get_one(Person, office.people["Lê Văn Bình"]))
    with clock.fixed(AT_0752):
        press(phone, phone.get(screen_of(db, office.gate_id)))
        login(phone, other)
        page = phone.get(slip, follow_redirects=True)
    assert "ban tổ chức sẽ xác nhận" in page.text


def test_scan_of_another_gate_strengthens_nothing(
    phone: FlaskClient, db: Session, office: Office, slip: str, at_0752: None
) -> None:
    phone.get(screen_of(db, office.other_gate_id))
    assert "ban tổ chức sẽ xác nhận" in phone.get(slip, follow_redirects=True).text


def test_used_slip_is_refused_and_shows_its_user_their_own_record(
    app: Flask, phone: FlaskClient, slip: str, at_0752: None
) -> None:
    press(phone, phone.get(slip, follow_redirects=True))
    again = phone.get(slip)
    assert "Chờ xác nhận" in again.text
    stranger = app.test_client().get(slip)
    assert stranger.status_code == 410
    assert "Phiếu đã được sử dụng" in stranger.text
    assert NAME not in stranger.text


def test_slip_on_two_phones_is_used_by_the_first_to_press(
    app: Flask, phone: FlaskClient, db: Session, office: Office, slip: str, login: Login
) -> None:
    other = make_account(db, person=db.get_one(Person, office.people["Lê Văn Bình"]))
    second = login(app.test_client(), other)
    with clock.fixed(AT_0752):
        first_page = phone.get(slip, follow_redirects=True)
        second_page = second.get(slip, follow_redirects=True)
        press(phone, first_page)
        assert "đã có người khác dùng" in press(second, second_page)
    assert len(ledger(db)) == 1


def test_forged_slip_looks_like_a_stale_code(phone: FlaskClient, slip: str, at_0752: None) -> None:
    other = "0" if slip[-1] != "0" else "1"
    for address in (slip[:-1] + other, "/P/000000000000000000000000", "/P/x"):
        page = phone.get(address)
        assert page.status_code == 410
        assert "Mã đã đổi" in page.text


def test_slip_of_another_day_finds_the_gate_closed(phone: FlaskClient, slip: str) -> None:
    for days, words in ((-1, "Chưa mở điểm danh"), (1, "Đã đóng điểm danh")):
        with clock.fixed(START + timedelta(days=days)):
            assert words in phone.get(slip).text


@pytest.mark.parametrize("robot", [{"User-Agent": "ZaloBot/1.0"}, {"Sec-Purpose": "prefetch"}])
def test_preview_of_a_slip_gets_no_ticket(
    app: Flask, slip: str, at_0752: None, robot: dict[str, str]
) -> None:
    for answer in (app.test_client().get(slip, headers=robot), app.test_client().head(slip)):
        assert answer.status_code == 200
        assert "Set-Cookie" not in answer.headers


def test_slip_can_be_typed_with_dashes_in_small_letters(
    app: Flask, phone: FlaskClient, office: Office, slip: str, at_0752: None
) -> None:
    typed = show_slip_code(slip.removeprefix("/P/")).lower()
    page = phone.get("/P", query_string={"ma": typed}, follow_redirects=True)
    assert "ban tổ chức sẽ xác nhận" in page.text
    wrong = phone.get("/P", query_string={"ma": "7K2M-9QXP"})
    assert wrong.status_code == 422
    assert "không phải mã phiếu" in wrong.text


def test_verdict_of_a_strengthened_check_in_says_so(
    phone: FlaskClient, db: Session, office: Office, slip: str, at_0752: None
) -> None:
    phone.get(screen_of(db, office.gate_id))
    press(phone, phone.get(slip, follow_redirects=True))
    db.expire_all()
    mark = attendance(db, office.hall, db.get_one(Person, office.people[NAME]))
    assert mark is not None
    assert (mark.state, mark.level) == (AttendanceState.PRESENT, "E3")


def test_remembered_phone_without_an_account_uses_scan_and_slip_too(
    app: Flask, db: Session, office: Office, slip: str, at_0752: None
) -> None:
    phone = app.test_client()
    digest = db.get_one(Summons, office.summonses[NAME]).code_digest
    assert digest is not None
    with app.app_context():
        phone.set_cookie(PERSON_COOKIE, remembered(office.people[NAME], digest))
    phone.get(screen_of(db, office.gate_id))
    assert "Có mặt" in press(phone, phone.get(slip, follow_redirects=True))
    ((level, ticket),) = ledger(db)
    assert level is Level.STRENGTHENED
    assert ticket is not None
    assert ticket.startswith("slip:")
