"""When a gate takes people in."""

from datetime import UTC, datetime, timedelta

import pytest

from sessions.gates.enums import Direction
from sessions.gates.rules import GateState, Hours, gate_state

START = datetime(2021, 3, 27, 1, 30, tzinfo=UTC)


def state(minutes, *, opened=None, closed=None, direction=Direction.IN):
    def moment(offset):
        return None if offset is None else START + timedelta(minutes=offset)

    hours = Hours(
        START, moment(90), timedelta(minutes=60), direction, moment(opened), moment(closed)
    )
    return gate_state(hours, START + timedelta(minutes=minutes))


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [
        (-60.01, GateState.NOT_YET),
        (-60, GateState.OPEN),
        (0, GateState.OPEN),
        (89.99, GateState.OPEN),
        (90, GateState.CLOSED),
    ],
)
def test_entry_is_open_from_an_hour_before_until_the_end(minutes, expected):
    assert state(minutes) is expected


def test_entry_opened_by_hand_is_open_before_its_time():
    assert state(-90, opened=-95) is GateState.OPEN
    assert state(-96, opened=-95) is GateState.NOT_YET


def test_entry_opened_by_hand_late_keeps_its_earlier_hours():
    assert state(-30, opened=10) is GateState.OPEN


def test_entry_closed_by_hand_is_closed_from_then_on():
    assert state(9, closed=10) is GateState.OPEN
    assert state(10, closed=10) is GateState.CLOSED


def test_gate_opened_after_the_end_stays_open_half_an_hour():
    assert state(119, opened=100) is GateState.OPEN
    assert state(130, opened=100) is GateState.CLOSED


@pytest.mark.parametrize("direction", [Direction.MID, Direction.OUT])
def test_other_passages_open_by_hand_only(direction):
    assert state(30, direction=direction) is GateState.NOT_YET
    assert state(30, opened=29, direction=direction) is GateState.OPEN
    assert state(28, opened=29, direction=direction) is GateState.NOT_YET
