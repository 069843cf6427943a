"""The tree browser and the pages of acts in real browsers: accessible, and usable with a thumb and without scripts."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from lms import clock
from lms.people.enums import Role
from tests.factories import make_account, make_person, make_unit
from tests.support.browser_sign_in import sign_in
from tests.support.chromium import DESKTOP, PHONE, assert_accessible


@pytest.fixture(scope="module")
def tree(site):
    """A ministry with two departments, one with a room; an administrator."""
    with site.transaction() as db:
        ministry = make_unit(db, name="Bộ Nội vụ", code="B")
        office = make_unit(db, name="Vụ Tổ chức cán bộ", code="TC", parent=ministry)
        make_unit(db, name="Vụ Pháp chế", code="PC", parent=ministry)
        make_unit(db, name="Phòng Tổng hợp", code="TC1", parent=office)
        make_person(db, unit=office)
        login = make_account(db, role=Role.ADMINISTRATOR).login
        return {"login": login, "unit": f"/don-vi/{office.id}", "branch": f"/don-vi?mo={office.id}"}


@pytest.mark.parametrize("device", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_pages_of_units_are_accessible(open_window, site, tree, device):
    page = sign_in(open_window(site, **device).new_page(), tree["login"])
    acts = ("lap", "doi-ten", "chuyen", "sap-nhap", "chia-tach", "giai-the")
    forms = [f"{tree['unit']}/{act}" for act in acts]
    for address in (tree["branch"], "/don-vi?tim=phong&ngay=2026-01-01", tree["unit"], *forms):
        page.goto(address)
        assert_accessible(page)


def test_merger_is_recorded_on_a_phone_without_scripts(open_window, site, tree):
    page = sign_in(open_window(site, **PHONE, java_script_enabled=False).new_page(), tree["login"])
    page.goto(f"{tree['unit']}/sap-nhap")
    page.get_by_label("Các đơn vị khác được sáp nhập").fill("PC")
    page.get_by_label("Sáp nhập vào, hoặc hợp nhất thành").fill("TCPC")
    page.get_by_label("Tên đơn vị, nếu là đơn vị mới").fill("Vụ Tổ chức và Pháp chế")
    day = clock.today() - timedelta(days=1)
    page.get_by_label("Có hiệu lực từ ngày").fill(day.isoformat())
    page.get_by_label("Số, ngày quyết định").fill("12/QĐ-BNV, 20/02/2026")
    page.get_by_role("button", name="Xem trước thay đổi").click()
    expect(page.locator("main")).to_contain_text("Chưa ghi gì vào hệ thống")
    page.get_by_role("button", name="Ghi nhận quyết định").click()
    expect(page.locator("h1")).to_have_text("Vụ Tổ chức và Pháp chế")
    expect(page.locator(".flashes")).to_contain_text("Đã ghi nhận quyết định")
    page.goto("/don-vi")
    expect(page.locator(".unit-lines")).not_to_contain_text("Vụ Pháp chế")
