"""What the office does at a laptop: campaign, materials, questions, conference, lists."""

import re
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from playwright.sync_api import Page, expect

from lms import clock
from tests.browser.path.pages import expect_text, fill_in, follow, look, press, stat, visit
from tests.support.vietnamese import vi

MINISTRY = "Bộ Nội vụ"
CAMPAIGN = "Đợt học tập Nghị quyết Đại hội XIII"
CONFERENCE = "Hội nghị học tập, quán triệt Nghị quyết Đại hội XIII"
QUIZ = "Bài kiểm tra nhận thức"
MAIN_VENUE, SECOND_VENUE = "Điểm cầu chính", "37 Nguyễn Bỉnh Khiêm"
FIRST_SESSION, SECOND_SESSION = "Chuyên đề 1", "Chuyên đề 2"


@dataclass(frozen=True)
class Conference:
    """A conference as its addresses know it."""

    id: int

    @property
    def address(self) -> str:
        """Its board."""
        return f"/hoi-nghi/{self.id}"


def make_administrator(page: Page, *, name: str, email: str, password: str) -> None:
    """The first page of an empty product."""
    visit(page, "/")
    look(page)
    fill_in(page, full_name=name, email=email, new_password=password, repeated=password)
    press(page, "Create the administrator")
    expect_text(page, name.split()[-1])


def sign_in(page: Page, login: str, password: str) -> None:
    """Through the sign-in page."""
    visit(page, "/dang-nhap")
    look(page)
    fill_in(page, login=login, password=password)
    press(page, "Sign in")
    page.wait_for_url(lambda url: "dang-nhap" not in url)


def make_campaign(page: Page) -> int:
    """A campaign for the whole ministry: one session, all materials, the quiz at 50 %."""
    visit(page, "/dot-hoc-tap/moi")
    look(page)
    today = clock.today()
    fill_in(
        page,
        title=CAMPAIGN,
        starts_on=(today - timedelta(days=7)).isoformat(),
        ends_on=(today + timedelta(days=7)).isoformat(),
        sessions_required=1,
        pass_percent=50,
    )
    page.get_by_label(MINISTRY, exact=True).check()
    press(page, "Save")
    page.wait_for_url(re.compile(r"/dot-hoc-tap/\d+/quan-ly"))
    expect_text(page, CAMPAIGN)
    look(page)
    return _number(page, r"/dot-hoc-tap/(\d+)")


def add_material(page: Page, campaign: int, title: str, source: Path | str) -> None:
    """A document or a link."""
    visit(page, f"/dot-hoc-tap/{campaign}/tai-lieu/moi")
    look(page)
    fill_in(page, title=title, not_secret=True)
    fill_in(page, **({"upload": source} if isinstance(source, Path) else {"url": source}))
    press(page, "Save")
    page.wait_for_url(re.compile(r"/quan-ly"))
    expect_text(page, title)


def import_questions(page: Page, campaign: int, file: Path, count: int) -> None:
    """With a preview, then for good."""
    visit(page, f"/dot-hoc-tap/{campaign}/ngan-hang-cau-hoi/nhap")
    look(page)
    fill_in(page, file=file)
    press(page, "Show the preview")
    expect(page.locator(".stats")).to_be_visible()
    look(page)
    assert stat(page, "new") == str(count)
    page.locator("main form .button-primary").click()
    page.wait_for_url(re.compile(r"/ngan-hang-cau-hoi$"))


def make_quiz(page: Page, campaign: int) -> None:
    """Ten questions of two topics, a quarter of an hour, two attempts, pass mark 50 %."""
    visit(page, f"/dot-hoc-tap/{campaign}/bai-kiem-tra/moi")
    look(page)
    fill_in(
        page,
        title=QUIZ,
        opens_at=clock.now() - timedelta(hours=1),
        limit_minutes=15,
        attempts_allowed=2,
        pass_percent=50,
        **{"draws-0-count": 5, "draws-1-count": 5},
    )
    press(page, "Save")
    page.wait_for_url(re.compile(r"/quan-ly$"))
    expect_text(page, QUIZ)
    look(page)


def make_conference(page: Page, campaign: int) -> Conference:
    """Two venues, two study sessions; the first has just begun."""
    begin = clock.now().replace(second=0, microsecond=0)
    visit(page, f"/hoi-nghi/moi/{campaign}")
    look(page)
    fill_in(
        page,
        title=CONFERENCE,
        starts_at=begin - timedelta(minutes=30),
        ends_at=begin + timedelta(hours=4),
    )
    press(page, "Create and add venues")
    page.wait_for_url(re.compile(r"/hoi-nghi/\d+/diem-cau"))
    conference = Conference(_number(page, r"/hoi-nghi/(\d+)"))
    for name, seats in ((MAIN_VENUE, 1500), (SECOND_VENUE, 60)):
        fill_in(page, name=name, capacity=seats)
        press(page, "Add venue")
        expect(page.locator("tbody")).to_contain_text(name)
    look(page)
    visit(page, f"{conference.address}/buoi")
    _add_session(page, FIRST_SESSION, begin, 60)
    _add_session(page, SECOND_SESSION, begin + timedelta(minutes=70), 60)
    look(page)
    return conference


def _add_session(page: Page, title, starts_at, minutes: int) -> None:
    fill_in(page, title=title, starts_at=starts_at, ends_at=starts_at + timedelta(minutes=minutes))
    for venue in (MAIN_VENUE, SECOND_VENUE):
        page.locator("form").get_by_label(venue).check()
    press(page, "Add session")
    expect(page.locator("tbody")).to_contain_text(title)


def summon_everybody(page: Page, conference: Conference, *, elsewhere: str) -> int:
    """The whole ministry to the main venue, one unit to the second; how many it were."""
    visit(page, f"{conference.address}/trieu-tap")
    look(page)
    page.get_by_label(MINISTRY, exact=True).select_option(label=MAIN_VENUE)
    page.get_by_label(elsewhere, exact=True).select_option(label=SECOND_VENUE)
    press(page, "Count first")
    preview = page.locator("#preview")
    expect(preview).to_be_visible()
    look(page)
    count = int(stat(page, "will be summoned").replace(".", ""))
    preview.locator("form .button-primary").click()
    expect(page.locator("#preview form")).to_have_count(0)
    return count


def invitations_of(page: Page, conference: Conference, unit: str) -> bytes:
    """The PDF with the invitations of a unit, personal codes on them."""
    visit(page, f"{conference.address}/giay-moi")
    look(page)
    form = page.locator("form[action$='giay-moi.pdf']")
    choice = form.locator("[name='don-vi']")
    number = (
        choice.locator("option")
        .filter(has_text=re.compile(rf"^\s*{unit}\s*$"))
        .get_attribute("value")
    )
    answer = page.request.get(f"{conference.address}/giay-moi.pdf?loai=invite&don-vi={number}")
    assert answer.ok
    return answer.body()


def board_figure(page: Page, name: str):
    """A figure of the open board, which moves by itself."""
    return page.locator(f"[data-figure='{name}']").first


def display_address(page: Page, venue: str) -> str:
    """Where the board leads for the gate of a venue."""
    row = page.locator("tbody tr").filter(has_text=venue)
    link = row.locator("a[href$='/man-hinh']").get_attribute("href")
    assert link
    return link


def tick_and_take_back(page: Page, conference: Conference, name: str) -> None:
    """Tick a person on the list, take the tick back with a reason; both stay in the history."""
    visit(page, f"{conference.address}/danh-sach?tim={name}")
    look(page)
    row = page.locator("[data-row]").filter(has_text=name)
    press(row, "Present")
    expect(row.get_by_text(vi("Undo"))).to_be_visible()
    row.get_by_text(vi("Undo")).click()
    row.locator("[name='reason']").fill("Nhầm người")
    press(row, "Take the mark back")
    expect(row.get_by_role("button", name=vi("Present"))).to_be_visible()

    visit(page, f"{conference.address}/danh-sach?tim={name}")
    follow(page.locator("[data-row]"), name)
    history = page.locator(".history").first
    expect(history.locator("li")).to_have_count(2)
    expect(history).to_contain_text("Nhầm người")
    look(page)


def download(page: Page, heading: str, ending: str, note: str, folder: Path) -> Path:
    """A file from a menu of downloads."""
    page.get_by_text(vi(heading), exact=True).click()
    entry = page.locator(".menu-list a").filter(has_text=ending).filter(has_text=vi(note))
    with page.expect_download() as started:
        entry.first.click()
    path = folder / started.value.suggested_filename
    started.value.save_as(path)
    return path


def _number(page: Page, pattern: str) -> int:
    found = re.search(pattern, page.url)
    assert found, page.url
    return int(found[1])
