"""The console of a venue: what its officers do is kept, shown again and compared with what holds."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from lms import clock
from lms.people.enums import Role
from lms.people.models import AccessEntry
from lms.units.models import Unit
from sessions.board.watching import Watches
from sessions.checkin.enums import Level
from sessions.conferences.models import Summons
from sessions.console.models import Headcount, SignOff
from sessions.gates.enums import Direction
from sessions.gates.models import Gate, Outage
from sessions.gates.services import record_beat
from sessions.scanners.models import Scanner
from tests.factories import make_account, make_person, make_unit
from tests.sessions.checkin.hall import attendance, make_delegate, make_hall, scan, tap
from tests.sessions.factories import START

NOW = START + timedelta(minutes=20)


@pytest.fixture(autouse=True)
def _during_the_sitting(app):
    app.extensions["board_watches"] = Watches(period_s=0)
    with clock.fixed(NOW):
        yield


@pytest.fixture
def hall(db):
    hall = make_hall(db)
    hall.main.capacity = 5
    return hall


@pytest.fixture
def trainer(db, hall):
    owner = db.get_one(Unit, hall.conference.owner_unit_id)
    return make_account(db, full_name="Trần Thị Thư Ký", role=Role.TRAINER, unit=owner)


@pytest.fixture
def desk(client, login, trainer, hall):
    login(client, trainer)
    base = f"/hoi-nghi/{hall.conference.id}/diem-cau/{hall.main.id}/buoi/{hall.session.id}"

    def ask(end="", **data):
        if end.startswith("/"):
            return client.post(base + end, data=data)
        return client.get(base + end)

    return ask


def test_console_counts_the_venue_and_its_seats(desk, db, hall):
    people = [make_delegate(db, hall, name=f"Người {n}") for n in range(3)]
    tap(db, scan(hall.gate), people[0])
    hall.conference.seating_percent = 60
    page = desk().text
    assert f'data-figure="venue-{hall.main.id}-present">1<' in page
    assert "/3 ghế (dùng 60% của 5 ghế)" in page
    assert db.scalars(select(AccessEntry.action)).all() == ["venue console seen"]


def test_headcount_is_kept_beside_what_was_recorded(desk, db, hall):
    tap(db, scan(hall.gate), make_delegate(db, hall))
    assert desk("/dem-nguoi", heads="3", note="hàng ghế đầu").status_code == 303
    (row,) = db.scalars(select(Headcount))
    assert (row.heads, row.recorded, row.note) == (3, 1, "hàng ghế đầu")
    assert "Trong phòng có 2 người chưa được ghi nhận." in desk().text
    desk("/dem-nguoi", heads="0")
    assert "Số ghi nhận nhiều hơn số đếm được 1 người." in desk().text
    desk("/dem-nguoi", heads="1")
    assert "Số người đếm được khớp" in desk().text
    assert db.query(Headcount).count() == 3


@pytest.mark.parametrize("heads", ["", "-1", "x", "9" * 12])
def test_headcount_that_is_no_number_is_refused(desk, db, hall, heads):
    answer = desk("/dem-nguoi", heads=heads)
    assert answer.status_code == 422
    assert "error-summary" in answer.text
    assert db.query(Headcount).count() == 0


def test_mid_session_check_opens_for_minutes_and_again(desk, db, hall):
    assert desk("/luot", direction="mid", minutes="10").status_code == 303
    gate = db.scalars(select(Gate).filter_by(direction=Direction.MID)).one()
    assert (gate.venue_id, gate.opened_at, gate.open_minutes) == (hall.main.id, NOW, 10)
    with clock.fixed(NOW + timedelta(minutes=20)):
        desk("/luot", direction="mid", minutes="5")
    db.refresh(gate)
    assert (gate.opened_at, gate.open_minutes) == (NOW + timedelta(minutes=20), 5)
    assert db.query(Gate).filter_by(direction=Direction.MID).count() == 1


@pytest.mark.parametrize(
    ("direction", "minutes"), [("mid", "0"), ("mid", "999"), ("in", "10"), ("x", "10"), ("mid", "")]
)
def test_passage_that_cannot_be_is_refused(desk, db, hall, direction, minutes):
    assert desk("/luot", direction=direction, minutes=minutes).status_code == 422
    assert db.query(Gate).filter(Gate.direction != Direction.IN).count() == 0


def test_passage_is_not_opened_once_attendance_is_closed(desk, db, hall):
    hall.session.closed_at = NOW
    assert desk("/luot", direction="out", minutes="10").status_code == 422
    assert db.query(Gate).filter_by(direction=Direction.OUT).count() == 0


def test_walk_in_is_taken_in_and_summoned_here(desk, db, hall):
    stranger = make_person(db, full_name="Vũ Khách Mời")
    tap(db, scan(hall.gate), stranger)
    assert "Vũ Khách Mời" in desk().text
    assert desk(f"/nhan/{stranger.id}").status_code == 303
    summons = db.scalars(select(Summons).filter_by(person_id=stranger.id)).one()
    assert summons.venue_id == hall.main.id
    assert attendance(db, hall, stranger).state == "present"


def test_weak_sign_is_confirmed_with_its_own_time(desk, db, hall):
    person = make_delegate(db, hall)
    ticket = scan(hall.gate, level=Level.STATIC)
    tap(db, ticket, person)
    assert attendance(db, hall, person).state == "provisional"
    desk(f"/nhan/{person.id}")
    row = attendance(db, hall, person)
    assert (row.state, row.level, row.arrived_at) == ("present", "E4", ticket.received_at)


def test_walk_in_who_is_refused_is_recorded_no_longer(desk, db, hall):
    stranger = make_person(db, full_name="Vũ Khách Mời")
    tap(db, scan(hall.gate), stranger)
    assert desk(f"/tu-choi/{stranger.id}", reason="").status_code == 422
    assert attendance(db, hall, stranger).state == "provisional"
    assert desk(f"/tu-choi/{stranger.id}", reason="Không thuộc thành phần").status_code == 303
    assert attendance(db, hall, stranger).state == "unknown"
    assert desk(f"/tu-choi/{stranger.id}", reason="lần nữa").status_code == 422


def test_excuse_is_found_by_name_and_stated_with_its_reason(desk, db, hall):
    person = make_delegate(db, hall)
    assert "Lưu ghi nhận" in desk("?tim=anh").text
    assert desk(f"/vang/{person.id}", states="excused", reason=" ").status_code == 422
    assert desk(f"/vang/{person.id}", states="excused", reason="Đi công tác").status_code == 303
    assert attendance(db, hall, person).state == "excused"
    assert "“Đi công tác” · Trần Thị Thư Ký" in desk().text


def test_outage_noted_by_hand_keeps_the_gate_open_longer(desk, db, hall):
    assert desk("/su-co", began="08:35", ended="08:45").status_code == 303
    (row,) = db.scalars(select(Outage))
    assert row.ended_at - row.began_at == timedelta(minutes=10)
    db.refresh(hall.gate)
    assert hall.gate.extended_until == hall.session.ends_at + timedelta(minutes=10)
    assert "08:35:00–08:45:00" in desk().text


@pytest.mark.parametrize(
    ("began", "ended"), [("08:45", "08:35"), ("x", "08:45"), ("08:40", "09:40"), ("", "08:45")]
)
def test_outage_that_makes_no_sense_is_refused(desk, db, hall, began, ended):
    assert desk("/su-co", began=began, ended=ended).status_code == 422
    assert db.query(Outage).count() == 0


def test_signature_freezes_the_counts_and_later_changes_are_shown(desk, db, hall):
    people = [make_delegate(db, hall, name=f"Người {n}") for n in range(2)]
    tap(db, scan(hall.gate), people[0])
    desk("/ky", note="Đủ")
    (row,) = db.scalars(select(SignOff))
    assert json.loads(row.figures)["present"] == 1
    assert "Trần Thị Thư Ký đã ký xác nhận lúc 08:50" in desk().text
    assert "Số liệu đã thay đổi" not in desk().text
    tap(db, scan(hall.gate), people[1])
    assert "<li>có mặt: 1 → 2</li>" in desk().text
    desk("/ky")
    assert db.query(SignOff).count() == 2
    assert "Số liệu đã thay đổi" not in desk().text


def test_nothing_is_signed_before_the_session_begins(desk, db, hall):
    with clock.fixed(START - timedelta(minutes=1)):
        assert desk("/ky").status_code == 422
    assert db.query(SignOff).count() == 0


def test_devices_are_shown_with_their_age(desk, db, hall, trainer):
    record_beat(db, hall.gate.id, "d1", 45_000, NOW - timedelta(seconds=9))
    db.add(
        Scanner(
            conference_id=hall.conference.id,
            venue_id=hall.main.id,
            name="Máy quét bàn 1",
            token_digest="x",
            enrolled_by=trainer.id,
            enrolled_at=NOW,
            seen_at=NOW - timedelta(minutes=2),
            waiting=4,
        )
    )
    page = desk().text
    assert "tín hiệu 9 giây trước" in page
    assert "đồng hồ lệch 45 giây" in page
    assert "Máy quét bàn 1" in page
    assert "4 lượt chưa gửi" in page


def test_console_takes_a_fixed_number_of_queries(desk, db, hall, count_queries):
    make_delegate(db, hall)
    desk()
    with count_queries() as one:
        desk()
    for n in range(3):
        tap(db, scan(hall.gate), make_person(db, full_name=f"Khách {n}"))
    with count_queries() as more:
        desk()
    assert len(more) <= len(one) + 2  # people with news are read again


ENDS = ["", "/luot", "/dem-nguoi", "/su-co", "/vang/1", "/nhan/1", "/tu-choi/1", "/ky"]


@pytest.mark.parametrize("end", ENDS)
def test_strangers_find_no_console(app, db, hall, login, end):
    address = f"/hoi-nghi/{hall.conference.id}/diem-cau/{hall.main.id}/buoi/{hall.session.id}{end}"
    method = "POST" if end else "GET"
    learner = make_account(db)
    elsewhere = make_account(db, role=Role.TRAINER, unit=make_unit(db, name="Cục khác"))
    assert "/dang-nhap" in app.test_client().open(address, method=method).headers["Location"]
    for account in (learner, elsewhere):
        client = login(app.test_client(), account)
        assert client.open(address, method=method).status_code == 404
    assert db.query(SignOff).count() == 0


def test_venue_where_the_session_is_not_held_has_no_console(client, login, trainer, db, hall):
    login(client, trainer)
    other = make_hall(db)
    base = f"/hoi-nghi/{hall.conference.id}"
    assert client.get(f"{base}/diem-cau/{other.main.id}/buoi/{hall.session.id}").status_code == 404
    assert client.get(f"{base}/diem-cau/{hall.main.id}/buoi/{other.session.id}").status_code == 404
