"""The board: counts per venue that follow the evidence, 304 while nothing changes, closing and reopening."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms import clock
from lms.people.models import Account
from sessions.board.board import Board
from sessions.board.missing import missing_by_unit
from sessions.board.watching import Watch, Watches
from sessions.checkin.enums import AttendanceState
from sessions.checkin.models import Attendance
from sessions.checkin.staff import Staff, gate_of_person, tick
from sessions.conferences.models import Conference, StudySession
from sessions.conferences.summoning import summon
from sessions.gates.services import record_beat
from sessions.lists.enums import ListOrder
from sessions.lists.roll import load_roll
from tests.factories import make_person
from tests.sessions.conferences.scene import (
    DAY,
    Ministry,
    make_ministry,
    plan_conference,
    reload,
    scan_in,
    staff_of,
)

Login = Callable[[FlaskClient, Account], FlaskClient]
START = DAY + timedelta(hours=1)
NOW = START + timedelta(minutes=5)


@pytest.fixture(autouse=True)
def _during_the_sitting(app: Flask) -> Iterator[None]:
    app.extensions["board_watches"] = Watches(period_s=0)
    with clock.fixed(NOW):
        yield


def load_board(db: Session, conference: Conference, sitting: StudySession) -> Board:
    return Watch(conference.id, sitting.id).board(db.connection, 0)


class Day:
    """Four people of two units at two venues."""

    def __init__(self, db: Session, scene: Ministry) -> None:
        self.db, self.scene = db, scene
        self.office = [each.id for each in staff_of(db, scene.office, 3)]
        self.archives = [each.id for each in staff_of(db, scene.archives, 1, "Lê Thị")]
        conference = plan_conference(db, scene)
        main, second = (venue.id for venue in conference.venues)
        chosen = dict.fromkeys(self.office, main) | dict.fromkeys(self.archives, second)
        summon(db, conference, chosen, leave_out_clashes=False, by=None)
        self.conference: Conference = reload(db, conference)
        self.sitting_id = self.conference.study_sessions[0].id
        self.base = f"/hoi-nghi/{self.conference.id}"
        self.json = f"{self.base}/buoi/{self.sitting_id}/so-lieu.json"

    def come(self, person_id: int, minutes: float = -10) -> None:
        self.conference = reload(self.db, self.conference)
        sitting = self.conference.study_sessions[0]
        scan_in(self.db, sitting, person_id, at=START + timedelta(minutes=minutes))


@pytest.fixture
def day(db: Session) -> Day:
    return Day(db, make_ministry(db))


def test_venues_count_their_own_and_sum_to_the_whole(db: Session, day: Day) -> None:
    day.come(day.office[0])
    day.come(day.office[1], minutes=4.5)
    day.come(day.archives[0])
    day.come(make_person(db, full_name="Vũ Khách Mời").id)
    conference = reload(db, day.conference)
    board = load_board(db, conference, conference.study_sessions[0])
    main, second = board.venues
    assert (main.summoned, main.present, main.provisional) == (3, 2, 1)
    assert (second.summoned, second.present, second.provisional) == (1, 1, 0)
    assert main.per_minute == 1
    assert (board.tally.attended, board.tally.unknown, board.tally.walk_ins) == (3, 1, 1)
    assert sum(venue.present for venue in board.venues) == board.tally.attended
    units = missing_by_unit(db, conference, conference.study_sessions[0])
    assert [(unit.name, unit.missing) for unit in units] == [
        ("Văn phòng Bộ", 1),
        ("Cục Văn thư và Lưu trữ", 0),
    ]


def test_board_and_printed_list_count_alike(db: Session, day: Day) -> None:
    day.come(day.office[0], minutes=20)
    day.come(day.archives[0])
    day.come(make_person(db, full_name="Vũ Khách Mời").id)
    conference = reload(db, day.conference)
    sitting = conference.study_sessions[0]
    roll = load_roll(db, conference, ListOrder.NAME)
    assert load_board(db, conference, sitting).tally == roll.tally(sitting)
    assert roll.tally(sitting).balances


def test_figures_answer_304_until_somebody_comes(
    client: FlaskClient, db: Session, day: Day, login: Login
) -> None:
    login(client, day.scene.trainer)
    first = client.get(day.json)
    assert first.json["figures"]["present"] == "0"
    seen = {"If-None-Match": first.headers["ETag"]}
    unchanged = client.get(day.json, headers=seen)
    assert (unchanged.status_code, unchanged.data) == (304, b"")
    day.come(day.office[0])
    second = client.get(day.json, headers=seen)
    assert second.status_code == 200
    assert second.json["figures"]["present"] == "1"
    assert second.json["summary"].startswith("Có mặt 1/4")


def test_age_of_a_display_is_told(client: FlaskClient, db: Session, day: Day, login: Login) -> None:
    login(client, day.scene.trainer)
    person, (venue, silent) = day.office[0], (v.id for v in day.conference.venues)
    gate = gate_of_person(db, day.sitting_id, person)
    record_beat(db, gate.id, "d1", 40, NOW - timedelta(seconds=9))
    figures = client.get(day.json).json["figures"]
    assert figures[f"venue-{venue}-beat"] == "9 giây trước"
    assert figures[f"venue-{silent}-beat"] == "chưa có"


def test_page_shows_the_same_figures_without_a_script(
    client: FlaskClient, db: Session, day: Day, login: Login
) -> None:
    login(client, day.scene.trainer)
    day.come(day.office[0])
    page = client.get(day.base)
    assert '<span data-figure="present">1</span>' in page.text
    assert "25,00" in page.text
    assert "Có mặt 1/4, trong đó đi muộn 0; chưa đến 3." in page.text
    assert 'data-module="sessions/live"' in page.text


def test_closing_makes_absent_only_where_the_gate_ran(
    client: FlaskClient, db: Session, day: Day, login: Login
) -> None:
    login(client, day.scene.trainer)
    day.come(day.office[0])
    answer = client.post(f"{day.base}/buoi/{day.sitting_id}/khoa", follow_redirects=True)
    assert "Không nhận được dữ liệu từ 37 Nguyễn Bỉnh Khiêm" in answer.text
    rows = {row.person_id: row.state for row in db.scalars(select(Attendance))}
    assert rows[day.office[1]] == AttendanceState.ABSENT
    assert rows.get(day.archives[0], AttendanceState.UNKNOWN) == AttendanceState.UNKNOWN
    again = client.post(f"{day.base}/buoi/{day.sitting_id}/mo-lai")
    assert again.status_code == 303
    db.expire_all()
    assert db.get(Attendance, (day.sitting_id, day.office[1])) is None


def test_conference_without_people_shows_what_to_do_next(
    client: FlaskClient, db: Session, login: Login
) -> None:
    scene = make_ministry(db)
    login(client, scene.trainer)
    conference = plan_conference(db, scene, sessions=0)
    page = client.get(f"/hoi-nghi/{conference.id}")
    assert "Bốn bước chuẩn bị" in page.text


def test_tick_counts_at_once(client: FlaskClient, db: Session, day: Day, login: Login) -> None:
    login(client, day.scene.trainer)
    gate = gate_of_person(db, day.sitting_id, day.archives[0])
    tick(db, gate.id, day.archives[0], Staff(day.scene.trainer.id, NOW))
    assert client.get(day.json).json["figures"]["present"] == "1"
