"""First pages of each role and the pages of administration: accessible, and never wider than the screen."""

import re
from datetime import date

import pytest

from lms.people.enums import Role
from lms.privacy.enums import RequestKind
from lms.privacy.services import file_request
from lms.units.enums import Tree
from tests.factories import PASSWORD, grant_role, make_account, make_person, make_unit
from tests.support.chromium import DESKTOP, PHONE, assert_accessible

ZOOMED = {"viewport": {"width": 640, "height": 450}}
"""A desk's 1280 pixels at 200 %."""
DEVICES = pytest.mark.parametrize(
    "device", [PHONE, ZOOMED, DESKTOP], ids=["phone", "zoomed", "desktop"]
)
LONG = "Công Tằng Tôn Nữ Nguyễn Phúc Bảo Trân Hoàng Thị Phương Quỳnh Như Ý"
LONG_UNIT = "Sở Phát triển cộng đồng và Bảo tồn di sản văn hóa các dân tộc thiểu số tỉnh Bắc Hà"


@pytest.fixture(scope="module")
def office(site):
    """A ministry with long names, one account for each kind of role, a leaver and an open request."""
    with site.transaction() as db:
        ministry = make_unit(db, name="Bộ Phát triển cộng đồng")
        unit = make_unit(db, name=LONG_UNIT, parent=ministry)
        cell = make_unit(db, name=f"Chi bộ {LONG_UNIT}", tree=Tree.PARTY)
        person = make_person(db, full_name=LONG, unit=unit, party_unit=cell)
        left = make_person(db, full_name="Nguyễn Văn Nghỉ")
        left.left_on = date(2015, 1, 1)
        head = make_account(db, role=Role.UNIT_HEAD, unit=unit)
        grant_role(db, head, Role.CELL_COMMITTEE, unit=cell)
        venue_officer = make_account(db)
        grant_role(db, venue_officer, Role.VENUE_OFFICER, place_id=1)
        admin = make_account(db, role=Role.ADMINISTRATOR)
        asked = file_request(db, person.id, RequestKind.ACCESS, "Xin bản sao", by=admin.id)
        return {
            "admin": admin.login,
            "clerk": make_account(db, role=Role.RECORDS_CLERK).login,
            "head": head.login,
            "officer": venue_officer.login,
            "learner": make_account(db).login,
            "unit": unit.id,
            "person": person.id,
            "left": left.id,
            "request": asked.id,
        }


@DEVICES
@pytest.mark.parametrize("who", ["admin", "clerk", "head", "officer", "learner"])
def test_first_pages_are_accessible(open_window, site, office, device, who):
    page = sign_in(open_window(site, **device).new_page(), office[who])
    for address in ("/", "/ve-toi", "/ve-toi/yeu-cau", "/tai-khoan/thiet-bi"):
        page.goto(address)
        assert_accessible(page)


@DEVICES
def test_pages_of_administration_are_accessible(open_window, site, office, device):
    page = sign_in(open_window(site, **device).new_page(), office["admin"])
    person, unit = office["person"], office["unit"]
    for address in (
        "/nhan-su",
        "/nhan-su/moi",
        f"/nhan-su/{person}",
        f"/nhan-su/{person}/sua/dieu-chuyen",
        f"/nhan-su/{person}/an-danh",
        f"/nhan-su/{office['left']}/an-danh",
        f"/nhan-su/hang-loat?nguoi={person}",
        "/nhan-su/999999",
        "/don-vi?tim=so+phat",
        f"/don-vi/{unit}",
        f"/don-vi/{unit}/chia-tach",
        "/du-lieu-ca-nhan/yeu-cau",
        f"/du-lieu-ca-nhan/yeu-cau/{office['request']}",
        "/du-lieu-ca-nhan/yeu-cau/moi",
        "/du-lieu-ca-nhan/nhat-ky",
        "/du-lieu-ca-nhan/luu-giu",
        "/du-lieu-ca-nhan/thong-bao",
    ):
        page.goto(address)
        assert_accessible(page)


def test_entries_of_the_menu_stay_on_one_line(desktop, office):
    page = sign_in(desktop.new_page(), office["admin"])
    heights = page.locator(".side-desk .nav-list a").evaluate_all(
        "links => links.map(link => link.getBoundingClientRect().height)"
    )
    assert len(heights) > 8
    assert max(heights) == min(heights)


def sign_in(page, login):
    page.goto("/dang-nhap")
    page.fill("[name=login]", login)
    page.fill("[type=password]", PASSWORD)
    page.locator("[type=password]").press("Enter")
    page.wait_for_url(re.compile(r"^(?!.*dang-nhap)"))
    return page
