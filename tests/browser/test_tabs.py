"""Rows of tabs wider than a phone: a shadow at the edge tells that there is more."""

from tests.browser.test_roles import place  # noqa: F401 - the same conference and administrator
from tests.support.browser_sign_in import sign_in


def test_row_of_tabs_tells_on_a_phone_that_there_is_more(phone, place):  # noqa: F811 - the fixture
    page = sign_in(phone.new_page(), place["admin"])
    page.goto(f"/hoi-nghi/{place['conference']}/phan-cong")
    tabs = page.locator(".tabs").first
    assert tabs.evaluate("row => row.scrollWidth > row.clientWidth")
    layers = tabs.evaluate("row => getComputedStyle(row).backgroundAttachment")
    assert layers.split(", ") == ["local", "local", "scroll", "scroll"]
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
