"""The preview of a list at a desk and on a phone: columns corrected, a former unit read as it is called now."""

from datetime import date

import pytest
from playwright.sync_api import expect

from tests.factories import make_account, make_person, make_unit
from tests.support.browser_sign_in import sign_in
from tests.support.chromium import DESKTOP, assert_accessible

LIST = "STT;Họ và tên;Nơi ở hiện nay;Nhóm\n1;Hồ An;Vụ Cũ;HT\n2;Bùi Lan;Vụ Cũ;\n3;Đỗ Mai;Văn phòng Bộ;\n"


@pytest.fixture(autouse=True, scope="module")
def office(site):
    from lms.organisation.orders import Order
    from lms.organisation.services import record_act
    from lms.people.enums import Role
    from lms.units.enums import ActKind, Tree

    with site.transaction() as db:
        unit = make_unit(db, name="Văn phòng Bộ")
        old = make_unit(db, name="Vụ Cũ")
        person = make_person(db, full_name="Trần Văn An", unit=unit, email="an@bo.example")
        make_account(db, person=person, role=Role.ADMINISTRATOR)
        order = Order(
            ActKind.RENAME, Tree.STATE, date(2024, 1, 1), "1/QĐ", units=(old.id,), name="Vụ Mới"
        )
        record_act(db, order, None)


def preview(page):
    sign_in(page, "an@bo.example")
    page.goto("/nhan-su/nhap")
    file = {"name": "ds.csv", "mimeType": "text/csv", "buffer": LIST.encode()}
    page.get_by_label("Tệp Excel").set_input_files(file)
    page.get_by_role("button", name="Đọc tệp").click()


def test_columns_and_units_are_corrected_without_scripts(open_window, site):
    page = open_window(site, **DESKTOP, java_script_enabled=False).new_page()
    preview(page)
    page.get_by_text("Đọc 2 trong 4 cột. Không đọc: Nơi ở hiện nay, Nhóm.").click()
    page.get_by_label("Cột C, Nơi ở hiện nay, đọc là").select_option(label="Đơn vị")
    page.get_by_role("button", name="Đọc lại tệp theo các cột này").click()
    expect(page.get_by_text("Có 2 dòng ghi đơn vị theo tên cũ")).to_be_visible()
    page.get_by_role("button", name="Đọc lại tệp theo các đơn vị này").click()
    expect(page.get_by_role("button", name="Nhập 3 người")).to_be_visible()


def test_page_is_accessible_on_desk_and_phone(desktop, phone):
    for window in (desktop, phone):
        page = window.new_page()
        preview(page)
        page.get_by_text("Đọc 2 trong 4 cột.").click()
        page.get_by_label("Cột C, Nơi ở hiện nay, đọc là").select_option(label="Đơn vị")
        page.get_by_role("button", name="Đọc lại tệp theo các cột này").click()
        page.get_by_text("Đọc 3 trong 4 cột.").click()
        expect(page.get_by_label("Cột C, Nơi ở hiện nay, đọc là")).to_be_visible()
        assert_accessible(page)
        width = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert width <= 0
        page.close()
