"""The board: counts per venue that follow the evidence, 304 while nothing changes, closing and reopening."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from unittest.mock import patch

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from sessions.board.board import Board
from sessions.board.missing import missing_by_unit
from sessions.board.watching import Watch, Watches
from sessions.checkin.closing import close_session
from sessions.checkin.enums import AttendanceState
from sessions.checkin.models import Attendance
from sessions.checkin.staff import Staff, gate_of_person, tick, untick
from sessions.conferences.models import Conference, StudySession
from sessions.lists.enums import ListOrder
from sessions.lists.roll import load_roll
from tests.factories import make_person
from tests.sessions.board.day import NOW, Day, Login, day, during_the_sitting
from tests.sessions.conferences.scene import (
    reload,
)

__all__ = ["day", "during_the_sitting"]  # fixtures


def load_board(db: Session, conference: Conference, sitting: StudySession) -> Board:
    return Watch(conference.id, sitting.id).board(db.connection, 0)


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


def test_tick_counts_at_once(client: FlaskClient, db: Session, day: Day, login: Login) -> None:
    login(client, day.scene.trainer)
    gate = gate_of_person(db, day.sitting_id, day.archives[0])
    tick(db, gate.id, day.archives[0], Staff(day.scene.trainer.id, NOW))
    assert client.get(day.json).json["figures"]["present"] == "1"


def test_seconds_later_only_people_with_news_are_read_again(
    db: Session, day: Day, count_queries: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    db.commit()
    watch = Watch(day.conference.id, day.sitting_id)
    assert watch.board(db.connection, 0).tally.attended == 0
    day.come(day.office[0])
    with count_queries() as statements:
        assert watch.board(db.connection, 0).tally.attended == 1
    assert not [each for each in statements if "summonses" in each]
    assert watch.board(db.connection, 60) is watch.board(db.connection, 60)


def test_news_after_news_add_up_to_what_everybody_read_gives(db: Session, day: Day) -> None:
    watch = Watch(day.conference.id, day.sitting_id)
    watch.board(db.connection, 0)
    staff = Staff(day.scene.trainer.id, NOW)
    day.come(day.office[0], minutes=20)
    watch.board(db.connection, 0)
    day.come(day.archives[0])
    stranger = make_person(db, full_name="Vũ Khách Mời").id
    day.come(stranger)
    gate = gate_of_person(db, day.sitting_id, day.office[1])
    tick(db, gate.id, day.office[1], staff)
    watch.board(db.connection, 0)
    untick(db, gate.id, day.office[1], staff, reason="nhầm người")
    news, whole = watch.board(db.connection, 0), Watch(day.conference.id, day.sitting_id)
    assert news == whole.board(db.connection, 0)


def test_reading_everybody_that_failed_is_begun_anew(db: Session, day: Day) -> None:
    watch = Watch(day.conference.id, day.sitting_id)
    day.come(day.office[0])
    before = watch.board(db.connection, 0)
    day.come(day.office[1])
    broken = OperationalError("the database is away", {}, Exception())
    with (
        patch("sessions.board.watching.arrivals_since", side_effect=broken),
        pytest.raises(OperationalError),
    ):
        watch.board(db.connection, 0, whole_after=0)
    assert watch.board(db.connection, 60) is before  # whoever need not have it newer
    whole = Watch(day.conference.id, day.sitting_id)
    assert watch.board(db.connection, 0) == whole.board(db.connection, 0) != before


def test_whoever_asks_within_the_period_gets_the_board_that_is_known(
    app: Flask, client: FlaskClient, db: Session, day: Day, login: Login
) -> None:
    login(client, day.scene.trainer)
    app.extensions["board_watches"] = Watches(period_s=60)
    first = client.get(day.json)
    day.come(day.office[0])
    assert client.get(day.json).data == first.data
    english = client.get(day.json, headers={"Accept-Language": "en"})
    assert english.json["figures"]["present"] == "0"


def test_closing_reaches_those_who_watch_at_once(db: Session, day: Day) -> None:
    watch = Watch(day.conference.id, day.sitting_id)
    day.come(day.office[0])
    watch.board(db.connection, 0)
    conference = reload(db, day.conference)
    staff = Staff(day.scene.trainer.id, NOW)
    close_session(db, conference.study_sessions[0], staff)
    assert watch.board(db.connection, 0).tally.absent == 2
