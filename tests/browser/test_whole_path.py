"""The main job, end to end in real windows with the sample files: from an empty product to a certificate that verifies.

Nothing is put into the database by hand. The phone is 360 × 800; each kind of page is checked for accessibility once it
is reached.
"""

import json
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.path import learner, office, papers, people
from tests.browser.path.pages import expect_text, look, open_page, stat, visit
from tests.conftest import DATA
from tests.lms.files.factories import make_docx, make_pdf
from tests.support.chromium import DESKTOP
from tests.support.vietnamese import vi

ADMINISTRATOR, ADMINISTRATOR_LOGIN = "Nguyễn Quản Trị", "quantri@bo.example"
TRAINER, TRAINER_LOGIN = "Đinh Phương Hoa", "hoadp@moha.example"
HEAD, HEAD_LOGIN = "Hồ Vân Hồng", "honghv@moha.example"
LEARNER, LEARNER_LOGIN = "Cao Bá Đạt", "datcb@moha.example"
UNIT = "Trung tâm Thông tin"
STRANGER = "Lê Phương Thúy"
"""Somebody of another unit."""
PASSWORD = "mat-khau-rieng-2021"
READINGS = ("Báo cáo chính trị", "Đề cương tự nghiên cứu")
EXPECTED = json.loads((DATA / "roster.expected.json").read_text("utf-8"))
PROJECTOR = {"viewport": {"width": 1920, "height": 1080}}
WORKERS = "2"


@pytest.fixture
def documents(tmp_path):
    """A PDF of two pages and a Word file."""
    pdf, word = tmp_path / "bao-cao.pdf", tmp_path / "de-cuong.docx"
    pdf.write_bytes(make_pdf(("Trang 1", "Trang 2")))
    word.write_bytes(make_docx())
    return dict(zip(READINGS, (pdf, word), strict=True))


def test_whole_path(site, desktop, phone, open_window, documents, tmp_path):
    first_passwords, slip = _people_and_roles(desktop.new_page())

    trainer = open_page(open_window(site, **DESKTOP), "/")
    people.sign_in_first_time(trainer, TRAINER_LOGIN, first_passwords[TRAINER], PASSWORD)
    campaign, conference = _plan(trainer, documents)
    invitations = papers.text_of_pdf(office.invitations_of(trainer, conference, UNIT))
    code = papers.personal_code_of(invitations, LEARNER)

    display = open_window(site, **PROJECTOR).new_page()
    mobile = phone.new_page()
    _check_in_twice(trainer, conference, display, mobile, code)
    office.tick_and_take_back(trainer, conference, HEAD)

    learner.activate(mobile, login=LEARNER_LOGIN, code=slip, password=PASSWORD)
    for title in READINGS:
        learner.read(mobile, campaign, title)
    learner.take_quiz(mobile, campaign, office.QUIZ, papers.right_answers(DATA / "questions.gift"))
    certificate = learner.get_certificate(mobile)

    _certificate_verifies(open_window(site, **DESKTOP), certificate)
    _present_in_the_list(trainer, conference, tmp_path)
    head = open_page(open_window(site, **DESKTOP), "/")
    people.sign_in_first_time(head, HEAD_LOGIN, first_passwords[HEAD], PASSWORD)
    _own_unit_only(head, campaign, tmp_path)


def _people_and_roles(page: Page) -> tuple[dict[str, str], str]:
    """Units, the roster and two roles; the first passwords of those who got them, and the learner's slip."""
    office.make_administrator(
        page, name=ADMINISTRATOR, email=ADMINISTRATOR_LOGIN, password=PASSWORD
    )
    people.import_units(page, DATA / "units.csv")
    people.read_roster(page, DATA / "roster.xlsx")
    assert stat(page, "people") == "1.200"
    assert stat(page, "new") == "1.200"
    expect_text(page, vi("%(members)s Party members", members=EXPECTED["members"]))
    assert people.rejected_rows(page) == {bad["row"] for bad in EXPECTED["bad_rows"]}
    people.confirm_roster(page)

    people.read_roster(page, DATA / "roster.xlsx")
    nothing = (
        "There is nothing new in the rows that were taken: everybody in them is on record just so."
    )
    expect_text(page, vi(nothing))
    assert stat(page, "unchanged") == "1.200"

    first_passwords = {}
    for name, role, unit in (
        (TRAINER, "trainer", office.MINISTRY),
        (HEAD, "unit head", UNIT),
    ):
        people.find_person(page, name)
        people.grant_role(page, role, unit)
        first_passwords[name] = people.set_first_password(page)
    people.find_person(page, LEARNER)
    return first_passwords, people.issue_slip(page)


def _plan(page: Page, documents: dict[str, Path]) -> tuple[int, office.Conference]:
    """Campaign, materials, quiz, conference and summons, by the trainer."""
    look(page)
    campaign = office.make_campaign(page)
    for title, file in documents.items():
        office.add_material(page, campaign, title, file)
    office.import_questions(page, campaign, DATA / "questions.gift", 109)
    office.make_quiz(page, campaign)
    conference = office.make_conference(page, campaign)
    assert office.summon_everybody(page, conference, elsewhere=UNIT) == EXPECTED["people"]
    return campaign, conference


def _check_in_twice(
    board: Page, conference: office.Conference, display: Page, mobile: Page, code: str
) -> None:
    """The code of the screen, read from its picture, opened on the phone; the board moves by itself."""
    visit(board, conference.address)
    look(board)
    board.evaluate("window.neverReloaded = true")
    address = office.display_address(board, office.SECOND_VENUE)
    display.context.add_cookies(board.context.cookies())
    visit(display, address)
    look(display)

    learner.check_in_with_code(mobile, papers.code_in_picture(display.screenshot()), code)
    learner.expect_result(mobile, "Present")
    expect_text(mobile, LEARNER)
    expect(office.board_figure(board, "present")).to_have_text("1")
    assert board.evaluate("window.neverReloaded")

    learner.check_in_again(mobile, papers.code_in_picture(display.screenshot()))
    learner.expect_result(mobile, "Already checked in")


def _certificate_verifies(window: BrowserContext, certificate: bytes) -> None:
    """The address read from the printed code leads anybody to a page that says it holds."""
    page = open_page(window, papers.code_in_pdf(certificate))
    expect(page.locator(".result-word")).to_have_text(vi("Valid"))
    assert LEARNER not in page.content(), "a public page shows the name in part only"
    look(page)


def _present_in_the_list(page: Page, conference: office.Conference, folder: Path) -> None:
    """The downloaded list names everybody, the learner present and the others not marked."""
    visit(page, f"{conference.address}/danh-sach")
    rows = papers.sheet_rows(office.download(page, "Download the list", "XLSX", "by name", folder))
    assert vi("present").casefold() in " ".join(papers.row_of(rows, LEARNER)).casefold()
    assert sum(UNIT in row for row in rows) == EXPECTED["by_unit"][UNIT]


def _own_unit_only(page: Page, campaign: int, folder: Path) -> None:
    """The head of a unit finds own people and no others; what others run does not exist for them."""
    look(page)
    visit(page, f"/nhan-su?tim={LEARNER}")
    expect_text(page, LEARNER)
    visit(page, f"/nhan-su?tim={STRANGER}")
    expect(page.locator("main").get_by_role("link", name=STRANGER)).to_have_count(0)
    _report_balances(page, folder)
    for address in (f"/dot-hoc-tap/{campaign}/sua", "/nhan-su/nhap"):
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 404


def _report_balances(page: Page, folder: Path) -> None:
    """The report of the own unit, on the page and as a file; other units are not in it."""
    visit(page, "/bao-cao")
    look(page)
    assert {text.strip() for text in page.locator("#don-vi option").all_inner_texts()} == {UNIT}
    expect_text(page, "Số liệu khớp.")
    rows = papers.sheet_rows(
        office.download(page, "Download", "XLSX", "to print and to work on", folder)
    )
    words = " ".join(cell for row in rows for cell in row)
    assert UNIT in words
    assert "Số liệu khớp." in words
    assert "Vụ Pháp chế" not in words
    assert str(EXPECTED["by_unit"][UNIT]) in papers.row_of(rows, f"{UNIT} (trực tiếp)")
