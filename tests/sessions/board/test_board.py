"""The board: counts per venue that follow the evidence, 304 while nothing changes, closing and reopening."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from lms import clock
from lms.people.enums import Role
from lms.people.models import AccessEntry, Account, Person, RoleGrant
from sessions.board.board import Board
from sessions.board.missing import missing_by_unit
from sessions.board.watching import Watch, Watches
from sessions.checkin.closing import close_session
from sessions.checkin.enums import AttendanceState
from sessions.checkin.models import Attendance
from sessions.checkin.staff import Staff, gate_of_person, tick, untick
from sessions.conferences.models import Conference, StudySession
from sessions.conferences.summoning import summon
from sessions.gates.services import record_beat
from sessions.lists.enums import ListOrder
from sessions.lists.roll import load_roll
from sessions.scanners.models import Scanner
from tests.factories import make_account, make_person, make_unit
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


def test_venue_that_needs_attention_stands_first_and_can_stand_alone(
    client: FlaskClient, db: Session, day: Day, login: Login
) -> None:
    login(client, day.scene.trainer)
    main, second = day.conference.venues
    gate = gate_of_person(db, day.sitting_id, day.office[0])
    record_beat(db, gate.id, "d1", 40, NOW - timedelta(seconds=9))
    names = [main.name, second.name]
    page = client.get(day.base).text
    table = page[page.index("<tbody>") :]
    assert table.index(names[1]) < table.index(names[0])
    only = client.get(f"{day.base}?xem=can-xem").text
    assert names[0] not in only[only.index("<tbody>") :]
    by_summoned = client.get(f"{day.base}?thu-tu=-trieu-tap").text
    table = by_summoned[by_summoned.index("<tbody>") :]
    assert table.index(names[0]) < table.index(names[1])


def test_board_counts_what_scanners_still_hold(
    client: FlaskClient, db: Session, day: Day, login: Login
) -> None:
    login(client, day.scene.trainer)
    venue = day.conference.venues[0].id
    for number, revoked in enumerate([None, None, NOW]):
        db.add(
            Scanner(
                conference_id=day.conference.id,
                venue_id=venue,
                name="Máy quét",
                token_digest=str(number),
                enrolled_by=day.scene.trainer.id,
                enrolled_at=NOW,
                seen_at=NOW - timedelta(seconds=3),
                revoked_at=revoked,
                waiting=4,
            )
        )
    figures = client.get(day.json).json["figures"]
    assert (figures[f"venue-{venue}-waiting"], figures["waiting"]) == ("8", "8")
    assert figures[f"venue-{venue}-scanner"] == "3 giây trước"


def test_big_screen_shows_counts_and_nobodys_name(
    client: FlaskClient, db: Session, day: Day, login: Login
) -> None:
    login(client, day.scene.trainer)
    day.come(day.office[0])
    page = client.get(f"{day.base}/buoi/{day.sitting_id}/man-hinh-lon").text
    assert 'data-figure="present">1<' in page
    assert "37 Nguyễn Bỉnh Khiêm" in page
    assert not [name for name in db.scalars(select(Person.full_name)) if name in page]


def test_call_list_names_who_is_missing_and_is_traced(
    client: FlaskClient, db: Session, day: Day, login: Login
) -> None:
    login(client, day.scene.trainer)
    day.come(day.office[0])
    db.get_one(Person, day.office[1]).phone = "0912 345 678"
    address = f"{day.base}/buoi/{day.sitting_id}/chua-den"
    counts = client.get(address)
    assert "Nguyễn Văn" not in counts.text
    assert traces(db) == []
    page = client.get(f"{address}?don-vi={day.scene.office.id}").text
    assert "Nguyễn Văn B" in page
    assert 'href="tel:0912345678"' in page
    assert "Nguyễn Văn A<" not in page
    assert "Lê Thị" not in page
    assert len(traces(db)) == 1


def traces(db: Session) -> list[str]:
    seen = select(AccessEntry.detail).where(AccessEntry.action == "call list seen")
    return list(db.scalars(seen))


@pytest.mark.parametrize("end", ["so-lieu.json", "man-hinh-lon", "chua-den"])
def test_board_is_for_those_who_manage_the_conference(
    app: Flask, db: Session, day: Day, login: Login, end: str
) -> None:
    address = f"{day.base}/buoi/{day.sitting_id}/{end}"
    assert app.test_client().get(address).status_code == 303
    others = [
        make_account(db),
        make_account(db, role=Role.TRAINER, unit=make_unit(db, name="Cục khác")),
        make_account(db, role=Role.UNIT_HEAD, unit=day.scene.ministry),
    ]
    for account in others:
        assert login(app.test_client(), account).get(address).status_code == 404
    owner = login(app.test_client(), day.scene.trainer)
    assert owner.get(address).status_code == 200
    assert owner.get(f"/hoi-nghi/999/buoi/{day.sitting_id}/{end}").status_code == 404


def test_grant_taken_back_ends_watching_at_once(
    client: FlaskClient, db: Session, day: Day, login: Login
) -> None:
    login(client, day.scene.trainer)
    assert client.get(day.json).status_code == 200
    db.execute(delete(RoleGrant).where(RoleGrant.account_id == day.scene.trainer.id))
    assert client.get(day.json).status_code == 404
