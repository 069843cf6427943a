"""One state per person, figures that add up, rates rounded half up."""

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lms.records.enums import OutcomeState
from lms.reports.rules import (
    RECONCILED,
    PersonFacts,
    count_people,
    percentage,
    person_state,
)


@pytest.mark.parametrize(
    ("states", "wanted", "is_exempt", "expected"),
    [
        ("present", None, False, "present"),
        ("present present", None, False, "present"),
        ("present late", None, False, "late"),
        ("late make-up", None, False, "make-up"),
        ("present absent", None, False, "partial"),
        ("present unknown", None, False, "partial"),
        ("partial", None, False, "partial"),
        ("present absent", 1, False, "present"),
        ("present exempt", None, False, "present"),
        ("present", 5, False, "present"),
        ("exempt exempt", None, False, "exempt"),
        ("unknown", None, True, "exempt"),
        ("present", None, True, "present"),
        ("absent absent", None, False, "absent"),
        ("absent excused", None, False, "absent"),
        ("excused excused", None, False, "excused"),
        ("absent unknown", None, False, "unknown"),
        ("excused unknown", None, False, "unknown"),
        ("unknown", None, False, "unknown"),
    ],
)
def test_a_person_has_one_state_over_all_sessions(
    states: str, wanted: int | None, is_exempt: bool, expected: str
) -> None:
    given_states = [OutcomeState(state) for state in states.split()]

    assert person_state(given_states, wanted, is_exempt=is_exempt).value == expected


person_facts = st.builds(
    PersonFacts,
    person_id=st.integers(1, 99),
    is_member=st.booleans(),
    is_exempt=st.booleans(),
    is_invited=st.booleans(),
    state=st.sampled_from(RECONCILED),
    took_quiz=st.booleans(),
    passed_quiz=st.booleans(),
    has_read=st.booleans(),
    has_certificate=st.booleans(),
)


SLOW_MACHINE = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
groups = st.lists(person_facts, max_size=6)


@SLOW_MACHINE
@given(groups, groups)
def test_figures_of_two_groups_add_up_and_always_balance(
    some: list[PersonFacts], others: list[PersonFacts]
) -> None:
    together = count_people([*some, *others])

    assert together == count_people(some) + count_people(others)
    assert together.balances
    assert together.obliged_attended <= together.obliged


@SLOW_MACHINE
@given(st.lists(st.sampled_from(RECONCILED), min_size=1, max_size=6), st.none() | st.integers(0, 4))
def test_every_mix_of_states_gives_a_state_that_is_reconciled(
    states: list[OutcomeState], wanted: int | None
) -> None:
    assert person_state(states, wanted, is_exempt=False) in RECONCILED


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [
        (2909, 3044, "95.57"),
        (1, 3, "33.33"),
        (2, 3, "66.67"),
        (1, 800, "0.13"),
        (0, 5, "0.00"),
        (5, 5, "100.00"),
    ],
)
def test_percentages_are_rounded_half_up(part: int, whole: int, expected: str) -> None:
    assert percentage(part, whole) == Decimal(expected)


def test_there_is_no_percentage_of_nobody() -> None:
    assert percentage(0, 0) is None
