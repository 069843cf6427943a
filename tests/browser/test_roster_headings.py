"""A list in an office's own words, at a desk and on a phone: its headings told, its units found, with and without scripts."""

import pytest
from playwright.sync_api import expect

from tests.factories import make_account, make_person, make_unit
from tests.support.browser_sign_in import sign_in
from tests.support.chromium import DESKTOP, PHONE, assert_accessible

LIST = (
    "SỞ NỘI VỤ;;;\nThứ;Quý danh;Thuộc;Nhánh\n"
    "1;Nguyễn Văn An;Văn phòng Bộ;Phòng Lạ\n2;Trần Thị Bình;TT Dữ liệu;\n"
)
KNOWN = (
    "Họ và tên;Đơn vị;Phòng\nNguyễn Văn An;Văn phòng Bộ;Phòng Lạ {0}\nTrần Thị Bình;Văn phòng Bộ;Phòng Hai {0}\n"
    "Lê Văn Cường;TT Dữ liệu {0};\n"
)
"""Each time it is read with names of its own: what they mean is remembered, and not asked again."""


@pytest.fixture(autouse=True, scope="module")
def office(site):
    from lms.people.enums import Role

    with site.transaction() as db:
        ministry = make_unit(db, name="Bộ")
        unit = make_unit(db, name="Văn phòng Bộ", parent=ministry)
        make_unit(db, name="Trung tâm Dữ liệu", parent=ministry)
        for number in range(70):
            make_unit(db, name=f"Phòng {number:02d}", parent=unit)
        person = make_person(db, full_name="Trần Văn An", unit=unit, email="an@bo.example")
        make_account(db, person=person, role=Role.ADMINISTRATOR)


def upload(page, text):
    sign_in(page, "an@bo.example")
    page.goto("/nhan-su/nhap")
    file = {"name": "ds.csv", "mimeType": "text/csv", "buffer": text.encode()}
    page.get_by_label("Tệp Excel").set_input_files(file)
    page.get_by_role("button", name="Đọc tệp").click()


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


@pytest.mark.parametrize("window", [DESKTOP, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_headings_are_told(open_window, site, window, scripts):
    page = open_window(site, **window, java_script_enabled=scripts).new_page()
    upload(page, LIST)
    expect(page.get_by_role("heading", name="Chọn nội dung của từng cột")).to_be_visible()
    if scripts:
        assert_accessible(page)
        assert fits(page)
    page.get_by_label("Dòng tiêu đề").select_option("1")
    page.get_by_role("button", name="Xem các cột dưới dòng này").click()
    expect(page.get_by_label("Cột A, SỞ NỘI VỤ, đọc là")).to_be_visible()
    page.get_by_label("Dòng tiêu đề").select_option("2")
    page.get_by_role("button", name="Xem các cột dưới dòng này").click()
    expect(page.get_by_label("Cột B, Quý danh, đọc là")).to_have_value("full name")
    page.get_by_label("Cột C, Thuộc, đọc là").select_option(label="Đơn vị")
    page.get_by_role("button", name="Đọc danh sách theo lựa chọn").click()
    expect(page.get_by_role("button", name="Nhập 1 người")).to_be_visible()


@pytest.mark.parametrize(("where", "window"), [("bàn", DESKTOP), ("máy", PHONE)])
def test_unknown_units_are_found_as_one_types(open_window, site, where, window):
    page = open_window(site, **window).new_page()
    upload(page, KNOWN.format(where))
    expect(page.get_by_text("Có 3 dòng ghi đơn vị chưa có trong hệ thống")).to_be_visible()
    assert_accessible(page)
    assert fits(page)
    page.get_by_role("button", name="Xếp tất cả vào đơn vị ghi bên cạnh").click()
    expect(page.get_by_text("2 tên đơn vị đọc theo lựa chọn")).to_be_visible()
    page.get_by_role("combobox", name=f"TT Dữ liệu {where} (1 dòng)").press_sequentially(
        "trung tam du"
    )
    page.get_by_role("option", name="Trung tâm Dữ liệu").click()
    page.get_by_role("button", name="Đọc lại tệp theo các đơn vị này").first.click()
    expect(page.get_by_role("button", name="Nhập 3 người")).to_be_visible()
    page.get_by_text("3 tên đơn vị đọc theo lựa chọn").click()
    assert_accessible(page)
    assert fits(page)
