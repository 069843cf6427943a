"""Long lists in pages."""

import pytest
from sqlalchemy import select

from lms.people.models import Person
from lms.web.paging import Page, Sort, page_number, page_of, paginate, paginate_rows, sort_choice
from tests.factories import make_person


@pytest.mark.parametrize(
    ("raw", "number"),
    [
        ("", 1),
        ("3", 3),
        ("0", 1),
        ("-2", 1),
        ("x", 1),
        ("\uff11", 1),
        ("9" * 30, 100_000),
        ("9" * 5000, 100_000),
    ],
)
def test_page_number_from_the_address(raw, number):
    assert page_number({"trang": raw}) == number


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("", Sort("name")),
        ("came", Sort("came")),
        ("-came", Sort("came", True)),
        ("password_hash", Sort("name")),
    ],
)
def test_only_offered_columns_order_a_list(raw, expected):
    assert sort_choice({"thu-tu": raw}, ("name", "came")) == expected


@pytest.mark.parametrize(
    ("number", "last", "offered"),
    [
        (1, 1, [1]),
        (1, 3, [1, 2, 3]),
        (1, 24, [1, 2, None, 24]),
        (12, 24, [1, None, 11, 12, 13, None, 24]),
        (3, 24, [1, 2, 3, 4, None, 24]),
        (4, 24, [1, 2, 3, 4, 5, None, 24]),
        (24, 24, [1, None, 23, 24]),
    ],
)
def test_offered_pages(number, last, offered):
    assert Page([], number, 50, last * 50).numbers == offered


def test_positions_in_the_whole_list():
    page = page_of(list(range(120)), 3)
    assert (page.first_item, page.last_item, page.total, page.last) == (101, 120, 120, 3)
    assert list(page.items) == list(range(100, 120))


def test_empty_list_has_one_empty_page():
    page = page_of([], 7)
    assert (page.number, page.last, page.first_item, page.last_item) == (1, 1, 0, 0)


def test_a_page_past_the_end_is_the_last_one(db):
    for _ in range(5):
        make_person(db)
    page = paginate(db, select(Person).order_by(Person.id), 9, size=2)
    assert page.number == 3
    assert len(page.items) == 1
    assert page.total == 5


def test_rows_of_several_columns(db):
    make_person(db, full_name="Lê An")
    page = paginate_rows(db, select(Person.id, Person.full_name).order_by(Person.id), 1)
    assert page.items[0].full_name == "Lê An"
