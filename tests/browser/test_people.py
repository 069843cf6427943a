"""People at a desk and on a phone: search from the keyboard, a record changed, many at once, without scripts too."""

import pytest
from playwright.sync_api import expect

from tests.browser.an_office import AN, staff_an_office
from tests.support.browser_sign_in import sign_in
from tests.support.chromium import DESKTOP, assert_accessible

ANSWERS = ".suggestions [role=option]"


@pytest.fixture(autouse=True, scope="module")
def people(site):
    from lms.people.enums import Role

    return staff_an_office(site, Role.ADMINISTRATOR, "Nguyễn Vân Dũng", "Nguyễn Văn Dũng")[0]


def test_somebody_is_found_from_the_keyboard(desktop):
    page = desktop.new_page()
    sign_in(page, AN)
    page.goto("/nhan-su")
    box = page.get_by_role("combobox", name="Tên, mã, đơn vị, thư điện tử, điện thoại")
    box.press_sequentially("dung ng")
    expect(page.locator(ANSWERS)).to_have_count(2)
    assert_accessible(page)
    box.press("ArrowDown")
    box.press("ArrowDown")
    expect(page.locator(f"{ANSWERS}[aria-selected=true]")).to_contain_text("Nguyễn Vân Dũng")
    box.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    box.press("ArrowDown")
    expect(page.locator(ANSWERS)).to_have_count(2)
    box.press("ArrowUp")
    box.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Nguyễn Vân Dũng")


@pytest.mark.parametrize("window", ["phone", "desktop"])
def test_that_nobody_was_found_is_seen_and_told(window, request):
    page = request.getfixturevalue(window).new_page()
    sign_in(page, AN)
    page.goto("/nhan-su")
    box = page.get_by_role("combobox", name="Tên, mã, đơn vị, thư điện tử, điện thoại")
    box.press_sequentially("zzzz qqq")
    told = page.locator(".suggesting").get_by_role("status")
    expect(told).to_have_text("Không tìm thấy ai")
    assert told.bounding_box()["height"] > 20
    assert told.bounding_box()["y"] >= box.bounding_box()["y"] + box.bounding_box()["height"]
    assert_accessible(page)
    box.press("Escape")
    expect(told).to_have_text("")
    box.fill("")
    box.press_sequentially("dung")
    expect(page.locator(ANSWERS).first).to_be_visible()
    assert told.bounding_box()["height"] < 5


def test_search_and_acts_on_many_work_without_scripts(open_window, site):
    page = open_window(site, **DESKTOP, java_script_enabled=False).new_page()
    sign_in(page, AN)
    page.goto("/nhan-su")
    page.get_by_label("Tên, mã, đơn vị").fill("nguyen dung")
    page.get_by_role("button", name="Tìm kiếm").click()
    page.get_by_label("Tất cả 2 người tìm thấy").check()
    page.get_by_role("button", name="Thay đổi những người đã chọn").click()
    page.get_by_label("Đặt tình trạng đảng viên").check()
    page.get_by_label("Đảng viên", exact=True).select_option(label="Chính thức")
    page.get_by_role("button", name="Xem trước thay đổi").click()
    page.get_by_role("button", name="Thay đổi 2 người").click()
    expect(page.get_by_role("status")).to_contain_text("Đã thay đổi 2 người.")


@pytest.mark.parametrize("path", ["", "/sua/thong-tin", "/sua/chuc-danh", "/sua/dieu-chuyen"])
def test_pages_about_a_person_are_accessible(phone, desktop, people, path):
    for window in (phone, desktop):
        page = window.new_page()
        sign_in(page, AN)
        page.goto(f"/nhan-su/{people}{path}")
        assert_accessible(page)


def test_who_waits_for_an_administrator_is_confirmed(phone, desktop, site, people):
    from lms.people.vouching import doubt

    for window in (phone, desktop):
        with site.transaction() as db:
            doubt(db, [people])
        page = window.new_page()
        sign_in(page, AN)
        page.get_by_role("link", name="Thư điện tử và mã nhân sự chờ xác nhận").click()
        assert_accessible(page)
        page.get_by_role("checkbox", name="Nguyễn Vân Dũng").check()
        page.get_by_role("button", name="Xác nhận những người đã chọn").click()
        expect(page.get_by_role("status")).to_contain_text("Đã xác nhận 1 người.")


def test_pages_about_many_are_accessible(phone, people):
    page = phone.new_page()
    sign_in(page, AN)
    for path in (
        "/nhan-su",
        "/nhan-su/moi",
        "/nhan-su/da-roi",
        f"/nhan-su/hang-loat?nguoi={people}",
        f"/nhan-su/hang-loat/xem-truoc?nguoi={people}&act=loai-nhan-su&on=2021-03-01&unit_id=0"
        "&category=cadre&party_status=none&is_exempt=0",
    ):
        page.goto(path)
        assert_accessible(page)
