"""A rehearsal in real browsers: its pages are accessible, and a venue's page measures by itself."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from lms import clock
from lms.people.enums import Role
from sessions.conferences.queries import get_conference
from sessions.rehearsals.enums import Check
from sessions.rehearsals.models import Measurement
from sessions.rehearsals.services import start_rehearsal
from tests.factories import make_account, make_person, make_unit
from tests.sessions.factories import make_conference, make_session, make_summons, make_venue
from tests.support.browser_sign_in import sign_in
from tests.support.chromium import DESKTOP, PHONE, assert_accessible


@pytest.fixture(scope="module")
def rehearsal(site):
    """A rehearsal that begins in a few minutes, with one venue."""
    with site.transaction() as db:
        owner = make_unit(db, name="Bộ Nội vụ")
        trainer = make_account(db, role=Role.TRAINER, unit=owner)
        now = clock.now()
        conference = make_conference(
            db, owner=owner, starts_at=now + timedelta(days=1), ends_at=now + timedelta(days=2)
        )
        venue = make_venue(db, conference, is_main=True)
        make_session(db, conference, [venue], starts_at=now + timedelta(days=1))
        make_summons(db, conference, make_person(db, unit=owner), venue)
        db.flush()
        db.expire_all()
        real = get_conference(db, conference.id)
        made = start_rehearsal(db, real, now + timedelta(minutes=5), by=trainer.id, now=now)
        db.flush()
        db.expire_all()
        copy = get_conference(db, made.id)
        return {
            "login": trainer.login,
            "real": f"/hoi-nghi/{real.id}/tong-duyet",
            "overview": f"/hoi-nghi/{copy.id}/san-sang",
            "venue": f"/hoi-nghi/{copy.id}/san-sang/{copy.venues[0].id}",
            "board": f"/hoi-nghi/{copy.id}",
        }


@pytest.mark.parametrize("device", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_every_page_is_accessible_and_fits(open_window, site, rehearsal, device):
    page = sign_in(open_window(site, **device).new_page(), rehearsal["login"])
    for name in ("real", "overview", "venue", "board"):
        page.goto(rehearsal[name])
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name


def test_venue_measures_network_and_clock_by_itself(open_window, site, rehearsal):
    page = sign_in(open_window(site, **PHONE).new_page(), rehearsal["login"])
    page.goto(rehearsal["venue"])
    page.get_by_role("button", name="Đo mạng và đồng hồ").click()
    page.wait_for_url("**#network")
    expect(page.locator("#network .badge")).to_have_text("Đạt")
    expect(page.locator("#clock .badge")).to_have_text("Đạt")
    with site.transaction() as db:
        rows = db.scalars(select(Measurement).order_by(Measurement.id)).all()
        assert [row.check_kind for row in rows] == [Check.NETWORK, Check.CLOCK]
        assert all(row.passed for row in rows)


def test_figures_are_typed_where_there_is_no_script(open_window, site, rehearsal):
    window = open_window(site, **PHONE, java_script_enabled=False)
    page = sign_in(window.new_page(), rehearsal["login"])
    page.goto(rehearsal["venue"])
    expect(page.get_by_role("button", name="Đo mạng và đồng hồ")).to_be_hidden()
    page.get_by_text("Nhập bằng tay").click()
    page.get_by_label("Thời gian máy chủ trả lời (ms)").fill("2400")
    page.locator("#network").get_by_role("button", name="Lưu").click()
    expect(page.locator("#network .badge")).to_have_text(re.compile("Không đạt"))
