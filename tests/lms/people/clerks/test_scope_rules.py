"""What a clerk of some units may write, as plain decisions."""

from datetime import date

import pytest

from lms.people.scope_rules import EVERYTHING, Place, Scope, kept_in
from lms.units.enums import Tree


def test_a_scope_holds_what_lies_inside() -> None:
    scope = Scope(frozenset({1, 2}), frozenset({7}))
    assert scope.holds([1, None, 2])
    assert not scope.holds([1, 3])
    assert scope.touches([3, 2])
    assert not scope.touches([None, 3])
    assert not scope.may_rename_login(7, ["email"])
    assert scope.may_rename_login(7, ["phone"])
    assert scope.may_rename_login(8, ["email"])
    assert EVERYTHING.holds([9])
    assert EVERYTHING.touches([None])
    assert EVERYTHING.may_rename_login(7, ["email"])


def test_only_who_stands_within_may_be_made_a_leaver() -> None:
    scope = Scope(frozenset({1, 2}))
    assert scope.leaves_inside([1, 2])
    assert not scope.leaves_inside([1, 3])
    assert not scope.leaves_inside([3])
    assert not scope.leaves_inside([])
    assert EVERYTHING.leaves_inside([])
    assert scope.within(frozenset({2, 3})) == {2}
    assert EVERYTHING.within(frozenset({2, 3})) == {2, 3}


def test_whose_role_was_never_ended_is_not_brought_back() -> None:
    scope = Scope(frozenset({1}), frozenset({7}))
    assert not scope.may_bring_back(7)
    assert scope.may_bring_back(8)
    assert EVERYTHING.may_bring_back(7)


DAY = date(2026, 6, 1)


@pytest.mark.parametrize(
    ("places", "state", "party"),
    [
        ([], set(), set()),
        ([Place(1, Tree.STATE, None)], {1}, set()),
        # where the person stands, whatever ended before
        ([Place(1, Tree.STATE, date(2026, 5, 31)), Place(2, Tree.STATE, None)], {2}, set()),
        ([Place(1, Tree.STATE, date(2026, 5, 31)), Place(3, Tree.PARTY, None)], set(), {3}),
        # later places count: they are told by their end
        ([Place(1, Tree.STATE, DAY), Place(2, Tree.STATE, None)], {1, 2}, set()),
        # who stands nowhere: the last day on which they stood anywhere
        (
            [Place(1, Tree.STATE, date(2026, 5, 1)), Place(2, Tree.STATE, date(2025, 5, 1))],
            {1},
            set(),
        ),
        (
            [Place(1, Tree.STATE, date(2026, 5, 1)), Place(3, Tree.PARTY, date(2026, 5, 1))],
            {1},
            {3},
        ),
        (
            [Place(1, Tree.STATE, date(2026, 4, 1)), Place(3, Tree.PARTY, date(2026, 5, 1))],
            set(),
            {3},
        ),
    ],
)
def test_by_which_units_a_record_is_kept(
    places: list[Place], state: set[int], party: set[int]
) -> None:
    assert kept_in(places, DAY) == {Tree.STATE: state, Tree.PARTY: party}
