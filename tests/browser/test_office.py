"""The secretary's pages in real browsers: every one accessible, ticks and figures with and without scripts."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from lms import clock
from lms.people.enums import Role
from sessions.checkin.models import Evidence
from tests.factories import make_account, make_person, make_unit
from tests.sessions.factories import make_conference, make_session, make_summons, make_venue
from tests.support.browser_sign_in import sign_in
from tests.support.chromium import DESKTOP, PHONE, assert_accessible

NAMES = ("Trần Văn An", "Nguyễn Thị Ánh", "Lê Hoàng Ân", "Đỗ Thị Dung", "Cao Minh Đức")
WORKERS = "2"


@pytest.fixture(scope="module")
def office(site):
    """A conference of today with five people, one of whom carries on as the test likes."""
    with site.transaction() as db:
        owner = make_unit(db, name="Bộ Nội vụ")
        trainer = make_account(db, role=Role.TRAINER, unit=owner)
        start = clock.now() - timedelta(minutes=5)
        conference = make_conference(
            db, owner=owner, starts_at=start, ends_at=start + timedelta(hours=3)
        )
        main = make_venue(db, conference, is_main=True, capacity=4)
        other = make_venue(db, conference, name="Điểm cầu 37 Nguyễn Bỉnh Khiêm")
        sitting = make_session(db, conference, [main, other], starts_at=start)
        people = [make_person(db, full_name=name, unit=owner) for name in NAMES]
        for person in people:
            make_summons(db, conference, person, main, sessions=[sitting])
        return {
            "base": f"/hoi-nghi/{conference.id}",
            "campaign": conference.campaign_id,
            "login": trainer.login,
            "person": people[0].id,
            "venue": other.id,
            "sitting": sitting.id,
            "unit": owner.id,
        }


@pytest.mark.parametrize("device", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_every_page_is_accessible(open_window, site, office, device):
    page = sign_in(open_window(site, **device).new_page(), office["login"])
    base = office["base"]
    preview = f"{base}/trieu-tap?u{office['unit']}={office['venue']}"
    for address in (
        "/hoi-nghi/",
        f"/hoi-nghi/moi/{office['campaign']}",
        base,
        f"{base}/sua",
        f"{base}/diem-cau",
        f"{base}/diem-cau/{office['venue']}",
        f"{base}/buoi",
        f"{base}/buoi/{office['sitting']}",
        preview,
        f"{base}/trieu-tap/ca-nhan?tim=an",
        f"{base}/thanh-phan",
        f"{base}/giay-moi",
        f"{base}/danh-sach",
        f"{base}/nguoi/{office['person']}",
    ):
        page.goto(address)
        assert_accessible(page)


def test_tick_keeps_the_place_and_the_board_follows(open_window, site, office):
    context = open_window(site, **PHONE)
    page = sign_in(context.new_page(), office["login"])
    board = context.new_page()
    board.goto(office["base"])
    before = int(board.inner_text("[data-figure=present]"))
    page.goto(f"{office['base']}/danh-sach?tim=duc")
    page.evaluate("window.sameDocument = true")
    row = page.locator("[data-row]", has_text="Cao Minh Đức")
    row.get_by_role("button", name="Có mặt").click()
    expect(row.locator(".badge")).to_have_text("Có mặt")
    assert page.evaluate("window.sameDocument") is True
    expect(board.locator("[data-figure=present]")).to_have_text(str(before + 1))
    expect(board.locator("[data-figure=rate]")).to_have_text(re.compile(r"\d+,00"))
    row.get_by_text("Bỏ đánh dấu").click()
    row.get_by_role("button", name="Xác nhận bỏ").click()
    expect(row.locator(".badge")).to_have_text("Chưa điểm danh")
    expect(board.locator("[data-figure=present]")).to_have_text(str(before))


def test_tick_works_without_scripts(open_window, site, office):
    page = sign_in(
        open_window(site, **PHONE, java_script_enabled=False).new_page(), office["login"]
    )
    page.goto(f"{office['base']}/danh-sach?tim=do thi dung")
    page.get_by_role("button", name="Có mặt").click()
    page.wait_for_url("**/danh-sach?**#p*")
    expect(page.locator(".flashes")).to_contain_text("Đỗ Thị Dung: Có mặt.")
    with site.transaction() as db:
        ticks = db.scalars(select(Evidence.person_id)).all()
    assert len(ticks) >= 1


def test_board_says_when_its_figures_may_be_old(open_window, site, office):
    context = open_window(site, **DESKTOP)
    page = sign_in(context.new_page(), office["login"])
    page.goto(office["base"])
    context.route("**/so-lieu.json", lambda route: route.fulfill(status=404))
    expect(page.locator("[data-age]")).to_contain_text("mất kết nối", timeout=30_000)
    context.unroute_all(behavior="wait")
    expect(page.locator("[data-age]")).to_contain_text("kiểm tra", timeout=40_000)
