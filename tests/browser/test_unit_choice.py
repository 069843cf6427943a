"""One unit of many: found from the keyboard, on a phone, enlarged, and without a script."""

import re

import pytest
from playwright.sync_api import expect

from lms.people.enums import Role
from lms.units.choosing import FEW
from tests.factories import make_account, make_person, make_unit
from tests.support.browser_sign_in import sign_in
from tests.support.chromium import DESKTOP, PHONE, assert_accessible

ANSWERS = ".suggestions [role=option]"


@pytest.fixture(autouse=True, scope="module")
def place(site):
    with site.transaction() as db:
        top = make_unit(db, name="Bộ Nội vụ", code="BO")
        for number in range(FEW // 2 + 1):
            above = make_unit(db, name=f"Cục Quản lý số {number}", code=f"C{number}", parent=top)
            make_unit(db, name="Phòng Tổ chức cán bộ", code=f"C{number}.TC", parent=above)
        make_account(
            db,
            person=make_person(db, full_name="Trần Văn An", unit=top, email="an@bo.example"),
            role=Role.ADMINISTRATOR,
        )
        moved = [
            make_person(db, full_name=f"Đỗ Thị {name}", unit=above).id
            for name in ("Dung", "Hoa", "Lan")
        ]
        return {"people": moved, "unit": above.id}


@pytest.mark.parametrize("device", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_a_person_is_moved_from_the_keyboard(open_window, site, place, device):
    page = sign_in(open_window(site, **device).new_page(), "an@bo.example")
    person = place["people"][0 if device is PHONE else 1]
    page.goto(f"/nhan-su/{person}/sua/dieu-chuyen")
    assert_accessible(page)
    box = page.get_by_role("combobox", name="Đơn vị")
    box.press_sequentially("to chuc so 7")
    expect(page.locator(ANSWERS)).to_have_count(1)
    expect(page.locator(ANSWERS)).to_contain_text("C7.TC · Cục Quản lý số 7")
    assert_accessible(page)
    box.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    box.press("ArrowDown")
    expect(page.locator(ANSWERS)).to_have_count(1)
    box.press("ArrowDown")
    expect(box).to_have_attribute("aria-activedescendant", "unit_id-list-0")
    expect(page.locator("#unit_id-list-0")).to_have_attribute("aria-selected", "true")
    box.press("Enter")
    expect(box).to_have_value("Phòng Tổ chức cán bộ")
    expect(box).to_have_attribute("aria-expanded", "false")
    page.get_by_role("button", name="Chuyển", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Đỗ Thị")
    expect(page.locator("main")).to_contain_text("Phòng Tổ chức cán bộ")


def test_other_words_undo_what_was_chosen_and_the_page_asks(desktop, place):
    page = sign_in(desktop.new_page(), "an@bo.example")
    page.goto(f"/nhan-su/{place['people'][2]}/sua/dieu-chuyen")
    box = page.get_by_role("combobox", name="Đơn vị")
    box.press_sequentially("c12")
    page.locator(ANSWERS).first.click()
    expect(box).to_have_value("Cục Quản lý số 12")
    box.fill("to chuc so 3")
    box.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("chọn đúng đơn vị")
    assert_accessible(page)
    expect(page.get_by_role("radio")).to_have_count(2)  # số 3 and số 30
    page.get_by_label("C3.TC · Cục Quản lý số 3").check()
    page.get_by_role("button", name="Chuyển", exact=True).click()
    expect(page.locator("main")).to_contain_text("Phòng Tổ chức cán bộ")


def test_a_unit_is_chosen_without_scripts(open_window, site, place):
    page = open_window(site, **PHONE, java_script_enabled=False).new_page()
    sign_in(page, "an@bo.example")
    page.goto("/nhan-su")
    page.get_by_label("Đơn vị", exact=True).fill("quan ly 5")
    page.get_by_role("button", name="Tìm kiếm").click()
    page.get_by_label("Cục Quản lý số 5").check()
    page.get_by_role("button", name="Tìm kiếm").click()
    expect(page.get_by_label("Đơn vị", exact=True)).to_have_value("quan ly 5")
    expect(page.locator("main")).to_contain_text("Không tìm thấy")


def test_a_filter_keeps_its_address_short_and_a_box_of_twice_the_size_stays_in_view(
    open_window, site
):
    half = {"viewport": {"width": 640, "height": 450}}  # 1280 × 900 at 200 %
    page = sign_in(open_window(site, **half).new_page(), "an@bo.example")
    page.goto("/nhan-su")
    box = page.get_by_role("combobox", name="Đơn vị", exact=True)
    box.press_sequentially("c5")
    expect(page.locator(ANSWERS).first).to_contain_text("Cục Quản lý số 5")
    assert_accessible(page)
    box.press("ArrowDown")
    box.press("Enter")
    page.get_by_role("button", name="Tìm kiếm").click()
    expect(page).to_have_url(re.compile(r"don-vi=\d+"))
    assert "don-vi-tim" not in page.url
    expect(box).to_have_value("Cục Quản lý số 5")


def test_units_are_added_to_a_merger_by_their_codes(desktop, place):
    page = sign_in(desktop.new_page(), "an@bo.example")
    page.goto(f"/don-vi/{place['unit']}/sap-nhap")
    more = page.get_by_role("combobox", name="Tìm đơn vị để thêm vào danh sách trên")
    for words in ("c1", "c2"):
        more.press_sequentially(words)
        expect(page.locator(ANSWERS).first).to_contain_text(f"số {words[1]}")
        more.press("ArrowDown")
        more.press("Enter")
    expect(page.get_by_label("Các đơn vị khác được sáp nhập")).to_have_value("C1\nC2")
    into = page.get_by_role("combobox", name="Sáp nhập vào")
    into.press_sequentially("cuc so 9")
    page.locator(ANSWERS).first.click()
    expect(into).to_have_value("C9")
    expect(page.locator("main")).to_contain_text("Cục Quản lý số 9")
    assert_accessible(page)
