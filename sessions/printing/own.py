"""The cards of one person: what they show at the door instead of a printed one."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from sessions.conferences.enums import ConferenceState, SummonsState
from sessions.conferences.models import Conference, Summons, Venue


def own_summonses(db: Session, person_id: int, now: datetime) -> Sequence[Summons]:
    """A person's summonses to conferences that are not over and have a code, the nearest first."""
    return db.scalars(
        select(Summons)
        .join(Conference, Conference.id == Summons.conference_id)
        .where(
            Summons.person_id == person_id,
            Summons.state == SummonsState.SUMMONED,
            Summons.code_digest.is_not(None),
            Conference.rehearsal_of_id.is_(None),
            Conference.state == ConferenceState.OPEN,
            Conference.ends_at > now,
        )
        .options(joinedload(Summons.venue).joinedload(Venue.conference))
        .order_by(Conference.starts_at, Conference.id)
    ).all()
