"""Checking in with one's own phone: what is recorded, what is answered, what is refused."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from sessions.checkin.enums import AttendanceState, Flag, Level, Result
from sessions.checkin.models import PhoneMark
from sessions.checkin.services import Problem
from sessions.checkin.staff import correct
from sessions.conferences.enums import ConferenceState
from tests.factories import make_person
from tests.sessions.checkin.hall import (
    attendance,
    evidence,
    make_delegate,
    make_hall,
    make_staff,
    outcome,
    scan,
    tap,
)
from tests.sessions.factories import START, make_summons


@pytest.fixture
def hall(db):
    return make_hall(db)


@pytest.fixture
def person(db, hall):
    return make_delegate(db, hall)


def test_fresh_code_makes_the_person_present(db, hall, person):
    answer = tap(db, scan(hall.gate), person)
    assert answer.result is Result.PRESENT
    (row,) = evidence(db, person)
    assert row.id == answer.evidence_id
    assert (row.level, row.source) == (Level.ROTATING, "phone")
    assert row.occurred_at == START - timedelta(minutes=38)
    assert row.received_at == row.occurred_at + timedelta(seconds=5)
    verdict = attendance(db, hall, person)
    assert (verdict.state, verdict.level, verdict.flags) == (AttendanceState.PRESENT, "E2", "")
    assert verdict.venue_id == hall.main.id
    posted = outcome(db, hall, person)
    assert (posted.state, posted.level, posted.mode) == ("present", "E2", "in person")
    assert posted.occurred_at == row.occurred_at


def test_time_of_the_first_reading_decides_who_is_late(db, hall, person):
    assert tap(db, scan(hall.gate, minutes=16), person).result is Result.LATE
    assert attendance(db, hall, person).state is AttendanceState.LATE
    assert outcome(db, hall, person).state == "late"


def test_same_tap_sent_again_gets_the_same_answer(db, hall, person):
    ticket = scan(hall.gate)
    first = tap(db, ticket, person, nonce="a")
    assert tap(db, ticket, person, nonce="a") == first
    assert len(evidence(db, person)) == 1


def test_second_tap_with_the_same_ticket_is_told_of_the_first(db, hall, person):
    ticket = scan(hall.gate)
    first = tap(db, ticket, person, nonce="a")
    again = tap(db, ticket, person, nonce="b")
    assert again.result is Result.ALREADY
    assert again.evidence_id == first.evidence_id


def test_second_scan_is_told_of_the_first_and_writes_nothing(db, hall, person):
    first = tap(db, scan(hall.gate), person)
    again = tap(db, scan(hall.gate, minutes=-10), person)
    assert again.result is Result.ALREADY
    assert again.evidence_id == first.evidence_id
    assert len(evidence(db, person)) == 1


def test_ticket_used_by_another_person_writes_nothing(db, hall, person):
    friend = make_delegate(db, hall, name="Trần Văn Bình")
    ticket = scan(hall.gate)
    tap(db, ticket, person)
    answer = tap(db, ticket, friend)
    assert (answer.result, answer.problem) == (Result.REFUSED, Problem.TICKET_USED)
    assert evidence(db, friend) == []
    assert attendance(db, hall, friend) is None


@pytest.mark.parametrize("minutes", [-61, 90])
def test_code_read_outside_the_gates_hours_is_refused(db, hall, person, minutes):
    assert tap(db, scan(hall.gate, minutes=minutes), person).result is Result.NOT_OPEN
    assert evidence(db, person) == []


def test_code_read_before_the_gate_was_closed_still_counts(db, hall, person):
    ticket = scan(hall.gate, minutes=0)
    hall.gate.closed_at = START + timedelta(seconds=1)
    assert tap(db, ticket, person).result is Result.PRESENT


def test_conference_called_off_takes_nobody(db, hall, person):
    hall.conference.state = ConferenceState.CANCELLED
    assert tap(db, scan(hall.gate), person).problem is Problem.CANCELLED
    assert evidence(db, person) == []


def test_ticket_of_a_gate_that_is_gone_is_refused(db, hall, person):
    answer = tap(db, scan(hall.gate)._replace(gate_id=999_999), person)
    assert (answer.result, answer.problem) == (Result.REFUSED, Problem.NO_GATE)


def test_person_on_no_list_is_provisional(db, hall):
    stranger = make_person(db, full_name="Lê Văn Cường")
    assert tap(db, scan(hall.gate), stranger).result is Result.PROVISIONAL
    verdict = attendance(db, hall, stranger)
    assert verdict.state is AttendanceState.PROVISIONAL
    assert verdict.flags == Flag.NOT_ON_LIST
    assert outcome(db, hall, stranger).state == "provisional"


def test_typed_code_is_recorded_and_waits_for_staff(db, hall, person):
    assert tap(db, scan(hall.gate, level=Level.STATIC), person).result is Result.PROVISIONAL
    assert attendance(db, hall, person).flags == Flag.AWAITS_CONFIRMATION
    assert tap(db, scan(hall.gate, minutes=-20), person).result is Result.PRESENT
    assert attendance(db, hall, person).level == "E2"
    assert tap(db, scan(hall.gate, level=Level.STATIC), person).result is Result.ALREADY
    assert len(evidence(db, person)) == 2


def test_person_at_another_venue_than_summoned_is_present_and_flagged(db, hall, person):
    assert tap(db, scan(hall.other_gate), person).result is Result.PRESENT
    verdict = attendance(db, hall, person)
    assert (verdict.venue_id, verdict.flags) == (hall.other.id, Flag.OTHER_VENUE)


def test_person_at_two_venues_keeps_the_first_and_both_records_stand(db, hall, person):
    first = tap(db, scan(hall.gate), person)
    second = tap(db, scan(hall.other_gate, minutes=-5), person)
    assert (second.result, second.evidence_id) == (Result.ALREADY, first.evidence_id)
    assert len(evidence(db, person)) == 2
    verdict = attendance(db, hall, person)
    assert (verdict.venue_id, verdict.flags) == (hall.main.id, Flag.TWO_VENUES)


def test_person_summoned_elsewhere_now_is_offered_the_right_place(db, hall, person):
    elsewhere = make_hall(db, title="Hội nghị B")
    answer = tap(db, scan(elsewhere.gate), person)
    assert (answer.result, answer.right_session_id) == (Result.WRONG_PLACE, hall.session.id)
    assert evidence(db, person) == []
    insisting = tap(db, scan(elsewhere.gate), person, insists=True)
    assert insisting.result is Result.PROVISIONAL
    assert attendance(db, elsewhere, person).flags == Flag.NOT_ON_LIST


def test_second_conference_at_the_same_time_is_recorded_and_flagged(db, hall, person):
    elsewhere = make_hall(db, title="Hội nghị B")
    make_summons(db, elsewhere.conference, person, elsewhere.main)
    assert tap(db, scan(hall.gate), person).result is Result.PRESENT
    assert tap(db, scan(elsewhere.gate), person).result is Result.PRESENT
    assert attendance(db, hall, person).flags == ""
    assert attendance(db, elsewhere, person).flags == Flag.OTHER_CONFERENCE


def test_second_person_from_one_phone_is_flagged_and_not_blocked(db, hall, person):
    friend = make_delegate(db, hall, name="Trần Văn Bình")
    tap(db, scan(hall.gate), person, phone="shared")
    assert tap(db, scan(hall.gate), friend, phone="shared").result is Result.PRESENT
    assert attendance(db, hall, person).flags == ""
    assert attendance(db, hall, friend).flags == Flag.SHARED_PHONE


def test_phone_is_not_recognised_in_another_conference(db, hall, person):
    elsewhere = make_hall(db, title="Hội nghị B", starts_at=START + timedelta(days=7))
    friend = make_delegate(db, elsewhere, name="Trần Văn Bình")
    tap(db, scan(hall.gate), person, phone="shared")
    tap(db, scan(elsewhere.gate, minutes=7 * 24 * 60), friend, phone="shared")
    assert attendance(db, elsewhere, friend).flags == ""
    marks = {mark.person_id: mark.mark for mark in db.scalars(select(PhoneMark))}
    assert marks[person.id] != marks[friend.id]


def test_check_in_that_staff_voided_cannot_be_repeated_by_phone(db, hall, person):
    first = tap(db, scan(hall.gate), person)
    staff = make_staff(db)
    correct(db, hall.gate.id, person.id, staff, reason="Nhầm người", refers_to_id=first.evidence_id)
    answer = tap(db, scan(hall.gate, minutes=-1), person)
    assert (answer.result, answer.problem) == (Result.REFUSED, Problem.CORRECTED)
