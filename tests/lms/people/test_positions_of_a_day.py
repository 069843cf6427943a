"""A list of another day by position: those who were something else stand where their position of that day put them."""

import random
from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from lms.people import listing
from lms.people.listing import FIRST_PAGE, Spot, read_spot
from lms.people.on_day import list_people_on
from lms.people.position_ranks import position_rank
from lms.people.question import BY_POSITION, Question
from lms.people.standing import change_standing
from lms.units.enums import Tree
from lms.units.tree import UnitTree, load_tree
from lms.web.paging import Page, Sort
from tests.factories import make_person, make_unit

DAY = date(2026, 3, 1)
BEFORE = DAY - timedelta(days=1)
POSITIONS = ("Chuyên viên", "Trưởng phòng", "Vụ trưởng", "Nhân viên")


@pytest.fixture(params=["long", "far", "short"])
def _size(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a long list is read, as one far from its ends, and as a short one; all find the same."""
    monkeypatch.setattr(listing, "_MANY", 10_000 if request.param == "short" else 1)
    monkeypatch.setattr(listing, "_DEEP", 10 if request.param == "far" else 5_000)
    monkeypatch.setattr(listing, "_remembered", {})


@pytest.fixture
def wanted(db: Session) -> list[int]:
    """People in the order of the day before; of every third another position is on record since, or was before."""
    draw, unit = random.Random(7), make_unit(db)
    names = [f"Lê {given}" for given in ("An", "Ánh", "Bình", "Dũng", "Đức", "Yến")]
    keys = {}
    for number in range(130):
        was, became = draw.choice(POSITIONS), draw.choice(POSITIONS)
        person = make_person(db, full_name=draw.choice(names), unit=unit, position=was)
        keys[person.id] = (position_rank(was), person.sort_key, person.id)
        if number % 3 == 0 and was != became:
            change_standing(db, {person.id: {"position": became}}, DAY)
    return sorted(keys, key=keys.__getitem__)


def trees(db: Session) -> list[UnitTree]:
    return [load_tree(db, tree, BEFORE) for tree in Tree]


def page_of(db: Session, sort: Sort, spot: Spot) -> Page[int]:
    question = Question(sort=sort)
    return list_people_on(db, trees(db), question, spot).map(lambda line: line.person.id)


@pytest.mark.usefixtures("_size")
@pytest.mark.parametrize("descending", [False, True])
def test_every_way_to_a_page_leads_to_the_same_people(
    db: Session, wanted: list[int], descending: bool
) -> None:
    order = wanted[::-1] if descending else wanted
    sort = Sort(BY_POSITION.key, descending)
    first = page_of(db, sort, FIRST_PAGE)
    assert (first.total, first.last) == (130, 3)
    for number in (1, 2, 3):
        expected = order[(number - 1) * 50 : number * 50]
        page = page_of(db, sort, Spot(number))
        assert page.items == expected
        for beside in {max(1, number - 1), min(3, number + 1)}:
            link = {name: str(value) for name, value in page.beside(beside).items()}
            found = page_of(db, sort, read_spot(link)).items
            assert found == order[(beside - 1) * 50 : beside * 50]


@pytest.mark.usefixtures("_size")
def test_whoever_is_in_the_list_no_more_leads_to_the_page_by_its_number(
    db: Session, wanted: list[int]
) -> None:
    assert page_of(db, BY_POSITION, Spot(2, after=999_999)).items == wanted[50:100]
