"""A clerk of one unit, on a phone: somebody leaves the unit, is found among those who left, and comes back."""

import pytest
from playwright.sync_api import expect

from tests.browser.an_office import AN, staff_an_office
from tests.support.browser_sign_in import sign_in
from tests.support.chromium import PHONE, assert_accessible


@pytest.fixture(autouse=True, scope="module")
def people(site):
    from lms.people.enums import Role

    return staff_an_office(site, Role.RECORDS_CLERK, "Nguyễn Vân Dũng", "Nguyễn Văn Dũng")


@pytest.mark.parametrize(
    ("place", "name", "scripts"),
    [(0, "Nguyễn Vân Dũng", True), (1, "Nguyễn Văn Dũng", False)],
)
def test_out_of_the_unit_and_back(open_window, site, people, place, name, scripts):
    page = open_window(site, **PHONE, java_script_enabled=scripts).new_page()
    sign_in(page, AN)
    page.goto(f"/nhan-su/{people[place]}")
    page.locator("summary", has_text="Sửa").click()
    page.get_by_role("link", name="Ghi nhận rời đơn vị").click()
    expect(page.locator("main")).to_contain_text("chưa thuộc đơn vị nào")
    if scripts:
        assert_accessible(page)
    page.get_by_role("button", name="Ghi nhận rời đơn vị").click()
    expect(page.get_by_role("status")).to_contain_text("Đã ghi nhận người này rời")
    page.goto("/nhan-su")
    page.get_by_role("link", name="Người đã rời").click()
    if scripts:
        assert_accessible(page)
    page.get_by_role("link", name=name).click()
    page.locator("summary", has_text="Sửa").click()
    page.get_by_role("link", name="Chuyển đơn vị").click()
    page.get_by_label("Đơn vị").select_option(label="Văn phòng Bộ")
    page.get_by_role("button", name="Chuyển", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("Đã chuyển đơn vị.")
