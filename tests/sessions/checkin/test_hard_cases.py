"""The hard cases of check-in at doors elsewhere, put into our words; numbers 1 to 20 follow the field's own list.

Where a case has no meaning here, the nearest thing that has is tested and its docstring says so. Cases about queues of a
scanner (re-sent, refused and late scans with one number) are tested with the scanner.
"""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, text

from lms.errors import Conflict, Invalid, NotFound
from sessions.checkin.closing import close_session
from sessions.checkin.enums import AttendanceState as State
from sessions.checkin.enums import EvidenceKind as Kind
from sessions.checkin.enums import Flag, Level, Result
from sessions.checkin.models import Attendance, Evidence
from sessions.checkin.recording import Arrival, record_arrivals
from sessions.checkin.services import Problem
from sessions.checkin.staff import correct, excuse, tick, untick
from sessions.conferences.enums import ConferenceState, SummonsState
from sessions.conferences.models import Summons
from sessions.gates.enums import Direction
from sessions.gates.models import Gate
from tests.factories import make_account, make_person
from tests.sessions.checkin.hall import (
    attendance,
    make_delegate,
    make_hall,
    make_staff,
    outcome,
    scan,
    tap,
)
from tests.sessions.factories import START, make_gate, make_session, make_summons


@pytest.fixture
def hall(db):
    return make_hall(db)


@pytest.fixture
def person(db, hall):
    return make_delegate(db, hall)


def arrive(gate, person, minutes=-30, **more):
    at = START + timedelta(minutes=minutes)
    told = {"kind": Kind.SCAN, "level": Level.SEEN, "occurred_at": at, "received_at": at, **more}
    return Arrival(gate.id, person.id, **told)


def count(db, table=Evidence):
    return db.scalar(select(func.count()).select_from(table))


def test_01_one_person_with_two_scans_has_one_record_and_learns_of_the_first(db, hall, person):
    first = tap(db, scan(hall.gate), person, nonce="a")
    again = tap(db, scan(hall.gate), person, nonce="b")
    assert (first.result, again.result) == (Result.PRESENT, Result.ALREADY)
    assert again.evidence_id == first.evidence_id
    assert (count(db), count(db, Attendance)) == (1, 1)


def test_02_scan_sent_again_gets_its_answer_even_after_other_entries(db, hall, person):
    """Also on a gate that may be passed several times: the mid-session check in between."""
    ticket = scan(hall.gate)
    first = tap(db, ticket, person, nonce="a")
    mid = make_gate(db, hall.session, hall.main, direction=Direction.MID)
    mid.opened_at = START
    tap(db, scan(mid, minutes=40), person)
    assert tap(db, ticket, person, nonce="a") == first
    assert count(db) == 2


def test_03_refused_scan_does_not_swallow_a_later_good_one(db, hall, person):
    """The same nonce first on a refused attempt: nothing was recorded, so the next attempt is."""
    assert tap(db, scan(hall.gate, minutes=-120), person, nonce="a").result is Result.NOT_OPEN
    assert tap(db, scan(hall.gate), person, nonce="a").result is Result.PRESENT
    assert count(db) == 1


def test_04_refusal_sent_twice_is_refused_twice_and_writes_nothing(db, hall, person):
    """A phone's refusals leave no row; a scanner's keep theirs, tested with the scanner."""
    late = scan(hall.gate, minutes=95)
    answers = [tap(db, late, person, nonce="a") for _ in range(2)]
    assert answers[0] == answers[1]
    assert answers[0].result is Result.NOT_OPEN
    assert count(db) == 0


def test_05_insisting_marks_only_what_would_have_been_refused(db, hall, person):
    """Our override: "I attend here all the same". Where it was not needed it leaves no mark."""
    elsewhere = make_hall(db, title="Hội nghị B")
    assert tap(db, scan(hall.gate), person, insists=True).result is Result.PRESENT
    assert attendance(db, hall, person).flags == ""
    assert tap(db, scan(elsewhere.gate), person, insists=True).result is Result.PROVISIONAL
    assert Flag.NOT_ON_LIST in attendance(db, elsewhere, person).flags


def test_06_each_reason_to_refuse_is_its_own(db, hall, person):
    """No tickets are paid here; what can be wrong with a person or place is told apart instead."""
    away = make_hall(db, title="Hội nghị B")
    reasons = {
        "not open": tap(db, scan(hall.gate, minutes=-90), person),
        "elsewhere": tap(db, scan(away.gate), person),
        "unknown to the list": tap(db, scan(hall.gate), make_person(db)),
    }
    hall.conference.state = ConferenceState.CANCELLED
    reasons["called off"] = tap(db, scan(hall.gate), person)
    assert len({(each.result, each.problem) for each in reasons.values()}) == len(reasons)


def test_06_staff_tick_of_a_withdrawn_person_lets_them_in_and_marks_it(db, hall, person):
    db.scalars(
        select(Summons).where(Summons.person_id == person.id)
    ).one().state = SummonsState.WITHDRAWN
    verdict = tick(db, hall.gate.id, person.id, make_staff(db))
    assert (verdict.state, verdict.flags) == (State.PROVISIONAL, (Flag.NOT_ON_LIST,))


def test_07_gate_nobody_knows_is_refused_whoever_insists(db, hall, person):
    answer = tap(db, scan(hall.gate)._replace(gate_id=10**9), person, insists=True)
    assert (answer.result, answer.problem) == (Result.REFUSED, Problem.NO_GATE)
    assert count(db) == 0


def test_08_leaving_never_blocks_and_does_no_harm(db, hall, person):
    out = make_gate(db, hall.session, hall.main, direction=Direction.OUT)
    out.opened_at = START - timedelta(minutes=60)
    assert tap(db, scan(out, minutes=-45), person).result is Result.PRESENT
    assert attendance(db, hall, person).state is State.PARTIAL
    assert tap(db, scan(out, minutes=-44), person).result is Result.ALREADY
    assert tap(db, scan(hall.gate, minutes=-30), person).result is Result.PRESENT
    verdict = attendance(db, hall, person)
    assert (verdict.state, verdict.arrived_at) == (State.PRESENT, START - timedelta(minutes=30))
    walk_in = make_person(db)
    assert tap(db, scan(out, minutes=10), walk_in).result is Result.PROVISIONAL


def test_09_order_in_which_passages_are_delivered_does_not_matter(db, hall, person):
    """Way out uploaded before the earlier entry; the moment of the scan decides, not the delivery."""
    out = make_gate(db, hall.session, hall.main, direction=Direction.OUT)
    other = make_delegate(db, hall, name="Trần Văn Bình")
    record_arrivals(db, [arrive(out, person, 80), arrive(hall.gate, other, -20)])
    record_arrivals(db, [arrive(hall.gate, person, -20), arrive(out, other, 80)])
    rows = [attendance(db, hall, each) for each in (person, other)]
    assert {(row.state, row.arrived_at) for row in rows} == {
        (State.PRESENT, START - timedelta(minutes=20))
    }


def test_10_session_says_nothing_about_another(db, hall, person):
    second = make_session(
        db, hall.conference, [hall.main], title="Chuyên đề 2", starts_at=START + timedelta(hours=2)
    )
    tap(db, scan(hall.gate), person)
    assert db.get(Attendance, (second.id, person.id)) is None
    early = tap(db, scan(db.scalars(select_gate(second)).one(), minutes=-30), person)
    assert early.result is Result.NOT_OPEN


def select_gate(session):
    return select(Gate).where(Gate.study_session_id == session.id)


def test_11_each_passage_counts_once_and_each_session_for_itself(db, hall, person):
    """Nearest to "three a day": entry, check and way out once each, and again at the next session."""
    mid = make_gate(db, hall.session, hall.main, direction=Direction.MID)
    mid.opened_at = START
    for gate, minutes in ((hall.gate, -10), (mid, 30)):
        assert tap(db, scan(gate, minutes=minutes), person).result is Result.PRESENT
        assert tap(db, scan(gate, minutes=minutes + 2), person).result is Result.ALREADY
    assert count(db) == 2


def test_12_many_passages_of_one_session_are_one_credit(db, hall, person):
    record_arrivals(db, [arrive(hall.gate, person, minutes) for minutes in range(-30, 30, 5)])
    assert count(db) == 1
    assert outcome(db, hall, person).state == "present"
    said = db.scalar(text("SELECT count(*) FROM outcomes"))
    assert said == 1


def test_15_person_in_the_wrong_place_is_told_the_nearest_right_one(db, hall, person):
    elsewhere = make_hall(db, title="Hội nghị B")
    answer = tap(db, scan(elsewhere.gate), person)
    assert (answer.result, answer.right_session_id) == (Result.WRONG_PLACE, hall.session.id)


def test_16_weak_sign_is_incomplete_until_staff_confirm_it(db, hall, person):
    """Nearest to the unanswered question: what a typed code lacks is a face, and staff supply it."""
    assert tap(db, scan(hall.gate, level=Level.STATIC), person).result is Result.PROVISIONAL
    with pytest.raises(Invalid):
        tick(db, hall.gate.id, person.id, make_staff(db), states=State.EXCUSED)
    assert tick(db, hall.gate.id, person.id, make_staff(db)).state is State.PRESENT


def test_17_person_summoned_to_two_conferences_at_once_is_recorded_where_they_are(db, hall, person):
    """Nearest to the code that fits two tickets: the gate decides, and the second is flagged."""
    elsewhere = make_hall(db, title="Hội nghị B")
    make_summons(db, elsewhere.conference, person, elsewhere.main)
    assert tap(db, scan(elsewhere.gate), person).result is Result.PRESENT
    assert tap(db, scan(hall.gate), person).result is Result.PRESENT
    assert attendance(db, hall, person).flags == Flag.OTHER_CONFERENCE


def test_18_batch_over_several_gates_and_sessions_is_judged_each_for_itself(db, hall, person):
    elsewhere = make_hall(db, title="Hội nghị B")
    stranger = make_person(db)
    done = record_arrivals(
        db,
        [
            arrive(hall.gate, person),
            arrive(elsewhere.gate, stranger),
            arrive(hall.gate, person, 5),
        ],
    )
    assert [each.is_new for each in done] == [True, True, False]
    assert [each.verdict.state for each in done] == [
        State.PRESENT,
        State.PROVISIONAL,
        State.PRESENT,
    ]


def test_18_batch_with_a_gate_that_does_not_exist_writes_nothing(db, hall, person):
    with pytest.raises(NotFound):
        record_arrivals(
            db, [arrive(hall.gate, person), arrive(hall.gate, person)._replace(gate_id=10**9)]
        )
    assert count(db) == 0


@pytest.mark.parametrize("code", ["1", "17", "A" * 10_000, "' OR 1=1 --", "%00", "💥"])
def test_19_code_that_is_no_code_never_reaches_a_gate(client, db, hall, person, code):
    make_account(db)
    page = client.get(f"/C/{code}")
    assert page.status_code in (404, 410)
    assert "Nguyễn Thị Ánh" not in page.text
    assert count(db) == 0


def test_20_closing_touches_only_those_expected_where_the_gate_ran_and_once(db, hall, person):
    """Nearest to the nightly check-out: closing is the act that judges whoever left no sign."""
    tap(db, scan(hall.gate), make_delegate(db, hall, name="Trần Văn Bình"))
    away = make_person(db)
    make_summons(db, hall.conference, away, hall.other, sessions=[hall.session])
    close_session(db, hall.session, make_staff(db, minutes=95))
    assert attendance(db, hall, person).state is State.ABSENT
    assert attendance(db, hall, away) is None
    said = db.scalar(text("SELECT count(*) FROM outcomes"))
    with pytest.raises(Conflict):
        close_session(db, hall.session, make_staff(db, minutes=96))
    assert db.scalar(text("SELECT count(*) FROM outcomes")) == said


def test_20_tick_taken_back_frees_the_person_to_be_ticked_again(db, hall, person):
    staff = make_staff(db)
    tick(db, hall.gate.id, person.id, staff)
    untick(db, hall.gate.id, person.id, staff, reason="Nhầm dòng")
    assert tick(db, hall.gate.id, person.id, staff).state is State.PRESENT


def test_excuse_written_at_a_silent_venue_does_not_make_its_people_absent(db, hall, person):
    away = make_person(db)
    make_summons(db, hall.conference, away, hall.other, sessions=[hall.session])
    other = make_person(db)
    make_summons(db, hall.conference, other, hall.other, sessions=[hall.session])
    excuse(db, hall.other_gate.id, other.id, make_staff(db), states=State.EXCUSED, reason="Ốm")
    closing = close_session(db, hall.session, make_staff(db, minutes=95))
    assert hall.other.id in closing.silent_venue_ids
    assert attendance(db, hall, away) is None


def test_sign_taken_back_does_not_make_a_venue_run(db, hall, person):
    stranger = make_person(db)
    first = tap(db, scan(hall.gate), stranger)
    staff = make_staff(db, minutes=95)
    correct(db, hall.gate.id, stranger.id, staff, reason="Nhầm", refers_to_id=first.evidence_id)
    close_session(db, hall.session, staff)
    assert attendance(db, hall, person) is None
