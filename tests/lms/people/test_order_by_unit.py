"""People unit by unit as the tree shows the units, by name within each: every page, both ways, on both databases."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from lms import clock
from lms.people import listing
from lms.people.by_unit import list_by_unit
from lms.people.enums import Role
from lms.people.listing import Spot, read_spot
from lms.people.models import Account, Membership, Person
from lms.people.queries import choose_people, find_listed, list_people
from lms.people.question import BY_UNIT, Question
from lms.units.enums import Tree
from lms.units.models import Unit
from lms.units.tree import UnitTree, load_tree
from lms.web.paging import Page, Sort
from tests.factories import make_account, make_person, make_unit

Login = Callable[[FlaskClient, Account], FlaskClient]
IN_ORDER = (
    "Bộ: Vũ An, Lê Yến",
    "Vụ Z: Lò Bình",
    "Phòng của Z: Bùi Ánh, Hồ Dung, Hồ Dũng, Đỗ Đức, Cao Hà",
    "Vụ Trống:",
    "Vụ A: Lê Ân",
    "Phòng của A: Trần Ba, Trần Tư",
    "Trung tâm: Lê Chi",
)
"""Units as the office orders them, each with its people by name."""
NAMES = [name for line in IN_ORDER for name in re.findall(r"[^:,]+", line.partition(": ")[2])]
NAMES = [name.strip() for name in NAMES] + ["Á Không Đơn Vị", "Lê Không Đơn Vị"]
BACK = Sort(BY_UNIT.key, descending=True)


@pytest.fixture(autouse=True)
def units(db: Session) -> dict[str, Unit]:
    made: dict[str, Unit] = {}
    for place, line in enumerate(IN_ORDER):
        name, _, people = line.partition(":")
        above = made.get("Vụ " + name[-1]) if name.startswith("Phòng") else made.get("Bộ")
        made[name] = make_unit(db, name=name, parent=above)
        made[name].position = place
        db.flush()
        for person in reversed(re.findall(r"[^,]+", people)):
            make_person(db, full_name=person.strip(), unit=made[name])
    for name in NAMES[-2:]:
        make_person(db, full_name=name)
    left = make_person(db, full_name="Lê Đã Rời", unit=made["Vụ A"])
    left.left_on = clock.today()
    db.flush()
    return made


@pytest.fixture(params=["short", "long"])
def size(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param == "long":
        monkeypatch.setattr(listing, "_MANY", 1)
    monkeypatch.setattr(listing, "_remembered", {})
    return str(request.param)


def trees(db: Session) -> list[UnitTree]:
    return [load_tree(db, tree, clock.today()) for tree in Tree]


def named(db: Session, ids: list[int]) -> list[str]:
    names = {each.id: each.full_name for each in db.scalars(select(Person))}
    return [names[each] for each in ids]


def page_of(db: Session, spot: Spot, a_page: int, *, descending: bool = False) -> Page[int]:
    people = choose_people(Question()).order_by(None)
    return list_by_unit(
        db, trees(db)[0], people, people, spot, "all", descending=descending, size=a_page
    )


def ways_to(page: Page[int]) -> Iterator[tuple[int, Spot]]:
    for number in page.numbers:
        if number is not None:
            yield number, read_spot({k: str(v) for k, v in page.beside(number).items()})


def test_units_stand_as_the_tree_shows_them(db: Session) -> None:
    page = list_people(db, trees(db), Question(sort=BY_UNIT))
    assert [line.person.full_name for line in page.items] == NAMES
    back = list_people(db, trees(db), Question(sort=BACK))
    assert [line.person.full_name for line in back.items] == NAMES[::-1]


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("a_page", [1, 2, 3, 5, 14])
def test_every_way_to_a_page_leads_to_the_same_people(
    db: Session, size: str, a_page: int, descending: bool
) -> None:
    last = page_of(db, Spot(99), a_page).last
    pages = {
        number: page_of(db, Spot(number), a_page, descending=descending)
        for number in range(1, last + 1)
    }
    everybody = [each for page in pages.values() for each in page.items]
    assert named(db, everybody) == (NAMES[::-1] if descending else NAMES)
    for page in pages.values():
        assert (page.total, page.last) == (len(NAMES), last)
        for number, spot in ways_to(page):
            found = page_of(db, spot, a_page, descending=descending)
            assert found.items == pages[number].items


def test_list_follows_units_that_are_put_in_another_order(
    db: Session, size: str, units: dict[str, Unit]
) -> None:
    assert named(db, list(page_of(db, Spot(), 50).items)) == NAMES
    units["Vụ A"].position = 0
    db.flush()
    moved = named(db, list(page_of(db, Spot(), 50).items))
    assert moved[2:5] == ["Lê Ân", "Trần Ba", "Trần Tư"]


def test_person_who_stands_elsewhere_now_is_no_bar(
    db: Session, size: str, units: dict[str, Unit]
) -> None:
    first = page_of(db, Spot(), 4)
    gone = db.get_one(Person, first.items[-1])
    gone.left_on = clock.today()
    db.flush()
    after = page_of(db, Spot(2, after=gone.id), 4)
    assert named(db, list(after.items)) == NAMES[4:8]


@pytest.mark.parametrize(("words", "found"), [("le", "Lê"), ("ho du", "Hồ")])
def test_found_people_stand_by_unit_too(db: Session, size: str, words: str, found: str) -> None:
    page = list_people(db, trees(db), Question(words, sort=BY_UNIT))
    assert [line.person.full_name for line in page.items] == [
        name for name in NAMES if name.startswith(found)
    ]


def test_whole_list_has_the_same_order(db: Session) -> None:
    for sort, names in ((BY_UNIT, NAMES), (BACK, NAMES[::-1])):
        people = find_listed(db, trees(db), Question(party_units=None, sort=sort))
        assert named(db, list(db.scalars(people))) == names


def test_page_of_people_offers_the_order(
    db: Session, client: FlaskClient, login: Login, units: dict[str, Unit]
) -> None:
    boss = make_person(db, full_name="Ước Ý")
    login(client, make_account(db, person=boss, role=Role.ADMINISTRATOR))
    page = client.get("/nhan-su?thu-tu=don-vi").text
    assert re.findall(r'<a href="/nhan-su/\d+">([^<]*)</a>', page) == [*NAMES, "Ước Ý"]
    assert '<option value="don-vi" selected>Theo đơn vị, sau đó theo tên</option>' in page
    below = client.get(f"/nhan-su?thu-tu=don-vi&don-vi={units['Vụ Z'].id}").text
    assert re.findall(r'<a href="/nhan-su/\d+">([^<]*)</a>', below) == NAMES[2:8]


def test_list_of_another_day_goes_by_the_places_of_that_day(
    db: Session, client: FlaskClient, login: Login, units: dict[str, Unit]
) -> None:
    login(client, make_account(db, role=Role.ADMINISTRATOR, full_name="Ước Mơ"))
    today = clock.today()
    person = db.scalars(select(Person).where(Person.full_name == "Vũ An")).one()
    db.execute(
        update(Membership)
        .where(Membership.person_id == person.id)
        .values(ends_on=today - timedelta(days=1))
    )
    db.add(
        Membership(
            person_id=person.id, unit_id=units["Trung tâm"].id, tree=Tree.STATE, starts_on=today
        )
    )
    db.flush()
    then = (today - timedelta(days=9)).isoformat()
    page = client.get(f"/nhan-su?thu-tu=don-vi&ngay={then}").text
    assert re.findall(r'<a href="/nhan-su/\d+">([^<]*)</a>', page)[:2] == ["Vũ An", "Lê Yến"]
    now = client.get("/nhan-su?thu-tu=don-vi").text
    assert re.findall(r'<a href="/nhan-su/\d+">([^<]*)</a>', now)[:2] == ["Lê Yến", "Lò Bình"]
