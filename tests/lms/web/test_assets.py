"""Browser files: addresses that change with the content, style sheets in one piece."""

import gzip
import re

import pytest

from lms.web.assets import BUNDLES, compact, static_url, style_url

CHECK_IN_BUDGET = 16_000
"""Bytes of the check-in page's style sheet; the page with everything it needs must stay under 30 kB."""


@pytest.fixture
def address(app):
    def build(function, name):
        with app.test_request_context():
            return function(name)

    return build


@pytest.mark.parametrize("name", BUNDLES)
def test_style_sheets_are_served_for_good(client, address, name):
    response = client.get(address(style_url, name), headers={"Accept-Encoding": "gzip"})
    assert response.status_code == 200
    assert "max-age=31536000" in response.headers["Cache-Control"]
    style = gzip.decompress(response.data).decode()
    assert "/*" not in style
    assert style.count("{") == style.count("}")


def test_style_sheet_without_compression(client, address):
    response = client.get(address(style_url, "phone"))
    assert "Content-Encoding" not in response.headers
    assert b"--primary:#a31919" in response.data.replace(b": ", b":")


def test_phone_style_sheet_fits_the_check_in_budget(client, address):
    assert len(client.get(address(style_url, "phone")).data) < CHECK_IN_BUDGET


def test_an_old_address_is_not_kept_for_good(client):
    response = client.get("/static/v-000000000000/js/main.js")
    assert response.status_code == 200
    assert "max-age=60" in response.headers["Cache-Control"]
    assert "immutable" not in response.headers["Cache-Control"]


def test_files_carry_the_version_of_the_tree(client, address):
    response = client.get(address(static_url, "img/mark.svg"))
    assert response.status_code == 200
    assert "immutable" in response.headers["Cache-Control"]


def test_unknown_style_sheet_and_paths_outside_are_not_found(client):
    assert client.get("/static/v-000000000000/bundle/nothing.css").status_code == 404
    assert client.get("/static/v-000000000000/../lms/app.py").status_code == 404


def test_compacting_keeps_what_css_needs():
    style = 'a { width: calc(1px + 2px); }\n/* no */ b > c , d { content: "x y" }'
    assert compact(style) == 'a{width: calc(1px + 2px)}b > c,d{content: "x y"}'


def test_every_custom_property_that_is_used_is_defined(client, address):
    for name in BUNDLES:
        own = client.get(address(style_url, name)).text
        style = own + client.get(address(style_url, "phone")).text
        used = set(re.findall(r"var\((--[a-z0-9-]+)", own))
        assert used <= set(re.findall(r"(--[a-z0-9-]+):", style)), name


def test_mark_answers_whoever_asks_for_it_unbidden(client):
    """Without signing in, and kept for a week: its address does not change with the content."""
    response = client.get("/favicon.ico")
    assert response.status_code == 200
    assert response.mimetype in ("image/x-icon", "image/vnd.microsoft.icon")
    assert response.data.startswith(b"\x00\x00\x01\x00\x03\x00")  # an icon of three sizes
    assert "max-age=604800" in response.headers["Cache-Control"]
    again = client.get("/favicon.ico", headers={"If-None-Match": response.headers["ETag"]})
    assert again.status_code == 304
