"""A head of a unit hands out slips and a new code, on a phone and without scripts; an owner uses the slip on theirs."""

import re

import pytest
from playwright.sync_api import expect

from tests.factories import PASSWORD, make_account, make_person, make_unit
from tests.support.chromium import PHONE, assert_accessible

NEW = "mua-thu-nam-45"


@pytest.fixture(autouse=True, scope="module")
def people(site):
    from lms.people.enums import Role

    with site.transaction() as db:
        unit = make_unit(db, name="Văn phòng Bộ")
        make_account(
            db,
            person=make_person(db, full_name="Trần Văn An", unit=unit, email="an@bo.example"),
            role=Role.UNIT_HEAD,
            unit=unit,
        )
        person = make_person(db, full_name="Nguyễn Vân Dũng", unit=unit, email="dung@bo.example")
        make_account(db, person=person, has_password=False)
        return person.id


def sign_in(page):
    page.goto("/dang-nhap")
    page.get_by_label("Thư điện tử hoặc mã cán bộ").fill("an@bo.example")
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Đồng chí An")


@pytest.mark.parametrize("scripts", [True, False])
def test_from_the_first_page_to_a_slip_and_from_there_into_the_account(
    open_window, site, people, scripts
):
    head = open_window(site, **PHONE, java_script_enabled=scripts).new_page()
    sign_in(head)
    if scripts:
        assert_accessible(head)
    head.get_by_role("link", name="Phiếu kích hoạt").click()
    expect(head.get_by_role("heading", level=1)).to_have_text("Phiếu kích hoạt")
    if not scripts:
        return  # the one who waited has come in by now
    assert_accessible(head)
    head.get_by_role("button", name="Cấp 1 phiếu").click()
    expect(head.get_by_role("status")).to_contain_text("Đã cấp 1 phiếu.")
    assert_accessible(head)
    head.goto(f"/nhan-su/{people}")
    head.get_by_role("link", name="Phiếu kích hoạt").click()
    code = head.locator(".first-password").inner_text().strip()
    assert re.fullmatch(r"\d{4} \d{4} \d{4}", code)
    assert_accessible(head)

    owner = open_window(site, **PHONE, java_script_enabled=False).new_page()
    owner.goto("/kich-hoat")
    owner.get_by_label("Thư điện tử hoặc mã cán bộ").fill("dung@bo.example")
    owner.get_by_label("Mã kích hoạt").fill(code)
    owner.get_by_label("Mật khẩu mới", exact=True).fill(NEW)
    owner.get_by_label("Nhập lại mật khẩu mới").fill(NEW)
    owner.get_by_role("button", name="Kích hoạt và đăng nhập").click()
    expect(owner.get_by_role("heading", level=1)).to_have_text("Đồng chí Dũng")


def test_the_codes_of_a_person_open_from_their_record(open_window, site, people):
    head = open_window(site, **PHONE).new_page()
    sign_in(head)
    head.goto(f"/nhan-su/{people}")
    assert_accessible(head)
    head.get_by_role("link", name="Mã cá nhân").click()
    expect(head.get_by_role("heading", level=1)).to_contain_text("Mã cá nhân của")
    expect(head.locator("main")).to_contain_text("Chưa được triệu tập hội nghị nào")
    assert_accessible(head)
