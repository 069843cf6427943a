"""A venue's console, the call list and the big screen in real browsers: accessible, and the counts move by themselves."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from lms import clock
from lms.people.enums import Role
from lms.people.models import Person
from sessions.conferences.models import StudySession
from sessions.gates.enums import Direction
from sessions.gates.models import Gate
from sessions.gates.services import open_passage, record_beat
from tests.factories import make_account, make_person, make_unit
from tests.sessions.conferences.scene import scan_in
from tests.sessions.factories import make_conference, make_session, make_summons, make_venue
from tests.support.browser_sign_in import sign_in
from tests.support.chromium import DESKTOP, PHONE, assert_accessible

NAMES = ("Trần Văn An", "Nguyễn Thị Ánh", "Lê Hoàng Ân", "Đỗ Thị Dung", "Cao Minh Đức")


@pytest.fixture(scope="module")
def venue(site):
    """A sitting of today with five people summoned and a stranger who came, everything on its console."""
    with site.transaction() as db:
        owner = make_unit(db, name="Bộ Nội vụ")
        trainer = make_account(db, role=Role.TRAINER, unit=owner)
        now = clock.now()
        start = now - timedelta(minutes=5)
        conference = make_conference(
            db, owner=owner, starts_at=start, ends_at=start + timedelta(hours=3)
        )
        main = make_venue(db, conference, is_main=True, capacity=4)
        sitting = make_session(db, conference, [main], starts_at=start)
        people = [make_person(db, full_name=name, unit=owner) for name in NAMES]
        for person in people:
            make_summons(db, conference, person, main, sessions=[sitting])
        scan_in(db, sitting, make_person(db, full_name="Vũ Khách Mời").id, at=now)
        gate = db.scalars(select(Gate).filter_by(study_session_id=sitting.id)).one()
        record_beat(db, gate.id, "d1", 45_000, now)
        open_passage(db, sitting.id, main.id, Direction.MID, 10, now)
        base = f"/hoi-nghi/{conference.id}"
        return {
            "login": trainer.login,
            "board": base,
            "console": f"{base}/diem-cau/{main.id}/buoi/{sitting.id}",
            "big": f"{base}/buoi/{sitting.id}/man-hinh-lon",
            "missing": f"{base}/buoi/{sitting.id}/chua-den?don-vi={owner.id}",
            "sitting": sitting.id,
            "people": [person.id for person in people],
        }


@pytest.mark.parametrize("device", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_pages_of_the_day_are_accessible(open_window, site, venue, device):
    page = sign_in(open_window(site, **device).new_page(), venue["login"])
    for name in ("board", "console", "big", "missing"):
        page.goto(venue[name])
        assert_accessible(page)
    page.goto(f"{venue['console']}?tim=an")
    page.locator("summary", has_text="Trần Văn An").click()
    assert_accessible(page)


def test_counts_move_by_themselves_and_the_big_screen_names_nobody(open_window, site, venue):
    context = open_window(site, **DESKTOP)
    big = sign_in(context.new_page(), venue["login"])
    console = context.new_page()
    big.goto(venue["big"])
    console.goto(venue["console"])
    expect(big.locator("[data-figure=present]")).to_have_text("0")
    with site.transaction() as db:
        sitting = db.get(Gate, 1).study_session_id
        assert sitting == venue["sitting"]
        scan_in(db, db.get_one(StudySession, sitting), venue["people"][0], at=clock.now())
        names = db.scalars(select(Person.full_name)).all()
    expect(big.locator("[data-figure=present]")).to_have_text("1")
    expect(big.locator("[data-age]")).to_contain_text(re.compile(r"\d+ giây"))
    expect(console.locator("[data-figure$=-present]")).to_have_text("1")
    expect(console.locator(".room-text")).to_contain_text("2/4 ghế")
    seen = big.content()
    assert not [name for name in names if name in seen]


def test_console_works_on_a_phone_without_scripts(open_window, site, venue):
    page = sign_in(open_window(site, **PHONE, java_script_enabled=False).new_page(), venue["login"])
    page.goto(venue["console"])
    page.get_by_label("Số người đếm được trong phòng").fill("9")
    page.get_by_role("button", name="Lưu số đếm").click()
    expect(page.locator("body")).to_contain_text("người chưa được ghi nhận")
    page.get_by_role("button", name="Nhận vào danh sách").click()
    expect(page.locator(".flashes")).to_contain_text("Đã tiếp nhận đồng chí Vũ Khách Mời.")
