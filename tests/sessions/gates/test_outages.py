"""Noting outages: once each, the gate's end follows, and nobody stays late or shut out because of us."""

from datetime import timedelta

import pytest

from lms.errors import Invalid
from sessions.checkin.enums import Result
from sessions.gates.models import Outage
from sessions.gates.outages import note_outage_by_hand, note_outages
from sessions.gates.queries import hours_of, outage_minutes_before
from sessions.gates.rules import Period
from tests.factories import make_account
from tests.sessions.checkin.hall import make_delegate, make_hall, scan, tap
from tests.sessions.factories import START


@pytest.fixture
def hall(db):
    return make_hall(db)


def period(began, ended):
    return Period(START + timedelta(minutes=began), START + timedelta(minutes=ended))


def note(db, hall, *reports, by="display a", at=60, last_sign=None):
    now = START + timedelta(minutes=at)
    return note_outages(db, hall.gate.id, reports, reported_by=by, now=now, last_sign=last_sign)


def test_reports_of_two_displays_of_one_outage_count_once(db, hall):
    note(db, hall, period(0, 10))
    note(db, hall, period(0, 10))
    note(db, hall, period(1, 11), by="display b")
    assert db.query(Outage).count() == 2
    assert hall.gate.extended_until == hall.session.ends_at + timedelta(minutes=11)


def test_end_moves_two_hours_at_most_and_never_back(db, hall):
    note(db, hall, period(-60, 59))
    assert hall.gate.extended_until == hall.session.ends_at + timedelta(minutes=119)
    note(db, hall, period(59, 80), at=80)
    assert hall.gate.extended_until == hall.session.ends_at + timedelta(hours=2)


def test_outage_outside_the_hours_moves_nothing(db, hall):
    note(db, hall, period(-100, -70))
    assert hall.gate.extended_until is None
    assert hours_of(hall.gate).closes_at == hall.session.ends_at


def test_person_comes_in_after_the_planned_end_once_the_outage_is_known(db, hall):
    person = make_delegate(db, hall)
    assert tap(db, scan(hall.gate, minutes=95), person).result is Result.NOT_OPEN
    note(db, hall, period(70, 90), at=92)
    assert tap(db, scan(hall.gate, minutes=95), person).result is not Result.NOT_OPEN


def test_minutes_before_a_moment_are_rounded_up(db, hall):
    note(db, hall, period(-5, 1.5))
    assert outage_minutes_before(db, hall.gate.id, START) == 7
    assert outage_minutes_before(db, hall.gate.id, START - timedelta(minutes=10)) == 0
    assert outage_minutes_before(db, hall.other_gate.id, START) == 0


@pytest.mark.parametrize(("began", "ended"), [(10, 5), (5, 5.5), (5, 70), (-900, 5)])
def test_outage_noted_by_hand_that_cannot_be_is_refused(db, hall, began, ended):
    account = make_account(db)
    now = START + timedelta(minutes=60)
    with pytest.raises(Invalid):
        note_outage_by_hand(db, hall.gate.id, period(began, ended), account_id=account.id, now=now)
    assert db.query(Outage).count() == 0
