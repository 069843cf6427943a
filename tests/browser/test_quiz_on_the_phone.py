"""A quiz on the phone: answers saved with receipts, kept while the server cannot take them, never overwritten."""

from datetime import timedelta

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect
from sqlalchemy import select

from lms import clock
from quizzes.attempts.models import Attempt
from tests.browser.conftest import OpenWindow
from tests.factories import make_account, make_campaign, make_person, make_unit
from tests.quizzes.factories import make_bank, make_quiz
from tests.support.browser_sign_in import sign_in
from tests.support.chromium import PHONE, assert_accessible
from tests.support.site import Site


@pytest.fixture(scope="module")
def quiz_id(site: Site) -> int:
    with site.transaction() as db:
        unit = make_unit(db)
        for login in ("anh@bo.example", "duc@bo.example", "hoa@bo.example", "lan@bo.example"):
            make_account(db, person=make_person(db, email=login, unit=unit))
        campaign = make_campaign(db, owner=unit, audience=[unit])
        make_bank(db, campaign)
        opened = clock.now() - timedelta(minutes=1)
        return make_quiz(db, campaign, opens_at=opened, limit_minutes=5).id


def begin(window: BrowserContext, login: str, quiz_id: int) -> Page:
    page = sign_in(window.new_page(), login)
    page.goto(f"/bai-kiem-tra/{quiz_id}")
    assert_accessible(page)
    page.get_by_role("button", name="Bắt đầu làm bài").click()
    expect(page.get_by_text("Câu 1/3")).to_be_visible()
    assert_accessible(page)
    return page


def test_answers_are_saved_at_once_and_the_result_explains_them(
    phone: BrowserContext, quiz_id: int
) -> None:
    page = begin(phone, "anh@bo.example", quiz_id)
    expect(page.locator("[data-clock]")).to_contain_text("04:")

    for _question in range(3):
        page.locator(".choice-card", has_text="Phương án A").click()
        expect(page.locator("[data-status]")).to_contain_text("Đã lưu")
        page.locator(".phone-action .button-main").click()
    expect(page.get_by_text("Đã trả lời 3/3")).to_be_visible()
    assert_accessible(page)
    page.locator(".phone-action").get_by_role("button", name="Nộp bài").click()

    expect(page.locator(".result-word")).to_have_text("Đạt")
    expect(page.locator(".result-time")).to_have_text("3/3")
    assert_accessible(page)


def test_answer_waits_on_the_phone_while_the_server_cannot_take_it(
    phone: BrowserContext, quiz_id: int, site: Site
) -> None:
    page = begin(phone, "duc@bo.example", quiz_id)
    page.route("**/tra-loi", lambda route: route.fulfill(status=429, body="{}"))

    page.locator(".choice-card").nth(1).click()
    expect(page.locator("[data-status]")).to_contain_text("Chưa lưu được")
    page.locator(".phone-action .button-main").click()
    expect(page.get_by_text("Câu 1/3")).to_be_visible()

    page.unroute_all(behavior="wait")
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.locator("[data-status]")).to_contain_text("Đã lưu")
    page.reload()
    expect(page.locator("input[name=value][value='1']")).to_be_checked()
    with site.transaction() as db:
        latest = db.scalars(select(Attempt).order_by(Attempt.id.desc()).limit(1)).one()
        assert latest.receipts == 1


def test_answer_given_before_the_script_has_come_is_saved(
    phone: BrowserContext, quiz_id: int, site: Site
) -> None:
    page = begin(phone, "lan@bo.example", quiz_id)
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/quizzes/answer*.js*", hold)
    page.reload(wait_until="commit")
    page.locator(".choice-card").nth(1).click()
    expect(page.locator("[data-status]")).to_contain_text("Chưa trả lời")
    assert len(held) == 1

    held[0].continue_()
    expect(page.locator("[data-status]")).to_contain_text("Đã lưu")
    with site.transaction() as db:
        latest = db.scalars(select(Attempt).order_by(Attempt.id.desc()).limit(1)).one()
        assert latest.receipts == 1


def test_second_window_is_shown_what_the_first_has_saved(
    open_window: OpenWindow, site: Site, quiz_id: int
) -> None:
    window = open_window(site, **PHONE)
    first = begin(window, "hoa@bo.example", quiz_id)
    second = window.new_page()
    second.goto(first.url)

    first.locator(".choice-card").nth(2).click()
    expect(first.locator("[data-status]")).to_contain_text("Đã lưu")
    second.locator(".choice-card").nth(0).click()

    expect(second.locator("[data-status]")).to_contain_text("ở một cửa sổ khác")
    expect(second.locator("input[name=value][value='2']")).to_be_checked()
    second.locator(".choice-card").nth(3).click()
    expect(second.locator("[data-status]")).to_contain_text("Đã lưu")
    second.reload()
    expect(second.locator("input[name=value][value='3']")).to_be_checked()
