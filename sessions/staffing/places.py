"""What the institution shows of a grant over a conference or a venue: its name and page."""

from collections.abc import Sequence

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.people.enums import Role
from sessions.conferences.models import Conference, Venue


def name_granted(db: Session, role: Role, place_ids: Sequence[int]) -> dict[int, tuple[str, str]]:
    """id → (name, address) of the conferences of secretaries and the venues of officers. One query."""
    if role is Role.SECRETARY:
        found = db.execute(
            select(Conference.id, Conference.title).where(Conference.id.in_(place_ids))
        )
        return {id_: (title, _page_of(id_)) for id_, title in found}
    if role is Role.VENUE_OFFICER:
        venues = db.execute(
            select(Venue.id, Venue.name, Conference.id, Conference.title)
            .join(Conference, Conference.id == Venue.conference_id)
            .where(Venue.id.in_(place_ids))
        )
        return {id_: (f"{name}, {title}", _page_of(at)) for id_, name, at, title in venues}
    return {}


def _page_of(conference_id: int) -> str:
    return url_for("conferences.staffing.show", conference_id=conference_id)
