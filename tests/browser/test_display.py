"""The screen in the hall in a real browser: it makes its own codes, goes on without a network, and comes back."""

import json
import random
import re
from datetime import date, datetime, timedelta

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import expect

from lms import clock
from lms.people.enums import Role
from lms.secrets import load_secrets
from sessions.gates.codes import (
    GateClock,
    accepted_steps,
    coming_steps,
    day_bounds,
    day_key,
    make_code,
    make_typed_code,
)
from sessions.gates.drawing import address_of
from sessions.gates.models import DisplayBeat, Gate
from tests.factories import make_account, make_unit
from tests.sessions.factories import make_conference, make_session, make_venue
from tests.support.browser_sign_in import sign_in
from tests.support.chromium import DESKTOP

MAKE = """async ([module, vectors]) => {
  const { codeOf, draw, stepAt } = await import(module);
  return vectors.map(([day, now]) => {
    const step = stepAt(day, now);
    const code = codeOf(day, step);
    return { ...code, ...step, ...draw(code.address) };
  });
}"""
MASTER = bytes(range(32))


@pytest.fixture(scope="module")
def hall(site):
    """A gate that is open now."""
    with site.transaction() as db:
        owner = make_unit(db, name="Bộ Nội vụ")
        trainer = make_account(db, role=Role.TRAINER, unit=owner)
        start = clock.now() - timedelta(minutes=5)
        conference = make_conference(
            db, owner=owner, starts_at=start, ends_at=start + timedelta(hours=3)
        )
        venue = make_venue(db, conference, is_main=True)
        sitting = make_session(db, conference, [venue], starts_at=start)
        gate = db.query(Gate).filter_by(study_session_id=sitting.id).one()
        return {"gate": gate.id, "login": trainer.login, "held_on": clock.local(start).date()}


@pytest.fixture
def master(site):
    return load_secrets(site.instance).code_master_key


def open_display(open_window, site, hall, **at):
    page = sign_in(open_window(site, **DESKTOP).new_page(), hall["login"])
    if at:
        page.clock.install(**at)
    page.goto(f"/cua/{hall['gate']}/man-hinh")
    expect(page.locator("[data-life]")).to_contain_text("kể cả khi tải lại trang")
    return page


def typed_codes(master, hall, at):
    ticking = GateClock(hall["gate"], 10, hall["held_on"], clock.LOCAL)
    codes = [make_typed_code(master, ticking, step) for step in accepted_steps(ticking, at)]
    return [f"{code[:3]} {code[3:]}" for code in codes]


def scanned(page):
    """What a phone reads off the screen."""
    path = page.locator("[data-modules]").get_attribute("d")
    side = int(page.locator("[data-qr] svg").get_attribute("viewBox").split()[2])
    return decoded(path, side)


def decoded(path, side):
    image = Image.new("L", (side, side), 255)
    for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)", path):
        image.paste(0, (int(x), int(y), int(x) + int(length), int(y) + 1))
    return zxingcpp.read_barcode(image.resize((side * 6, side * 6), Image.Resampling.NEAREST)).text


def test_codes_made_in_the_browser_are_those_of_the_server(open_window, site, hall):
    page = open_display(open_window, site, hall)
    chance = random.Random(3)
    asked, expected = [], []
    for number in range(120):
        ticking = GateClock(
            chance.choice([1, 7, 4095, (1 << 20) - 1]),
            chance.choice([5, 10, 15, 60, 0]),
            date(2021, 3, 27),
            clock.LOCAL,
        )
        seconds = chance.choice([0, 9, 10, 43_199, 86_395, chance.randrange(86_400)])
        now = clock.from_local(datetime(2021, 3, 27)) + timedelta(seconds=seconds)  # noqa: DTZ001
        midnight, until = day_bounds(ticking, now)
        base = "http://10.0.0.7:8000" if number % 2 else "https://hoctap.bonoivu.gov.vn"
        day = {
            "gate": ticking.gate_id,
            "key": day_key(MASTER, ticking.gate_id, date(2021, 3, 27)).hex(),
            "step": ticking.step_seconds,
            "midnight": midnight.timestamp() * 1000,
            "until": until.timestamp() * 1000,
            "address": address_of(base, ""),
        }
        (step,) = coming_steps(ticking, now, 1)
        asked.append([day, now.timestamp() * 1000])
        expected.append(
            {
                "address": address_of(base, make_code(MASTER, ticking, step)),
                "typed": make_typed_code(MASTER, ticking, step),
                "number": step.number,
                "from": step.starts_at.timestamp() * 1000,
                "to": step.ends_at.timestamp() * 1000,
            }
        )
    main = page.locator("script[type=module]").first.get_attribute("src")
    made = page.evaluate(MAKE, [main.replace("main.js", "sessions/display/codes.js"), asked])
    drawings = [(each.pop("path"), each.pop("side")) for each in made]
    assert made == expected
    assert {side for _, side in drawings} == {29 + 8}
    assert [decoded(*each) for each in drawings[:20]] == [e["address"] for e in expected[:20]]


def test_display_goes_on_for_hours_without_a_network(open_window, site, hall, master):
    page = open_display(open_window, site, hall, time=clock.now())
    page.context.set_offline(True)
    page.clock.run_for(12_000)
    expect(page.locator("[data-life]")).to_contain_text("Mất kết nối với máy chủ từ")
    page.clock.fast_forward("01:00:00")
    page.clock.run_for(1000)
    later = clock.now() + timedelta(hours=1, seconds=13)
    shown = page.locator("[data-typed]").inner_text()
    assert shown in typed_codes(master, hall, later)
    assert scanned(page).startswith(address_of(site.url, ""))
    page.clock.fast_forward("01:00:00")
    page.clock.run_for(1000)
    expect(page.get_by_text("Đã đóng điểm danh")).to_be_visible()
    expect(page.locator("[data-qr]")).to_be_hidden()
    page.context.set_offline(False)
    page.clock.run_for(11_000)
    expect(page.locator("[data-life]")).to_contain_text("· đang kết nối")


def test_display_with_a_wrong_clock_shows_codes_the_server_accepts(open_window, site, hall, master):
    wrong = clock.now() + timedelta(minutes=3)
    page = open_display(open_window, site, hall, time=wrong)
    expect(page.locator("[data-clock]")).to_contain_text(re.compile(r"lệch 1[78]\d giây"))
    assert page.locator("[data-typed]").inner_text() in typed_codes(master, hall, clock.now())
    answer = page.request.get(scanned(page).replace("HTTP://LOCALHOST", "http://localhost"))
    assert 'name="ve"' in answer.text()
    with site.transaction() as db:
        offsets = [beat.offset_ms for beat in db.query(DisplayBeat)]
    assert [ms for ms in offsets if 170_000 < ms < 190_000]


def test_display_reports_the_outage_when_the_server_answers_again(open_window, site, hall):
    page = open_display(open_window, site, hall, time=clock.now())
    is_cut, sent = True, []

    def answer(route):
        if is_cut:
            route.abort()
            return
        sent.append(json.loads(route.request.post_data))
        now = page.evaluate("Date.now()")
        route.fulfill(json={"now": now, "state": "open", "came": 0, "summoned": 0, "day": None})

    page.route("**/nhip", answer)
    page.clock.run_for(11_000)
    expect(page.locator("[data-life]")).to_contain_text("Mất kết nối")
    page.clock.fast_forward(90_000)
    is_cut = False
    page.clock.run_for(21_000)
    expect(page.locator("[data-life]")).to_contain_text("· đang kết nối")
    page.unroute_all(behavior="wait")  # one route throughout: a request under way keeps its answer
    reports = [outage for body in sent for outage in body["outages"]]
    assert len({(each["from"], each["to"]) for each in reports}) == 1
    assert 90_000 <= reports[0]["to"] - reports[0]["from"] <= 130_000


def test_display_loads_again_without_a_network(open_window, site, hall, master):
    page = open_display(open_window, site, hall)
    page.context.set_offline(True)
    page.reload()
    expect(page.locator("[data-life]")).to_contain_text("Mất kết nối")
    assert page.locator("[data-typed]").inner_text() in typed_codes(master, hall, clock.now())
    page.context.set_offline(False)
