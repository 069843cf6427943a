"""Slips: made, printed, used once, voided; and what a phone sees when it opens one."""

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
from sessions.gates.codes import make_code, step_at
from sessions.gates.queries import clock_of, get_gate
from sessions.printing.keys import slip_key
from sessions.printing.models import Slip
from sessions.printing.slip_codes import show_slip_code, slip_code
from tests.conftest import SECRETS
from tests.factories import make_account
from tests.sessions.checkin.hall import attendance
from tests.sessions.checkin.test_phone_path import fields_of
from tests.sessions.factories import START
from tests.sessions.printing.office import Login, Office, make_office
from tests.sessions.printing.test_paper import codes_in

AT_0752 = START - timedelta(minutes=38)
NAME = "Trần Thị Ánh"


@pytest.fixture
def office(db: Session, client: FlaskClient, login: Login) -> Office:
    return make_office(db, client, login)


@pytest.fixture
def slip(app: Flask, client: FlaskClient, office: Office) -> str:
    """The address path of the gate's first slip, of three."""
    client.post(f"{office.base}/phieu/{office.gate_id}", data={"so-luong": 3})
    return f"/P/{code_of(app, office.gate_id, 1)}"


@pytest.fixture
def phone(app: Flask, db: Session, office: Office, login: Login) -> FlaskClient:
    """The phone of a delegate who is signed in."""
    person = db.get_one(Person, office.people[NAME])
    return login(app.test_client(), make_account(db, person=person))


@pytest.fixture
def at_0752():
    with clock.fixed(AT_0752):
        yield


def code_of(app: Flask, gate_id: int, number: int) -> str:
    with app.app_context():
        return slip_code(slip_key(), gate_id, number)


def screen_of(db: Session, gate_id: int) -> str:
    """The address that the gate's screen shows at 07:52."""
    ticking = clock_of(get_gate(db, gate_id))
    return f"/C/{make_code(SECRETS.code_master_key, ticking, step_at(ticking, AT_0752))}"


def press(phone: FlaskClient, page) -> str:
    """Press the button of a tap page; the word of the answer."""
    return phone.post("/diem-danh", data=fields_of(page), follow_redirects=True).text


def ledger(db: Session) -> list[tuple[Level, str | None]]:
    db.expire_all()
    return [(row.level, row.ticket) for row in db.scalars(select(Evidence).order_by(Evidence.id))]


def test_slips_are_numbered_on_and_only_digests_are_kept(
    app: Flask, client: FlaskClient, db: Session, office: Office
) -> None:
    address = f"{office.base}/phieu/{office.gate_id}"
    page = client.post(address, data={"so-luong": 2}, follow_redirects=True)
    assert "Đã làm phiếu từ số 1 đến số 2" in page.text
    client.post(address, data={"so-luong": 1})
    rows = db.scalars(select(Slip).order_by(Slip.number)).all()
    assert [row.number for row in rows] == [1, 2, 3]
    kept = " ".join(row.code_digest for row in rows)
    assert code_of(app, office.gate_id, 1) not in kept
    assert len({row.code_digest for row in rows}) == 3


@pytest.mark.parametrize(
    ("count", "status"), [("0", 422), ("2001", 422), ("x", 422), ("2000", 303)]
)
def test_no_more_than_two_thousand_slips_at_once(
    client: FlaskClient, office: Office, count: str, status: int
) -> None:
    answer = client.post(f"{office.base}/phieu/{office.gate_id}", data={"so-luong": count})
    assert answer.status_code == status


def test_closed_attendance_takes_no_new_slips(
    client: FlaskClient, db: Session, office: Office
) -> None:
    db.get_one(StudySession, office.hall.session.id).closed_at = START
    answer = client.post(f"{office.base}/phieu/{office.gate_id}", data={"so-luong": 1})
    assert answer.status_code == 409


def test_paper_carries_the_codes_and_leaves_voided_ones_out(
    app: Flask, client: FlaskClient, office: Office, slip: str
) -> None:
    address = f"{office.base}/phieu/{office.gate_id}"
    page = client.post(f"{address}/huy", data={"tu": 2, "den": ""}, follow_redirects=True)
    assert "Đã hủy 1 phiếu" in page.text
    found = codes_in(client.get(f"{address}.pdf").data)
    wanted = {code_of(app, office.gate_id, number) for number in (1, 3)}
    assert found == {f"HTTP://LOCALHOST/P/{code}" for code in wanted}
    assert client.get(f"{address}.pdf?tu=2&den=2").status_code == 404


@pytest.mark.parametrize("numbers", [{"tu": 3, "den": 1}, {"tu": 0, "den": 2}, {}])
def test_odd_range_of_numbers_voids_nothing(
    client: FlaskClient, db: Session, office: Office, slip: str, numbers: dict[str, int]
) -> None:
    address = f"{office.base}/phieu/{office.gate_id}/huy"
    assert client.post(address, data=numbers).status_code == 422
    assert not db.scalars(select(Slip).where(Slip.voided_at.is_not(None))).all()


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
    assert "Đã điểm danh" in again.text
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


def test_voided_slip_is_refused(
    client: FlaskClient, phone: FlaskClient, office: Office, slip: str, at_0752: None
) -> None:
    client.post(f"{office.base}/phieu/{office.gate_id}/huy", data={"tu": 1, "den": 1})
    page = phone.get(slip)
    assert page.status_code == 410
    assert "Phiếu đã bị hủy" in page.text


def test_used_slip_cannot_be_voided_and_is_counted(
    client: FlaskClient, phone: FlaskClient, db: Session, office: Office, slip: str, at_0752: None
) -> None:
    press(phone, phone.get(slip, follow_redirects=True))
    address = f"{office.base}/phieu/{office.gate_id}"
    page = client.post(f"{address}/huy", data={"tu": 1, "den": 3}, follow_redirects=True)
    assert "Đã hủy 2 phiếu" in page.text
    assert "đã dùng 1/3" in client.get(office.base).text


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


def test_sitting_with_unused_prints_can_be_taken_out(
    client: FlaskClient, phone: FlaskClient, db: Session, office: Office, slip: str, at_0752: None
) -> None:
    choice = {"buoi": office.hall.session.id, "diem-cau": office.hall.main.id}
    client.post(f"{office.base}/ky-ten", data=choice)
    address = f"/hoi-nghi/{office.conference_id}/buoi/{office.hall.session.id}/xoa"
    assert client.post(address).status_code == 303
    assert phone.get(slip).status_code == 410


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
