"""Signing in as people do: on the page, in Vietnamese, with or without scripts."""

import re

from playwright.sync_api import Page

from tests.factories import PASSWORD


def sign_in(page: Page, login: str) -> Page:
    """Sign in an account that has PASSWORD, and wait for the page after it."""
    page.goto("/dang-nhap")
    page.get_by_label("Thư điện tử hoặc mã cán bộ").fill(login)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    page.wait_for_url(re.compile(r"^(?!.*dang-nhap)"))
    return page
