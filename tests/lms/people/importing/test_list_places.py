"""Places in lists: few change when little does, and the order is always that of the newest list, then of older ones."""

import itertools
import random

import pytest
from sqlalchemy import select
from sqlalchemy.event import listen
from sqlalchemy.orm import Session

from lms.people.importing.list_places import ROOM, fit_in, fresh_rows, is_in_order
from lms.people.list_numbers import UNLISTED
from lms.people.models import Person
from lms.people.queries import choose_people
from lms.people.question import BY_LIST, Question
from lms.units.models import Unit
from tests.lms.people.importing.later_rosters import import_rows

COLUMNS = "Mã nhân sự|Họ và tên|Đơn vị"


def in_order(order: list[int], rows: dict[int, int]) -> bool:
    placed = fit_in(order, rows)
    assert placed is not None
    found = [({**rows, **placed})[key] for key in order]
    return found == sorted(set(found))


def test_somebody_new_fits_in_and_nobody_else_changes() -> None:
    rows = dict(zip((1, 2, 3), fresh_rows(3), strict=True))
    for order in ([9, 1, 2, 3], [1, 9, 2, 3], [1, 2, 3, 9]):
        placed = fit_in(order, rows)
        assert placed is not None
        assert placed.keys() == {9}
        assert in_order(order, rows)


def test_one_who_moves_alone_changes() -> None:
    rows = dict(zip(range(1, 7), fresh_rows(6), strict=True))
    placed = fit_in([2, 3, 4, 1, 5, 6], rows)
    assert placed is not None
    assert placed.keys() == {1}


def test_without_room_or_with_another_order_all_are_numbered_anew() -> None:
    assert fit_in([1, 9, 2], {1: 5, 2: 6}) is None
    assert fit_in([1, 8, 9, 2, 3], {1: 5, 2: 7, 3: 8}) is None
    assert fit_in([3, 2, 1], {1: 1, 2: 2, 3: 3}) is None
    assert fit_in([1, 2, 9], {1: 1, 2: UNLISTED - 2}) is None
    assert fit_in([], {}) == {}


def test_a_sheet_full_of_people_stays_below_those_of_no_list() -> None:
    assert ROOM * 2**20 < UNLISTED


@pytest.mark.parametrize("seed", range(20))
def test_any_list_comes_out_in_its_order(seed: int) -> None:
    dice = random.Random(seed)
    rows = {key: dice.randrange(1, 4000) for key in range(1, 20)}
    order = sorted(rows, key=lambda key: rows[key])
    for _each in range(4):
        order.insert(dice.randrange(len(order)), order.pop(dice.randrange(len(order))))
    order.insert(dice.randrange(len(order)), -1)
    placed = fit_in(order, rows)
    if placed is not None:
        found = [({**rows, **placed})[key] for key in order]
        assert all(one < other for one, other in itertools.pairwise(found))


def test_order_is_kept_only_with_nobody_else_among_them() -> None:
    assert is_in_order([1, 5, 9], [10])
    assert not is_in_order([1, 5, 9], [6])
    assert not is_in_order([1, 9, 5], [])
    assert is_in_order([], [3])


def test_insertion_writes_one_place_and_leaving_moves_one_behind(
    db: Session, office: dict[str, Unit]
) -> None:
    people = [[f"NV-{place:02d}", f"Lê Văn {'ABCDEGHIKL'[place]}n", "Vụ A"] for place in range(10)]
    import_rows(db, COLUMNS, *people[1:])
    before = places(db)
    import_rows(db, COLUMNS, *people[1:5], people[0], *people[6:])
    after = places(db)
    changed = {code for code in before if before[code] != after[code]}
    assert changed == {"NV-05"}
    assert in_list(db) == [f"NV-{place:02d}" for place in (1, 2, 3, 4, 0, 6, 7, 8, 9, 5)]


def test_short_list_after_a_long_one_writes_only_its_own_people(
    db: Session, office: dict[str, Unit]
) -> None:
    people = [[f"NV-{place:02d}", f"Lê Văn {'ABCDEGHIKL'[place]}n", "Vụ A"] for place in range(10)]
    import_rows(db, COLUMNS, *people)
    before = places(db)
    import_rows(db, COLUMNS, *people[3:5])
    after = places(db)
    assert {code for code in before if before[code] != after[code]} == {"NV-03", "NV-04"}
    assert in_list(db)[:3] == ["NV-03", "NV-04", "NV-00"]


def test_people_who_change_are_written_once_with_their_place(
    db: Session, office: dict[str, Unit]
) -> None:
    people = [[f"NV-{place:02d}", f"Lê Văn {'ABCDEGHIKL'[place]}n", "Vụ A"] for place in range(6)]
    import_rows(db, COLUMNS, *people)
    renamed = [[code, f"{name}h", unit] for code, name, unit in people]
    statements: list[str] = []
    listen(db.get_bind(), "before_cursor_execute", lambda *told: statements.append(told[2]))
    import_rows(db, COLUMNS, *renamed[::-1])
    assert in_list(db) == [f"NV-{place:02d}" for place in (5, 4, 3, 2, 1, 0)]
    assert {each.full_name[-1] for each in db.scalars(select(Person))} == {"h"}
    placed = [
        each for each in statements if each.startswith("UPDATE people SET") and "list_row" in each
    ]
    assert len(set(placed)) == 1
    assert "full_name" in placed[0]


@pytest.mark.parametrize("seed", range(3))
def test_many_lists_end_in_the_order_that_each_tells(
    db: Session, office: dict[str, Unit], seed: int
) -> None:
    dice = random.Random(seed)
    everybody = [
        [f"NV-{place:02d}", f"Lê Văn {'ABCDEGHIKLMN'[place]}n", "Vụ A"] for place in range(12)
    ]
    wanted: list[str] = []
    newest = list(everybody[:8])
    for _each in range(14):
        newest = changed(dice, newest, everybody)
        import_rows(db, COLUMNS, *newest)
        named = [row[0] for row in newest]
        wanted = named + [code for code in wanted if code not in named]
        assert in_list(db) == wanted


def changed(
    dice: random.Random, rows: list[list[str]], everybody: list[list[str]]
) -> list[list[str]]:
    """Another list: some go, some come, some move; now and then all of them."""
    after = list(rows)
    if dice.random() < 0.15:
        dice.shuffle(after)
    if len(after) > 3 and dice.random() < 0.7:
        after.pop(dice.randrange(len(after)))
    others = [row for row in everybody if row not in after]
    if others and dice.random() < 0.7:
        after.insert(dice.randrange(len(after) + 1), dice.choice(others))
    if dice.random() < 0.5:
        after.insert(dice.randrange(len(after)), after.pop(dice.randrange(len(after))))
    return after


def in_list(db: Session) -> list[str]:
    codes = {each.id: each.personnel_code or "" for each in db.scalars(select(Person))}
    return [codes[each] for each in db.scalars(choose_people(Question(sort=BY_LIST)))]


def places(db: Session) -> dict[str, tuple[int, int]]:
    rows = select(Person.personnel_code, Person.list_rank, Person.list_row)
    return {code or "": (rank, row) for code, rank, row in db.execute(rows)}
