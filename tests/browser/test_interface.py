"""The interface itself: accessible at every width, usable from the keyboard and without scripts."""

import pytest
from playwright.sync_api import expect

from tests.factories import make_account, make_person, make_unit
from tests.support.browser_sign_in import sign_in
from tests.support.chromium import DESKTOP, assert_accessible


@pytest.fixture(autouse=True, scope="module")
def people(site):
    from lms.people.enums import Role

    with site.transaction() as db:
        unit = make_unit(db, name="Văn phòng Bộ")
        person = make_person(db, full_name="Trần Văn An", unit=unit, email="an@bo.example")
        make_account(db, person=person, role=Role.TRAINER, unit=unit)


@pytest.mark.parametrize("path", ["/kieu-dang", "/dang-nhap", "/kich-hoat", "/khong-co-trang-nay"])
def test_pages_are_accessible_on_phones_and_desks(phone, desktop, path):
    for window in (phone, desktop):
        page = window.new_page()
        page.goto(path)
        assert_accessible(page)


def test_nothing_is_lost_at_twice_the_size(open_window, site):
    half = {"width": DESKTOP["viewport"]["width"] // 2, "height": 450}
    page = open_window(site, viewport=half, device_scale_factor=2).new_page()
    sign_in(page, "an@bo.example")
    for path in ("/", "/ve-toi", "/kieu-dang"):
        page.goto(path)
        assert_accessible(page)


def test_the_keyboard_goes_straight_to_the_content(desktop):
    page = desktop.new_page()
    sign_in(page, "an@bo.example")
    expect(page.get_by_role("heading", level=1)).to_have_text("Đồng chí An")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Chuyển đến nội dung")
    expect(skip).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#content")).to_be_focused()


def test_the_menu_of_a_phone_opens_without_scripts(open_window, site):
    page = open_window(
        site, viewport={"width": 360, "height": 800}, java_script_enabled=False
    ).new_page()
    sign_in(page, "an@bo.example")
    menu = page.get_by_role("navigation", name="Danh mục chính")
    expect(menu).to_be_hidden()
    page.get_by_text("Danh mục", exact=True).click()
    expect(menu.get_by_role("link", name="Trang chủ")).to_be_visible()
    page.get_by_role("button", name="Đăng xuất").click()
    expect(page.locator("body")).to_contain_text("Đồng chí đã đăng xuất.")


def test_mistakes_take_the_focus_and_lead_to_their_field(desktop):
    page = desktop.new_page()
    page.goto("/kich-hoat")
    page.get_by_label("Thư điện tử hoặc mã cán bộ").fill("ai-do@bo.example")
    page.get_by_role("button", name="Kích hoạt và đăng nhập").click()
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(page.get_by_label("Thư điện tử hoặc mã cán bộ")).to_have_value("ai-do@bo.example")
    summary.get_by_role("link", name="Nhập mã kích hoạt trên phiếu.").click()
    expect(page.get_by_label("Mã kích hoạt")).to_be_focused()
    assert_accessible(page)


def test_a_password_can_be_looked_at_before_it_is_sent(desktop):
    page = desktop.new_page()
    page.goto("/dang-nhap")
    field = page.get_by_label("Mật khẩu")
    expect(field).to_have_attribute("type", "password")
    page.get_by_role("button", name="Hiện").click()
    expect(field).to_have_attribute("type", "text")
    page.get_by_role("button", name="Ẩn").click()
    expect(field).to_have_attribute("type", "password")


def test_the_language_changes_on_the_same_page(desktop):
    page = desktop.new_page()
    page.goto("/kich-hoat?x=1")
    page.get_by_role("button", name="EN").click()
    expect(page).to_have_url(f"{page.url.partition('/kich-hoat')[0]}/kich-hoat?x=1")
    expect(page.get_by_role("heading", level=1)).to_have_text("Activate your account")
    page.get_by_role("button", name="VI").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kích hoạt tài khoản")
