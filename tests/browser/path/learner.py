"""What a learner does on a phone: scan, check in, read, take the quiz, get the certificate."""

import re

from playwright.sync_api import Page, expect

from tests.browser.path.pages import fill_in, look, press, visit
from tests.support.vietnamese import vi


def check_in_with_code(page: Page, scanned: str, personal_code: str) -> None:
    """The camera opened the address; the code of the invitation says who it is."""
    visit(page, scanned)
    look(page)
    fill_in(page, **{"ma-moi": personal_code})
    press(page, "Check in")


def check_in_again(page: Page, scanned: str) -> None:
    """The phone knows its owner now: one tap."""
    visit(page, scanned)
    look(page)
    press(page, "Check in")


def expect_result(page: Page, word: str) -> None:
    """The full-screen answer, in its word and never in colour alone."""
    expect(page.locator(".result-word")).to_have_text(vi(word))
    expect(page.locator(".result-mark svg")).to_be_visible()
    look(page)


def activate(page: Page, *, login: str, code: str, password: str) -> None:
    """Give the account its first password with the code of the slip."""
    visit(page, "/kich-hoat")
    look(page)
    fill_in(page, login=login, code=code, new_password=password, repeated=password)
    press(page, "Activate and sign in")
    page.wait_for_url(lambda url: "kich-hoat" not in url)
    look(page)


def read(page: Page, campaign: int, title: str) -> None:
    """Open a material from the campaign and say that it is read."""
    visit(page, f"/dot-hoc-tap/{campaign}")
    look(page)
    page.get_by_role("link", name=title).first.click()
    page.wait_for_url(re.compile(r"/tai-lieu/\d+"))
    canvas = page.locator("[data-module='materials/pdf'] canvas")
    if page.locator("[data-module='materials/pdf']").count():
        expect(canvas.first).to_be_visible()
    look(page)
    press(page, "I have read it all")
    expect(page.get_by_role("button", name=vi("I have read it all"))).to_have_count(0)


def take_quiz(page: Page, campaign: int, title: str, right: dict[str, set[str]]) -> None:
    """Every question answered rightly, one page each; then look through and hand in."""
    visit(page, f"/dot-hoc-tap/{campaign}")
    page.get_by_role("link", name=title).first.click()
    look(page)
    press(page, "Begin the attempt")
    for number in range(1, 11):
        _answer(page, right)
        if number == 1:
            look(page)
        press(page, "Next question" if number < 10 else "Look through and hand in")
    expect(page.locator(".quiz-cell-done")).to_have_count(10)
    look(page)
    press(page, "Hand in")
    page.wait_for_url(re.compile(r"/ket-qua$"))
    expect(page.locator(".result-word")).to_have_text(vi("Passed"))
    expect(page.locator(".quiz-explained").first).to_be_visible()
    look(page)


def _answer(page: Page, right: dict[str, set[str]]) -> None:
    wanted = right[page.locator(".quiz-stem").inner_text().strip()]
    for option in page.locator(".choice-card").all():
        if option.locator(".choice-text").inner_text().strip() in wanted:
            option.click()
    expect(page.locator("[data-status]")).to_have_attribute("data-state", "saved")


def get_certificate(page: Page) -> bytes:
    """Claim the certificate that is ready and take its PDF."""
    visit(page, "/giay-xac-nhan")
    look(page)
    press(page, "Get the certificate")
    page.wait_for_url(re.compile(r"/giay-xac-nhan/\d+"))
    look(page)
    link = page.get_by_role("link", name=vi("Download the PDF")).get_attribute("href")
    answer = page.request.get(link or "")
    assert answer.ok
    return answer.body()
