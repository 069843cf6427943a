"""Units through time in real browsers: lists of a day, decisions, a list of units, a split by ticks; without scripts too."""

import pytest
from playwright.sync_api import expect

from lms.people.enums import Role
from tests.factories import make_account, make_person, make_unit
from tests.support.browser_sign_in import sign_in
from tests.support.chromium import DESKTOP, PHONE, assert_accessible

FIRST = "Cây;Mã;Tên đơn vị;Mã cấp trên\nNhà nước;SB;Bộ;\nNhà nước;SA;Vụ A;SB\n"
LATER = FIRST.replace("Vụ A", "Vụ Á") + "Nhà nước;SC;Cục C;SB\n"


@pytest.fixture(scope="module")
def office(site):
    """A ministry with three units, one with people; an administrator."""
    with site.transaction() as db:
        ministry = make_unit(db, name="Bộ", code="SB")
        make_unit(db, name="Vụ A", code="SA", parent=ministry)
        make_unit(db, name="Vụ D", code="SD", parent=ministry)
        split = make_unit(db, name="Vụ Tổ chức", code="SE", parent=ministry)
        for name in ("Lê Thị An", "Vũ Văn Bình"):
            make_person(db, full_name=name, unit=split)
        login = make_account(db, role=Role.ADMINISTRATOR).login
        return {"login": login, "split": f"/don-vi/{split.id}"}


def upload(page, lines):
    """Upload a list of units and come to its preview."""
    page.goto("/don-vi/nhap")
    file = {"name": "don-vi.csv", "mimeType": "text/csv", "buffer": lines.encode()}
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Đọc tệp").click()


@pytest.mark.parametrize("device", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_pages_are_accessible(open_window, site, office, device):
    page = sign_in(open_window(site, **device).new_page(), office["login"])
    page.wait_for_load_state("networkidle")
    for address in (
        "/nhan-su?ngay=2026-01-15",
        "/nhan-su?ngay=2019-01-15",
        "/don-vi/quyet-dinh",
        f"{office['split']}/dinh-chinh",
        f"{office['split']}?ngay=2026-01-15",
    ):
        page.goto(address, wait_until="networkidle")
        assert_accessible(page)
    upload(page, LATER)
    expect(page.locator("main")).to_contain_text("Đơn vị không có trong tệp")
    assert_accessible(page)
    page.goto(f"{office['split']}/chia-tach", wait_until="networkidle")
    page.locator("[name=results]").fill("S41: Vụ Một\nS42: Vụ Hai\nS43: Vụ Ba")
    page.locator("[name=unit]").fill("S42")
    page.locator("[name=decision]").fill("1/QĐ")
    page.get_by_role("button", name="Chọn người theo tên").click()
    expect(page.locator("main")).to_contain_text("Lê Thị An")
    assert_accessible(page)


def test_list_of_units_and_split_are_recorded_on_a_phone_without_scripts(open_window, site, office):
    page = sign_in(
        open_window(site, **PHONE, java_script_enabled=False).new_page(), office["login"]
    )
    upload(page, LATER)
    page.get_by_label("Số, ngày quyết định").fill("45/QĐ-BNV")
    page.get_by_label("Giải thể Vụ D").check()
    page.get_by_role("button", name="Nhập 2 đơn vị").click()
    expect(page.locator(".flashes")).to_contain_text("Đã ghi 3 quyết định")
    page.goto("/don-vi/quyet-dinh")
    expect(page.locator(".unit-act")).to_have_count(3)

    page.goto(f"{office['split']}/chia-tach")
    page.locator("[name=results]").fill("S41: Vụ Một")
    page.locator("[name=stays]").check()
    page.locator("[name=decision]").fill("46/QĐ-BNV")
    page.get_by_role("button", name="Chọn người theo tên").click()
    page.get_by_label("Lê Thị An").check()
    page.get_by_role("button", name="Xem trước thay đổi").click()
    expect(page.locator("main")).to_contain_text("Vụ Một")
    page.get_by_role("button", name="Ghi nhận quyết định").click()
    expect(page.locator(".flashes")).to_contain_text("Đã chuyển 1 người")
