"""The seeded demonstration: who can sign in, what is open, what a later start adds."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms import clock
from lms.demo.roster import ACCOUNTS, PASSWORD
from lms.demo.startup import prepare_demo
from lms.people.auth.passwords import cost_of, verify_password
from lms.people.enums import Role
from lms.people.models import Account
from lms.records.models import CurrentOutcome, Outcome
from lms.records.services import rebuild
from sessions.checkin.models import Attendance
from sessions.conferences.models import Conference, StudySession
from sessions.gates.models import Gate
from sessions.gates.queries import get_gate, hours_of
from sessions.gates.rules import GateState, gate_state


def _count(db: Session, model: type) -> int:
    return db.scalar(select(func.count()).select_from(model)) or 0


def _open_gates(db: Session) -> list[int]:
    now = clock.now()
    gates = [get_gate(db, gate_id) for gate_id in db.scalars(select(Gate.id))]
    return [gate.id for gate in gates if gate_state(hours_of(gate), now) is GateState.OPEN]


pytestmark = pytest.mark.sqlite_only("copies of one file; seeding itself runs on both")


@pytest.fixture
def database_url(backend: str, demo_file: Path, tmp_path: Path) -> str:
    """A copy of the seeded file instead of an empty one."""
    return f"sqlite:///{shutil.copyfile(demo_file, tmp_path / 'copy.db')}"


@pytest.fixture
def seeded(db: Session) -> Session:
    """A session on the seeded copy."""
    return db


def test_todays_gates_are_open_and_the_first_people_are_there(seeded: Session) -> None:
    assert len(_open_gates(seeded)) == 2
    waiting = seeded.scalars(
        select(Attendance.arrived_at)
        .join(StudySession, StudySession.id == Attendance.study_session_id)
        .where(StudySession.closed_at.is_(None))
    ).all()
    assert len(waiting) > 50
    assert all(moment is not None and moment <= clock.now() for moment in waiting)


def test_each_role_can_sign_in_and_nobody_else(seeded: Session) -> None:
    accounts = {
        account.login: account
        for account in seeded.scalars(select(Account).where(Account.password_hash.is_not(None)))
    }
    assert accounts.keys() == {each.login for each in ACCOUNTS}
    assert all(
        verify_password(each.password_hash, PASSWORD, cost_of(8)) for each in accounts.values()
    )


def test_the_learner_has_everything_still_to_do_but_one_session(seeded: Session) -> None:
    login = next(each.login for each in ACCOUNTS if each.role is Role.LEARNER)
    states = seeded.scalars(
        select(Outcome.state)
        .join(Account, Account.person_id == Outcome.person_id)
        .where(Account.login == login)
    ).all()
    assert sorted(states) == ["excused", "present"]


def test_the_record_can_be_rebuilt_from_the_outcomes(seeded: Session) -> None:
    def picture() -> list[tuple[int, int, int]]:
        return [
            (row.person_id, row.activity_id, row.outcome_id)
            for row in seeded.scalars(
                select(CurrentOutcome).order_by(
                    CurrentOutcome.person_id, CurrentOutcome.activity_id
                )
            )
        ]

    before = picture()
    rebuild(seeded)
    seeded.expire_all()
    assert picture() == before


def test_a_second_start_on_the_same_day_adds_nothing(app: Flask, seeded: Session) -> None:
    before = (_count(seeded, Conference), _count(seeded, Outcome))
    seeded.commit()
    assert [login for _, login, _ in prepare_demo(app, {})] == [each.login for each in ACCOUNTS]
    assert (_count(seeded, Conference), _count(seeded, Outcome)) == before


def test_a_start_on_a_later_day_adds_that_days_conference(app: Flask, seeded: Session) -> None:
    seeded.commit()
    with clock.fixed(clock.now() + timedelta(days=3)):
        assert not _open_gates(seeded)
        seeded.commit()
        prepare_demo(app, {})
        assert _count(seeded, Conference) == 3
        assert len(_open_gates(seeded)) == 2
