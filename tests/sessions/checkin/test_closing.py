"""Closing attendance: who becomes absent, who stays unknown, and the way back."""

from datetime import timedelta

import pytest

from lms.errors import Conflict
from sessions.checkin.closing import close_session, close_silent_gate, reopen_session
from sessions.checkin.enums import AttendanceState as State
from sessions.checkin.verdicts import Cause, rebuild_verdicts
from sessions.conferences.enums import SummonsState
from sessions.conferences.models import Summons
from sessions.gates.services import open_gate, record_beat
from tests.factories import make_person
from tests.sessions.checkin.hall import (
    attendance,
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


def of_other_venue(db, hall):
    person = make_person(db, full_name="Trần Văn Bình")
    make_summons(db, hall.conference, person, hall.other, sessions=[hall.session])
    return person


def test_whoever_was_not_seen_at_a_venue_that_ran_is_absent(db, hall):
    came, missed = make_delegate(db, hall), make_delegate(db, hall, name="Trần Văn Bình")
    tap(db, scan(hall.gate), came)
    closing = close_session(db, hall.session, make_staff(db, minutes=95))
    assert closing.closed == 1
    assert attendance(db, hall, came).state is State.PRESENT
    assert attendance(db, hall, missed).state is State.ABSENT
    assert outcome(db, hall, missed).state == "absent"


def test_people_of_a_venue_without_any_sign_stay_unknown(db, hall):
    tap(db, scan(hall.gate), make_delegate(db, hall))
    waiting = of_other_venue(db, hall)
    closing = close_session(db, hall.session, make_staff(db, minutes=95))
    assert closing.silent_venue_ids == (hall.other.id,)
    assert attendance(db, hall, waiting) is None
    assert outcome(db, hall, waiting) is None


def test_venue_whose_display_reported_ran(db, hall):
    waiting = of_other_venue(db, hall)
    record_beat(db, hall.other_gate.id, "screen", 12, START)
    close_session(db, hall.session, make_staff(db, minutes=95))
    assert attendance(db, hall, waiting).state is State.ABSENT


def test_display_tried_out_the_day_before_did_not_run_the_gate(db, hall):
    waiting = of_other_venue(db, hall)
    record_beat(db, hall.other_gate.id, "screen", 12, START - timedelta(days=1))
    close_session(db, hall.session, make_staff(db, minutes=95))
    assert attendance(db, hall, waiting) is None


def test_silent_gate_closed_by_hand_makes_its_people_absent(db, hall):
    waiting, staff = of_other_venue(db, hall), make_staff(db, minutes=95)
    close_session(db, hall.session, staff)
    close_silent_gate(db, hall.session, hall.other_gate, staff)
    assert attendance(db, hall, waiting).state is State.ABSENT


def test_closing_again_or_before_the_start_is_refused(db, hall):
    with pytest.raises(Conflict):
        close_session(db, hall.session, make_staff(db, minutes=-1))
    close_session(db, hall.session, make_staff(db, minutes=95))
    with pytest.raises(Conflict):
        close_session(db, hall.session, make_staff(db, minutes=96))


def test_opened_again_nobody_is_absent_and_closing_counts_anew(db, hall):
    tap(db, scan(hall.gate), make_delegate(db, hall))
    missed = make_delegate(db, hall, name="Trần Văn Bình")
    close_session(db, hall.session, make_staff(db, minutes=95))
    with pytest.raises(Conflict):
        open_gate(hall.gate, START)
    reopen_session(db, hall.session, make_staff(db, minutes=96))
    assert attendance(db, hall, missed) is None
    assert outcome(db, hall, missed).state == "unknown"
    open_gate(hall.gate, START)
    close_session(db, hall.session, make_staff(db, minutes=97))
    assert outcome(db, hall, missed).state == "absent"


def test_opening_what_is_not_closed_is_refused(db, hall):
    with pytest.raises(Conflict):
        reopen_session(db, hall.session, make_staff(db))


def test_person_no_longer_summoned_is_not_absent(db, hall):
    tap(db, scan(hall.gate), make_delegate(db, hall))
    gone = make_delegate(db, hall, name="Trần Văn Bình")
    summons = db.query(Summons).filter_by(person_id=gone.id).one()
    summons.state = SummonsState.WITHDRAWN
    close_session(db, hall.session, make_staff(db, minutes=95))
    assert attendance(db, hall, gone) is None


def test_scan_before_closing_that_is_tapped_after_it_still_counts(db, hall):
    tap(db, scan(hall.gate), make_delegate(db, hall))
    slow = make_delegate(db, hall, name="Trần Văn Bình")
    ticket = scan(hall.gate, minutes=88)
    close_session(db, hall.session, make_staff(db, minutes=89))
    assert outcome(db, hall, slow).state == "absent"
    assert tap(db, ticket, slow).result == "late"
    assert outcome(db, hall, slow).state == "late"


def test_verdicts_derived_again_are_the_same_and_nothing_is_posted(db, hall):
    people = [make_delegate(db, hall, name=f"Nguyễn Văn {name}") for name in "ABCD"]
    tap(db, scan(hall.gate), people[0], phone="shared")
    tap(db, scan(hall.gate, minutes=20), people[1], phone="shared")
    tap(db, scan(hall.other_gate), people[2])
    tap(db, scan(hall.gate), make_person(db))
    staff = make_staff(db, minutes=95)
    close_session(db, hall.session, staff)
    before, said = rows_of(db, "attendances"), rows_of(db, "outcomes")
    assert len(before) == 5
    assert rebuild_verdicts(db, hall.session, Cause("rebuilt", staff.now)) == 5
    assert rows_of(db, "attendances") == before
    assert rows_of(db, "outcomes") == said


def test_mistake_in_the_cache_is_mended_from_the_ledger(db, hall):
    person = make_delegate(db, hall)
    tap(db, scan(hall.gate), person)
    attendance(db, hall, person).state = State.ABSENT
    db.flush()
    rebuild_verdicts(db, hall.session, Cause("rebuilt", START))
    assert attendance(db, hall, person).state is State.PRESENT


def rows_of(db, table):
    return [
        tuple(row)
        for row in db.connection().exec_driver_sql(f"SELECT * FROM {table} ORDER BY 1, 2")
    ]
