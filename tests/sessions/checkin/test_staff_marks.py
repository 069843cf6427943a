"""Ticks, excuses and corrections by staff: added to the ledger, never written over."""

import pytest

from lms.errors import Conflict, Invalid
from sessions.checkin.closing import close_session
from sessions.checkin.enums import AttendanceState as State
from sessions.checkin.enums import EvidenceKind, Flag, Level
from sessions.checkin.staff import correct, excuse, gate_of_person, tick, untick
from sessions.gates.services import record_beat
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
from tests.sessions.factories import START


@pytest.fixture
def hall(db):
    return make_hall(db)


@pytest.fixture
def person(db, hall):
    return make_delegate(db, hall)


@pytest.fixture
def staff(db):
    return make_staff(db, minutes=40)


def test_tick_makes_present_at_the_strongest_level(db, hall, person, staff):
    verdict = tick(db, hall.gate.id, person.id, staff)
    assert (verdict.state, verdict.level) == (State.PRESENT, Level.SEEN)
    (row,) = evidence(db, person)
    assert (row.source, row.staff_id) == ("staff", staff.account_id)
    posted = outcome(db, hall, person)
    assert (posted.state, posted.posted_by) == ("present", staff.account_id)


def test_tick_as_late_is_late(db, hall, person, staff):
    assert tick(db, hall.gate.id, person.id, staff, states=State.LATE).state is State.LATE


def test_same_tick_twice_is_one_row(db, hall, person, staff):
    tick(db, hall.gate.id, person.id, staff)
    tick(db, hall.gate.id, person.id, staff)
    assert len(evidence(db, person)) == 1


def test_tick_confirms_a_typed_code_and_keeps_its_time(db, hall, person, staff):
    tap(db, scan(hall.gate, level=Level.STATIC), person)
    verdict = tick(db, hall.gate.id, person.id, staff)
    assert verdict.state is State.PRESENT
    assert verdict.at == evidence(db, person)[0].occurred_at
    assert verdict.flags == ()


def test_mark_keyed_in_from_the_signed_paper_says_so(db, hall, person, staff):
    tick(db, hall.gate.id, person.id, staff, kind=EvidenceKind.PAPER, seen_at=START)
    (row,) = evidence(db, person)
    assert (row.kind, row.source, row.occurred_at) == (EvidenceKind.PAPER, "paper", START)


def test_tick_of_another_state_is_refused(db, hall, person, staff):
    with pytest.raises(Invalid):
        tick(db, hall.gate.id, person.id, staff, states=State.ABSENT)


def test_tick_after_attendance_was_closed_is_refused(db, hall, person, staff):
    close_session(db, hall.session, staff)
    with pytest.raises(Conflict):
        tick(db, hall.gate.id, person.id, staff)
    assert evidence(db, person) == []


def test_tick_taken_back_leaves_both_rows_and_no_credit(db, hall, person, staff):
    tick(db, hall.gate.id, person.id, staff)
    assert untick(db, hall.gate.id, person.id, staff, reason="Bấm nhầm dòng").state is State.UNKNOWN
    first, second = evidence(db, person)
    assert (second.refers_to_id, second.states, second.reason) == (first.id, None, "Bấm nhầm dòng")
    assert attendance(db, hall, person).flags == Flag.CORRECTED
    assert outcome(db, hall, person).state == "unknown"
    assert tick(db, hall.gate.id, person.id, staff).state is State.PRESENT


def test_nothing_to_take_back_is_said(db, hall, person, staff):
    with pytest.raises(Invalid):
        untick(db, hall.gate.id, person.id, staff, reason="Nhầm")


def test_own_check_in_and_correction_are_taken_back_and_staff_can_tick_again(
    db, hall, person, staff
):
    tap(db, scan(hall.gate), person)
    correct(db, hall.gate.id, person.id, staff, reason="Đến muộn", states=State.LATE)
    assert untick(db, hall.gate.id, person.id, staff, reason="Nhầm").state is State.UNKNOWN
    assert len(evidence(db, person)) == 4
    assert tick(db, hall.gate.id, person.id, staff).state is State.PRESENT


def test_tick_where_a_correction_says_something_else_is_refused(db, hall, person, staff):
    correct(db, hall.gate.id, person.id, staff, reason="Về sớm", states=State.ABSENT)
    with pytest.raises(Conflict):
        tick(db, hall.gate.id, person.id, staff)
    assert len(evidence(db, person)) == 1


def test_row_taken_back_twice_is_taken_back_once_and_a_void_can_be_voided(db, hall, person, staff):
    row = tap(db, scan(hall.gate), person).evidence_id
    voiding = {"reason": "Nhầm", "refers_to_id": row}
    correct(db, hall.gate.id, person.id, staff, **voiding)
    with pytest.raises(Conflict):
        correct(db, hall.gate.id, person.id, staff, **voiding)
    void = evidence(db, person)[-1].id
    verdict = correct(db, hall.gate.id, person.id, staff, reason="Đúng người", refers_to_id=void)
    assert verdict.state is State.PRESENT
    assert len(evidence(db, person)) == 3


@pytest.mark.parametrize("state", [State.EXCUSED, State.EXEMPT, State.MAKE_UP])
def test_excuse_holds_and_yields_to_being_seen(db, hall, person, staff, state):
    verdict = excuse(db, hall.gate.id, person.id, staff, states=state, reason="Đi công tác")
    assert verdict.state is state
    assert outcome(db, hall, person).reason == "Đi công tác"
    assert tap(db, scan(hall.gate), person).result == "present"
    assert outcome(db, hall, person).state == "present"


def test_excuse_needs_a_reason_and_a_fitting_state(db, hall, person, staff):
    for states, reason in [(State.EXCUSED, "  "), (State.PRESENT, "Có mặt")]:
        with pytest.raises(Invalid):
            excuse(db, hall.gate.id, person.id, staff, states=states, reason=reason)
    assert evidence(db, person) == []


def test_voided_check_in_stays_readable(db, hall, person, staff):
    first = tap(db, scan(hall.gate), person)
    verdict = correct(
        db, hall.gate.id, person.id, staff, reason="Điểm danh hộ", refers_to_id=first.evidence_id
    )
    assert verdict.state is State.UNKNOWN
    assert [row.kind for row in evidence(db, person)] == ["self", "correction"]
    assert outcome(db, hall, person).state == "unknown"


def test_correction_states_what_holds_after_closing(db, hall, person, staff):
    record_beat(db, hall.gate.id, "screen", 0, START)
    close_session(db, hall.session, staff)
    assert attendance(db, hall, person).state is State.ABSENT
    verdict = correct(
        db, hall.gate.id, person.id, staff, reason="Có trong danh sách ký", states=State.PRESENT
    )
    assert (verdict.state, verdict.level) == (State.PRESENT, Level.SEEN)
    posted = outcome(db, hall, person)
    assert (posted.state, posted.reason) == ("present", "Có trong danh sách ký")
    assert posted.supersedes_id is not None


def test_correction_without_reason_or_target_writes_nothing(db, hall, person, staff):
    row = tap(db, scan(hall.gate), person).evidence_id
    other = make_person(db)
    for who, more in [
        (person, {"reason": " ", "refers_to_id": row}),
        (person, {"reason": "Nhầm"}),
        (person, {"reason": "Nhầm", "refers_to_id": 999_999}),
        (other, {"reason": "Nhầm", "refers_to_id": row}),
        (person, {"reason": "x" * 501, "refers_to_id": row}),
    ]:
        with pytest.raises(Invalid):
            correct(db, hall.gate.id, who.id, staff, **more)
    assert len(evidence(db, person)) == 1


def test_entry_of_a_person_is_that_of_the_summons(db, hall, person):
    assert gate_of_person(db, hall.session.id, person.id).id == hall.gate.id
    stranger = make_person(db)
    assert gate_of_person(db, hall.session.id, stranger.id).id == min(
        hall.gate.id, hall.other_gate.id
    )
    with pytest.raises(Invalid):
        gate_of_person(db, 999_999, person.id)
