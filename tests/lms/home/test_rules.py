"""What comes next for a learner, and in what state each step is."""

from datetime import UTC, datetime, timedelta

import pytest

from lms.campaigns.enums import ActivityKind
from lms.home.rules import StepState, Todo, all_over, next_thing, on_now, opens_next, step_state

NOW = datetime(2021, 3, 27, 1, 30, tzinfo=UTC)
MINUTES = timedelta(minutes=1)


def session(starts_in, *, is_done=False):
    return Todo(ActivityKind.STUDY_SESSION, True, is_done, NOW + starts_in * MINUTES)


def material(*, is_done=False, is_required=True):
    return Todo(ActivityKind.MATERIAL, is_required, is_done)


def quiz(opens_in=None, *, is_done=False):
    starts_at = None if opens_in is None else NOW + opens_in * MINUTES
    return Todo(ActivityKind.QUIZ, True, is_done, starts_at)


@pytest.mark.parametrize(
    ("todos", "index"),
    [
        ([], None),
        ([session(30), material()], 1),
        ([session(10, is_done=True), material(is_done=True), material()], 2),
        ([quiz(), material()], 1),
        ([material(is_required=False), quiz()], 1),
        ([material(is_done=True), quiz(15)], None),
        ([material(is_done=True), quiz(0)], 1),
        ([quiz(-10, is_done=True)], None),
    ],
)
def test_one_next_thing(todos, index):
    assert next_thing(todos, NOW) == index


@pytest.mark.parametrize(
    ("todos", "index"),
    [
        ([], None),
        ([material(), session(30)], 1),
        ([session(61)], None),
        ([session(60)], 0),
        ([session(-240)], 0),
        ([session(-241)], None),
        ([session(-60, is_done=True), session(20)], 1),
    ],
)
def test_the_session_that_is_on(todos, index):
    assert on_now(todos, NOW) == index


@pytest.mark.parametrize(
    ("done", "wanted", "is_over", "state"),
    [
        (0, 2, False, StepState.TODO),
        (1, 2, False, StepState.DOING),
        (2, 2, False, StepState.DONE),
        (3, 2, True, StepState.DONE),
        (1, 2, True, StepState.MISSED),
        (0, 0, False, StepState.DONE),
    ],
)
def test_state_of_a_step(done, wanted, is_over, state):
    assert step_state(done, wanted, is_over=is_over) is state


def test_the_next_opening_is_the_earliest_ahead():
    todos = [quiz(300), quiz(120), quiz(-5), quiz(10, is_done=True)]
    assert opens_next(todos, ActivityKind.QUIZ, NOW) == NOW + 120 * MINUTES
    assert opens_next(todos, ActivityKind.MATERIAL, NOW) is None


def test_sessions_are_over_when_all_lie_half_a_day_back():
    assert all_over([session(-241), session(-900)], ActivityKind.STUDY_SESSION, NOW)
    assert not all_over([session(-900), session(10)], ActivityKind.STUDY_SESSION, NOW)
    assert not all_over([], ActivityKind.STUDY_SESSION, NOW)
