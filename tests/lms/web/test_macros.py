"""The macros write the HTML that the interface promises."""

import pytest
from flask import render_template_string

from lms.web.paging import Page, Sort


@pytest.fixture
def draw(app):
    def render(source, path="/kieu-dang", **values):
        with app.test_request_context(path):
            return render_template_string(source, **values)

    return render


TABLE = """{% import "macros/tables.html" as tables %}
{% set name = column("Họ và tên", key="name", lead=true) %}{% set came = column("Giờ", key="came", numeric=true) %}
{% call tables.table("Danh sách", [name, came], sort=sort) %}
<tr>{{ tables.cell(name, "<b>Ánh</b>") }}{{ tables.cell(came, "07:52") }}</tr>{% endcall %}"""


def test_a_table_names_itself_its_rows_and_columns(draw):
    page = draw(TABLE, sort=None)
    assert "<caption>Danh sách</caption>" in page
    assert '<th scope="row" class="lead">&lt;b&gt;Ánh&lt;/b&gt;</th>' in page
    assert '<td class="numeric" data-label="Giờ">07:52</td>' in page
    assert "aria-sort" not in page


def test_sort_links_turn_around_and_go_back_to_the_first_page(draw):
    page = draw(TABLE, path="/kieu-dang?tim=anh&trang=3", sort=Sort("name"))
    assert 'aria-sort="ascending"><a href="/kieu-dang?tim=anh&amp;thu-tu=-name">' in page
    assert 'href="/kieu-dang?tim=anh&amp;thu-tu=came"' in page
    page = draw(TABLE, sort=Sort("name", descending=True))
    assert 'aria-sort="descending"><a href="/kieu-dang?thu-tu=name">' in page


@pytest.mark.parametrize(
    ("state", "tone"),
    [
        ("present", "present"),
        ("make-up", "info"),
        ("code changed", "none"),
        ("in_progress", "info"),
        ("never heard of", "none"),
    ],
)
def test_every_state_has_a_word_beside_its_colour(draw, state, tone):
    source = '{% import "macros/badges.html" as badges %}{{ badges.state(state, "Chữ") }}'
    badge = draw(source, state=state)
    assert f'class="badge badge-{tone}"' in badge
    assert "Chữ" in badge


def test_pages_offer_neighbours_and_ends(draw):
    source = '{% import "macros/paging.html" as paging %}{{ paging.paging(page) }}'
    page = draw(source, path="/kieu-dang?trang=12&tim=x", page=Page(range(50), 12, 50, 1200))
    assert "551–600 trong số 1.200" in page
    assert 'aria-current="page" aria-label="Trang 12"' in page
    assert 'href="/kieu-dang?trang=13&amp;tim=x" rel="next"' in page
    only = draw(source, page=Page(range(3), 1, 50, 3))
    assert "<ol>" not in only


def test_a_button_that_posts_carries_the_token(app, draw):
    source = '{% import "macros/forms.html" as forms %}{{ forms.button_form("/x", "Mở", fields={"a": "1"}) }}'
    page = draw(source)
    assert 'method="post" action="/x"' in page
    assert 'name="csrf_token" value="' in page
    assert '<input type="hidden" name="a" value="1">' in page


def test_results_are_announced(draw):
    source = '{% import "macros/page.html" as page %}{{ page.result("Có mặt", "present", "check", time="07:52:14") }}'
    page = draw(source)
    assert 'role="status"' in page
    assert '<h1 class="result-word">Có mặt</h1>' in page


def test_progress_is_a_number_too(draw):
    source = '{% import "macros/stats.html" as stats %}{{ stats.progress(2, 3, "Đã đọc") }}'
    assert '<progress value="2" max="3" aria-label="Đã đọc">66,67\u00a0%</progress>' in draw(source)
