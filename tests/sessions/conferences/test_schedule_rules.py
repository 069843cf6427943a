"""A timetable is sound or every flaw in it is named."""

from datetime import UTC, date, datetime, timedelta

from sessions.conferences.rules import (
    Flaw,
    PlannedSession,
    Span,
    find_schedule_flaws,
)

DAY = date(2021, 3, 27)


def span(start: str, end: str, day: date = DAY) -> Span:
    """A span of one day from two Vietnamese wall-clock times."""
    return Span(_utc(day, start), _utc(day, end))


def _utc(day: date, wall: str) -> datetime:
    return datetime.fromisoformat(f"{day.isoformat()}T{wall}:00+07:00").astimezone(UTC)


def planned(title: str, when: Span, *venues: int) -> PlannedSession:
    return PlannedSession(title, when, frozenset(venues))


def flaws(*sessions: PlannedSession, ends_on: date = DAY) -> list[tuple[Flaw, str]]:
    return [(f.flaw, f.session.title) for f in find_schedule_flaws(DAY, ends_on, sessions)]


def test_sessions_one_after_the_other_are_sound() -> None:
    morning = planned("1", span("08:30", "09:45"), 1, 2)
    later = planned("2", span("09:45", "11:30"), 1, 2)
    assert flaws(morning, later) == []


def test_two_sessions_at_one_venue_at_once_name_both() -> None:
    first = planned("1", span("08:30", "10:00"), 1)
    second = planned("2", span("09:59", "11:00"), 1, 2)
    [found] = find_schedule_flaws(DAY, DAY, [first, second])
    assert (found.flaw, found.session, found.other) == (Flaw.VENUE_TAKEN, second, first)


def test_parallel_sessions_at_two_venues_are_sound() -> None:
    assert (
        flaws(planned("1", span("08:30", "10:00"), 1), planned("2", span("08:30", "10:00"), 2))
        == []
    )


def test_session_before_seven_in_the_morning_belongs_to_its_vietnamese_day() -> None:
    early = planned("1", span("06:00", "06:45"), 1)
    assert early.span.starts_at.date() == DAY - timedelta(days=1)
    assert flaws(early) == []


def test_session_on_another_day_lies_outside() -> None:
    tomorrow = planned("1", span("08:00", "09:00", DAY + timedelta(days=1)), 1)
    assert flaws(tomorrow) == [(Flaw.OUTSIDE_DAYS, "1")]
    assert flaws(tomorrow, ends_on=DAY + timedelta(days=1)) == []


def test_session_until_midnight_stays_inside_its_day() -> None:
    late = planned("1", Span(_utc(DAY, "20:00"), _utc(DAY + timedelta(days=1), "00:00")), 1)
    assert flaws(late) == []


def test_session_without_venue_or_length_is_flawed() -> None:
    empty = planned("1", span("09:00", "09:00"))
    assert [flaw for flaw, _ in flaws(empty)] == [Flaw.ENDS_BEFORE_START, Flaw.NO_VENUE]
