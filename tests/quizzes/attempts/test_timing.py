"""Deadlines, grace and opening times."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.attempts.timing import (
    Opening,
    counts_as_in_time,
    deadline_of,
    finish_time,
    is_over,
    opening_at,
)

START = datetime(2021, 3, 27, 9, 15, tzinfo=UTC)
MOMENTS = st.integers(-(10**6), 10**6).map(lambda seconds: START + timedelta(seconds=seconds))


def test_limit_decides_when_the_quiz_stays_open() -> None:
    assert deadline_of(START, 15, None) == START + timedelta(minutes=15)
    assert deadline_of(START, 15, START + timedelta(hours=1)) == START + timedelta(minutes=15)


def test_close_cuts_the_limit() -> None:
    close = START + timedelta(minutes=4)

    assert deadline_of(START, 15, close) == close


@pytest.mark.parametrize(
    ("seconds", "counts"), [(-60, True), (0, True), (10, True), (10.001, False), (60, False)]
)
def test_answer_counts_until_deadline_and_grace(seconds: float, counts: bool) -> None:
    received = START + timedelta(seconds=seconds)

    assert counts_as_in_time(received, START, 10) is counts
    assert is_over(received, START, 10) is not counts


def test_finish_is_never_later_than_the_deadline() -> None:
    assert finish_time(START + timedelta(days=1), START) == START
    assert finish_time(START - timedelta(seconds=5), START) == START - timedelta(seconds=5)


@pytest.mark.parametrize(
    ("offset", "expected"),
    [(-1, Opening.NOT_YET), (0, Opening.OPEN), (59, Opening.OPEN), (60, Opening.CLOSED)],
)
def test_opening(offset: int, expected: Opening) -> None:
    close = START + timedelta(minutes=1)

    assert opening_at(START + timedelta(seconds=offset), START, close) is expected


def test_quiz_without_a_close_stays_open() -> None:
    assert opening_at(START + timedelta(days=999), START, None) is Opening.OPEN


@given(MOMENTS, st.integers(1, 600), st.none() | MOMENTS, MOMENTS, st.integers(0, 60))
def test_deadline_is_within_limit_and_close(
    start: datetime, limit: int, close: datetime | None, now: datetime, grace: int
) -> None:
    deadline = deadline_of(start, limit, close)

    assert deadline <= start + timedelta(minutes=limit)
    assert close is None or deadline <= close
    assert finish_time(now, deadline) <= deadline
    assert is_over(now, deadline, grace) is (now > deadline + timedelta(seconds=grace))
