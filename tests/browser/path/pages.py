"""Hands of somebody at a page: fill in, press, look."""

from datetime import datetime
from pathlib import Path

from playwright.sync_api import BrowserContext, Locator, Page, expect

from lms import clock
from tests.support.chromium import assert_accessible
from tests.support.vietnamese import vi

Value = str | int | bool | Path | datetime


def open_page(window: BrowserContext, address: str) -> Page:
    """A new tab on an address of the site."""
    page = window.new_page()
    visit(page, address)
    return page


def visit(page: Page, address: str) -> None:
    """Go to an address of the site; the answer must be a page."""
    answer = page.goto(address)
    assert answer is not None
    assert answer.ok, f"{answer.status} {answer.url}"


def look(page: Page) -> None:
    """Every kind of page is checked once for faults of accessibility."""
    assert_accessible(page)


def fill_in(page: Page, **values: Value) -> None:
    """Fill fields by name: text, numbers, times, files, lists, check boxes, radio buttons."""
    for name, value in values.items():
        _fill(page.locator(f"[name='{name}']:not([type=hidden])"), value)


def press(page: Page | Locator, sentence: str, **values: object) -> None:
    """Press the button that says so."""
    page.get_by_role("button", name=vi(sentence, **values)).first.click()


def follow(page: Page | Locator, sentence: str, **values: object) -> None:
    """Follow the link that says so."""
    page.get_by_role("link", name=vi(sentence, **values)).first.click()


def expect_text(page: Page | Locator, text: str) -> None:
    """Wait until the text stands there."""
    where = page.locator("body") if isinstance(page, Page) else page
    expect(where).to_contain_text(text)


def stat(page: Page, label: str) -> str:
    """The figure that stands above a label, as in "1.200 mới"."""
    figure = page.locator(".stat").filter(has_text=vi(label)).locator(".stat-figure")
    return figure.first.inner_text().split("/")[0].strip()


def _fill(field: Locator, value: Value) -> None:
    kind = field.first.evaluate("e => e.tagName == 'SELECT' ? 'select' : e.type")
    if kind == "file":
        field.set_input_files(Path(str(value)))
    elif kind == "checkbox" and isinstance(value, bool):
        field.set_checked(value)
    elif kind == "radio":
        field.and_(field.page.locator(f"[value='{value}']")).check()
    elif kind == "select":
        field.select_option(str(value))
    elif isinstance(value, datetime):
        field.fill(clock.local(value).strftime("%Y-%m-%dT%H:%M"))
    else:
        field.fill(str(value))
