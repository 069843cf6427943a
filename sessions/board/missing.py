"""Who has not come: counted by unit, and the call list of one unit or venue."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session

from lms import clock
from lms.people.belonging import holds_on
from lms.people.models import Membership, Person
from lms.units.enums import Tree
from lms.units.tree import load_tree
from lms.web.paging import Page, paginate_rows
from sessions.checkin.enums import AttendanceState
from sessions.checkin.models import Attendance
from sessions.conferences.enums import SummonsState
from sessions.conferences.models import Conference, StudySession, Summons

_NOT_COME = (AttendanceState.UNKNOWN, AttendanceState.ABSENT)


@dataclass(frozen=True, slots=True)
class UnitFigures:
    """One unit of a sitting: how many are summoned and have not come."""

    unit_id: int
    name: str
    summoned: int
    missing: int


@dataclass(frozen=True, slots=True)
class Missing:
    """Somebody to call."""

    person: Person
    venue_id: int
    unit_id: int | None


def missing_by_unit(
    db: Session, conference: Conference, sitting: StudySession, venue_id: int | None = None
) -> list[UnitFigures]:
    """Units in the office's order, each with its own people only. Two queries."""
    day = clock.local(conference.starts_at).date()
    counted = (
        _expected(conference, sitting, venue_id)
        .with_only_columns(
            Membership.unit_id, func.count(), func.sum(case((_is_missing(), 1), else_=0))
        )
        .group_by(Membership.unit_id)
    )
    found = {row[0]: (row[1], int(row[2] or 0)) for row in db.execute(counted)}
    return [
        UnitFigures(node.id, node.name, *found[node.id])
        for _, node in load_tree(db, Tree.STATE, day).walk()
        if node.id in found
    ]


def list_missing(
    db: Session,
    conference: Conference,
    sitting: StudySession,
    *,
    unit_id: int | None,
    venue_id: int | None,
    page_number: int,
) -> Page[Missing]:
    """The call list of a unit, a venue or both, in name order."""
    question: Select[Person, int, int] = (
        _expected(conference, sitting, venue_id)
        .with_only_columns(Person, Summons.venue_id, Membership.unit_id)
        .where(_is_missing())
        .order_by(Person.sort_key, Person.id)
    )
    if unit_id is not None:
        question = question.where(Membership.unit_id == unit_id)
    return paginate_rows(db, question, page_number).map(lambda row: Missing(row[0], row[1], row[2]))


def _expected(conference: Conference, sitting: StudySession, venue_id: int | None) -> Select[int]:
    """Everybody expected at the sitting (at one venue), with unit and verdict where there are any."""
    day = clock.local(conference.starts_at).date()
    venues = [venue.id for venue in sitting.venues if venue_id in (None, venue.id)]
    found: Select[int] = (
        select(Summons.id)
        .join(Person, Person.id == Summons.person_id)
        .outerjoin(
            Membership,
            and_(
                Membership.person_id == Person.id,
                Membership.tree == Tree.STATE,
                holds_on(day),
            ),
        )
        .outerjoin(
            Attendance,
            and_(
                Attendance.person_id == Person.id,
                Attendance.study_session_id == sitting.id,
            ),
        )
        .where(
            Summons.conference_id == conference.id,
            Summons.state == SummonsState.SUMMONED,
            Summons.venue_id.in_(venues),
        )
    )
    return found


def _is_missing() -> ColumnElement[bool]:
    return or_(Attendance.person_id.is_(None), Attendance.state.in_(_NOT_COME))
