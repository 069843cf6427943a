"""The demonstration's crowd: who comes to a study session, when and how, written as bulk evidence."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any, Final

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from lms import clock
from lms.demo.people import SEED
from sessions.checkin.closing import close_session
from sessions.checkin.enums import AttendanceState, EvidenceKind, Level
from sessions.checkin.models import Evidence
from sessions.checkin.staff import Staff
from sessions.checkin.verdicts import Cause, update_verdicts
from sessions.conferences.enums import SummonsState
from sessions.conferences.models import StudySession, Summons
from sessions.gates.models import Gate

_HERE_ALREADY_IN_100: Final = 38
CAME, LATE, TICKED, EXCUSED = 0.87, 0.91, 0.94, 0.97
"""Shares of those who check in in time, late, are ticked by staff, are excused; the rest is absent."""

_EXCUSE: Final = "Đi công tác theo quyết định của thủ trưởng đơn vị"


@dataclass(frozen=True, slots=True)
class Cast:
    """Who acts in the demonstration."""

    trainer: int
    """Account id"""
    learner: int
    """Person id; checks in by themselves at today's conference"""


def hold(db: Session, sitting: StudySession, cast: Cast, certain: Mapping[int, float]) -> None:
    """People come, some late, some with an excuse, some not at all; then attendance is closed.

    `certain` settles for some people what is chance for the others.
    """
    closing = sitting.ends_at + timedelta(minutes=20)
    draw = Random(f"{SEED} {sitting.title}")  # noqa: S311 - repeatable, not a secret
    signs = [
        sign
        for gate, person in _expected(db, sitting, leave_out=())
        if (sign := _sign(draw, sitting, gate, person, cast, certain.get(person))) is not None
    ]
    db.execute(insert(Evidence), sorted(signs, key=lambda sign: sign["occurred_at"]))
    with clock.fixed(closing):
        close_session(db, sitting, Staff(cast.trainer, closing))


def _sign(
    draw: Random,
    sitting: StudySession,
    gate: Gate,
    person: int,
    cast: Cast,
    certain: float | None,
) -> dict[str, Any] | None:
    """What the person did: on their phone in time, late, ticked, excused, or nothing at all."""
    chance = draw.random() if certain is None else certain
    early = sitting.starts_at - timedelta(seconds=draw.triangular(120, 3300, 900))
    if chance < CAME:
        return _phone(sitting, gate, person, early)
    if chance < LATE:
        late = sitting.starts_at + timedelta(minutes=16, seconds=draw.randrange(1500))
        return _phone(sitting, gate, person, late)
    if chance >= EXCUSED:
        return None
    by_staff = {"source": "staff", "staff_id": cast.trainer}
    if chance < TICKED:
        tick = _row(sitting, gate, person, early, EvidenceKind.TICK, Level.SEEN)
        return tick | by_staff | {"states": AttendanceState.PRESENT}
    excuse = _row(sitting, gate, person, early, EvidenceKind.EXCUSE, Level.SEEN)
    return excuse | by_staff | {"states": AttendanceState.EXCUSED, "reason": _EXCUSE}


def let_some_in(db: Session, sitting: StudySession, cast: Cast, now: datetime) -> None:
    """The first are there already, so that the board is not empty."""
    draw = Random(f"{SEED} {clock.local(now):%Y-%m-%d}")  # noqa: S311 - as above
    gates_opened = sitting.starts_at - timedelta(minutes=sitting.opens_before_minutes)
    since = max(gates_opened, now - timedelta(minutes=25))
    seconds = max(int((now - since).total_seconds()) - 5, 1)
    signs = [
        _phone(sitting, gate, person, since + timedelta(seconds=draw.randrange(seconds)))
        for gate, person in _expected(db, sitting, leave_out={cast.learner})
        if draw.randrange(100) < _HERE_ALREADY_IN_100
    ]
    db.execute(insert(Evidence), sorted(signs, key=lambda sign: sign["occurred_at"]))
    update_verdicts(db, sitting, None, Cause("demonstration", now))


def _expected(
    db: Session, sitting: StudySession, leave_out: Collection[int]
) -> list[tuple[Gate, int]]:
    gates = db.scalars(select(Gate).where(Gate.study_session_id == sitting.id)).all()
    by_venue = {gate.venue_id: gate for gate in gates}
    rows = db.execute(
        select(Summons.person_id, Summons.venue_id)
        .where(
            Summons.conference_id == sitting.conference_id,
            Summons.state == SummonsState.SUMMONED,
        )
        .order_by(Summons.person_id)
    )
    return [
        (by_venue[row.venue_id], row.person_id) for row in rows if row.person_id not in leave_out
    ]


def _phone(sitting: StudySession, gate: Gate, person: int, at: datetime) -> dict[str, Any]:
    row = _row(sitting, gate, person, at, EvidenceKind.SELF, Level.ROTATING)
    return row | {"ticket": f"demo-{gate.id}-{person}"}


def _row(
    sitting: StudySession,
    gate: Gate,
    person: int,
    at: datetime,
    kind: EvidenceKind,
    level: Level,
) -> dict[str, Any]:
    return {
        "study_session_id": sitting.id,
        "gate_id": gate.id,
        "person_id": person,
        "kind": kind,
        "level": level,
        "occurred_at": at,
        "received_at": at + timedelta(seconds=2),
        "source": "phone",
        "ticket": None,
        "phone": None,
        "staff_id": None,
        "states": None,
        "reason": "",
        "flags": "",
    }
