"""The door in real browsers: the code read off the screen in the hall by a phone, with and without a network."""

import io
from datetime import timedelta

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import expect
from sqlalchemy import select

from lms import clock
from lms.people.enums import Role
from lms.people.models import Account
from sessions.checkin.models import Evidence
from sessions.gates.models import Gate
from tests.factories import make_account, make_person, make_unit
from tests.sessions.factories import make_conference, make_session, make_summons, make_venue
from tests.support.browser_sign_in import sign_in
from tests.support.chromium import DESKTOP, PHONE, assert_accessible

TURN_MS = 5_000
WORKERS = "2"


@pytest.fixture(scope="module")
def hall(site):
    """A sitting that begins in half an hour; its gate turns the code every five seconds."""
    with site.transaction() as db:
        owner = make_unit(db, name="Bộ Nội vụ")
        trainer = make_account(db, role=Role.TRAINER, unit=owner)
        start = clock.now() + timedelta(minutes=30)
        conference = make_conference(db, owner=owner, starts_at=start)
        venue = make_venue(db, conference, is_main=True)
        make_session(db, conference, [venue], starts_at=start)
        gate = db.scalars(select(Gate)).one()
        gate.step_seconds = TURN_MS // 1000
        people = [
            make_person(db, full_name=f"Nguyễn Thị {name}", unit=owner) for name in ("Ánh", "Bích")
        ]
        logins = []
        for person in people:
            make_summons(db, conference, person, venue)
            logins.append(make_account(db, person=person).login)
        return {"gate": gate.id, "trainer": trainer.login, "people": logins}


@pytest.fixture
def screen(open_window, site, hall):
    """The display, as the trainer opened it."""
    page = open_window(site, **DESKTOP).new_page()
    sign_in(page, hall["trainer"])
    page.goto(f"/cua/{hall['gate']}/man-hinh")
    expect(page.locator("[data-left]")).not_to_be_empty()
    return page


def code_on(screen):
    """What a camera reads off the screen."""
    (found,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(screen.screenshot())))
    return found.text


def recorded(site, login):
    with site.transaction() as db:
        person = select(Account.person_id).where(Account.login == login).scalar_subquery()
        return len(db.scalars(select(Evidence).where(Evidence.person_id == person)).all())


def test_code_on_the_screen_turns_without_reloading_and_checks_a_phone_in(
    screen, site, hall, open_window
):
    screen.evaluate("window.sameDocument = true")
    first, typed = code_on(screen), screen.inner_text("[data-typed]")
    expect(screen.locator("[data-typed]")).not_to_have_text(typed, timeout=3 * TURN_MS)
    assert code_on(screen) != first
    assert screen.evaluate("window.sameDocument") is True
    assert_accessible(screen)
    phone = open_window(site, **PHONE).new_page()
    sign_in(phone, hall["people"][0])
    phone.goto(code_on(screen))
    assert_accessible(phone)
    assert recorded(site, hall["people"][0]) == 0
    phone.get_by_role("button", name="Điểm danh").click()
    phone.wait_for_url("**/ket-qua/**")
    assert phone.locator("h1").inner_text().upper() == "CÓ MẶT"
    assert_accessible(phone)
    moment = phone.inner_text(".result-live time")
    expect(phone.locator(".result-live time")).not_to_have_text(moment)
    assert recorded(site, hall["people"][0]) == 1
    expect(screen.locator("[data-came]")).to_have_text("1", timeout=20_000)


def test_display_goes_on_without_a_network_and_says_so(browser, site, hall):
    context = browser.new_context(base_url=site.url, **DESKTOP)
    screen = context.new_page()
    sign_in(screen, hall["trainer"])
    screen.goto(f"/cua/{hall['gate']}/man-hinh")
    expect(screen.locator("[data-left]")).not_to_be_empty()
    context.set_offline(True)
    expect(screen.locator("[data-life]")).to_contain_text("Mất kết nối với máy chủ", timeout=20_000)
    before, typed = code_on(screen), screen.inner_text("[data-typed]")
    expect(screen.locator("[data-typed]")).not_to_have_text(typed, timeout=20_000)
    offline = code_on(screen)
    assert offline != before
    phone = browser.new_context(**PHONE).new_page()
    phone.goto(offline)
    assert phone.locator("[name=ve]").count() == 1
    context.close()
    phone.context.close()


def test_button_pressed_without_a_network_is_kept_and_sent_once(screen, browser, site, hall):
    context = browser.new_context(base_url=site.url, **PHONE)
    phone = context.new_page()
    sign_in(phone, hall["people"][1])
    phone.goto(code_on(screen))
    context.set_offline(True)
    phone.get_by_role("button", name="Điểm danh").click()
    phone.get_by_text("Đã lưu trên máy này").wait_for()
    assert recorded(site, hall["people"][1]) == 0
    context.set_offline(False)
    phone.wait_for_url("**/ket-qua/**", timeout=20_000)
    assert phone.locator("h1").inner_text().upper() == "CÓ MẶT"
    assert recorded(site, hall["people"][1]) == 1
    context.close()


def test_pages_that_ask_or_refuse_are_accessible(screen, site, hall, open_window):
    phone = open_window(site, **PHONE).new_page()
    phone.goto(code_on(screen))
    assert_accessible(phone)
    phone.fill("[name=ma-moi]", "AAAA-AAAA")
    phone.get_by_role("button", name="Điểm danh").click()
    phone.get_by_text("không có trên giấy mời nào").wait_for()
    assert_accessible(phone)
    for address in ("/ma", "/C/000000000000000000000000"):
        phone.goto(address)
        assert_accessible(phone)
    screen.goto(f"/cua/{hall['gate']}")
    assert_accessible(screen)
