"""`flask attendance rebuild`."""

import pytest

from sessions.checkin.enums import AttendanceState
from sessions.checkin.models import Attendance
from tests.sessions.checkin.hall import attendance, make_delegate, make_hall, scan, tap


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
