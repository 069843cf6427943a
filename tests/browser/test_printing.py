"""Paper in real browsers: a signed sheet keyed in by number, the own card read off a phone's screen."""

import io
import re
from datetime import timedelta

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import expect
from sqlalchemy import select

from lms import clock
from lms.people.enums import Role
from sessions.checkin.models import Evidence
from tests.factories import make_account, make_person, make_unit
from tests.sessions.factories import make_conference, make_session, make_summons, make_venue
from tests.support.browser_sign_in import sign_in
from tests.support.chromium import DESKTOP, PHONE, assert_accessible


@pytest.fixture(scope="module")
def office(site):
    """A conference tomorrow with four people summoned to its only venue."""
    with site.transaction() as db:
        owner = make_unit(db, name="Bộ Nội vụ")
        trainer = make_account(db, role=Role.TRAINER, unit=owner)
        start = clock.now() + timedelta(days=1)
        conference = make_conference(db, owner=owner, starts_at=start)
        venue = make_venue(db, conference, is_main=True)
        make_session(db, conference, [venue], starts_at=start)
        people = [
            make_person(db, full_name=f"Nguyễn Thị {name}", unit=owner)
            for name in ("Ánh", "Bích", "Cúc", "Dung")
        ]
        for number, person in enumerate(people):
            summons = make_summons(db, conference, person, venue)
            summons.code_digest, summons.code_generation = f"{number:064d}", 1
        learner = make_account(db, person=people[0])
        return {
            "base": f"/hoi-nghi/{conference.id}/in-an",
            "trainer": trainer.login,
            "learner": learner.login,
            "people": [person.id for person in people],
        }


def test_signed_sheet_is_keyed_in_without_touching_the_mouse(site, office, open_window):
    page = open_window(site, **DESKTOP).new_page()
    sign_in(page, office["trainer"])
    page.goto(office["base"])
    assert_accessible(page)
    page.get_by_role("button", name="Lập danh sách").click()
    page.get_by_role("link", name=re.compile("Nhập DS")).wait_for()
    assert_accessible(page)
    page.get_by_role("link", name=re.compile("Nhập DS")).click()
    expect(page.get_by_label("Số thứ tự, rồi Enter")).to_be_focused()
    assert_accessible(page)
    for typed, said in (
        ("2", "2 Nguyễn Thị Bích: đã đánh dấu"),
        ("3-4", "3-4: đã đánh dấu"),
        ("4", "4 Nguyễn Thị Dung: đã bỏ dấu"),
        ("9", "9: không có dòng này trong tờ"),
    ):
        page.keyboard.type(typed)
        page.keyboard.press("Enter")
        expect(page.locator("[data-said]")).to_have_text(said)
    page.get_by_role("button", name="Ghi nhận tờ này").click()
    page.get_by_text("ghi nhận mới 2").wait_for()
    with site.transaction() as db:
        recorded = db.scalars(select(Evidence.person_id).order_by(Evidence.id)).all()
    assert recorded == office["people"][1:3]


def test_own_card_is_read_off_a_phone_and_slip_pages_are_accessible(site, office, open_window):
    phone = open_window(site, **PHONE).new_page()
    sign_in(phone, office["learner"])
    phone.goto("/the")
    assert_accessible(phone)
    (found,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(phone.screenshot())))
    assert re.fullmatch(r"HTTP://[\w.:]+/T/[0-9A-Z]{24}", found.text)
    phone.goto("/P?ma=7K2M")
    assert_accessible(phone)
    page = open_window(site, **DESKTOP).new_page()
    sign_in(page, office["trainer"])
    page.goto(office["base"])
    page.get_by_role("link", name=re.compile("Làm phiếu")).click()
    page.get_by_role("button", name="Làm phiếu").click()
    page.get_by_text("Đã làm phiếu từ số 1 đến số 120").wait_for()
    assert_accessible(page)
