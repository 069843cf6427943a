"""A device becomes a scanner, reads a card with its camera, works without network, and loses nothing."""

import hmac
import json
import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from lms import clock
from lms.people.enums import Role
from sessions.gates.models import Gate
from sessions.invitations.card_codes import card_code
from sessions.invitations.issuing import issue_codes
from sessions.scanners.models import Scan
from tests.factories import make_account, make_person, make_unit
from tests.sessions.factories import make_conference, make_session, make_summons, make_venue
from tests.support.browser_sign_in import sign_in
from tests.support.camera import film_of, flags_of
from tests.support.chromium import (
    DESKTOP,
    FLAGS,
    PHONE,
    assert_accessible,
    complaints_of,
    find_chromium,
)

NAMES = ("Nguyễn Thị Ánh", "Trần Văn Bình", "Lê Hoàng Thảo", "Phạm Văn Dũng")
OFFLINE = "console: Failed to load resource: net::ERR_"


@pytest.fixture(scope="module")
def hall(site):
    """A conference that takes people in now; conference id and the cards by name."""
    secrets = json.loads((site.instance / "secrets.json").read_text("utf-8"))
    key = hmac.digest(bytes.fromhex(secrets["code_master_key"]), b"personal codes", "sha256")
    with site.transaction() as db:
        unit = make_unit(db, name="Văn phòng Bộ")
        staff = make_person(db, full_name="Trần Thị Thư Ký", unit=unit, email="ky@bo.example")
        make_account(db, person=staff, role=Role.TRAINER, unit=unit)
        begin = clock.now() - timedelta(minutes=5)
        conference = make_conference(db, owner=unit, starts_at=begin)
        venue = make_venue(db, conference, is_main=True)
        sitting = make_session(db, conference, [venue], starts_at=begin)
        cards = {}
        for name in NAMES:
            person = make_person(db, full_name=name, unit=unit)
            summons = make_summons(db, conference, person, venue, sessions=[sitting])
            cards[name] = summons
        issue_codes(db, key, conference.id)
        return conference.id, {
            name: card_code(key, summons.id, summons.code_generation)
            for name, summons in cards.items()
        }


class Device:
    """A phone whose camera looks at the first person's card; what it keeps outlives its browser."""

    def __init__(self, chromium, site, folder, card):
        self._chromium, self._site, self._profile = chromium, site, folder / "profile"
        self._film = film_of(f"HTTPS://HOST.EXAMPLE/T/{card}", folder / "card.y4m")
        self.complaints = []

    def start(self, *, offline=False):
        """Start its browser, with or without a network; the page it opens with."""
        self.window = self._chromium.launch_persistent_context(
            self._profile,
            executable_path=find_chromium(),
            args=[*FLAGS, *flags_of(self._film)],
            base_url=self._site.url,
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
            offline=offline,
            **PHONE,
        )
        self.complaints.append(complaints_of(self.window))
        return self.window.pages[0]


@pytest.fixture
def device(browser, site, hall, tmp_path):
    device = Device(browser.browser_type, site, tmp_path, hall[1][NAMES[0]])
    yield device
    device.window.close()
    heard = [each for complaints in device.complaints for each in complaints]
    assert [each for each in heard if not each.startswith(OFFLINE)] == []


@pytest.fixture
def office(open_window, site, hall):
    """The secretary's page of scanners."""
    page = sign_in(open_window(site, **DESKTOP).new_page(), "ky@bo.example")
    page.goto(f"/hoi-nghi/{hall[0]}/may-quet")
    return page


def enrol(office, device):
    office.get_by_role("button", name="Thêm máy quét").click()
    address = office.locator("code").inner_text()
    assert_accessible(office)
    page = device.start()
    page.goto(address)
    assert_accessible(page)
    page.get_by_label("Tên thiết bị").fill("Bàn số 1")
    page.get_by_role("button", name="Ghép làm máy quét").click()
    expect(page.locator("span[data-pack]")).to_contain_text("danh sách 4 người")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    expect(office.get_by_text("Đã ghép một thiết bị bằng mã này.")).to_be_visible()
    return page


def expect_card(page, word, name=""):
    expect(page.locator("[data-word]")).to_have_text(word)
    expect(page.locator("[data-name]")).to_have_text(name)


def type_code(page, code):
    page.get_by_label("Mã trên thẻ").fill(code)
    page.get_by_role("button", name="Ghi", exact=True).click()


def read_with_usb_scanner(page, text):
    """It types fast wherever the focus is, here on the choice of the gate, then Enter."""
    page.locator("select[data-gate]").focus()
    page.evaluate(
        """text => {
          for (const key of [...text, "Enter"])
            document.activeElement.dispatchEvent(new KeyboardEvent("keydown", {key, bubbles: true, cancelable: true}));
        }""",
        text,
    )


def stored(site):
    with site.transaction() as db:
        rows = db.execute(select(Scan.sequence, Scan.result, Scan.was_offline).order_by(Scan.id))
        return [(row[0], row[1].value, row[2]) for row in rows]


def test_every_scan_is_on_the_server_once_after_an_outage(office, device, site, hall):
    cards = hall[1]
    page = enrol(office, device)
    page.get_by_role("button", name="Bắt đầu quét").click()
    expect_card(page, "Có mặt", NAMES[0])
    expect(page.locator("[data-waiting]")).to_have_text("0")
    assert_accessible(page)

    device.window.set_offline(True)
    type_code(page, cards[NAMES[1]].lower())
    expect_card(page, "Có mặt", NAMES[1])
    read_with_usb_scanner(page, f"HTTPS://HOST.EXAMPLE/T/{cards[NAMES[2]]}")
    expect_card(page, "Có mặt", NAMES[2])
    expect(page.locator("[data-note]")).to_contain_text("đã lưu trên máy")
    expect(page.locator("[data-waiting]")).to_have_text("2")

    page.reload()
    expect(page.locator("[data-waiting]")).to_have_text("2")
    device.window.close()
    page = device.start(offline=True)
    page.goto("/quet")
    expect(page.locator("[data-net-word]")).to_have_text("Mất mạng")
    expect(page.locator("[data-waiting]")).to_have_text("2")
    type_code(page, cards[NAMES[1]])
    expect_card(page, "Đã ghi nhận trước đó", NAMES[1])
    type_code(page, "4" * 24)
    expect_card(page, "Đã lưu, chờ kiểm tra")
    assert len(stored(site)) == 1

    device.window.set_offline(False)
    expect(page.locator("[data-waiting]")).to_have_text("0")
    expect(page.locator("[data-net-word]")).to_have_text("Có mạng")
    expect_card(page, "Thẻ không rõ")
    assert stored(site) == [
        (1, "present", False),
        (2, "present", True),
        (3, "present", True),
        (4, "already", True),
        (5, "unknown card", True),
    ]


def test_people_without_a_card_overrides_and_revocation(office, device, site, hall):
    page = enrol(office, device)
    page.get_by_role("button", name="Không có thẻ: tìm theo tên").click()
    page.get_by_label("Họ tên").fill("dung")
    page.get_by_role("button", name=NAMES[3]).click()
    expect_card(page, "Có mặt", NAMES[3])

    with site.transaction() as db:
        db.scalars(select(Gate)).one().closed_at = clock.now()
    page.reload()
    expect(page.locator("[data-hours]")).to_contain_text("Đã đóng")
    type_code(page, hall[1][NAMES[1]])
    expect_card(page, "Cửa không mở", NAMES[1])
    assert_accessible(page)
    page.get_by_role("button", name="Vẫn ghi nhận").click()
    expect(page.locator("[data-note]")).to_contain_text("cán bộ cho vào")

    office.goto(f"/hoi-nghi/{hall[0]}/may-quet")
    assert_accessible(office)
    office.get_by_role("link", name=re.compile("lượt quét của Bàn số 1")).last.click()
    expect(office.get_by_text("cán bộ cho vào")).to_be_visible()
    assert_accessible(office)
    office.go_back()
    row = office.locator("tr", has_text="Bàn số 1").filter(has=office.locator("details")).last
    row.locator("summary").click()
    row.get_by_role("button", name="Thu hồi máy quét").click()
    expect(office.get_by_text("Đã thu hồi máy quét")).to_be_visible()
    type_code(page, hall[1][NAMES[2]])
    expect(page.get_by_role("heading", name="Máy quét này đã bị thu hồi")).to_be_visible()
    left = page.evaluate(
        """async () => {
          const db = await new Promise(done => { const r = indexedDB.open("diemcau-scanner"); r.onsuccess = () => done(r.result); });
          const counts = [...db.objectStoreNames].map(name => new Promise(done => {
            const r = db.transaction(name).objectStore(name).count(); r.onsuccess = () => done(r.result); }));
          return Promise.all(counts);
        }"""
    )
    assert left == [0, 0, 0, 0]
    page.goto(f"/T/{hall[1][NAMES[0]]}")
    expect(page.get_by_role("heading", level=1)).to_have_text("Đây là thẻ cá nhân")
    assert_accessible(page)
