"""Counted sentences group their figures as the reader's language does, in code and in templates."""

import pytest
from flask import Flask, render_template_string

from lms.web.i18n import in_locale, ngettext

ONE, MANY = "%(num)d person", "%(num)d people"


@pytest.mark.parametrize(
    ("locale", "num", "text"),
    [
        ("vi", 1, "1 người"),
        ("vi", 1587, "1.587 người"),
        ("en", 1, "1 person"),
        ("en", 1587, "1,587 people"),
    ],
)
def test_counts_are_grouped(app: Flask, locale: str, num: int, text: str) -> None:
    page = "{{ ngettext(one, many, num) }}"
    with app.test_request_context(), in_locale(locale):
        assert ngettext(ONE, MANY, num) == text
        assert render_template_string(page, one=ONE, many=MANY, num=num) == text


def test_other_values_are_filled_in_and_escaped(app: Flask) -> None:
    page = "{{ ngettext('%(num)d <b>%(name)s</b>', '%(num)d <b>%(name)s</b>', num, name=name) }}"
    with app.test_request_context(), in_locale("en"):
        assert ngettext("%(num)d %(name)s", "%(num)d %(name)s", 2000, name="100 %") == "2,000 100 %"
        shown = render_template_string(page, num=2000, name="<i>")
    assert shown == "2,000 <b>&lt;i&gt;</b>"
