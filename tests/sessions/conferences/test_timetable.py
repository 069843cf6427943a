"""A sitting is an activity with a gate at each venue, and expects whoever is summoned there."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms import clock
from lms.campaigns.enums import ActivityKind
from lms.campaigns.models import Assignment
from lms.errors import Conflict, Invalid
from sessions.checkin.enums import AttendanceState
from sessions.checkin.models import Attendance
from sessions.checkin.staff import Staff, gate_of_person, tick
from sessions.conferences.models import Conference, StudySession
from sessions.conferences.summoning import summon
from sessions.conferences.timetable import SessionPlan, add_session, change_session, remove_session
from sessions.console.services import note_headcount
from sessions.gates.enums import Direction
from sessions.gates.models import Gate
from sessions.gates.outages import note_outages
from sessions.gates.rules import Period
from tests.sessions.conferences.scene import (
    DAY,
    Ministry,
    make_ministry,
    plan_conference,
    reload,
    scan_in,
    staff_of,
)


def plan_of(sitting: StudySession, **changes: object) -> SessionPlan:
    given = {
        "title": sitting.title,
        "starts_at": sitting.starts_at,
        "ends_at": sitting.ends_at,
        "venue_ids": frozenset(venue.id for venue in sitting.venues),
    }
    return SessionPlan(**{**given, **changes})  # type: ignore[arg-type]


def expected_at(db: Session, sitting: StudySession) -> set[int]:
    return set(
        db.scalars(
            select(Assignment.person_id).where(
                Assignment.activity_id == sitting.activity_id, Assignment.withdrawn_at.is_(None)
            )
        )
    )


def summon_one(db: Session, scene: Ministry, conference: Conference, place: int = 0) -> int:
    person = staff_of(db, scene.office, 1)[0]
    here = conference.venues[place].id
    summon(db, reload(db, conference), {person.id: here}, leave_out_clashes=False, by=None)
    return person.id


def test_sitting_registers_its_activity_and_a_gate_at_each_venue(db: Session) -> None:
    conference = plan_conference(db, make_ministry(db))
    sitting = conference.study_sessions[0]
    activity = sitting.activity
    assert (activity.kind, activity.title, activity.held_at, activity.group_title) == (
        ActivityKind.STUDY_SESSION,
        "Chuyên đề 1",
        sitting.starts_at,
        conference.title,
    )
    gates = db.scalars(select(Gate).where(Gate.study_session_id == sitting.id)).all()
    assert {gate.venue_id for gate in gates} == {venue.id for venue in conference.venues}
    assert {(gate.direction, gate.step_seconds) for gate in gates} == {(Direction.IN, 10)}


def test_second_sitting_at_the_same_venue_and_hour_is_refused(db: Session) -> None:
    conference = plan_conference(db, make_ministry(db))
    clashing = plan_of(conference.study_sessions[0], title="Chuyên đề 2")
    with pytest.raises(Invalid, match=r"Chuyên đề 2.*same venue"):
        add_session(db, conference, clashing)


def test_sitting_needs_a_venue_of_its_own_conference(db: Session) -> None:
    scene = make_ministry(db)
    conference = plan_conference(db, scene, sessions=0)
    other = plan_conference(db, scene, starts_at=DAY + timedelta(days=7))
    theirs = frozenset({other.venues[0].id})
    with pytest.raises(Invalid, match="venues of this conference"):
        add_session(
            db, reload(db, conference), SessionPlan("X", DAY, DAY + timedelta(hours=1), theirs)
        )


def test_sitting_planned_after_the_summons_expects_those_of_its_venues(db: Session) -> None:
    scene = make_ministry(db)
    conference = plan_conference(db, scene, sessions=0)
    here, there = (summon_one(db, scene, conference, place) for place in (0, 1))
    conference = reload(db, conference)
    main = frozenset({conference.venues[0].id})
    sitting = add_session(db, conference, SessionPlan("A", DAY, DAY + timedelta(hours=1), main))
    assert expected_at(db, sitting) == {here}
    conference = reload(db, conference)
    both = frozenset(venue.id for venue in conference.venues)
    sitting = conference.study_sessions[0]
    change_session(db, conference, sitting, plan_of(sitting, venue_ids=both), by=None)
    assert expected_at(db, sitting) == {here, there}
    conference = reload(db, conference)
    sitting = conference.study_sessions[0]
    second = frozenset({conference.venues[1].id})
    change_session(db, conference, sitting, plan_of(sitting, venue_ids=second), by=None)
    assert expected_at(db, sitting) == {there}


def test_venue_with_records_cannot_leave_the_sitting(db: Session) -> None:
    scene = make_ministry(db)
    conference = plan_conference(db, scene)
    person_id = summon_one(db, scene, conference)
    conference = reload(db, conference)
    sitting = conference.study_sessions[0]
    gate = gate_of_person(db, sitting.id, person_id)
    tick(db, gate.id, person_id, Staff(scene.trainer.id, sitting.starts_at))
    elsewhere = frozenset({conference.venues[1].id})
    with pytest.raises(Conflict, match="never thrown away"):
        change_session(db, conference, sitting, plan_of(sitting, venue_ids=elsewhere), by=None)
    with pytest.raises(Conflict, match="never thrown away"):
        remove_session(db, conference, sitting)


def test_removed_sitting_leaves_the_campaign(db: Session) -> None:
    conference = plan_conference(db, make_ministry(db))
    activity = conference.study_sessions[0].activity
    remove_session(db, conference, conference.study_sessions[0])
    assert activity.is_withdrawn
    assert reload(db, conference).study_sessions == []
    assert db.scalars(select(Gate)).all() == []


def test_a_longer_grace_turns_late_into_present(db: Session) -> None:
    scene = make_ministry(db)
    conference = plan_conference(db, scene)
    person_id = summon_one(db, scene, conference)
    conference = reload(db, conference)
    sitting = conference.study_sessions[0]
    scan_in(db, sitting, person_id, at=sitting.starts_at + timedelta(minutes=20))
    assert _state(db, sitting, person_id) == AttendanceState.LATE
    with clock.fixed(DAY):
        change_session(db, conference, sitting, plan_of(sitting, late_after_minutes=30), by=None)
    assert _state(db, sitting, person_id) == AttendanceState.PRESENT


def _state(db: Session, sitting: StudySession, person_id: int) -> AttendanceState:
    return db.get_one(Attendance, (sitting.id, person_id)).state


def test_sitting_with_outages_can_be_removed_and_one_with_headcounts_cannot(db: Session) -> None:
    scene = make_ministry(db)
    conference = plan_conference(db, scene)
    (sitting,) = conference.study_sessions
    gate = db.scalars(select(Gate).filter_by(study_session_id=sitting.id)).first()
    assert gate is not None
    began = sitting.starts_at
    lost = Period(began, began + timedelta(minutes=5))
    later = began + timedelta(minutes=10)
    note_outages(db, gate.id, [lost], reported_by="display a", now=later)
    count = note_headcount(db, sitting, gate.venue_id, 3, 2, Staff(scene.trainer.id, later))
    assert count.id
    with pytest.raises(Conflict):
        remove_session(db, reload(db, conference), sitting)
    other = plan_conference(db, scene, title="Hội nghị khác", starts_at=DAY + timedelta(days=1))
    (sitting,) = other.study_sessions
    gate = db.scalars(select(Gate).filter_by(study_session_id=sitting.id)).first()
    assert gate is not None
    note_outages(
        db,
        gate.id,
        [Period(sitting.starts_at, sitting.starts_at + timedelta(minutes=5))],
        reported_by="display a",
        now=sitting.starts_at + timedelta(minutes=9),
    )
    remove_session(db, reload(db, other), db.get_one(StudySession, sitting.id))
    assert db.get(StudySession, sitting.id) is None
