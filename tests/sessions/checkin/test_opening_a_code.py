"""What opens when a code is scanned or typed: the button for people, nothing to use for machines and stale codes."""

from datetime import timedelta

import pytest

from lms import clock
from sessions.checkin.enums import Level
from sessions.checkin.models import Evidence
from sessions.checkin.staff import tick
from sessions.gates.codes import make_typed_code, step_at
from tests.factories import make_account
from tests.sessions.checkin.hall import attendance, evidence, make_staff
from tests.sessions.checkin.phone import (
    EIGHT,
    MASTER,
    at_0752,
    code_now,
    fields_of,
    hall,
    person,
    scan,
    text,
    ticking_of,
)
from tests.sessions.factories import START

__all__ = ["at_0752", "hall", "person"]  # fixtures


def test_fresh_code_shows_the_button_and_records_nothing(client, db, hall, person, at_0752):
    page = scan(client, hall.gate)
    assert page.status_code == 200
    assert "Chuyên đề 1" in text(page)
    assert "Điểm cầu chính" in text(page)
    assert "Mã cá nhân" in text(page)
    assert db.query(Evidence).count() == 0


@pytest.mark.parametrize("make", ["stale", "forged", "other gate's", "truncated", "nothing"])
def test_codes_that_do_not_count_all_get_one_page(client, db, hall, at_0752, make):
    code = code_now(hall.gate)
    bad = {
        "stale": code_now(hall.gate, EIGHT - timedelta(minutes=5)),
        "forged": code[:-1] + ("0" if code[-1] != "0" else "1"),
        "other gate's": code_now(hall.gate)[:6] + code_now(hall.other_gate)[6:],
        "truncated": code[:20],
        "nothing": "X",
    }[make]
    page = client.get(f"/C/{bad}")
    assert page.status_code == 410
    assert "Mã đã đổi" in text(page)
    assert 'name="so"' in text(page)
    assert 'name="ve"' not in text(page)
    assert "diemcau_ve" not in str(page.headers)


def test_small_letters_are_read_too(client, hall, db, at_0752):
    assert client.get(f"/c/{code_now(hall.gate).lower()}").status_code == 200


@pytest.mark.parametrize(
    ("method", "headers"),
    [
        ("HEAD", {}),
        ("GET", {"User-Agent": "facebookexternalhit/1.1"}),
        ("GET", {"User-Agent": "TelegramBot (like TwitterBot)"}),
        ("GET", {"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1)"}),
        ("GET", {"User-Agent": "Mozilla/5.0 Chrome/125", "Sec-Purpose": "prefetch;prerender"}),
    ],
)
def test_machine_that_looks_ahead_gets_no_ticket(client, db, hall, at_0752, method, headers):
    page = client.open(f"/C/{code_now(hall.gate)}", method=method, headers=headers)
    assert page.status_code == 200
    assert "Set-Cookie" not in page.headers
    assert "Chuyên đề 1" not in text(page)
    assert 'name="ve"' not in text(page)


@pytest.mark.parametrize(
    "agent",
    [
        "Mozilla/5.0 (Linux; Android 9; CUBOT_X18_Plus) Version/4.0 Chrome/125.0 Mobile Safari/537.36",
        "Mozilla/5.0 (Linux; Android 12) Version/4.0 Chrome/125.0 Mobile Safari/537.36"
        " Zalo android/12100621 ZaloTheme/light ZaloLanguage/vi",
        "Mozilla/5.0 (iPhone) AppleWebKit/605.1.15 Mobile/15E148 Zalo iOS/536 ZaloTheme/light",
        "Mozilla/5.0 (iPhone) AppleWebKit/605.1.15 [FBAN/FBIOS;FBAV/400.0]",
    ],
)
def test_person_in_a_chat_programs_browser_gets_a_ticket(client, db, hall, at_0752, agent):
    page = client.get(f"/C/{code_now(hall.gate)}", headers={"User-Agent": agent})
    assert 'name="ve"' in text(page)


@pytest.mark.parametrize(("minutes", "word"), [(-70, "Chưa mở"), (95, "Đã đóng")])
def test_gate_out_of_hours_hands_out_no_ticket(client, db, hall, minutes, word):
    at = START + timedelta(minutes=minutes)
    with clock.fixed(at):
        page = scan(client, hall.gate, at)
    assert word in text(page)
    assert 'name="ve"' not in text(page)


def test_typed_code_leads_to_the_button_and_waits_for_staff(
    client, db, hall, person, login, at_0752
):
    login(client, make_account(db, person=person))
    client.get("/ma")
    digits = make_typed_code(MASTER, ticking_of(hall.gate), step_at(ticking_of(hall.gate), EIGHT))
    page = client.post("/ma", data={"so": f"{digits[:3]} {digits[3:]}"}, follow_redirects=True)
    assert "Điểm cầu chính" in text(page)
    done = client.post("/diem-danh", data=fields_of(page), follow_redirects=True)
    assert "Chờ xác nhận" in text(done)
    assert evidence(db, person)[0].level is Level.STATIC
    assert attendance(db, hall, person).flags == "awaits-confirmation"


def test_who_types_it_twice_still_waits_and_is_told_so_until_staff_confirm(
    client, db, hall, person, login, at_0752
):
    login(client, make_account(db, person=person))
    digits = make_typed_code(MASTER, ticking_of(hall.gate), step_at(ticking_of(hall.gate), EIGHT))

    def press():
        client.get("/ma")
        page = client.post("/ma", data={"so": digits}, follow_redirects=True)
        return text(client.post("/diem-danh", data=fields_of(page), follow_redirects=True))

    press()
    again = press()
    assert "Chờ xác nhận" in again
    assert "ban tổ chức sẽ xác nhận" in again
    assert len(evidence(db, person)) == 1
    tick(db, hall.gate.id, person.id, make_staff(db, minutes=-37))
    db.commit()
    assert "Đã điểm danh" in press()


def test_wrong_digits_are_said_and_slowed(client, db, hall, at_0752):
    client.get("/ma")
    for _ in range(5):
        assert client.post("/ma", data={"so": "12"}).status_code == 422
    assert client.post("/ma", data={"so": "12"}).status_code == 429
