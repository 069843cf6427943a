"""The same figures through templates, in the language of the request."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import render_template_string

from lms import clock
from lms.web.i18n import LOCALE_COOKIE

NOW = datetime(2021, 3, 27, 1, 0, tzinfo=UTC)


def render(app, source, locale, **values):
    headers = {"Cookie": f"{LOCALE_COOKIE}={locale}"}
    with app.test_request_context("/", headers=headers), clock.fixed(NOW):
        return render_template_string(source, **values)


@pytest.mark.parametrize(
    ("source", "vi", "en"),
    [
        ("{{ 1587|number }}", "1.587", "1,587"),
        ("{{ percent_of(222, 1587) }}", "13,99\u00a0%", "13.99%"),
        ("{{ 'Nguyễn Thị Ánh'|honorific }}", "Đồng chí Ánh", "Comrade Ánh"),
        ("{{ 'Lê An'|honorific('sir or madam') }}", "Ông/Bà Lê An", "Mr/Ms Lê An"),
        ("{{ 'Lê An'|honorific('colleague') }}", "Anh/Chị An", "Colleague An"),
    ],
)
def test_figures_follow_the_language(app, source, vi, en):
    assert render(app, source, "vi") == vi
    assert render(app, source, "en") == en


@pytest.mark.parametrize(
    ("age", "vi", "en"),
    [
        (timedelta(seconds=1), "vừa xong", "just now"),
        (timedelta(seconds=9), "9 giây trước", "9 s ago"),
        (timedelta(minutes=1), "1 phút trước", "1 minute ago"),
        (timedelta(hours=5), "5 giờ trước", "5 hours ago"),
        (timedelta(days=2), "2 ngày trước", "2 days ago"),
    ],
)
def test_age_in_words(app, age, vi, en):
    assert render(app, "{{ at|ago }}", "vi", at=NOW - age) == vi
    assert render(app, "{{ at|ago }}", "en", at=NOW - age) == en
