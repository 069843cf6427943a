"""A list of units in an old font at a desk and on a phone: converted, what may be either decided, and imported."""

import pytest
from playwright.sync_api import expect

from lms.legacy_text import LegacyFont, from_unicode
from lms.people.enums import Role
from tests.factories import make_account
from tests.support.browser_sign_in import sign_in
from tests.support.chromium import assert_accessible

LIST = """Cây;Mã;Tên đơn vị;Mã cấp trên;Loại;Chức danh
Nhà nước;S;Bộ Nội vụ;;Bộ;Bộ trưởng
Nhà nước;S1;Vụ Tổ chức cán bộ;S;Đơn vị;Vụ trưởng
Nhà nước;S2;Vụ Thanh tra;S;Đơn vị;Chánh Thanh tra
"""


@pytest.fixture(scope="module")
def login(site) -> str:
    with site.transaction() as db:
        return make_account(db, role=Role.ADMINISTRATOR).login


@pytest.mark.parametrize("device", ["phone", "desktop"])
def test_old_list_is_converted_decided_and_shown(device, login, request):
    page = sign_in(request.getfixturevalue(device).new_page(), login)
    page.goto("/don-vi/nhap")
    data = from_unicode(LIST, LegacyFont.TCVN3).encode("latin-1")
    file = {"name": "don-vi.csv", "mimeType": "text/csv", "buffer": data}
    page.get_by_label("Tệp Excel").set_input_files(file)
    page.get_by_role("button", name="Đọc tệp").click()
    expect(page.get_by_text("dòng gõ bằng phông chữ cũ")).to_be_visible()
    assert_accessible(page)
    page.get_by_label("Chuyển chữ gõ bằng phông cũ").check()
    page.get_by_role("button", name="Đọc lại tệp", exact=True).click()
    expect(page.locator("main")).to_contain_text("Vụ Tổ chức cán bộ")
    page.get_by_text("Chọn từng dòng").click()
    page.get_by_label("Dòng 4 đọc là").select_option("old")
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    page.get_by_role("button", name="Đọc lại tệp theo lựa chọn").click()
    expect(page.get_by_role("button", name="Nhập 3 đơn vị")).to_be_visible()
    expect(page.locator("main")).to_contain_text("Vụ Thanh tra")
    if device == "desktop":
        page.get_by_role("button", name="Nhập 3 đơn vị").click()
        expect(page.locator(".flashes")).to_contain_text("3 mới")
