"""Two conferences clash for a person when their sessions share a moment."""

from datetime import datetime

import pytest

from sessions.conferences.rules import Span, busy_spans, clash, missing_seats, seats


def at(hour: int, minute: int = 0) -> datetime:
    """A Vietnamese wall-clock time of 27 March 2021."""
    return datetime.fromisoformat(f"2021-03-27T{hour:02}:{minute:02}:00+07:00")


DAY = Span(at(7), at(17))


def test_conference_without_sessions_keeps_all_its_time() -> None:
    whole = busy_spans(DAY, [])
    assert whole == (DAY,)
    assert clash(whole, [Span(at(16, 59), at(18))])
    assert not clash(whole, [Span(at(17), at(18))])


def test_morning_and_afternoon_conferences_do_not_clash() -> None:
    morning = busy_spans(DAY, [Span(at(8), at(11, 30))])
    afternoon = busy_spans(DAY, [Span(at(13, 30), at(16, 30))])
    assert not clash(morning, afternoon)


def test_a_shared_minute_clashes() -> None:
    long = busy_spans(DAY, [Span(at(13), at(14)), Span(at(8), at(9))])
    assert clash(long, busy_spans(DAY, [Span(at(8, 59), at(10))]))
    assert not clash(long, busy_spans(DAY, [Span(at(9), at(13))]))


@pytest.mark.parametrize(
    ("capacity", "percent", "room"), [(600, 100, 600), (601, 50, 300), (1, 50, 0), (None, 50, None)]
)
def test_seats_with_gaps_round_down(capacity: int | None, percent: int, room: int | None) -> None:
    assert seats(capacity, percent) == room


def test_missing_seats_counts_only_those_who_would_stand() -> None:
    assert missing_seats(650, 600) == 50
    assert missing_seats(600, 600) == 0
    assert missing_seats(301, 600, 50) == 1
    assert missing_seats(5000, None) == 0
