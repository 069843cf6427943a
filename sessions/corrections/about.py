"""What check-in holds about one person, verdict by verdict with its reasons, for that person's own eyes."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, and_, or_, select
from sqlalchemy.orm import Session, aliased, joinedload

from lms.people.models import Account, Person
from sessions.checkin.enums import AttendanceState, Flag
from sessions.checkin.models import Attendance, Evidence
from sessions.conferences.enums import SummonsState
from sessions.conferences.models import Conference, StudySession, Summons, Venue, session_venues
from sessions.corrections.enums import Decision
from sessions.corrections.models import Appeal
from sessions.gates.enums import Direction
from sessions.gates.models import Gate
from sessions.lists.history import voided_rows


@dataclass(frozen=True, slots=True)
class OwnSign:
    """One row of the ledger about the person."""

    evidence: Evidence
    direction: Direction
    venue: str
    staff: str
    is_voided: bool


@dataclass(frozen=True, slots=True)
class OwnVerdict:
    """The verdict on the person at one session, and all it rests on."""

    study_session: StudySession
    conference_title: str
    attendance: Attendance | None
    venue: str
    signs: Sequence[OwnSign]
    appeals: Sequence[Appeal]

    @property
    def state(self) -> AttendanceState:
        """What holds; unknown where nothing is recorded."""
        return self.attendance.state if self.attendance else AttendanceState.UNKNOWN

    @property
    def flags(self) -> tuple[Flag, ...]:
        """What is noted with it."""
        kept = self.attendance.flags if self.attendance else ""
        return tuple(Flag(flag) for flag in kept.split(",") if flag)

    @property
    def open_appeal(self) -> Appeal | None:
        """The appeal that waits for the secretary."""
        waiting = [each for each in self.appeals if each.decision is Decision.OPEN]
        return waiting[0] if waiting else None


def own_summonses(db: Session, person_id: int) -> Sequence[Summons]:
    """The person's summonses with venue and conference, rehearsals left out. One query."""
    return db.scalars(
        select(Summons)
        .join(Conference, Conference.id == Summons.conference_id)
        .where(Summons.person_id == person_id, Conference.rehearsal_of_id.is_(None))
        .options(joinedload(Summons.venue).joinedload(Venue.conference))
        .order_by(Conference.starts_at, Summons.id)
    ).all()


def own_verdicts(db: Session, person_id: int, now: datetime) -> list[OwnVerdict]:
    """Every session that began or says something about the person, newest first. Three queries."""
    rows = _sittings(db, person_id, now)
    ids = [row[0].id for row in rows]
    signs = _signs(db, person_id, ids)
    appeals: defaultdict[int, list[Appeal]] = defaultdict(list)
    asked = select(Appeal).where(Appeal.person_id == person_id).order_by(Appeal.id)
    for appeal in db.scalars(asked):
        appeals[appeal.study_session_id].append(appeal)
    return [
        OwnVerdict(
            study_session,
            title,
            attendance,
            venue or "",
            signs.get(study_session.id, ()),
            appeals[study_session.id],
        )
        for study_session, title, attendance, venue in rows
    ]


def _sittings(
    db: Session, person_id: int, now: datetime
) -> Sequence[Row[StudySession, str, Attendance | None, str | None]]:
    expected_at = (
        select(session_venues.c.study_session_id)
        .join(Summons, Summons.venue_id == session_venues.c.venue_id)
        .where(Summons.person_id == person_id, Summons.state == SummonsState.SUMMONED)
    )
    recorded_at = select(Evidence.study_session_id).where(
        Evidence.person_id == person_id, Evidence.study_session_id.in_(select(StudySession.id))
    )
    return db.execute(
        select(StudySession, Conference.title, Attendance, Venue.name)
        .join(Conference, Conference.id == StudySession.conference_id)
        .outerjoin(
            Attendance,
            and_(
                Attendance.study_session_id == StudySession.id,
                Attendance.person_id == person_id,
            ),
        )
        .outerjoin(Venue, Venue.id == Attendance.venue_id)
        .where(
            Conference.rehearsal_of_id.is_(None),
            or_(
                Attendance.person_id.is_not(None),
                StudySession.id.in_(recorded_at),
                and_(StudySession.id.in_(expected_at), StudySession.starts_at <= now),
            ),
        )
        .order_by(StudySession.starts_at.desc(), StudySession.id.desc())
    ).all()


def _signs(db: Session, person_id: int, sitting_ids: list[int]) -> dict[int, list[OwnSign]]:
    staff = aliased(Person)
    rows = db.execute(
        select(Evidence, Gate.direction, Venue.name, staff.full_name)
        .join(Gate, Gate.id == Evidence.gate_id)
        .join(Venue, Venue.id == Gate.venue_id)
        .outerjoin(Account, Account.id == Evidence.staff_id)
        .outerjoin(staff, staff.id == Account.person_id)
        .where(Evidence.person_id == person_id, Evidence.study_session_id.in_(sitting_ids))
        .order_by(Evidence.id)
    ).all()
    voided = voided_rows([row[0] for row in rows])
    found: defaultdict[int, list[OwnSign]] = defaultdict(list)
    for row, direction, venue, name in rows:
        sign = OwnSign(row, direction, venue, name or "", row.id in voided)
        found[row.study_session_id].append(sign)
    return found
