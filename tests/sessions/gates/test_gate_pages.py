"""The display in the hall and the switch behind it: what they show, what they do, to whom."""

import json
import re
from datetime import datetime, time, timedelta
from html import unescape

import pytest

from lms import clock
from lms.people.enums import Role
from lms.units.models import Unit
from sessions.checkin.closing import close_session
from sessions.gates.codes import (
    Freshness,
    GateClock,
    day_key,
    judge,
    make_code,
    make_typed_code,
    read_code,
    step_at,
)
from sessions.gates.drawing import draw
from sessions.gates.enums import Direction
from sessions.gates.models import DisplayBeat, Gate, Outage
from sessions.gates.services import open_passage
from tests.conftest import SECRETS
from tests.factories import make_account, make_unit
from tests.sessions.checkin.hall import attendance, make_delegate, make_hall, make_staff, scan, tap
from tests.sessions.factories import START

AT = START - timedelta(minutes=38)


@pytest.fixture
def hall(db):
    return make_hall(db)


@pytest.fixture
def trainer(db, hall):
    owner = db.get_one(Unit, hall.conference.owner_unit_id)
    return make_account(db, role=Role.TRAINER, unit=owner)


@pytest.fixture
def staff_client(client, login, trainer):
    return login(client, trainer)


def page(client, gate, at=AT, name="/man-hinh"):
    with clock.fixed(at):
        return client.get(f"/cua/{gate.id}{name}")


def text(response):
    return response.get_data(as_text=True)


def news_of(response):
    found = re.search(r'data-news="([^"]*)"', text(response))
    return json.loads(unescape(found[1]))


def judged(code, gate, at):
    ticking = GateClock(gate.id, 10, START.date(), clock.LOCAL)
    return judge(SECRETS.code_master_key, read_code(code), ticking, at)


def test_display_shows_the_code_of_this_moment(staff_client, hall):
    shown = text(page(staff_client, hall.gate))
    ticking = GateClock(hall.gate.id, 10, START.date(), clock.LOCAL)
    step = step_at(ticking, AT)
    code = make_code(SECRETS.code_master_key, ticking, step)
    assert judged(code, hall.gate, AT) is Freshness.FRESH
    assert draw(f"HTTP://LOCALHOST/C/{code}").path in shown
    typed = make_typed_code(SECRETS.code_master_key, ticking, step)
    assert f"{typed[:3]} {typed[3:]}" in shown
    for word in ("Hội nghị A", "Chuyên đề 1", "Điểm cầu chính", "Bấm Điểm danh", "localhost/ma"):
        assert word in shown


def test_display_without_a_script_loads_itself_at_the_next_turn(staff_client, hall):
    shown = page(staff_client, hall.gate, AT + timedelta(seconds=3))
    assert '<noscript><meta http-equiv="refresh" content="7"></noscript>' in text(shown)


def test_display_is_handed_the_key_of_its_own_gate_and_day_only(staff_client, hall):
    shown = page(staff_client, hall.gate)
    day = news_of(shown)["day"]
    held_on = START.date()
    assert day["key"] == day_key(SECRETS.code_master_key, hall.gate.id, held_on).hex()
    midnight = datetime.combine(held_on, time(), clock.LOCAL)
    assert (day["midnight"], day["until"]) == (
        midnight.timestamp() * 1000,
        (midnight + timedelta(days=1)).timestamp() * 1000,
    )
    others = [
        day_key(SECRETS.code_master_key, gate_id, held_on + timedelta(days=days)).hex()
        for gate_id in (hall.gate.id, hall.other_gate.id)
        for days in (-1, 0, 1)
        if (gate_id, days) != (hall.gate.id, 0)
    ]
    assert not [key for key in others if key in text(shown)]


@pytest.mark.parametrize("seconds", [10, 0], ids=["rotating", "printed"])
@pytest.mark.parametrize("days", [-30, -1, 1])
def test_display_gets_no_key_on_another_day(staff_client, hall, days, seconds):
    hall.gate.step_seconds = seconds
    shown = page(staff_client, hall.gate, AT + timedelta(days=days))
    assert news_of(shown)["day"] is None


def test_display_gets_no_key_once_its_gate_is_closed(staff_client, hall):
    hall.gate.closed_at = AT - timedelta(minutes=1)
    assert news_of(page(staff_client, hall.gate))["day"] is None


def test_display_gets_the_key_before_its_gate_opens(staff_client, hall):
    news = news_of(page(staff_client, hall.gate, START - timedelta(minutes=75)))
    assert news["state"] == "not yet"
    assert news["day"]["opens"] == (START - timedelta(minutes=60)).timestamp() * 1000


def test_display_counts_who_came_of_those_summoned(staff_client, db, hall):
    people = [make_delegate(db, hall, name=f"Người {n}") for n in range(3)]
    tap(db, scan(hall.gate), people[0])
    tap(db, scan(hall.other_gate), people[1])
    assert (news_of(page(staff_client, hall.gate))["came"], 3) == (1, 3)
    assert news_of(page(staff_client, hall.gate))["summoned"] == 3


def test_display_of_a_mid_session_check_counts_who_answered_of_those_here(staff_client, db, hall):
    people = [make_delegate(db, hall, name=f"Người {n}") for n in range(3)]
    check = open_passage(db, hall.session.id, hall.main.id, Direction.MID, 10, START)
    for person in people[:2]:
        tap(db, scan(hall.gate), person)
    tap(db, scan(check, minutes=2), people[0])
    news = news_of(page(staff_client, check, START + timedelta(minutes=3)))
    assert (news["came"], news["summoned"]) == (1, 2)
    assert news["day"]["closes"] == (START + timedelta(minutes=10)).timestamp() * 1000


@pytest.mark.parametrize(
    ("minutes", "name", "word"),
    [(-75, "not yet", "Mở điểm danh lúc 07:30"), (95, "closed", "Đã đóng điểm danh")],
)
def test_display_out_of_hours_says_so_and_shows_no_code(staff_client, hall, minutes, name, word):
    shown = text(page(staff_client, hall.gate, START + timedelta(minutes=minutes)))
    assert word in shown
    assert f'data-when="{name}">' in shown
    assert 'data-qr data-when="open" hidden' in shown
    assert '<path data-modules d=""/>' in shown


def test_heartbeat_is_noted_and_answered_with_the_key(staff_client, db, hall):
    with clock.fixed(AT):
        answer = staff_client.post(
            f"/cua/{hall.gate.id}/nhip", json={"display": "screen", "offset": 45_000}
        )
    assert answer.json["state"] == "open"
    assert answer.json["day"]["gate"] == hall.gate.id
    (beat,) = db.query(DisplayBeat).all()
    assert (beat.gate_id, beat.display_id, beat.offset_ms) == (hall.gate.id, "screen", 45_000)
    switch = page(staff_client, hall.gate, name="").get_data(as_text=True)
    assert "lệch quá 30 giây" in switch


def test_heartbeat_after_an_outage_moves_the_end_of_the_gate(staff_client, db, hall):
    began, ended = AT, AT + timedelta(minutes=7)
    report = {"from": began.timestamp() * 1000, "to": ended.timestamp() * 1000}
    with clock.fixed(ended):
        for _ in range(2):
            answer = staff_client.post(
                f"/cua/{hall.gate.id}/nhip", json={"display": "screen", "outages": [report]}
            )
    assert db.query(Outage).count() == 1
    planned = hall.session.ends_at
    assert answer.json["day"]["closes"] == (planned + timedelta(minutes=7)).timestamp() * 1000


@pytest.mark.parametrize(
    "sent",
    [
        None,
        [],
        {"offset": "x"},
        {"offset": 1e300, "display": 5},
        {"outages": {"from": 1}},
        {"outages": [None, {"from": 5}, {"from": 9e30, "to": 9e31}, {"from": 5, "to": "x"}]},
        {"outages": [{"from": 1616810000000, "to": 1616820000000}] * 2},
    ],
)
def test_heartbeat_that_makes_no_sense_does_no_harm(staff_client, db, hall, sent):
    with clock.fixed(AT):
        answer = staff_client.post(f"/cua/{hall.gate.id}/nhip", json=sent)
    assert answer.status_code == 200
    assert [beat.offset_ms for beat in db.query(DisplayBeat)] == [0]
    assert db.query(Outage).count() == 0


def test_script_for_reloads_without_network_serves_its_folder_only(client, db):
    make_account(db)
    script = client.get("/cua/mat-mang.js")
    assert script.status_code == 200
    assert script.mimetype == "text/javascript"
    assert "Service-Worker-Allowed" not in script.headers


def test_trainer_opens_closes_and_paces_the_gate(staff_client, db, hall):
    gate_id = hall.gate.id

    def gate():
        return db.get(Gate, gate_id, populate_existing=True)

    with clock.fixed(START - timedelta(minutes=90)):
        assert staff_client.post(f"/cua/{gate_id}/mo").status_code == 303
    assert gate().opened_at == START - timedelta(minutes=90)
    with clock.fixed(START):
        staff_client.post(f"/cua/{gate_id}/dong")
    assert gate().closed_at == START
    staff_client.post(f"/cua/{gate_id}/toc-do", data={"giay": "30"})
    assert gate().step_seconds == 30


@pytest.mark.parametrize("pace", ["4", "61", "x", "", "-1", "9" * 30])
def test_pace_that_no_code_has_is_refused(staff_client, db, hall, pace):
    gate_id = hall.gate.id
    assert staff_client.post(f"/cua/{gate_id}/toc-do", data={"giay": pace}).status_code == 422
    assert db.get(Gate, gate_id, populate_existing=True).step_seconds == 10


def test_silent_gate_closed_after_attendance_judges_its_people(staff_client, db, hall):
    waiting = make_delegate(db, hall)
    close_session(db, hall.session, make_staff(db, minutes=95))
    assert attendance(db, hall, waiting) is None
    with clock.fixed(START + timedelta(minutes=96)):
        staff_client.post(f"/cua/{hall.gate.id}/dong")
    assert attendance(db, hall, waiting).state == "absent"


def test_check_that_was_never_opened_cannot_be_closed(staff_client, db, hall):
    """Closing it would say of everybody in the hall that they did not answer."""
    check = Gate(study_session_id=hall.session.id, venue_id=hall.main.id, direction=Direction.MID)
    db.add(check)
    db.flush()
    check_id = check.id

    refused = staff_client.post(f"/cua/{check_id}/dong")

    assert refused.status_code == 409
    assert "chưa từng được mở" in text(refused)
    assert db.get(Gate, check_id, populate_existing=True).closed_at is None


def test_gate_is_not_opened_once_attendance_is_closed(staff_client, db, hall):
    close_session(db, hall.session, make_staff(db, minutes=95))
    assert staff_client.post(f"/cua/{hall.gate.id}/mo").status_code == 409


ADDRESSES = [
    ("GET", ""),
    ("GET", "/man-hinh"),
    ("POST", "/nhip"),
    ("POST", "/mo"),
    ("POST", "/dong"),
    ("POST", "/toc-do"),
]


@pytest.mark.parametrize(("method", "end"), ADDRESSES)
def test_stranger_is_sent_to_sign_in_and_others_find_nothing(app, db, hall, login, method, end):
    address = f"/cua/{hall.gate.id}{end}"
    learner = make_account(db)
    elsewhere = make_account(db, role=Role.TRAINER, unit=make_unit(db, name="Cục khác"))
    assert "/dang-nhap" in app.test_client().open(address, method=method).headers["Location"]
    for account in (learner, elsewhere):
        client = login(app.test_client(), account)
        assert client.open(address, method=method).status_code == 404
    assert db.query(DisplayBeat).count() == 0


def test_gate_that_is_not_there_is_not_found(staff_client):
    assert staff_client.get("/cua/999999/man-hinh").status_code == 404
