"""The pages about personal data in a real browser: every one accessible, on a phone and on a desk."""

from datetime import date

import pytest

from lms import clock
from lms.people.enums import Role
from lms.privacy.enums import RequestKind
from lms.privacy.rules import years_after
from lms.privacy.services import file_request
from tests.factories import make_account, make_person
from tests.support.browser_sign_in import sign_in
from tests.support.chromium import DESKTOP, PHONE, assert_accessible


@pytest.fixture(scope="module")
def people(site):
    """An administrator, a learner, a leaver whose time is up, and a request that is overdue."""
    with site.transaction() as db:
        admin, learner = make_account(db, role=Role.ADMINISTRATOR), make_account(db)
        leaver = make_person(db, full_name="Nguyễn Thị Ánh")
        leaver.left_on = years_after(clock.today(), -6)
        late = file_request(
            db,
            learner.person_id,
            RequestKind.CORRECTION,
            "Sai ngày sinh",
            by=learner.id,
            received_on=date(2026, 1, 5),
        )
        return {
            "admin": admin.login,
            "learner": learner.login,
            "leaver": leaver.id,
            "request": late.id,
        }


@pytest.mark.parametrize("device", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_every_page_of_the_office_is_accessible(open_window, site, people, device):
    page = sign_in(open_window(site, **device).new_page(), people["admin"])
    for address in (
        "/du-lieu-ca-nhan/yeu-cau",
        f"/du-lieu-ca-nhan/yeu-cau/{people['request']}",
        "/du-lieu-ca-nhan/yeu-cau/moi",
        "/du-lieu-ca-nhan/nhat-ky",
        "/du-lieu-ca-nhan/luu-giu",
        "/du-lieu-ca-nhan/thong-bao",
        f"/nhan-su/{people['leaver']}/an-danh",
    ):
        page.goto(address)
        assert_accessible(page)


@pytest.mark.parametrize("device", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_every_page_of_a_person_is_accessible(open_window, site, people, device):
    page = sign_in(open_window(site, **device).new_page(), people["learner"])
    for address in ("/ve-toi", "/ve-toi/du-lieu", "/ve-toi/yeu-cau", "/thong-bao-du-lieu"):
        page.goto(address)
        assert_accessible(page)
