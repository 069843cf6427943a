"""`flask attendance rebuild`."""

from datetime import timedelta

import pytest

from sessions.checkin.enums import AttendanceState
from sessions.checkin.models import Attendance
from sessions.gates.models import Outage
from tests.sessions.checkin.hall import attendance, make_delegate, make_hall, outcome, scan, tap
from tests.sessions.factories import START


@pytest.mark.parametrize("one", [True, False])
def test_rebuild_mends_the_cache_and_says_how_many(runner, db, one):
    hall = make_hall(db)
    person = make_delegate(db, hall)
    tap(db, scan(hall.gate), person)
    attendance(db, hall, person).state = AttendanceState.ABSENT
    arguments = ["--session", str(hall.session.id)] if one else []
    done = runner.invoke(args=["attendance", "rebuild", *arguments])
    assert done.exit_code == 0, done.output
    assert done.output.split() == ["1", "Chuyên", "đề", "1"]
    assert [row.state for row in db.query(Attendance)] == [AttendanceState.PRESENT]


def test_session_that_is_not_there_is_said(runner, db):
    make_hall(db)
    done = runner.invoke(args=["attendance", "rebuild", "--session", "999999"])
    assert done.exit_code == 1
    assert "no such study session" in done.output


def test_session_is_put_under_another_version_only_when_asked(runner, db):
    hall = make_hall(db)
    hall.session.rule_version = "1"
    person = make_delegate(db, hall)
    tap(db, scan(hall.gate, minutes=30), person)
    began, ended = START, START + timedelta(minutes=20)
    report = {"reported_by": "display a", "noted_at": ended}
    db.add(Outage(gate_id=hall.gate.id, began_at=began, ended_at=ended, **report))
    runner.invoke(args=["attendance", "rebuild"])
    assert attendance(db, hall, person).state is AttendanceState.LATE
    assert runner.invoke(args=["attendance", "rebuild", "--rules", "9"]).exit_code == 2
    done = runner.invoke(args=["attendance", "rebuild", "--rules", "2"])
    assert done.exit_code == 0, done.output
    verdict = attendance(db, hall, person)
    assert (verdict.state, verdict.rule_version) == (AttendanceState.PRESENT, "2")
    told = outcome(db, hall, person)
    assert (told.state, told.rule_version) == ("present", "2")
    assert told.reason == "Kết luận lại theo quy tắc điểm danh số 2"
    assert told.supersedes_id is not None
