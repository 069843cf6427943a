"""Pages of the list of people: read from their neighbours, from the ends, or by their number alone."""

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import partial
from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from lms import clock
from lms.people import listing, queries
from lms.people.enums import Role
from lms.people.list_numbers import UNNUMBERED
from lms.people.listing import Spot, read_spot
from lms.people.models import Account, Person
from lms.people.queries import list_people
from lms.people.question import AS_IMPORTED, BY_LIST, BY_NAME, BY_UNIT, Question
from lms.units.enums import Tree
from lms.units.models import Unit
from lms.units.tree import load_tree
from lms.web.paging import Page, Sort
from tests.factories import make_account, make_person, make_unit

Login = Callable[[FlaskClient, Account], FlaskClient]
NAMES = ("Lê An", "Lê An", "Bùi Ánh", "Vũ Dung", "Lò Dũng", "Đỗ Đức", "Trần Lê", "Lê Yến")
SORTS = [BY_NAME, BY_UNIT, BY_LIST, AS_IMPORTED]
SORTS += [Sort(each.key, descending=True) for each in SORTS]


@pytest.fixture(params=["short", "long", "deep"])
def size(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param != "short":
        monkeypatch.setattr(listing, "_MANY", 1)
    if request.param == "deep":
        monkeypatch.setattr(listing, "_DEEP", 1)
    monkeypatch.setattr(listing, "_remembered", {})
    return str(request.param)


@pytest.fixture
def unit(db: Session) -> Unit:
    unit = make_unit(db, name="Vụ Pháp chế")
    for place, name in enumerate(NAMES):
        make_person(db, full_name=name, unit=unit, list_no=place % 3 or UNNUMBERED)
    make_person(db, full_name="Lê Khác", unit=make_unit(db, name="Cục khác"))
    return unit


@pytest.fixture
def three_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("list_ids", "list_by_unit"):
        monkeypatch.setattr(queries, name, partial(getattr(queries, name), size=3))


def listed(db: Session, sort: Sort, spot: Spot, words: str, unit: Unit) -> Page[int]:
    trees = [load_tree(db, tree, clock.today()) for tree in Tree]
    question = Question(words, frozenset({unit.id}), sort=sort)
    page = list_people(db, trees, question, spot)
    return page.map(lambda line: line.person.id)


def spots(page: Page[int]) -> Iterator[tuple[int, Spot]]:
    for number in page.numbers:
        if number is not None:
            yield number, read_spot({k: str(v) for k, v in page.beside(number).items()})


@pytest.mark.usefixtures("three_a_page")
@pytest.mark.parametrize("sort", SORTS, ids=lambda sort: sort.value)
@pytest.mark.parametrize("words", ["", "le"])
def test_every_way_to_a_page_leads_to_the_same_people(
    db: Session, unit: Unit, size: str, sort: Sort, words: str
) -> None:
    by_number = {
        number: listed(db, sort, Spot(number), words, unit)
        for number in range(1, 4)
        if number <= listed(db, sort, Spot(99), words, unit).last
    }
    everybody = [each for page in by_number.values() for each in page.items]
    assert len(set(everybody)) == len(everybody) == (8 if not words else 4)
    for page in by_number.values():
        for number, spot in spots(page):
            assert listed(db, sort, spot, words, unit).items == by_number[number].items


@pytest.mark.usefixtures("three_a_page")
def test_a_link_from_somebody_who_is_gone_leads_to_the_page_of_that_number(
    db: Session, unit: Unit
) -> None:
    wanted = listed(db, BY_NAME, Spot(2), "", unit).items
    assert listed(db, BY_NAME, Spot(2, after=999_999), "", unit).items == wanted
    last = listed(db, BY_NAME, Spot(3), "", unit)
    beyond = listed(db, BY_NAME, Spot(4, after=last.items[-1]), "", unit)
    assert (beyond.number, beyond.items) == (3, last.items)


@pytest.mark.usefixtures("three_a_page")
def test_a_page_goes_on_after_its_neighbour_though_people_came_before(
    db: Session, unit: Unit, size: str
) -> None:
    first = listed(db, BY_NAME, Spot(1), "", unit)
    wanted = listed(db, BY_NAME, Spot(2), "", unit).items
    make_person(db, full_name="Lê Ái", unit=unit)
    after = listed(db, BY_NAME, Spot(2, after=first.items[-1]), "", unit)
    assert after.items == wanted
    assert after.total == 9  # whoever comes is counted at once


@pytest.mark.parametrize(
    ("address", "spot"),
    [
        ({}, Spot()),
        ({"trang": "1", "sau": "5"}, Spot()),
        ({"sau": "5"}, Spot()),
        ({"trang": "3", "sau": "5"}, Spot(3, after=5)),
        ({"trang": "3", "truoc": "5"}, Spot(3, before=5)),
        ({"trang": "3", "sau": "-1", "truoc": "x"}, Spot(3)),
        ({"trang": "x", "sau": "5"}, Spot()),
    ],
)
def test_an_address_says_which_page(address: dict[str, str], spot: Spot) -> None:
    assert read_spot(address) == spot


def link(page: str, rel: str) -> str:
    found = re.search(f'href="([^"]*)" rel="{rel}"', page)
    assert found
    return unescape(found[1])


def names_on(page: str) -> list[str]:
    return re.findall(r'<a href="/nhan-su/\d+">([^<]*)</a>', page)


def test_pages_are_turned_to_the_end_and_back(
    db: Session,
    client: FlaskClient,
    login: Login,
    size: str,
    count_queries: Callable[[], AbstractContextManager[list[str]]],
) -> None:
    login(client, make_account(db, role=Role.ADMINISTRATOR, full_name="Ước Mơ"))
    for number in range(120):
        make_person(db, full_name=f"Lê Thị A{number:03}")
    client.get("/nhan-su")
    pages, queries_of, address = [], [], "/nhan-su?trang=1"
    while address:
        with count_queries() as statements:
            pages.append(client.get(address).text)
        queries_of.append(len(statements))
        address = link(pages[-1], "next") if 'rel="next"' in pages[-1] else ""
    assert [len(names_on(page)) for page in pages] == [50, 50, 21]
    assert names_on(pages[1])[0] == "Lê Thị A050"
    assert max(queries_of) <= queries_of[0] + 1
    assert names_on(client.get(link(pages[2], "prev")).text) == names_on(pages[1])
    assert "101–121" in client.get("/nhan-su?trang=3").text


def test_another_order_or_number_drops_where_the_page_began(
    db: Session, client: FlaskClient, login: Login
) -> None:
    login(client, make_account(db, role=Role.ADMINISTRATOR))
    people = [make_person(db, full_name=f"Lê Thị A{number:03}") for number in range(160)]
    page = client.get(f"/nhan-su?trang=2&sau={people[49].id}").text
    assert 'href="/nhan-su?thu-tu=danh-sach"' in page
    assert 'href="/nhan-su?trang=4"' in page
    assert 'href="/nhan-su?trang=1"' in page


def test_whoever_left_is_no_bar_to_turning_the_page(
    db: Session, client: FlaskClient, login: Login
) -> None:
    login(client, make_account(db, role=Role.ADMINISTRATOR, full_name="Ước Mơ"))
    people: list[Person] = [
        make_person(db, full_name=f"Lê Thị A{number:03}") for number in range(60)
    ]
    address = link(client.get("/nhan-su").text, "next")
    people[49].left_on = clock.today()
    db.flush()
    assert names_on(client.get(address).text)[0] == "Lê Thị A050"
