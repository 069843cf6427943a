"""An empty installation: the first page makes the administrator and signs them in."""

from playwright.sync_api import expect

from tests.support.chromium import assert_accessible


def test_first_page_makes_the_administrator(phone):
    page = phone.new_page()
    page.goto("/")
    assert_accessible(page)

    page.get_by_label("Họ và tên").fill("Nguyễn Quản Trị")
    page.get_by_label("Thư điện tử").fill("quantri@bo.example")
    page.get_by_label("Mật khẩu mới", exact=True).fill("mat-khau-2021")
    page.get_by_label("Nhập lại mật khẩu mới").fill("mat-khau-2021")
    page.get_by_role("button", name="Tạo tài khoản quản trị").click()

    expect(page.locator("body")).to_contain_text("Nguyễn Quản Trị")
    assert_accessible(page)
