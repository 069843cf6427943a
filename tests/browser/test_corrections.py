"""Corrections in real browsers: every page accessible, and the whole way without scripts."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from lms import clock
from lms.people.enums import Role
from sessions.checkin.enums import AttendanceState
from sessions.checkin.staff import Staff
from sessions.corrections.appeals import file_appeal
from sessions.corrections.bulk import propose_bulk
from tests.factories import make_account, make_person, make_unit
from tests.sessions.factories import make_conference, make_session, make_summons, make_venue
from tests.support.browser_sign_in import sign_in
from tests.support.chromium import DESKTOP, PHONE, assert_accessible


@pytest.fixture(scope="module")
def office(site):
    """A conference under way with an open proposal and an open request."""
    with site.transaction() as db:
        owner = make_unit(db, name="Bộ Nội vụ")
        first, second = (make_account(db, role=Role.TRAINER, unit=owner) for _ in range(2))
        start = clock.now() - timedelta(minutes=30)
        conference = make_conference(db, owner=owner, starts_at=start)
        venue = make_venue(db, conference, is_main=True)
        sitting = make_session(db, conference, [venue], starts_at=start)
        people = [
            make_person(db, full_name=f"Nguyễn Thị {name}", unit=owner)
            for name in ("Ánh", "Bích", "Cúc")
        ]
        for person in people:
            make_summons(db, conference, person, venue, sessions=[sitting])
        staff, present = Staff(first.id, clock.now()), AttendanceState.PRESENT
        ids = [person.id for person in people[:2]]
        bulk = propose_bulk(db, sitting, ids, present, "Theo danh sách ký", staff)
        appeal = file_appeal(db, sitting.id, people[2].id, "Tôi có mặt", clock.now())
        return {
            "base": f"/hoi-nghi/{conference.id}",
            "sitting": sitting.id,
            "bulk": bulk.id,
            "appeal": appeal.id,
            "first": first.login,
            "second": second.login,
            "learners": [make_account(db, person=person).login for person in people],
        }


@pytest.mark.parametrize("device", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_every_page_is_accessible(open_window, site, office, device):
    page = open_window(site, **device).new_page()
    sign_in(page, office["second"])
    base, choosing = office["base"], f"{office['base']}/dinh-chinh/buoi/{office['sitting']}"
    for address in (
        f"{base}/dinh-chinh",
        f"{base}/dinh-chinh/{office['bulk']}",
        f"{base}/de-nghi/{office['appeal']}",
        choosing,
    ):
        page.goto(address)
        assert_accessible(page)
    page.get_by_label("Tất cả những người theo bộ lọc").check()
    page.get_by_label("Lý do").fill("Theo danh sách ký")
    page.get_by_role("button", name="Xem trước thay đổi").click()
    expect(page.get_by_role("heading", name="Sẽ đính chính cho 3 người")).to_be_visible()
    assert_accessible(page)


def test_person_asks_and_the_office_answers_without_scripts(open_window, site, office):
    window = {**PHONE, "java_script_enabled": False}
    person = open_window(site, **window).new_page()
    sign_in(person, office["learners"][0])
    person.goto("/ve-toi")
    person.get_by_role("link", name="Đề nghị xem xét lại").click()
    person.get_by_label("Nội dung chưa đúng").fill("Tôi có mặt từ 07:40")
    person.get_by_role("button", name="Gửi đề nghị").click()
    expect(person.get_by_text("Tôi có mặt từ 07:40")).to_be_visible()
    secretary = open_window(site, **{**DESKTOP, "java_script_enabled": False}).new_page()
    sign_in(secretary, office["second"])
    secretary.goto(f"{office['base']}/dinh-chinh")
    secretary.get_by_role("link", name="Nguyễn Thị Ánh").click()
    secretary.locator("#answer-yes").fill("Đã đối chiếu danh sách ký")
    secretary.get_by_role("button", name="Đồng ý và đính chính").click()
    person.goto("/ve-toi")
    expect(person.get_by_text("Trả lời: “Đã đối chiếu danh sách ký”")).to_be_visible()


def test_pages_about_oneself_are_accessible(open_window, site, office):
    page = open_window(site, **PHONE).new_page()
    sign_in(page, office["learners"][1])
    for address in ("/ve-toi", f"/ve-toi/de-nghi/{office['sitting']}"):
        page.goto(address)
        assert_accessible(page)
