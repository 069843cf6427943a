"""Reading on the phone: pages drawn as they come into view, the place remembered, all of it without scripts too."""

from io import BytesIO

import pytest
from playwright.sync_api import expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.campaigns.models import Campaign
from lms.demo.docx import word_file
from lms.demo.pdf import booklet
from lms.demo.sources import CONTENT, read_source
from lms.files.models import FileKind
from lms.files.services import save_file
from lms.files.store import FileStore
from lms.materials.models import Reading
from lms.materials.services import MaterialPlan, add_material
from lms.people.models import Account
from tests.browser.conftest import OpenWindow
from tests.factories import make_account, make_campaign, make_person, make_unit
from tests.support.browser_sign_in import sign_in
from tests.support.chromium import DESKTOP, PHONE, assert_accessible
from tests.support.site import Site

READERS = ("anh@bo.example", "duc@bo.example", "hoa@bo.example")


@pytest.fixture(scope="module")
def materials(site: Site) -> dict[str, int]:
    """A PDF of several pages and a Word file; kind → material id."""
    blocks = read_source(CONTENT / "materials" / "03-chi-tieu-chu-yeu.md")
    with site.transaction() as db:
        unit = make_unit(db)
        readers = [
            make_account(db, person=make_person(db, email=login, unit=unit)) for login in READERS
        ]
        campaign = make_campaign(db, owner=unit, audience=[unit])
        return {
            "pdf": _add(db, site, campaign, booklet(blocks), readers[0]),
            "docx": _add(db, site, campaign, word_file(blocks), readers[0]),
        }


def _add(db: Session, site: Site, campaign: Campaign, content: bytes, by: Account) -> int:
    store = FileStore(site.instance / "files")
    kinds = (FileKind.PDF, FileKind.DOCX)
    file = save_file(db, store, BytesIO(content), "Chỉ tiêu", accept=kinds, max_bytes=10**7)
    plan = MaterialPlan(title="Đọc hiểu các chỉ tiêu")
    return add_material(db, store, campaign.id, plan, not_secret_by=by.id, file=file).id


def test_pages_are_drawn_fit_the_phone_and_grow(
    open_window: OpenWindow, site: Site, materials: dict[str, int]
) -> None:
    page = sign_in(open_window(site, **PHONE).new_page(), READERS[0])
    page.goto(f"/tai-lieu/{materials['pdf']}")
    first = page.locator(".reader-sheet canvas").first
    expect(first).to_be_visible()
    expect(page.locator("[data-part=page]")).to_have_text("Trang 1/5")
    assert page.locator(".reader-sheet").count() == 5
    assert page.locator(".reader-sheet canvas").count() < 5, "far pages are not drawn yet"
    dark = """canvas => {
      const data = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
      let dark = 0;
      for (let at = 0; at < data.length; at += 4) dark += data[at] < 128 ? 1 : 0;
      return dark;
    }"""
    assert first.evaluate(dark) > 1000, "there is text on the page"
    box = first.bounding_box()
    assert box is not None
    assert 340 <= box["width"] <= 360
    assert_accessible(page)
    page.get_by_role("button", name="Phóng to").click()
    expect(page.get_by_role("button", name="Thu nhỏ")).to_be_enabled()
    larger = page.locator(".reader-sheet").first.bounding_box()
    assert larger is not None
    assert larger["width"] > 450


def test_the_place_is_remembered_and_reading_is_recorded(
    open_window: OpenWindow, site: Site, materials: dict[str, int]
) -> None:
    page = sign_in(open_window(site, **PHONE).new_page(), READERS[1])
    page.goto(f"/tai-lieu/{materials['pdf']}")
    expect(page.locator(".reader-sheet canvas").first).to_be_visible()
    with page.expect_response(
        lambda answer: '"page":3' in (answer.request.post_data or "")
    ) as told:
        page.locator(".reader-sheet").nth(2).evaluate("sheet => sheet.scrollIntoView()")
    assert told.value.ok
    expect(page.locator("[data-part=page]")).to_have_text("Trang 3/5")
    page.goto("/dot-hoc-tap")
    page.goto(f"/tai-lieu/{materials['pdf']}")
    expect(page.locator("[data-part=page]")).to_have_text("Trang 3/5")

    page.get_by_role("button", name="Tôi đã đọc xong").click()
    expect(page.locator(".step-done")).to_have_count(1)
    with site.transaction() as db:
        readings = db.scalars(select(Reading).where(Reading.finished_at.is_not(None))).all()
        assert [(each.position, "3" in each.seen_pages) for each in readings] == [(3, True)]


def test_without_scripts_the_file_opens_and_reading_is_recorded(
    open_window: OpenWindow, site: Site, materials: dict[str, int]
) -> None:
    page = sign_in(open_window(site, **PHONE, java_script_enabled=False).new_page(), READERS[2])
    page.goto(f"/tai-lieu/{materials['pdf']}")
    link = page.get_by_role("link", name="Mở tệp PDF").get_attribute("href")
    answer = page.request.get(str(link))
    assert answer.body().startswith(b"%PDF-")
    page.get_by_role("button", name="Tôi đã đọc xong").click()
    expect(page.locator(".step-done")).to_have_count(1)


@pytest.mark.parametrize("device", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_a_word_file_is_text_in_a_readable_column(
    open_window: OpenWindow, site: Site, materials: dict[str, int], device: dict[str, object]
) -> None:
    page = sign_in(open_window(site, **device).new_page(), READERS[0])
    page.goto(f"/tai-lieu/{materials['docx']}")
    expect(page.locator(".reader-text table").first).to_be_visible()
    column = page.locator(".reader-text").bounding_box()
    assert column is not None
    assert column["width"] <= 640
    assert_accessible(page)
