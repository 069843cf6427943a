"""A head of a unit hands out slips and a new code, on a phone and without scripts; an owner uses the slip on theirs."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.an_office import AN, staff_an_office
from tests.support.browser_sign_in import sign_in
from tests.support.chromium import PHONE, assert_accessible

NEW = "mua-thu-nam-45"


@pytest.fixture(autouse=True, scope="module")
def people(site):
    from lms.people.enums import Role

    return staff_an_office(site, Role.UNIT_HEAD, "Nguyễn Vân Dũng")[0]


@pytest.mark.parametrize("scripts", [True, False])
def test_from_the_first_page_to_a_slip_and_from_there_into_the_account(
    open_window, site, people, scripts
):
    head = open_window(site, **PHONE, java_script_enabled=scripts).new_page()
    sign_in(head, AN)
    if scripts:
        assert_accessible(head)
    head.get_by_role("link", name="Phiếu kích hoạt").click()
    expect(head.get_by_role("heading", level=1)).to_have_text("Phiếu kích hoạt")
    if not scripts:
        return  # the one who waited has come in by now
    assert_accessible(head)
    head.get_by_role("link", name="Xem danh sách được cấp").click()
    expect(head.get_by_role("row")).to_contain_text(["Nguyễn Vân Dũng"])
    expect(head.locator("main")).to_contain_text("tài khoản mới")
    assert_accessible(head)
    head.get_by_label("Nguyễn Vân Dũng").check()
    head.get_by_role("button", name="Chỉ cấp cho người được đánh dấu").click()
    expect(head.get_by_role("status")).to_contain_text("Đã cấp 1 phiếu.")
    assert_accessible(head)
    head.goto(f"/nhan-su/{people}")
    head.get_by_role("link", name="Phiếu kích hoạt").click()
    code = head.locator(".first-password").inner_text().strip()
    assert re.fullmatch(r"\d{4} \d{4} \d{4}", code)
    assert_accessible(head)

    owner = open_window(site, **PHONE, java_script_enabled=False).new_page()
    owner.goto("/kich-hoat")
    owner.get_by_label("Thư điện tử hoặc mã cán bộ").fill("ng1@bo.example")
    owner.get_by_label("Mã kích hoạt").fill(code)
    owner.get_by_label("Mật khẩu mới", exact=True).fill(NEW)
    owner.get_by_label("Nhập lại mật khẩu mới").fill(NEW)
    owner.get_by_role("button", name="Kích hoạt và đăng nhập").click()
    expect(owner.get_by_role("heading", level=1)).to_have_text("Đồng chí Dũng")


def test_the_codes_of_a_person_open_from_their_record(open_window, site, people):
    head = open_window(site, **PHONE).new_page()
    sign_in(head, AN)
    head.goto(f"/nhan-su/{people}")
    assert_accessible(head)
    head.get_by_role("link", name="Mã cá nhân").click()
    expect(head.get_by_role("heading", level=1)).to_contain_text("Mã cá nhân của")
    expect(head.locator("main")).to_contain_text("Chưa được triệu tập hội nghị nào")
    assert_accessible(head)
