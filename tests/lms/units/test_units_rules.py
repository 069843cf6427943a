"""Acts on units: whatever an office decides in whatever order, every day shows trees that can be."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.units.rules import (
    History,
    Problem,
    Refused,
    Span,
    check,
    close,
    found,
    move,
    redirect,
    rename,
)

START = date(2026, 1, 1)
UNITS = st.integers(1, 9)
DAYS = st.integers(1, 60).map(lambda number: START + timedelta(days=number))
ACTS = st.one_of(
    st.tuples(st.just("found"), DAYS, st.one_of(st.none(), UNITS)),
    st.tuples(st.just("rename"), DAYS, UNITS),
    st.tuples(st.just("move"), DAYS, UNITS, st.one_of(st.none(), UNITS)),
    st.tuples(st.just("close"), DAYS, st.sets(UNITS, min_size=1, max_size=3), UNITS),
    st.tuples(st.just("close"), DAYS, st.sets(UNITS, min_size=1, max_size=2), st.none()),
)


def day(number: int) -> date:
    return START + timedelta(days=number)


def small_tree() -> History:
    """1 above 2 and 3; 4 under 2; 5 a root."""
    parents = {1: None, 2: 1, 3: 1, 4: 2, 5: None}
    return History(
        {unit: (Span(f"U{unit}", START),) for unit in parents},
        {unit: (Span(parent, START),) for unit, parent in parents.items()},
    )


def do(history: History, number: int, act: tuple) -> History:
    kind, on, *rest = act
    if kind == "found":
        after = found(history, 100 + number, f"N{number}", rest[0], on)
    elif kind == "rename":
        after = rename(history, rest[0], f"R{number}", on)
    elif kind == "move":
        after = move(history, rest[0], rest[1], on)
    else:
        after = close(history, rest[0], rest[1], on)
    check(after, on)
    return after


@settings(max_examples=150, deadline=None)
@given(st.lists(ACTS, max_size=12))
def test_any_acts_leave_one_name_and_one_parent_a_day_and_no_circle(acts: list[tuple]) -> None:
    history = small_tree()
    people = {person: (Span(person % 5 + 1, START),) for person in range(20)}
    for number, act in enumerate(acts):
        try:
            history = do(history, number, act)
        except Refused:
            continue
        if act[0] == "close":
            people = dict(moved(people, *act[1:]))
    for number in range(62):
        assert_sound(history, day(number))
        for spans in people.values():
            (here,) = [span.value for span in spans if span.holds_on(day(number))]
            assert here in history.parents_on(day(number))


def moved(people: dict, on: date, sources: set[int], heir: int | None) -> Iterator[tuple]:
    """People of closed units go to the heir; without one, nobody was there and they are forgotten."""
    for person, spans in people.items():
        is_there = any(span.value in sources and not span.is_over_by(on) for span in spans)
        if heir is not None:
            yield person, redirect(spans, on, lambda old: heir if old in sources else old)
        elif not is_there:
            yield person, spans


def assert_sound(history: History, on: date) -> None:
    parents = history.parents_on(on)
    for unit in history.places:
        places = [span for span in history.places[unit] if span.holds_on(on)]
        names = [span for span in history.names[unit] if span.holds_on(on)]
        assert len(names) == len(places) <= 1
    for unit in parents:
        seen, current = set(), unit
        while current is not None:
            assert current not in seen
            assert current in parents
            seen.add(current)
            current = parents[current]


@given(
    st.lists(st.tuples(st.integers(1, 20), st.integers(1, 5)), min_size=1, max_size=6),
    st.integers(1, 120),
    st.sets(st.integers(1, 5)),
)
def test_redirecting_loses_no_day_and_changes_nothing_before(
    lengths: list[tuple[int, int]], turn: int, sources: set[int]
) -> None:
    spans, start = [], START
    for length, value in lengths:
        spans.append(Span(value, start, start + timedelta(days=length - 1)))
        start += timedelta(days=length)
    after = redirect(tuple(spans), day(turn), lambda old: 99 if old in sources else old)
    for number in range((start - START).days):
        on = day(number)
        was = [span.value for span in spans if span.holds_on(on)]
        now = [span.value for span in after if span.holds_on(on)]
        moved = number >= turn and was[0] in sources
        assert now == ([99] if moved else was)


@pytest.mark.parametrize(
    ("act", "problem"),
    [
        (("move", day(5), 1, 4), Problem.CYCLE),
        (("move", day(5), 4, 4), Problem.CYCLE),
        (("move", day(5), 4, 2), Problem.SAME_PARENT),
        (("move", day(5), 4, 77), Problem.PARENT_MISSING),
        (("move", day(0), 4, 3), Problem.LATER_CHANGE),
        (("move", day(-1), 4, 3), Problem.NOT_STANDING),
        (("rename", day(-1), 4), Problem.NOT_STANDING),
        (("rename", day(0), 4), Problem.LATER_CHANGE),
        (("found", day(-1), 1), Problem.PARENT_MISSING),
        (("close", day(5), {2}, None), Problem.HAS_CHILDREN),
        (("close", day(5), {2}, 2), Problem.OWN_HEIR),
        (("close", day(0), {4}, None), Problem.LATER_CHANGE),
    ],
)
def test_acts_that_cannot_be_are_refused(act: tuple, problem: Problem) -> None:
    with pytest.raises(Refused) as refused:
        do(small_tree(), 1, act)
    assert refused.value.problem is problem


def test_closing_twice_names_the_day_of_the_first_time() -> None:
    history = close(small_tree(), [4], None, day(10))
    with pytest.raises(Refused) as refused:
        close(history, [4], None, day(20))
    assert (refused.value.problem, refused.value.day) == (Problem.CLOSED_ALREADY, day(10))


def test_unit_closed_later_cannot_be_moved_into_from_the_day_before() -> None:
    history = close(small_tree(), [5], None, day(10))
    with pytest.raises(Refused) as refused:
        do(history, 1, ("move", day(5), 4, 5))
    assert (refused.value.problem, refused.value.day) == (Problem.PARENT_MISSING, day(10))


def test_child_that_takes_over_from_its_parent_rises() -> None:
    history = close(small_tree(), [2], 4, day(5))
    check(history, day(5))
    assert history.parents_on(day(5)) == {1: None, 3: 1, 4: 1, 5: None}
    assert history.parents_on(day(4))[4] == 2


def test_what_stands_below_moves_along() -> None:
    history = move(small_tree(), 2, 5, day(5))
    assert history.parents_on(day(6))[4] == 2
    assert history.parents_on(day(6))[2] == 5
