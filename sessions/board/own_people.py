"""How a unit's own people stand at the conferences near today: for its head's first page."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, case, exists, func, select
from sqlalchemy.orm import Session, selectinload

from lms import clock
from lms.people.belonging import holds_on
from lms.people.models import Membership
from sessions.checkin.models import Attendance
from sessions.conferences.enums import ConferenceState, SummonsState
from sessions.conferences.models import Conference, StudySession, Summons, session_venues
from sessions.lists.access import choose_sitting
from sessions.lists.queries import ATTENDED

BEFORE, AFTER = timedelta(days=14), timedelta(hours=12)
"""So long before its start and after its end a conference is shown."""


@dataclass(frozen=True, slots=True)
class OwnPeople:
    """A conference, the sitting that is on or comes next, and the unit's own people at it."""

    conference: Conference
    sitting: StudySession
    summoned: int
    present: int

    @property
    def missing(self) -> int:
        """Summoned people who are not recorded as present."""
        return self.summoned - self.present


def own_people_near(
    db: Session, unit_ids: Collection[int] | None, now: datetime
) -> list[OwnPeople]:
    """Conferences near today that expect people of the units (None: anybody), the soonest first.

    Those who stand in the units today count. Three queries.
    """
    near = db.scalars(
        select(Conference)
        .where(
            Conference.rehearsal_of_id.is_(None),
            Conference.state == ConferenceState.OPEN,
            Conference.starts_at < now + BEFORE,
            Conference.ends_at > now - AFTER,
        )
        .options(selectinload(Conference.study_sessions))
        .order_by(Conference.starts_at, Conference.id)
    ).all()
    sittings = {each.id: choose_sitting(each, None, now) for each in near}
    counts = _counts(db, unit_ids, [each.id for each in sittings.values() if each])
    return [
        OwnPeople(each, sitting, *counts[sitting.id])
        for each in near
        if (sitting := sittings[each.id]) and sitting.id in counts
    ]


def _counts(
    db: Session, unit_ids: Collection[int] | None, sitting_ids: Sequence[int]
) -> dict[int, tuple[int, int]]:
    """sitting id → how many are summoned to it, and how many of them came."""
    question = (
        select(
            session_venues.c.study_session_id,
            func.count(),
            func.sum(case((Attendance.state.in_(ATTENDED), 1), else_=0)),
        )
        .select_from(Summons)
        .join(session_venues, session_venues.c.venue_id == Summons.venue_id)
        .outerjoin(
            Attendance,
            and_(
                Attendance.person_id == Summons.person_id,
                Attendance.study_session_id == session_venues.c.study_session_id,
            ),
        )
        .where(
            Summons.state == SummonsState.SUMMONED,
            session_venues.c.study_session_id.in_(sitting_ids),
        )
        .group_by(session_venues.c.study_session_id)
    )
    if unit_ids is not None:
        question = question.where(
            exists().where(
                Membership.person_id == Summons.person_id,
                Membership.unit_id.in_(unit_ids),
                holds_on(clock.today()),
            )
        )
    return {row[0]: (row[1], int(row[2] or 0)) for row in db.execute(question)}
