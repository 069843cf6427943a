"""Sums, the pass mark and which attempt counts."""

from datetime import UTC, datetime
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.attempts.results import Result, add_up, counting_result, has_passed, shown_score
from quizzes.quiz.enums import CountingAttempt

WHEN = datetime(2021, 3, 27, tzinfo=UTC)


def results(*scores: float) -> list[Result]:
    return [Result(number, score, 10, WHEN) for number, score in enumerate(scores, start=1)]


def test_three_thirds_are_one() -> None:
    assert shown_score(add_up([Fraction(1, 3)] * 3)) == 1


@pytest.mark.parametrize(
    ("score", "shown"),
    [(Fraction(2, 3), 0.67), (Fraction(1, 8), 0.13), (Fraction(1, 3), 0.33), (Fraction(7), 7.0)],
)
def test_scores_round_half_up_to_two_decimals(score: Fraction, shown: float) -> None:
    assert shown_score(score) == shown


@pytest.mark.parametrize(
    ("score", "percent", "passed"),
    [(5, 50, True), (4.99, 50, False), (6.6, 66, True), (0, 0, True), (10, 100, True)],
)
def test_exactly_at_the_mark_is_passed(score: float, percent: int, passed: bool) -> None:
    assert has_passed(score, 10, percent) is passed


def test_nothing_to_win_is_never_passed() -> None:
    assert not has_passed(0, 0, 0)


@given(st.integers(0, 100))
def test_every_whole_percent_passes_at_itself(percent: int) -> None:
    assert has_passed(percent / 10, 10, percent)
    assert percent == 0 or not has_passed((percent - 1) / 10, 10, percent)


def test_best_is_the_earlier_of_equals() -> None:
    counting = counting_result(results(4, 7, 7), CountingAttempt.BEST)

    assert counting is not None
    assert counting.number == 2


def test_first_and_last() -> None:
    first = counting_result(results(4, 7, 5), CountingAttempt.FIRST)
    last = counting_result(list(reversed(results(4, 7, 5))), CountingAttempt.LAST)

    assert first is not None
    assert last is not None
    assert (first.score, last.score) == (4, 5)


def test_no_finished_attempt_counts() -> None:
    assert counting_result([], CountingAttempt.BEST) is None
