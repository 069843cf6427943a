"""Real windows on the real product: `site` runs it, `phone` and `desktop` look at it.

Every window fails its test at the end when a script broke, content was blocked or the server erred. After a failed
test there are pictures of its windows in test-results/.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright

from lms.config import ROOT
from tests.support.chromium import DESKTOP, FLAGS, PHONE, complaints_of, find_chromium, save_picture
from tests.support.site import Site, start_site, stop
from tests.support.stores import Store

PATIENCE_MS = 30_000
"""Long enough for a machine that does much else; whoever need not wait does not."""
OpenWindow = Callable[..., BrowserContext]
_reports = pytest.StashKey[dict[str, Any]]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Any:
    report = yield
    item.stash.setdefault(_reports, {})[report.when] = report
    return report


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = f"{Path(__file__).parent}/"
    for item in items:
        if str(item.path).startswith(here):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def told_to_stop() -> Iterator[list[Site]]:
    """Products on their way out: the next file need not wait for them."""
    told: list[Site] = []
    yield told
    for each in told:
        stop(each.process)


@pytest.fixture(scope="module")
def site(
    tmp_path_factory: pytest.TempPathFactory,
    stores: Callable[[str], Store],
    told_to_stop: list[Site],
    request: pytest.FixtureRequest,
) -> Iterator[Site]:
    """The product on an empty database of its own, one for the tests of a file; the tables are there already.

    One process answers, unless the file says `WORKERS = "2"`: each takes a second of this machine to begin.
    """
    instance = tmp_path_factory.mktemp("instance")
    Path(stores("sqlite").another().removeprefix("sqlite:///")).rename(instance / "diemcau.db")
    running = start_site(instance, WORKERS=getattr(request.module, "WORKERS", "1"))
    yield running
    if running.process.poll() is None:
        running.process.terminate()
    told_to_stop.append(running)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium per worker; `tests/conftest.py` leaves these tests out where there is none."""
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def open_window(browser: Browser, request: pytest.FixtureRequest) -> Iterator[OpenWindow]:
    """`open_window(site, **device)` opens another person's window: cookies of its own."""
    opened: list[tuple[BrowserContext, list[str]]] = []

    def open_one(site: Site, **device: Any) -> BrowserContext:
        context = browser.new_context(
            base_url=site.url,
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
            accept_downloads=True,
            **device,
        )
        context.set_default_timeout(PATIENCE_MS)
        opened.append((context, complaints_of(context)))
        return context

    yield open_one
    failed = any(report.failed for report in request.node.stash.get(_reports, {}).values())
    complaints = []
    for number, (context, heard) in enumerate(opened):
        if failed:
            _picture(context, f"{request.node.name}-{number}")
        complaints += heard
        context.unroute_all(behavior="ignoreErrors")
        context.close()
    assert complaints == []


@pytest.fixture
def phone(open_window: OpenWindow, site: Site) -> BrowserContext:
    """A phone of 360 × 800."""
    return open_window(site, **PHONE)


@pytest.fixture
def desktop(open_window: OpenWindow, site: Site) -> BrowserContext:
    """A laptop of 1280 × 900."""
    return open_window(site, **DESKTOP)


def _picture(context: BrowserContext, name: str) -> None:
    for number, page in enumerate(context.pages):
        save_picture(page, ROOT / "test-results" / f"{name}-{number}.png")
