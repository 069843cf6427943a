"""Ways back that stay on this site, and addresses with other choices."""

import pytest
from flask import render_template_string

from lms.web.links import safe_next


@pytest.mark.parametrize("target", ["/", "/ve-toi", "/C/ABC?x=1#y", "/don-vi?ten=a:b"])
def test_paths_of_this_site_are_kept(target):
    assert safe_next(target) == target


@pytest.mark.parametrize(
    "target",
    [
        None,
        "",
        "ve-toi",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "https://evil.example/",
        "javascript:alert(1)",
        "/\t/evil.example",
        "/\n/evil.example",
        " //evil.example",
    ],
)
def test_everything_else_leads_home(target):
    assert safe_next(target) == "/"


def test_query_values_change_and_others_stay(app):
    with app.test_request_context("/kieu-dang?tim=anh&trang=4"):
        shown = render_template_string("{{ url_with(trang=none, thu_tu='-name') }}")
    assert shown == "/kieu-dang?tim=anh&amp;thu-tu=-name"
