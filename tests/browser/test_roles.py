"""The pages about roles in a real browser: every one accessible, on a phone and on a desk."""

import pytest
from playwright.sync_api import expect

from lms.people.enums import Role
from tests.factories import make_account, make_campaign
from tests.sessions.factories import make_conference, make_venue
from tests.support.browser_sign_in import sign_in
from tests.support.chromium import DESKTOP, PHONE, assert_accessible


@pytest.fixture(scope="module")
def place(site):
    """An administrator, a learner who may be named, and a conference with a venue."""
    with site.transaction() as db:
        admin = make_account(db, role=Role.ADMINISTRATOR)
        learner = make_account(db, full_name="Nguyễn Thị Ánh")
        conference = make_conference(db, campaign=make_campaign(db))
        make_venue(db, conference)
        return {
            "admin": admin.login,
            "learner": learner.person_id,
            "conference": conference.id,
        }


@pytest.mark.parametrize("device", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_pages_about_roles_and_devices_are_accessible(open_window, site, place, device):
    page = sign_in(open_window(site, **device).new_page(), place["admin"])
    for address in (
        "/phan-quyen",
        "/phan-quyen/bang",
        "/phan-quyen/bang?vai-tro=unit+head",
        f"/nhan-su/{place['learner']}/vai-tro",
        f"/nhan-su/{place['learner']}/thiet-bi",
        f"/hoi-nghi/{place['conference']}/phan-cong?tim=anh",
        "/nhan-su/nhap/lich-su",
        "/ve-toi/du-lieu",
    ):
        page.goto(address)
        assert_accessible(page)


def test_open_tab_is_in_view_on_a_phone(phone, place):
    page = sign_in(phone.new_page(), place["admin"])
    page.goto(f"/hoi-nghi/{place['conference']}/phan-cong")
    expect(page.locator(".tabs [aria-current]")).to_be_in_viewport(ratio=1)
