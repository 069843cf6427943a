"""What the phone's path refuses, flags or tells apart, and the page of each of the nine results."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from lms import clock
from lms.people.enums import Role
from sessions.checkin.enums import Flag, Result
from sessions.checkin.models import Attendance, Evidence
from sessions.checkin.showing import LOOKS
from sessions.conferences.enums import ConferenceState, SummonsState
from sessions.conferences.models import Summons
from tests.factories import make_account, make_person
from tests.sessions.checkin.hall import attendance, evidence, make_delegate, make_hall, tap
from tests.sessions.checkin.hall import scan as ticket_for
from tests.sessions.checkin.phone import (
    EIGHT,
    at_0752,
    code_now,
    fields_of,
    hall,
    person,
    scan,
    text,
)
from tests.sessions.factories import START

__all__ = ["at_0752", "hall", "person"]  # fixtures


@pytest.fixture
def phone(client, db, hall, person, login):
    """The person's own phone, signed in."""
    return login(client, make_account(db, person=person))


def press(phone, page, **more):
    return phone.post("/diem-danh", data=fields_of(page) | more, follow_redirects=True)


def count(db):
    return db.scalar(select(func.count()).select_from(Evidence))


# The nine results, each by the way a person comes to it.


def present(phone, db, hall, person):
    return press(phone, scan(phone, hall.gate))


def already(phone, db, hall, person):
    present(phone, db, hall, person)
    return present(phone, db, hall, person)


def late(phone, db, hall, person):
    at = START + timedelta(minutes=20)
    with clock.fixed(at):
        return press(phone, scan(phone, hall.gate, at))


def provisional(phone, db, hall, person):
    withdraw(db, person)
    return present(phone, db, hall, person)


def code_changed(phone, db, hall, person):
    return scan(phone, hall.gate, EIGHT - timedelta(minutes=5))


def wrong_place(phone, db, hall, person):
    return press(phone, scan(phone, make_hall(db, title="Hội nghị B").gate))


def not_open(phone, db, hall, person):
    at = START - timedelta(minutes=70)
    with clock.fixed(at):
        return scan(phone, hall.gate, at)


def closed(phone, db, hall, person):
    at = START + timedelta(minutes=95)
    with clock.fixed(at):
        return scan(phone, hall.gate, at)


def saved_here(phone, db, hall, person):
    return scan(phone, hall.gate)


def refused(phone, db, hall, person):
    page = scan(phone, hall.gate)
    hall.conference.state = ConferenceState.CANCELLED
    return press(phone, page)


def withdraw(db, person):
    summons = db.scalars(select(Summons).where(Summons.person_id == person.id)).one()
    summons.state = SummonsState.WITHDRAWN


@pytest.mark.parametrize(
    ("way", "result"),
    [
        (present, Result.PRESENT),
        (already, Result.ALREADY),
        (late, Result.LATE),
        (provisional, Result.PROVISIONAL),
        (code_changed, Result.CODE_CHANGED),
        (wrong_place, Result.WRONG_PLACE),
        (not_open, "Chưa mở điểm danh"),
        (closed, "Đã đóng điểm danh"),
        (saved_here, Result.SAVED_HERE),
        (refused, Result.REFUSED),
    ],
)
def test_result_has_its_word_and_its_icon_on_the_page(
    app, phone, db, hall, person, at_0752, way, result
):
    page = text(way(phone, db, hall, person))
    look = LOOKS.get(result, LOOKS[Result.NOT_OPEN])
    icons = app.jinja_env.get_template("macros/icons.html").module.paths
    drawn = {"Chưa mở điểm danh": "clock"}.get(result, look.icon)
    with app.test_request_context():
        word = result if isinstance(result, str) and result not in LOOKS else str(look.word)
    shown = page[page.index(f'class="result result-{look.tone}') :]
    assert f'<h1 class="result-word">{word}</h1>' in shown
    assert icons[drawn] in shown[: shown.index("</h1>")]


# What is refused.


def test_list_of_what_looks_ahead_gets_a_page_without_ticket_name_or_place(
    client, db, hall, at_0752
):
    agents = [
        "WhatsApp/2.23",
        "Viber/13 preview",
        "zalobot/1.0",
        "Slackbot 1.0",
        "coccocbot-web/1.0",
    ]
    for agent in [*agents, "curl/8.0", "facebookexternalhit/1.1", "Discordbot/2.0"]:
        page = client.get(f"/C/{code_now(hall.gate)}", headers={"User-Agent": agent})
        assert page.status_code == 200
        assert "Set-Cookie" not in page.headers
        assert "Chuyên đề 1" not in text(page)
    assert count(db) == 0


@pytest.mark.parametrize("minutes", [3, -3])
def test_code_of_a_display_whose_clock_is_off_is_refused(client, db, hall, at_0752, minutes):
    """A code made by the display's own clock is not fresh; nothing is recorded."""
    page = scan(client, hall.gate, EIGHT + timedelta(minutes=minutes))
    assert page.status_code == 410
    assert 'name="ve"' not in text(page)


def test_display_whose_clock_is_off_is_told_the_servers_time(client, db, hall, login, at_0752):
    """What it makes its codes from; that it then shows the right ones is seen in a browser."""
    login(client, make_account(db, role=Role.ADMINISTRATOR))
    beat = {"display": "man-hinh-1", "offset": 180_000}
    told = client.post(f"/cua/{hall.gate.id}/nhip", json=beat).json
    assert told["now"] == EIGHT.timestamp() * 1000
    assert told["day"]["midnight"] <= told["now"] < told["day"]["until"]


def test_ticket_of_one_gate_does_not_count_at_another(db, hall, person):
    """One ticket is one row, whatever gate it claims; the gate itself is signed with it."""
    ticket = ticket_for(hall.gate)
    tap(db, ticket, person)
    tap(db, ticket._replace(gate_id=hall.other_gate.id), person, nonce="b")
    assert [row.gate_id for row in evidence(db, person)] == [hall.gate.id]


@pytest.mark.parametrize(
    "change", [lambda t: t[:-2], lambda t: t[:20], lambda t: "x" + t, lambda t: ""]
)
def test_ticket_cut_or_changed_records_nothing(phone, db, hall, at_0752, change):
    fields = fields_of(scan(phone, hall.gate))
    page = phone.post(
        "/diem-danh", data=fields | {"ve": change(fields["ve"])}, follow_redirects=True
    )
    assert "Mã đã đổi" in text(page)
    assert count(db) == 0


def test_ticket_is_used_by_one_person_only(phone, db, hall, person, login, at_0752):
    fields = fields_of(scan(phone, hall.gate))
    phone.post("/diem-danh", data=fields)
    friend = make_delegate(db, hall, name="Trần Văn Bình")
    login(phone, make_account(db, person=friend))
    page = phone.post(
        "/diem-danh", data=fields | {"nguoi": friend.id, "lan": "b"}, follow_redirects=True
    )
    assert "Không ghi nhận" in text(page)
    assert evidence(db, friend) == []


def test_over_long_nonce_is_cut_and_never_an_error(phone, db, hall, person, at_0752):
    fields = fields_of(scan(phone, hall.gate)) | {"lan": "n" * 5000}
    answers = [text(phone.post("/diem-danh", data=fields, follow_redirects=True)) for _ in "12"]
    assert all("Có mặt" in answer for answer in answers)
    assert [len(row.nonce) for row in evidence(db, person)] == [64]


@pytest.mark.parametrize("field", ["ve", "lan", "nguoi", "ma-moi", "o-day"])
@pytest.mark.parametrize("value", ["\x00", "💥", "-1", "9" * 40])
def test_odd_values_in_the_form_are_never_an_error(phone, hall, at_0752, field, value):
    fields = fields_of(scan(phone, hall.gate)) | {field: value}
    assert phone.post("/diem-danh", data=fields).status_code < 500


def test_refused_tap_sent_twice_gets_one_answer_and_no_record(phone, db, hall, at_0752):
    fields = fields_of(scan(phone, hall.gate))
    hall.conference.state = ConferenceState.CANCELLED
    pages = [phone.post("/diem-danh", data=fields, follow_redirects=True) for _ in range(2)]
    assert all("Không ghi nhận" in text(page) for page in pages)
    assert count(db) == 0


# What is flagged and not blocked.


def test_forty_people_on_one_phone_are_all_recorded_and_flagged(db, hall):
    people = [make_delegate(db, hall, name=f"Người {n}") for n in range(40)]
    results = {tap(db, ticket_for(hall.gate), each, phone="shared").result for each in people}
    assert results == {Result.PRESENT}
    flags = [attendance(db, hall, each).flags for each in people]
    assert flags[0] == ""
    assert set(flags[1:]) == {Flag.SHARED_PHONE}


def test_one_person_at_two_venues_is_recorded_twice_credited_once_and_flagged(db, hall, person):
    tap(db, ticket_for(hall.gate), person)
    tap(db, ticket_for(hall.other_gate, minutes=-20), person)
    assert len(evidence(db, person)) == 2
    (row,) = db.scalars(select(Attendance).where(Attendance.person_id == person.id))
    assert (row.venue_id, row.flags) == (hall.main.id, Flag.TWO_VENUES)


def test_walk_in_with_a_weak_code_carries_both_flags(db, hall):
    stranger = make_person(db)
    tap(db, ticket_for(hall.gate, level="E1"), stranger)
    flags = attendance(db, hall, stranger).flags.split(",")
    assert flags == [Flag.AWAITS_CONFIRMATION, Flag.NOT_ON_LIST]
