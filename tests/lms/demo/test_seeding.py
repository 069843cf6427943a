"""Seeding: only an empty database, on every kind of database."""

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.campaigns.models import Campaign
from lms.certificates.models import Certificate
from lms.demo.startup import prepare_demo
from lms.people.models import Person
from lms.units.models import Unit
from quizzes.attempts.models import Attempt
from sessions.checkin.enums import AttendanceState
from sessions.checkin.models import Attendance
from sessions.conferences.models import Conference, StudySession
from tests.factories import make_person


def _count(db: Session, model: type) -> int:
    return db.scalar(select(func.count()).select_from(model)) or 0


def test_an_empty_database_becomes_a_ministry_in_mid_campaign(app: Flask, db: Session) -> None:
    prepare_demo(app, {})
    assert _count(db, Unit) == 58
    assert _count(db, Person) == 320
    assert _count(db, Campaign) == 1
    assert _count(db, Conference) == 2
    assert _count(db, Attempt) > 150
    assert 100 < _count(db, Certificate) < 300
    states = dict(
        db.execute(
            select(Attendance.state, func.count())
            .join(StudySession, StudySession.id == Attendance.study_session_id)
            .where(StudySession.closed_at.is_not(None))
            .group_by(Attendance.state)
        ).all()
    )
    assert states[AttendanceState.PRESENT] > 500
    assert {AttendanceState.LATE, AttendanceState.EXCUSED, AttendanceState.ABSENT} <= states.keys()


def test_it_stays_away_when_told_so(app: Flask, db: Session) -> None:
    assert prepare_demo(app, {"DEMO": "0"}) == []
    assert _count(db, Person) == 0


def test_it_stays_away_from_somebodys_own_data(app: Flask, db: Session) -> None:
    make_person(db)
    db.commit()
    assert prepare_demo(app, {}) == []
    assert _count(db, Person) == 1
    assert _count(db, Unit) == 0
