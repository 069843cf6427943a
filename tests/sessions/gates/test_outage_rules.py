"""What an outage does to a gate's hours: overlaps, duplicates, nonsense; nothing is ever taken away."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.gates.enums import Direction
from sessions.gates.rules import (
    MOST_EXTENSION,
    GateState,
    Hours,
    Period,
    believable_outage,
    gate_state,
    made_good,
    time_lost,
)

START = datetime(2021, 3, 27, 1, 30, tzinfo=UTC)
OPENS, ENDS = -60, 90


def moment(minutes):
    return START + timedelta(minutes=minutes)


def period(began, ended):
    return Period(moment(began), moment(ended))


def moved_by(*outages):
    end = made_good(moment(OPENS), moment(ENDS), [period(*each) for each in outages])
    return (end - moment(ENDS)).total_seconds() / 60


@pytest.mark.parametrize(
    ("outages", "minutes"),
    [
        ([], 0),
        ([(0, 5)], 5),
        ([(0, 5), (0, 5)], 5),
        ([(0, 5), (3, 9)], 9),
        ([(3, 9), (0, 5), (20, 21)], 10),
        ([(0, 9), (2, 4)], 9),
        ([(-90, -50)], 10),
        ([(-90, -60)], 0),
        ([(90, 100)], 0),
        ([(80, 100)], 20),
        ([(0, 10), (92, 97)], 15),
        ([(0, 89)], 89),
        ([(-60, 80)], 120),
    ],
)
def test_end_moves_by_what_was_lost_inside_the_hours(outages, minutes):
    assert moved_by(*outages) == minutes


def test_passage_that_nobody_opened_has_nothing_to_make_good():
    assert made_good(None, moment(ENDS), [period(0, 5)]) == moment(ENDS)


spans = st.lists(
    st.tuples(st.integers(-200, 300), st.integers(1, 200)).map(lambda s: (s[0], s[0] + s[1])),
    max_size=8,
)


@given(spans, spans)
def test_one_more_outage_never_shortens_and_order_does_not_matter(known, more):
    assert 0 <= moved_by(*known) <= moved_by(*known, *more) <= MOST_EXTENSION.seconds / 60
    assert moved_by(*known, *known[::-1]) == moved_by(*known)


@given(spans, st.integers(-60, 300))
def test_time_lost_before_a_moment_is_never_longer_than_all_outages(outages, minutes):
    lost = time_lost(moment(OPENS), moment(minutes), [period(*each) for each in outages])
    longest = sum((period(*each).length for each in outages), timedelta())
    assert timedelta(0) <= lost <= longest


@pytest.mark.parametrize(
    ("began", "ended", "last_sign", "expected"),
    [
        (0, 5, None, (0, 5)),
        (0, 5, 2, (2, 5)),
        (0, 5, -3, (0, 5)),
        (0, 5, 4.5, None),
        (0, 5, 7, None),
        (4.5, 5, None, None),
        (5, 0, None, None),
        (0, 10.4, None, (0, 10)),
        (0, 11, None, None),
        (-800, 5, None, None),
    ],
)
def test_report_is_believed_only_as_far_as_it_can_be_true(began, ended, last_sign, expected):
    heard = None if last_sign is None else moment(last_sign)
    found = believable_outage(period(began, ended), moment(10), heard)
    assert found == (None if expected is None else period(*expected))


def test_gate_stays_open_until_its_moved_end_unless_closed_by_hand():
    hours = Hours(START, moment(90), timedelta(minutes=60), extended_until=moment(97))
    assert gate_state(hours, moment(96)) is GateState.OPEN
    assert gate_state(hours, moment(97)) is GateState.CLOSED
    shut = Hours(
        START,
        moment(90),
        timedelta(minutes=60),
        closed_at=moment(93),
        extended_until=moment(97),
    )
    assert gate_state(shut, moment(93)) is GateState.CLOSED


def test_passage_opened_for_minutes_closes_by_itself():
    hours = Hours(
        START,
        moment(90),
        timedelta(minutes=60),
        Direction.MID,
        opened_at=moment(40),
        open_for=timedelta(minutes=10),
    )
    assert [gate_state(hours, moment(at)) for at in (39, 40, 49, 50)] == [
        GateState.NOT_YET,
        GateState.OPEN,
        GateState.OPEN,
        GateState.CLOSED,
    ]
