"""The box that narrows a list to a unit stays of a size to choose from."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from lms.people import unit_filter
from lms.people.unit_filter import offered_units
from lms.units.enums import Tree
from lms.units.models import Unit
from lms.units.tree import UnitTree, load_tree
from tests.factories import make_unit

DAY = date(2026, 6, 1)
Branches = dict[str, Unit]


@pytest.fixture
def units(db: Session) -> Branches:
    """Bộ › Cục A › Phòng A1 › Tổ A1a, and Cục B › Phòng B1."""
    made: Branches = {"Bộ": make_unit(db, name="Bộ")}
    for name, above in (
        ("Cục A", "Bộ"),
        ("Cục B", "Bộ"),
        ("Phòng A1", "Cục A"),
        ("Phòng B1", "Cục B"),
        ("Tổ A1a", "Phòng A1"),
    ):
        made[name] = make_unit(db, name=name, parent=made[above])
    return made


@pytest.fixture
def tree(db: Session, units: Branches) -> UnitTree:
    return load_tree(db, Tree.STATE, DAY)


def names(found: list[tuple[int, unit_filter.Node]]) -> list[tuple[int, str]]:
    return [(depth, node.name) for depth, node in found]


def test_a_small_tree_is_offered_whole(tree: UnitTree) -> None:
    assert len(offered_units(tree, None, None)) == 6


def test_of_a_large_tree_the_upper_levels(tree: UnitTree, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unit_filter, "MOST_OFFERED", 5)
    found = names(offered_units(tree, None, None))
    assert found == [(0, "Bộ"), (1, "Cục A"), (1, "Cục B")]


def test_the_chosen_unit_its_way_and_what_is_below_it_stay(
    tree: UnitTree, units: Branches, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unit_filter, "MOST_OFFERED", 5)
    found = names(offered_units(tree, None, units["Phòng A1"].id))
    assert found == [
        (0, "Bộ"),
        (1, "Cục A"),
        (2, "Phòng A1"),
        (3, "Tổ A1a"),
        (1, "Cục B"),
    ]


def test_depth_counts_from_the_topmost_within_reach(tree: UnitTree, units: Branches) -> None:
    reach = tree.subtree(units["Cục A"].id)
    assert names(offered_units(tree, reach, None)) == [
        (0, "Cục A"),
        (1, "Phòng A1"),
        (2, "Tổ A1a"),
    ]
