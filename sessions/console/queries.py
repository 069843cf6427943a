"""Reads for a venue's console: devices, statements of its officers, people who wait for a decision."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Session, joinedload

from lms.people.models import Account, Person
from sessions.checkin.enums import AttendanceState, EvidenceKind
from sessions.checkin.models import Attendance, Evidence
from sessions.checkin.scene import PRESENCE
from sessions.conferences.enums import SummonsState
from sessions.conferences.models import Summons
from sessions.console.models import Headcount, SignOff
from sessions.gates.enums import Direction
from sessions.gates.models import DisplayBeat, Gate, Outage
from sessions.lists.queries import is_unusual
from sessions.scanners.models import Scanner

MOST_SHOWN = 30
_EXCUSED = (AttendanceState.EXCUSED, AttendanceState.EXEMPT, AttendanceState.MAKE_UP)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody at the venue who wants looking at."""

    person: Person
    attendance: Attendance
    is_summoned: bool


@dataclass(frozen=True, slots=True)
class Excuse:
    """What staff stated about somebody of this venue."""

    person: Person
    state: AttendanceState
    reason: str
    stated_at: datetime
    stated_by: str


@dataclass(frozen=True, slots=True)
class Signed:
    """A sign-off with its figures taken apart."""

    row: SignOff
    name: str
    figures: dict[str, int]


def gates_at(db: Session, session_id: int, venue_id: int) -> dict[Direction, Gate]:
    """The gates of a sitting at a venue, by direction, each with its session."""
    gates = db.scalars(
        select(Gate)
        .where(Gate.study_session_id == session_id, Gate.venue_id == venue_id)
        .options(joinedload(Gate.study_session))
    )
    return {gate.direction: gate for gate in gates}


def people_at_gates(db: Session, session_id: int, gate_ids: Sequence[int]) -> dict[int, int]:
    """gate id of a study session → people of whom there is a sign of presence at it."""
    rows = db.execute(
        select(Evidence.gate_id, func.count(func.distinct(Evidence.person_id)))
        .where(
            Evidence.study_session_id == session_id,
            Evidence.gate_id.in_(gate_ids),
            Evidence.kind.in_(PRESENCE),
        )
        .group_by(Evidence.gate_id)
    )
    return {row[0]: row[1] for row in rows}


def displays_at(db: Session, gate_ids: Sequence[int]) -> Sequence[DisplayBeat]:
    """The displays of some gates, the one heard last first."""
    return db.scalars(
        select(DisplayBeat)
        .where(DisplayBeat.gate_id.in_(gate_ids))
        .order_by(DisplayBeat.beat_at.desc(), DisplayBeat.display_id)
        .limit(MOST_SHOWN)
    ).all()


def scanners_at(db: Session, venue_id: int) -> Sequence[Scanner]:
    """The scanners enrolled at a venue and not revoked."""
    return db.scalars(
        select(Scanner)
        .where(Scanner.venue_id == venue_id, Scanner.revoked_at.is_(None))
        .order_by(Scanner.name, Scanner.id)
    ).all()


def outages_at(db: Session, gate_ids: Sequence[int]) -> Sequence[Outage]:
    """The outages noted of some gates, the latest first."""
    return db.scalars(
        select(Outage)
        .where(Outage.gate_id.in_(gate_ids))
        .order_by(Outage.began_at.desc(), Outage.id.desc())
        .limit(MOST_SHOWN)
    ).all()


def list_waiting(db: Session, conference_id: int, session_id: int, venue_id: int) -> list[Waiting]:
    """People recorded here who wait for staff to decide, the first to come first."""
    question = _recorded(conference_id, session_id, venue_id)
    return _waiting(db, question.where(Attendance.state == AttendanceState.PROVISIONAL))


def list_flagged(db: Session, conference_id: int, session_id: int, venue_id: int) -> list[Waiting]:
    """People recorded here about whom something is unusual."""
    return _waiting(db, _recorded(conference_id, session_id, venue_id).where(is_unusual()))


def list_excuses(db: Session, conference_id: int, session_id: int, venue_id: int) -> list[Excuse]:
    """Who of those expected here is excused, exempt or makes it up, with the newest reason."""
    staff, stated = Person.__table__.alias("staff"), _newest_statement(session_id)
    rows = db.execute(
        select(Person, Attendance.state, Evidence.reason, Evidence.received_at, staff.c.full_name)
        .join(Attendance, Attendance.person_id == Person.id)
        .join(
            Summons,
            and_(Summons.person_id == Person.id, Summons.conference_id == conference_id),
        )
        .join(stated, stated.c.person_id == Person.id)
        .join(Evidence, Evidence.id == stated.c.newest)
        .outerjoin(Account, Account.id == Evidence.staff_id)
        .outerjoin(staff, staff.c.id == Account.person_id)
        .where(
            Attendance.study_session_id == session_id,
            Attendance.state.in_(_EXCUSED),
            Summons.venue_id == venue_id,
            Summons.state == SummonsState.SUMMONED,
        )
        .order_by(Person.sort_key, Person.id)
        .limit(MOST_SHOWN)
    )
    return [Excuse(row[0], row[1], row[2], row[3], row[4] or "") for row in rows]


def find_headcount(db: Session, session_id: int, venue_id: int) -> tuple[Headcount, str] | None:
    """The newest headcount and who counted."""
    row = db.execute(
        _with_name(select(Headcount, Person.full_name), Headcount.counted_by)
        .where(Headcount.study_session_id == session_id, Headcount.venue_id == venue_id)
        .order_by(Headcount.id.desc())
        .limit(1)
    ).one_or_none()
    return None if row is None else (row[0], row[1])


def list_sign_offs(db: Session, session_id: int, venue_id: int) -> list[Signed]:
    """Every sign-off of a venue for a sitting, the newest first."""
    rows = db.execute(
        _with_name(select(SignOff, Person.full_name), SignOff.signed_by)
        .where(SignOff.study_session_id == session_id, SignOff.venue_id == venue_id)
        .order_by(SignOff.id.desc())
    )
    return [Signed(row[0], row[1], json.loads(row[0].figures)) for row in rows]


def _with_name(question: Select, account: object) -> Select:  # type: ignore[type-arg] # of any rows
    return question.join(Account, Account.id == account).join(
        Person, Person.id == Account.person_id
    )


def _recorded(
    conference_id: int, session_id: int, venue_id: int
) -> Select[Person, Attendance, int | None]:
    question: Select[Person, Attendance, int | None] = (
        select(Person, Attendance, Summons.id)
        .join(Attendance, Attendance.person_id == Person.id)
        .outerjoin(
            Summons,
            and_(
                Summons.person_id == Person.id,
                Summons.conference_id == conference_id,
                Summons.state == SummonsState.SUMMONED,
            ),
        )
        .where(Attendance.study_session_id == session_id, Attendance.venue_id == venue_id)
        .order_by(Attendance.arrived_at, Person.id)
        .limit(MOST_SHOWN)
    )
    return question


def _waiting(db: Session, question: Select[Person, Attendance, int | None]) -> list[Waiting]:
    return [Waiting(row[0], row[1], row[2] is not None) for row in db.execute(question)]


def _newest_statement(session_id: int):  # type: ignore[no-untyped-def] # a subquery of two columns
    return (
        select(Evidence.person_id, func.max(Evidence.id).label("newest"))
        .where(
            Evidence.study_session_id == session_id,
            Evidence.kind.in_((EvidenceKind.EXCUSE, EvidenceKind.CORRECTION)),
        )
        .group_by(Evidence.person_id)
        .subquery()
    )
