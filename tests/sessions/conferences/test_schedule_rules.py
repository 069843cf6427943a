"""A timetable is sound or every flaw in it is named."""

from datetime import datetime

from sessions.conferences.rules import (
    Flaw,
    PlannedSession,
    Span,
    find_schedule_flaws,
)


def at(wall: str) -> datetime:
    """A Vietnamese wall-clock time of 27 March 2021."""
    return datetime.fromisoformat(f"2021-03-27T{wall}:00+07:00")


def span(start: str, end: str) -> Span:
    return Span(at(start), at(end))


def planned(title: str, when: Span, *venues: int) -> PlannedSession:
    return PlannedSession(title, when, frozenset(venues))


DAY = span("07:30", "17:00")


def flaws(*sessions: PlannedSession) -> list[tuple[Flaw, str]]:
    return [(found.flaw, found.session.title) for found in find_schedule_flaws(DAY, sessions)]


def test_sessions_one_after_the_other_are_sound() -> None:
    morning = planned("1", span("08:30", "09:45"), 1, 2)
    later = planned("2", span("09:45", "11:30"), 1, 2)
    assert flaws(morning, later) == []


def test_two_sessions_at_one_venue_at_once_name_both() -> None:
    first = planned("1", span("08:30", "10:00"), 1)
    second = planned("2", span("09:59", "11:00"), 1, 2)
    [found] = find_schedule_flaws(DAY, [first, second])
    assert (found.flaw, found.session, found.other) == (Flaw.VENUE_TAKEN, second, first)


def test_parallel_sessions_at_two_venues_are_sound() -> None:
    first, second = planned("1", span("08:30", "10:00"), 1), planned("2", span("08:30", "10:00"), 2)
    assert flaws(first, second) == []


def test_session_filling_the_whole_conference_is_sound() -> None:
    assert flaws(planned("1", DAY, 1)) == []


def test_session_that_begins_before_or_ends_after_the_conference_lies_outside() -> None:
    early = planned("early", span("07:29", "08:30"), 1)
    late = planned("late", span("16:00", "17:01"), 1)
    assert flaws(early, late) == [
        (Flaw.OUTSIDE_CONFERENCE, "early"),
        (Flaw.OUTSIDE_CONFERENCE, "late"),
    ]


def test_session_without_venue_or_length_is_flawed() -> None:
    empty = planned("1", span("09:00", "09:00"))
    assert [flaw for flaw, _ in flaws(empty)] == [Flaw.ENDS_BEFORE_START, Flaw.NO_VENUE]
