"""Where else a person is expected at this hour."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from sessions.conferences.enums import ConferenceState, SummonsState
from sessions.conferences.models import Conference, StudySession, Summons, session_venues

_SOON = timedelta(hours=2)


def find_right_place(db: Session, person_id: int, at: datetime) -> StudySession | None:
    """The study session a person is summoned to that is on, or begins within two hours; never a rehearsal's."""
    return db.scalars(
        select(StudySession)
        .join(Conference, Conference.id == StudySession.conference_id)
        .join(session_venues, session_venues.c.study_session_id == StudySession.id)
        .join(
            Summons,
            (Summons.conference_id == Conference.id)
            & (Summons.venue_id == session_venues.c.venue_id),
        )
        .where(
            Summons.person_id == person_id,
            Summons.state == SummonsState.SUMMONED,
            Conference.state == ConferenceState.OPEN,
            Conference.rehearsal_of_id.is_(None),
            StudySession.starts_at <= at + _SOON,
            StudySession.ends_at > at,
        )
        .order_by(StudySession.starts_at, StudySession.id)
        .limit(1)
    ).one_or_none()
