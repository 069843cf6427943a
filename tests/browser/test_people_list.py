"""The list of people in a browser: the bar of acts stays in sight, filters work without a script, both accessible."""

import pytest
from playwright.sync_api import expect

from lms.people.enums import Role
from tests.factories import make_account, make_person, make_unit
from tests.support.browser_sign_in import sign_in
from tests.support.chromium import DESKTOP, PHONE, assert_accessible


@pytest.fixture(scope="module")
def clerk(site):
    with site.transaction() as db:
        unit = make_unit(db, name="Vụ dài")
        for number in range(50):
            make_person(db, full_name=f"Lê Văn {number}", unit=unit, is_exempt=number == 7)
        return make_account(db, role=Role.RECORDS_CLERK).login


@pytest.mark.parametrize("device", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_bar_of_acts_stays_in_sight_above_fifty_rows(open_window, site, clerk, device):
    page = sign_in(open_window(site, **device).new_page(), clerk)
    page.goto("/nhan-su")
    row = page.locator("tbody tr").nth(2)
    row.scroll_into_view_if_needed()
    expect(page.get_by_role("button", name="Thay đổi những người đã chọn")).to_be_in_viewport(
        ratio=1
    )
    assert_accessible(page)


def test_filters_narrow_the_list_and_stay_open(open_window, site, clerk):
    page = sign_in(open_window(site, java_script_enabled=False, **PHONE).new_page(), clerk)
    page.goto("/nhan-su")
    page.locator(".more-filters summary").click()
    page.get_by_label("Được miễn").select_option("co")
    page.get_by_role("button", name="Lọc", exact=True).click()
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.get_by_label("Được miễn")).to_have_value("co")
    page.get_by_role("link", name="Bỏ lọc").click()
    expect(page.locator("tbody tr")).not_to_have_count(1)
