"""Hard cases of time at the door: days, windows and outages, and a retry that must not be judged anew.

Numbers follow the field's own list, as in `test_hard_cases`.
"""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from lms import clock
from sessions.checkin.closing import close_session
from sessions.checkin.enums import AttendanceState as State
from sessions.checkin.enums import Result
from sessions.checkin.models import Evidence
from sessions.conferences.enums import ConferenceState, SummonsState
from sessions.conferences.models import Summons
from sessions.gates.codes import GateClock, step_at
from sessions.gates.models import Outage
from sessions.gates.services import close_gate
from tests.sessions.checkin.hall import (
    attendance,
    evidence,
    make_delegate,
    make_hall,
    make_staff,
    scan,
    tap,
)
from tests.sessions.factories import START


@pytest.fixture
def hall(db):
    return make_hall(db)


@pytest.fixture
def person(db, hall):
    return make_delegate(db, hall)


def count(db, table=Evidence):
    return db.scalar(select(func.count()).select_from(table))


def test_11_day_of_a_gate_turns_at_midnight_where_the_hall_is():
    """16:59 UTC is still the 27th in Hanoi, 17:00 the 28th: the key of the gate is of that day."""
    gate = GateClock(7, 10, START.date(), clock.LOCAL)
    turn = datetime(2021, 3, 27, 17, tzinfo=UTC)
    days = [step_at(gate, turn + timedelta(seconds=seconds)).day.day for seconds in (-1, 0)]
    assert days == [27, 28]


@pytest.mark.parametrize(("minutes", "result"), [(-61, Result.NOT_OPEN), (-60, Result.PRESENT)])
def test_13_window_opens_to_the_minute(db, hall, person, minutes, result):
    assert tap(db, scan(hall.gate, minutes=minutes), person).result is result


@pytest.mark.parametrize(("minutes", "result"), [(89.9, Result.LATE), (90, Result.NOT_OPEN)])
def test_13_window_ends_with_the_session(db, hall, person, minutes, result):
    assert tap(db, scan(hall.gate, minutes=minutes), person).result is result


def test_14_late_begins_right_after_the_grace_and_never_was_is_no_entry(db, hall, person):
    """Nearest to "minutes since the last entry": minutes since the start, on the boundary too."""
    other = make_delegate(db, hall, name="Trần Văn Bình")
    assert tap(db, scan(hall.gate, minutes=15), person).result is Result.PRESENT
    assert tap(db, scan(hall.gate, minutes=15.02), other).result is Result.LATE


@pytest.mark.parametrize(("minutes", "state"), [(44, State.PRESENT), (46, State.LATE)])
def test_14_outage_of_the_entry_moves_the_hour(db, hall, person, minutes, state):
    """Half an hour in which the entry could not reach us is not the people's doing."""
    for reporter in ("display a", "scanner 1"):
        outage = {"gate_id": hall.gate.id, "reported_by": reporter, "noted_at": START}
        began, ended = START - timedelta(minutes=10), START + timedelta(minutes=20)
        db.add(Outage(began_at=began, ended_at=ended, **outage))
    db.flush()
    tap(db, scan(hall.gate, minutes=minutes), person)
    assert attendance(db, hall, person).state is state


def meanwhile_gate_closed(db, hall, person):
    close_gate(hall.gate, START - timedelta(minutes=50))


def meanwhile_withdrawn(db, hall, person):
    summons = db.scalars(select(Summons).where(Summons.person_id == person.id)).one()
    summons.state = SummonsState.WITHDRAWN


def meanwhile_cancelled(db, hall, person):
    hall.conference.state = ConferenceState.CANCELLED


def meanwhile_attendance_closed(db, hall, person):
    close_session(db, hall.session, make_staff(db, minutes=95))


@pytest.mark.parametrize(
    "meanwhile",
    [
        meanwhile_gate_closed,
        meanwhile_withdrawn,
        meanwhile_cancelled,
        meanwhile_attendance_closed,
    ],
)
def test_retry_whose_first_answer_was_lost_gets_the_same_answer(db, hall, person, meanwhile):
    ticket = scan(hall.gate)
    first = tap(db, ticket, person, nonce="a")
    meanwhile(db, hall, person)
    assert tap(db, ticket, person, nonce="a") == first
    assert count(db) == 1


def test_retry_at_a_second_venue_gets_the_same_answer(db, hall, person):
    first = tap(db, scan(hall.gate, minutes=-40), person)
    ticket = scan(hall.other_gate, minutes=-5)
    second = tap(db, ticket, person, nonce="b")
    assert (second.result, second.evidence_id) == (Result.ALREADY, first.evidence_id)
    assert tap(db, ticket, person, nonce="b") == second


@pytest.mark.parametrize("years", [5, -20])
def test_clock_of_a_device_that_is_years_off_has_no_say(db, hall, person, years):
    """The ticket carries the server's time; what else a phone believes is never asked."""
    with clock.fixed(START + timedelta(days=365 * years)):
        answer = tap(db, scan(hall.gate), person)
    assert answer.result is Result.PRESENT
    assert evidence(db, person)[0].occurred_at == START - timedelta(minutes=38)


def test_nonce_that_is_too_long_is_cut_and_still_recognised(db, hall, person):
    ticket, nonce = scan(hall.gate), "n" * 300
    first = tap(db, ticket, person, nonce=nonce)
    assert tap(db, ticket, person, nonce=nonce) == first
    assert len(evidence(db, person)[0].nonce) == 64
