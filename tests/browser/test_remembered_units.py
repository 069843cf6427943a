"""A name that several units have, asked at a desk and on a phone; the page of what is remembered; a position that ends."""

import pytest
from playwright.sync_api import expect

from tests.factories import make_account, make_person, make_unit
from tests.support.browser_sign_in import sign_in
from tests.support.chromium import DESKTOP, PHONE, assert_accessible

LIST = "Họ và tên;Đơn vị\n{name};Phòng Hành chính\n"


@pytest.fixture(autouse=True, scope="module")
def place(site):
    from lms.people.enums import PartyStatus, Role
    from lms.units.enums import Tree

    with site.transaction() as db:
        top = make_unit(db, name="Bộ")
        for name in ("Văn phòng", "Trung tâm Dữ liệu"):
            make_unit(db, name="Phòng Hành chính", parent=make_unit(db, name=name, parent=top))
        cell = make_unit(db, name="Chi bộ Một", tree=Tree.PARTY)
        person = make_person(
            db,
            full_name="Trần Văn An",
            unit=top,
            party_unit=cell,
            party_status=PartyStatus.OFFICIAL,
            email="an@bo.example",
        )
        person.party_position = "Bí thư"
        make_account(db, person=person, role=Role.ADMINISTRATOR)
        return {"person": person.id}


@pytest.mark.parametrize(
    ("device", "name"), [(PHONE, "Hồ An"), (DESKTOP, "Bùi Lan")], ids=["phone", "desktop"]
)
def test_shared_name_is_asked_remembered_and_forgotten_without_scripts(
    open_window, site, device, name
):
    page = open_window(site, **device, java_script_enabled=False).new_page()
    sign_in(page, "an@bo.example")
    page.goto("/nhan-su/nhap")
    file = {"name": "ds.csv", "mimeType": "text/csv", "buffer": LIST.format(name=name).encode()}
    page.get_by_label("Tệp Excel").set_input_files(file)
    page.get_by_role("button", name="Đọc tệp").click()
    expect(page.get_by_text("Có 1 dòng ghi tên mà nhiều đơn vị cùng có")).to_be_visible()
    choice = page.get_by_role("combobox", name="Phòng Hành chính (1 dòng)")
    choice.select_option(label="đọc là Văn phòng › Phòng Hành chính")
    page.get_by_role("button", name="Đọc lại tệp theo các đơn vị này").click()
    page.locator("form .button-primary").click()
    page.goto("/nhan-su/nhap/ten-don-vi")
    expect(page.get_by_role("link", name="ds.csv")).to_be_visible()
    page.get_by_role("button", name="Bỏ ghi nhớ: Phòng Hành chính").click()
    expect(page.get_by_text("Chưa ghi nhớ tên nào")).to_be_visible()
    page.close()


@pytest.mark.parametrize("device", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_pages_are_accessible(open_window, site, place, device):
    page = open_window(site, **device).new_page()
    sign_in(page, "an@bo.example")
    page.goto("/nhan-su/nhap")
    file = {"name": "ds.csv", "mimeType": "text/csv", "buffer": LIST.format(name="Đỗ Mai").encode()}
    page.get_by_label("Tệp Excel").set_input_files(file)
    page.get_by_role("button", name="Đọc tệp").click()
    expect(page.get_by_role("combobox", name="Phòng Hành chính (1 dòng)")).to_be_visible()
    asked = page.url
    for address in (
        asked,
        "/nhan-su/nhap/ten-don-vi",
        f"/nhan-su/{place['person']}/sua/dieu-chuyen",
        f"/nhan-su/{place['person']}/sua/roi-co-quan",
    ):
        page.goto(address)
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    page.close()
