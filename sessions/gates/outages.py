"""Outages of ours: noted once, made good in the hours of the gate and in the verdicts on who came late."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Table, select
from sqlalchemy.orm import Session, joinedload

from lms.db.bulk import insert_or_ignore
from lms.errors import Invalid
from lms.web.i18n import lazy_gettext as _l
from sessions.checkin.enums import AttendanceState
from sessions.checkin.models import Attendance
from sessions.checkin.verdicts import Cause, update_verdicts
from sessions.gates.enums import Direction
from sessions.gates.models import Gate, Outage
from sessions.gates.queries import hours_of, outages_of
from sessions.gates.rules import Period, believable_outage, made_good

_OUTAGES: Table = Outage.__table__  # type: ignore[assignment] # declarative tables are Tables
_JUDGED_FOR_TIME = (AttendanceState.LATE, AttendanceState.ABSENT)


def note_outages(
    db: Session,
    gate_id: int,
    reports: Iterable[Period],
    *,
    reported_by: str,
    now: datetime,
    last_sign: datetime | None = None,
) -> list[Period]:
    """Note what a reporter says of times in which it could not reach us; those that are believed.

    The same report sent again changes nothing. The gate's end moves by what was lost inside its
    hours and never moves back; who was late because of it is judged anew.
    """
    believed = [believable_outage(each, now, last_sign) for each in reports]
    outages = [each for each in believed if each is not None]
    if outages:
        rows = [
            {
                "gate_id": gate_id,
                "began_at": each.began_at,
                "ended_at": each.ended_at,
                "reported_by": reported_by[:60],
                "noted_at": now,
            }
            for each in outages
        ]
        insert_or_ignore(db, _OUTAGES, rows)
        _make_good(db, gate_id, now)
    return outages


def note_outage_by_hand(
    db: Session, gate_id: int, period: Period, *, account_id: int, now: datetime
) -> Period:
    """The same from a member of staff who saw that the gate could not be reached.

    Raises Invalid for a time that is not over, shorter than a minute or longer than half a day.
    """
    noted = note_outages(db, gate_id, [period], reported_by=f"staff {account_id}", now=now)
    if not noted:
        raise Invalid(
            _l(
                "An outage is over, ends after it began, and lasted a minute at least, half a day at most."
            )
        )
    return noted[0]


def _make_good(db: Session, gate_id: int, now: datetime) -> None:
    gate = db.scalars(
        select(Gate)
        .where(Gate.id == gate_id)
        .options(joinedload(Gate.study_session))
        .with_for_update(of=Gate)
    ).one()
    hours = hours_of(gate)
    end = made_good(hours.opens_at, hours.planned_end, outages_of(db, gate_id))
    if end > hours.planned_end and (gate.extended_until is None or gate.extended_until < end):
        gate.extended_until = end
        db.flush()
    if gate.direction is Direction.IN:
        _judge_again(db, gate, now)


def _judge_again(db: Session, gate: Gate, now: datetime) -> None:
    """Whoever is late or absent here may not be, now that the outage is known."""
    people = db.scalars(
        select(Attendance.person_id).where(
            Attendance.study_session_id == gate.study_session_id,
            Attendance.state.in_(_JUDGED_FOR_TIME),
            Attendance.venue_id == gate.venue_id,
        )
    ).all()
    if people:
        cause = Cause(f"outage of gate {gate.id} noted {now.isoformat()}", now)
        update_verdicts(db, gate.study_session, people, cause)
