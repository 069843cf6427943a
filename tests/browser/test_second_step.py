"""The second step on a phone: the code on the page is scanned, its digits typed, recovery codes used."""

import base64
import io
import time
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Page, expect

from lms.people.auth.second_step.rules import STEP_S, code_at
from tests.support.chromium import DESKTOP, assert_accessible
from tests.support.site import Site, running_site

PASSWORD = "mat-khau-2021"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A product that asks administrators for the second step."""
    with running_site(tmp_path_factory.mktemp("instance"), TOTP_REQUIRED="1") as running:
        yield running


def test_the_first_administrator_sets_it_up_and_signs_in_with_it(site, phone, open_window):
    page = phone.new_page()
    page.goto("/")
    page.get_by_label("Họ và tên").fill("Nguyễn Quản Trị")
    page.get_by_label("Thư điện tử").fill("quantri@bo.example")
    page.get_by_label("Mật khẩu mới", exact=True).fill(PASSWORD)
    page.get_by_label("Nhập lại mật khẩu mới").fill(PASSWORD)
    page.get_by_role("button", name="Tạo tài khoản quản trị").click()
    expect(page.locator("h1")).to_have_text("Cài đặt xác thực hai bước")
    assert_accessible(page)
    secret = _scan(page)
    page.get_by_text("Không quét được, hoặc ứng dụng ở ngay trên máy này").click()
    opened = page.get_by_role("link", name="Mở bằng ứng dụng trên máy này").get_attribute("href")
    assert _secret_of(opened or "") == secret
    assert_accessible(page)
    page.get_by_label("Mã trong ứng dụng").fill("000000")
    page.get_by_role("button", name="Cài đặt", exact=True).click()
    assert_accessible(page)
    page.get_by_label("Mã trong ứng dụng").fill(_digits(secret))
    page.get_by_role("button", name="Cài đặt", exact=True).click()
    expect(page.locator("h1")).to_have_text("Mã dự phòng")
    assert_accessible(page)
    codes = page.locator(".recovery-codes code").all_inner_texts()
    phone.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Sao chép các mã").click()
    expect(page.get_by_role("status").filter(has_text="Đã sao chép")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()").splitlines() == codes
    expect(page.get_by_role("button", name="In trang này")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("link", name="Tôi đã ghi lại").click()
    page.goto("/tai-khoan/xac-thuc")
    assert_accessible(page)
    page.goto("/tai-khoan/thiet-bi")
    assert_accessible(page)

    desk = open_window(site, **DESKTOP).new_page()
    desk.goto("/dang-nhap")
    desk.get_by_label("Thư điện tử hoặc mã cán bộ").fill("quantri@bo.example")
    desk.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
    desk.get_by_role("button", name="Đăng nhập").click()
    expect(desk.locator("h1")).to_have_text("Xác thực hai bước")
    desk.get_by_text("Tôi không có điện thoại ở đây").click()
    assert_accessible(desk)
    desk.get_by_label("Mã dự phòng").fill(codes[0].lower())
    desk.get_by_role("button", name="Dùng mã dự phòng").click()
    expect(desk.locator("body")).to_contain_text("Còn 9 mã dự phòng.")
    desk.goto("/tai-khoan/thiet-bi")
    assert_accessible(desk)
    desk.get_by_role("button", name="Đăng xuất", exact=True).last.click()
    expect(desk.locator("body")).to_contain_text("Đã đăng xuất thiết bị đó.")
    page.reload()
    expect(page.locator("h1")).to_have_text("Đăng nhập")


def _scan(page: Page) -> bytes:
    """What an app reads from the code on the page."""
    picture = Image.open(io.BytesIO(page.locator(".enrol-code").screenshot()))
    (found,) = zxingcpp.read_barcodes(picture)
    return _secret_of(found.text)


def _secret_of(address: str) -> bytes:
    read = urlsplit(address)
    assert (read.scheme, read.netloc, read.path) == (
        "otpauth",
        "totp",
        "/Diem%20Cau:quantri%40bo.example",
    )
    return base64.b32decode(parse_qs(read.query)["secret"][0])


def _digits(secret: bytes) -> str:
    return code_at(secret, int(time.time()) // STEP_S)
