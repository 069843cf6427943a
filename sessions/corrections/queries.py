"""Reads of corrections: what waits at a conference, one proposal, one appeal, what one person may see."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased, joinedload

from lms.people.models import Account, Person
from sessions.checkin.enums import AttendanceState
from sessions.checkin.models import Attendance
from sessions.conferences.enums import SummonsState
from sessions.conferences.models import Conference, StudySession, Summons, session_venues
from sessions.corrections.enums import Decision
from sessions.corrections.models import Appeal, BulkCorrection, BulkCorrectionPerson


@dataclass(frozen=True, slots=True)
class BulkRow:
    """A proposal with the names of who made and who decided it."""

    bulk: BulkCorrection
    count: int
    proposer: str
    decider: str


@dataclass(frozen=True, slots=True)
class AppealRow:
    """An appeal with whom it is from and who decided it."""

    appeal: Appeal
    person: Person
    decider: str


def people_of_session(db: Session, study_session: StudySession) -> set[int]:
    """Everybody expected or recorded at a session. Two queries."""
    expected = select(Summons.person_id).where(
        Summons.conference_id == study_session.conference_id,
        Summons.state == SummonsState.SUMMONED,
        Summons.venue_id.in_(
            select(session_venues.c.venue_id).where(
                session_venues.c.study_session_id == study_session.id
            )
        ),
    )
    recorded = select(Attendance.person_id).where(Attendance.study_session_id == study_session.id)
    return {*db.scalars(expected), *db.scalars(recorded)}


def states_of(
    db: Session, study_session_id: int, people: Sequence[int]
) -> dict[int, AttendanceState]:
    """person id → what holds about them now; unknown where nothing is recorded. One query."""
    rows = db.execute(
        select(Attendance.person_id, Attendance.state).where(
            Attendance.study_session_id == study_session_id
        )
    )
    known = {row.person_id: row.state for row in rows}
    return {person_id: known.get(person_id, AttendanceState.UNKNOWN) for person_id in people}


def people_of_bulk(db: Session, bulk_id: int) -> list[int]:
    """Ids of the people of a proposal, ascending."""
    return list(
        db.scalars(
            select(BulkCorrectionPerson.person_id)
            .where(BulkCorrectionPerson.bulk_id == bulk_id)
            .order_by(BulkCorrectionPerson.person_id)
        )
    )


def list_people_named(db: Session, person_ids: Sequence[int], limit: int) -> Sequence[Person]:
    """The first of these people in name order."""
    wanted = select(Person).where(Person.id.in_(person_ids))
    return db.scalars(wanted.order_by(Person.sort_key, Person.id).limit(limit)).all()


def list_bulks(db: Session, conference: Conference, bulk_id: int | None = None) -> list[BulkRow]:
    """The proposals of a conference, or one of them, newest first. One query."""
    proposing, deciding = aliased(Account), aliased(Account)
    proposer, decider = aliased(Person), aliased(Person)
    size = (
        select(func.count())
        .where(BulkCorrectionPerson.bulk_id == BulkCorrection.id)
        .scalar_subquery()
    )
    question = (
        select(BulkCorrection, size, proposer.full_name, decider.full_name)
        .join(proposing, proposing.id == BulkCorrection.proposed_by)
        .join(proposer, proposer.id == proposing.person_id)
        .outerjoin(deciding, deciding.id == BulkCorrection.decided_by)
        .outerjoin(decider, decider.id == deciding.person_id)
        .where(BulkCorrection.study_session_id.in_([each.id for each in conference.study_sessions]))
        .options(joinedload(BulkCorrection.study_session))
        .order_by(BulkCorrection.id.desc())
    )
    if bulk_id is not None:
        question = question.where(BulkCorrection.id == bulk_id)
    return [BulkRow(row[0], row[1], row[2], row[3] or "") for row in db.execute(question)]


def list_appeals(
    db: Session, conference: Conference, appeal_id: int | None = None
) -> list[AppealRow]:
    """The appeals at a conference, or one of them, the oldest first. One query."""
    decider = aliased(Person)
    question = (
        select(Appeal, Person, decider.full_name)
        .join(Person, Person.id == Appeal.person_id)
        .outerjoin(Account, Account.id == Appeal.decided_by)
        .outerjoin(decider, decider.id == Account.person_id)
        .where(Appeal.study_session_id.in_([each.id for each in conference.study_sessions]))
        .options(joinedload(Appeal.study_session))
        .order_by(Appeal.id)
    )
    if appeal_id is not None:
        question = question.where(Appeal.id == appeal_id)
    return [AppealRow(row[0], row[1], row[2] or "") for row in db.execute(question)]


def count_open(db: Session, conference_id: int) -> int:
    """Proposals and appeals that wait for a decision at a conference. One query."""
    sittings = select(StudySession.id).where(StudySession.conference_id == conference_id)
    counts = [
        select(func.count())
        .where(table.study_session_id.in_(sittings), table.decision == Decision.OPEN)
        .scalar_subquery()
        for table in (BulkCorrection, Appeal)
    ]
    return int(db.scalar(select(counts[0] + counts[1])) or 0)


def may_appeal(db: Session, study_session_id: int, person_id: int, now: datetime) -> bool:
    """Whether there is something about the person at a session: a verdict, or a summons once it began."""
    session = db.get(StudySession, study_session_id)
    if session is None or session.activity_id is None:
        return False
    if db.get(Attendance, (study_session_id, person_id)) is not None:
        return True
    expected = select(Summons.id).where(
        Summons.conference_id == session.conference_id,
        Summons.person_id == person_id,
        Summons.state == SummonsState.SUMMONED,
        Summons.venue_id.in_(
            select(session_venues.c.venue_id).where(
                session_venues.c.study_session_id == study_session_id
            )
        ),
    )
    return now >= session.starts_at and db.scalar(expected) is not None
