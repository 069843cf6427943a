"""What the administrator does first: units, roster, roles, first passwords."""

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.path.pages import expect_text, fill_in, look, press, stat, visit
from tests.support.vietnamese import vi


def import_units(page: Page, file: Path) -> None:
    """Both trees from one file: preview, then for good."""
    visit(page, "/don-vi/nhap")
    look(page)
    fill_in(page, file=file)
    press(page, "Read the file")
    look(page)
    assert stat(page, "left out") == "0"
    page.locator("main form .button-primary").click()
    expect_text(page, vi("See the units"))


def read_roster(page: Page, file: Path) -> None:
    """Upload the list; the preview shows what it would do."""
    visit(page, "/nhan-su/nhap")
    look(page)
    fill_in(page, file=file)
    press(page, "Read the file")
    page.wait_for_url(re.compile(r"/nhan-su/nhap/\d+"))
    look(page)


def rejected_rows(page: Page) -> set[int]:
    """The row numbers of the preview's table of rows left out."""
    table = page.locator("table").filter(has_text=vi("Rows left out"))
    cells = table.locator("tbody tr td:first-child, tbody tr th:first-child").all_inner_texts()
    return {int(re.sub(r"\D", "", cell)) for cell in cells}


def confirm_roster(page: Page) -> None:
    """The button under the counts."""
    page.locator("main form .button-primary").click()
    expect_text(page, vi("See the people"))


def find_person(page: Page, name: str) -> None:
    """Open somebody's page from the list."""
    visit(page, f"/nhan-su?tim={name}")
    look(page)
    page.locator("main").get_by_role("link", name=name, exact=True).click()
    page.wait_for_url(re.compile(r"/nhan-su/\d+"))


def grant_role(page: Page, role: str, unit: str) -> None:
    """Grant a role over a unit to the person whose page is open, and come back to it."""
    person = page.url
    page.locator("main").get_by_role("link", name=vi("Grant and end roles")).click()
    page.wait_for_url(re.compile(r"/vai-tro$"))
    look(page)
    choice = page.locator("[name='unit_id']")
    option = choice.locator("option").filter(has_text=re.compile(rf"^\s*{unit}\s*$"))
    value = option.first.get_attribute("value") or ""
    fill_in(page, role=role, unit_id=value, reason="Quyết định số 1/QĐ-BNV")
    press(page.locator("form[action$='/vai-tro']"), "Grant the role")
    expect_text(page, vi("The role is granted."))
    visit(page, person)


def set_first_password(page: Page) -> str:
    """Set a password on the open page of a person; it is shown once."""
    page.locator("summary").filter(has_text=vi("Set a first password")).click()
    press(page.locator("form[action$='/mat-khau']"), "Set and show the password")
    shown = page.locator(".first-password")
    expect(shown).to_be_visible()
    look(page)
    return shown.inner_text().strip()


def issue_slip(page: Page) -> str:
    """Hand the person whose page is open an activation slip; the code on it."""
    page.locator("main").get_by_role("link", name=vi("Activation slip"), exact=True).click()
    press(page, "Issue a slip")
    shown = page.locator(".first-password")
    expect(shown).to_be_visible()
    look(page)
    return shown.inner_text().strip()


def sign_in_first_time(page: Page, login: str, first: str, own: str) -> None:
    """Sign in with a password set by somebody else, and choose one's own."""
    visit(page, "/dang-nhap")
    fill_in(page, login=login, password=first)
    press(page, "Sign in")
    page.wait_for_url(re.compile(r"/doi-mat-khau"))
    look(page)
    fill_in(page, present_password=first, new_password=own, repeated=own)
    press(page, "Change password")
    page.wait_for_url(lambda url: "doi-mat-khau" not in url)
