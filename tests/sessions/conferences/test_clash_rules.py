"""Two conferences clash for a person when their sessions share a moment."""

from datetime import UTC, date, datetime

import pytest

from sessions.conferences.rules import Span, busy_spans, clash, missing_seats, seats

DAY = date(2021, 3, 27)


def at(hour: int, minute: int = 0, day: int = 27) -> datetime:
    """A Vietnamese wall-clock time of March 2021 as UTC."""
    return datetime.fromisoformat(f"2021-03-{day:02}T{hour:02}:{minute:02}:00+07:00").astimezone(
        UTC
    )


def test_conference_without_sessions_keeps_its_whole_days() -> None:
    whole = busy_spans(DAY, date(2021, 3, 28), [])
    assert whole == (Span(at(0), at(0, day=29)),)
    assert clash(whole, [Span(at(23, day=28), at(23, 30, day=28))])
    assert not clash(whole, [Span(at(0, day=29), at(1, day=29))])


def test_morning_and_afternoon_conferences_do_not_clash() -> None:
    morning = busy_spans(DAY, DAY, [Span(at(8), at(11, 30))])
    afternoon = busy_spans(DAY, DAY, [Span(at(13, 30), at(16, 30))])
    assert not clash(morning, afternoon)


def test_a_shared_minute_clashes() -> None:
    long = busy_spans(DAY, DAY, [Span(at(13), at(14)), Span(at(8), at(9))])
    assert clash(long, busy_spans(DAY, DAY, [Span(at(8, 59), at(10))]))
    assert not clash(long, busy_spans(DAY, DAY, [Span(at(9), at(13))]))


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
