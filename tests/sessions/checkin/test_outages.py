"""Time lost to an outage of ours, and what it does to a verdict under each version of the rule."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.checkin.enums import AttendanceState as State
from sessions.checkin.outages import time_lost
from sessions.checkin.verdicts import Cause, rebuild_verdicts
from sessions.gates.models import Outage
from tests.sessions.checkin.hall import attendance, make_delegate, make_hall, scan, tap
from tests.sessions.factories import START

OPENS = datetime(2021, 3, 27, 7, 30, tzinfo=UTC)
DEADLINE = datetime(2021, 3, 27, 8, 45, tzinfo=UTC)


def minutes(*spans):
    """Lost minutes for spans in minutes after the opening."""
    outages = [(OPENS + timedelta(minutes=a), OPENS + timedelta(minutes=b)) for a, b in spans]
    return time_lost(OPENS, DEADLINE, outages) / timedelta(minutes=1)


@pytest.mark.parametrize(
    ("spans", "lost"),
    [
        ([], 0),
        ([(10, 20)], 10),
        ([(70, 100)], 30),
        ([(-30, 5)], 5),
        ([(-30, -5)], 0),
        ([(80, 90)], 0),
        ([(75, 90)], 0),
        ([(70, 80), (78, 88)], 18),
        ([(10, 40), (20, 30), (10, 40)], 30),
        ([(60, 70), (80, 90), (120, 130)], 20),
    ],
)
def test_clock_of_the_gate_stands_still_during_an_outage(spans, lost):
    assert minutes(*spans) == lost


spans = st.lists(
    st.tuples(st.integers(-60, 150), st.integers(1, 60)).map(lambda s: (s[0], s[0] + s[1])),
    max_size=6,
)


@given(spans, st.randoms(use_true_random=False))
def test_order_and_repetition_of_reports_do_not_matter(spans, random):
    again = random.sample(spans, len(spans)) + spans[:2]
    assert minutes(*again) == minutes(*spans)


@given(spans)
def test_lost_time_is_that_of_the_minutes_walked_one_by_one(spans):
    """A plain walk: from the opening, so many working minutes must pass until the deadline."""
    working, at = (DEADLINE - OPENS) // timedelta(minutes=1), 0
    while working:
        if not any(a <= at < b for a, b in spans):
            working -= 1
        at += 1
    assert minutes(*spans) == at - (DEADLINE - OPENS) // timedelta(minutes=1)


@pytest.mark.parametrize(("version", "state"), [("1", State.LATE), ("2", State.PRESENT)])
def test_outage_noted_afterwards_counts_when_verdicts_are_derived_again(db, version, state):
    hall = make_hall(db)
    hall.session.rule_version = version
    person = make_delegate(db, hall)
    tap(db, scan(hall.gate, minutes=30), person)
    assert attendance(db, hall, person).state is State.LATE
    began, ended = START - timedelta(minutes=5), START + timedelta(minutes=12)
    report = {"reported_by": "display a", "noted_at": ended}
    db.add(Outage(gate_id=hall.gate.id, began_at=began, ended_at=ended, **report))
    db.add(Outage(gate_id=hall.other_gate.id, began_at=began, ended_at=ended, **report))
    db.flush()
    rebuild_verdicts(db, hall.session, Cause("outage noted", ended))
    verdict = attendance(db, hall, person)
    assert (verdict.state, verdict.rule_version) == (state, version)


def test_outage_of_another_venue_moves_nothing(db):
    hall = make_hall(db)
    began, ended = START - timedelta(minutes=5), START + timedelta(minutes=40)
    db.add(
        Outage(
            gate_id=hall.other_gate.id,
            began_at=began,
            ended_at=ended,
            reported_by="display b",
            noted_at=ended,
        )
    )
    person = make_delegate(db, hall)
    tap(db, scan(hall.gate, minutes=30), person)
    assert attendance(db, hall, person).state is State.LATE
