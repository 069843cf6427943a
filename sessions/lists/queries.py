"""Reads of attendance: the list of one sitting, and the whole conference for papers."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session

from lms.people.models import Person
from lms.text import fold
from lms.web.paging import Page, paginate_rows
from sessions.checkin.enums import AttendanceState, Flag
from sessions.checkin.models import Attendance
from sessions.conferences.audience import matches
from sessions.conferences.enums import SummonsState
from sessions.conferences.models import Conference, StudySession, Summons
from sessions.lists.enums import Shown

ATTENDED = (AttendanceState.PRESENT, AttendanceState.LATE, AttendanceState.PARTIAL)
_AWAY = (
    AttendanceState.EXCUSED,
    AttendanceState.EXEMPT,
    AttendanceState.MAKE_UP,
    AttendanceState.ABSENT,
)
UNUSUAL = (Flag.SHARED_PHONE, Flag.OTHER_VENUE, Flag.TWO_VENUES, Flag.OTHER_CONFERENCE)
"""Flags the secretary should look at; the others only explain a state."""


@dataclass(frozen=True, slots=True)
class Row:
    """One person at one sitting: the summons, and the verdict where there is one."""

    person: Person
    summons: Summons | None
    """None for somebody who is not on the list"""
    attendance: Attendance | None

    @property
    def state(self) -> AttendanceState:
        """The verdict; unknown where there is no sign of the person."""
        return self.attendance.state if self.attendance else AttendanceState.UNKNOWN

    @property
    def venue_id(self) -> int | None:
        """Where the person came, else where they are expected."""
        if self.attendance and self.attendance.venue_id:
            return self.attendance.venue_id
        return self.summons.venue_id if self.summons else None

    @property
    def flags(self) -> tuple[Flag, ...]:
        """What is unusual about the verdict."""
        kept = self.attendance.flags if self.attendance else ""
        return tuple(Flag(flag) for flag in kept.split(",") if flag)


@dataclass(frozen=True, slots=True)
class Filters:
    """How a list is narrowed."""

    words: str = ""
    people: Collection[int] | None = None
    """these people only: a unit's, or those a unit head may see"""
    venue_id: int | None = None
    shown: Shown = Shown.ALL


def list_rows(
    db: Session, study_session: StudySession, filters: Filters, page_number: int
) -> Page[Row]:
    """One page of the list of a sitting, in name order: everybody expected or recorded at it."""
    question = _narrowed(_everybody(study_session), filters)
    page = paginate_rows(db, question.order_by(Person.sort_key, Person.id), page_number)
    return page.map(lambda row: Row(row[0], row[1], row[2]))


def load_rows(db: Session, study_session: StudySession, filters: Filters) -> list[Row]:
    """The whole list of a sitting, in name order. One query."""
    question = _narrowed(_everybody(study_session), filters)
    rows = db.execute(question.order_by(Person.sort_key, Person.id))
    return [Row(row[0], row[1], row[2]) for row in rows]


def find_row(db: Session, study_session: StudySession, person: Person) -> Row:
    """One person at one sitting, on its list or not."""
    summons = db.scalars(
        select(Summons).where(_is_expected_at(study_session), Summons.person_id == person.id)
    ).one_or_none()
    return Row(person, summons, db.get(Attendance, (study_session.id, person.id)))


def find_strangers(
    db: Session, study_session: StudySession, words: str, limit: int = 8
) -> list[Person]:
    """People of the roster who fit the words and are neither expected nor recorded at the sitting."""
    if len(fold(words)) < 2:
        return []
    known = _everybody(study_session).with_only_columns(Person.id)
    question = (
        select(Person)
        .where(matches(words), Person.left_on.is_(None), Person.id.not_in(known))
        .order_by(Person.sort_key, Person.id)
    )
    return list(db.scalars(question.limit(limit)))


def venue_of_person(
    db: Session, conference: Conference, study_session: StudySession, person_id: int
) -> int | None:
    """Where the person was recorded for the sitting; else, where they are summoned to, if they are."""
    seen_at = db.scalar(
        select(Attendance.venue_id).where(
            Attendance.study_session_id == study_session.id, Attendance.person_id == person_id
        )
    )
    if seen_at is not None:
        return seen_at
    return db.scalar(
        select(Summons.venue_id).where(
            Summons.conference_id == conference.id,
            Summons.person_id == person_id,
            Summons.state == SummonsState.SUMMONED,
        )
    )


def people_of_venues(db: Session, conference: Conference, venue_ids: Collection[int]) -> set[int]:
    """Ids of the people summoned to the venues of a conference, or recorded there."""
    summoned = select(Summons.person_id).where(
        Summons.conference_id == conference.id,
        Summons.venue_id.in_(venue_ids),
        Summons.state == SummonsState.SUMMONED,
    )
    recorded = select(Attendance.person_id).where(
        Attendance.study_session_id.in_([each.id for each in conference.study_sessions]),
        Attendance.venue_id.in_(venue_ids),
    )
    return set(db.scalars(summoned.union(recorded)))


def load_attendances(db: Session, conference: Conference) -> dict[int, dict[int, Attendance]]:
    """study session id → person id → verdict, for all sittings of a conference. One query."""
    found: dict[int, dict[int, Attendance]] = {each.id: {} for each in conference.study_sessions}
    rows = db.scalars(select(Attendance).where(Attendance.study_session_id.in_(found)))
    for row in rows:
        found[row.study_session_id][row.person_id] = row
    return found


def _everybody(study_session: StudySession) -> Select[Person, Summons, Attendance]:
    question: Select[Person, Summons, Attendance] = (
        select(Person, Summons, Attendance)
        .outerjoin(Summons, and_(Summons.person_id == Person.id, _is_expected_at(study_session)))
        .outerjoin(
            Attendance,
            and_(
                Attendance.person_id == Person.id,
                Attendance.study_session_id == study_session.id,
            ),
        )
        .where(or_(Summons.id.is_not(None), Attendance.person_id.is_not(None)))
    )
    return question


def _is_expected_at(study_session: StudySession) -> ColumnElement[bool]:
    return and_(
        Summons.conference_id == study_session.conference_id,
        Summons.state == SummonsState.SUMMONED,
        Summons.venue_id.in_([venue.id for venue in study_session.venues]),
    )


def _narrowed(
    question: Select[Person, Summons, Attendance], filters: Filters
) -> Select[Person, Summons, Attendance]:
    if fold(filters.words):
        question = question.where(matches(filters.words))
    if filters.people is not None:
        question = question.where(Person.id.in_(filters.people))
    if filters.venue_id is not None:
        question = question.where(
            or_(Summons.venue_id == filters.venue_id, Attendance.venue_id == filters.venue_id)
        )
    if filters.shown is not Shown.ALL:
        question = question.where(_is_shown(filters.shown))
    return question


def _is_shown(shown: Shown) -> ColumnElement[bool]:
    if shown is Shown.MISSING:
        return or_(Attendance.person_id.is_(None), Attendance.state == AttendanceState.UNKNOWN)
    if shown is Shown.HERE:
        return Attendance.state.in_(ATTENDED)
    if shown is Shown.PENDING:
        return Attendance.state == AttendanceState.PROVISIONAL
    if shown is Shown.FLAGGED:
        return is_unusual()
    return Attendance.state.in_(_AWAY)


def is_unusual() -> ColumnElement[bool]:
    """Condition: the verdict carries a flag that the secretary should look at."""
    return or_(*(Attendance.flags.contains(flag.value) for flag in UNUSUAL))
