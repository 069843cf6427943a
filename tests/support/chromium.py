"""The browser of the browser tests: Debian's Chromium, driven through Playwright."""

import os
import shutil
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Page

from lms.config import ROOT

HOW_TO_GET_IT = "no Chromium found (apt install chromium-headless-shell, or CHROMIUM=/path/to/it): the browser tests did not run"
FLAGS = [
    "--no-sandbox",  # it only visits the product under test, and continuous integration runs as root
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE: dict[str, Any] = {
    "viewport": {"width": 360, "height": 800},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
}
DESKTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 900}}
_AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
_STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def find_chromium() -> str | None:
    """Where the browser is: CHROMIUM, or the first of its names on PATH.

    First the one without windows of its own: the other draws a frame that nobody sees for each, for as much again.
    """
    names = (
        os.environ.get("CHROMIUM"),
        "chromium-headless-shell",
        "chromium",
        "chromium-browser",
        "google-chrome",
    )
    return next((found for name in names if name and (found := shutil.which(name))), None)


def complaints_of(context: BrowserContext) -> list[str]:
    """A list that fills with what goes wrong in a context: script errors, blocked content, server errors."""
    complaints: list[str] = []

    def note_message(message: Any) -> None:
        expected = (
            "Failed to load resource: the server responded with a status of 4",
            "Failed to load resource: net::ERR_INTERNET_DISCONNECTED",  # a test went offline
            "Failed to load resource: net::ERR_FAILED",  # a test cut the line
        )
        if message.type == "error" and not message.text.startswith(expected):
            complaints.append(f"console: {message.text}")

    def note_response(response: Any) -> None:
        if response.status >= 500:
            complaints.append(f"{response.status}: {response.url}")

    context.on("console", note_message)
    context.on("weberror", lambda error: complaints.append(f"script: {error.error}"))
    context.on("response", note_response)
    return complaints


def assert_accessible(page: Page) -> None:
    """The page has no fault that axe-core can find under WCAG 2.2 AA, and does not scroll sideways."""
    page.evaluate(_AXE.read_text("utf-8"))
    found = page.evaluate(
        "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}}).then(r => r.violations)",
        _STANDARDS,
    )
    faults = [f"{each['id']}: {node['html'][:160]}" for each in found for node in each["nodes"]]
    assert faults == [], f"{page.url}\n" + "\n".join(faults)
    wider = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wider <= 0, f"{page.url} is {wider} px wider than the screen"


def save_picture(page: Page, path: Path) -> None:
    """A screenshot of the whole page."""
    path.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=path, full_page=True)
