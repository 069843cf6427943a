"""The places linked into a conference; the first one is the main one until another is chosen."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.errors import Conflict, Invalid
from lms.people.enums import Role
from lms.people.roles.services import end_grants_of_places
from lms.web.i18n import _
from lms.web.i18n import lazy_gettext as _l
from sessions.conferences.models import Conference, Summons, Venue, session_venues


@dataclass(frozen=True, slots=True)
class VenuePlan:
    """What the organisers decide about a venue."""

    name: str
    address: str = ""
    capacity: int | None = None
    is_main: bool = False


def add_venue(db: Session, conference: Conference, plan: VenuePlan) -> Venue:
    """Link a place into the conference. Raises Invalid when the name is taken."""
    _refuse_taken_name(conference, plan.name, None)
    venue = Venue(conference=conference, name=plan.name, position=len(conference.venues) + 1)
    db.add(venue)
    _apply(db, conference, venue, plan)
    return venue


def change_venue(db: Session, conference: Conference, venue: Venue, plan: VenuePlan) -> None:
    """Change a venue. Raises Invalid when the name is taken; the main venue stays the main one
    until another is made so.
    """
    _refuse_taken_name(conference, plan.name, venue)
    _apply(db, conference, venue, plan)


def remove_venue(
    db: Session, conference: Conference, venue: Venue, *, by: int | None = None
) -> None:
    """Take a place out again; its officers are relieved. Raises Conflict while people or study sessions
    depend on it.
    """
    people = db.scalar(select(func.count(Summons.id)).where(Summons.venue_id == venue.id))
    if people:
        raise Conflict(
            _l(
                "%(count)d people are or were summoned to this venue. Move them to another first.",
                count=people,
            )
        )
    held = db.scalar(
        select(func.count())
        .select_from(session_venues)
        .where(session_venues.c.venue_id == venue.id)
    )
    if held:
        raise Conflict(_l("A study session is held here. Take the venue out of it first."))
    others = [each for each in conference.venues if each is not venue]
    was_main, venue.is_main = venue.is_main, False
    end_grants_of_places(
        db, Role.VENUE_OFFICER, [venue.id], ended_by=by, reason=_("The venue was removed.")
    )
    db.delete(venue)
    db.flush()
    if was_main and others:
        others[0].is_main = True
    db.flush()


def _apply(db: Session, conference: Conference, venue: Venue, plan: VenuePlan) -> None:
    venue.name, venue.address, venue.capacity = plan.name, plan.address, plan.capacity
    others = [each for each in conference.venues if each is not venue]
    if plan.is_main or not any(each.is_main for each in others):
        for each in others:
            each.is_main = False
        db.flush()  # the former main venue steps down first: there is only ever one
        venue.is_main = True
    db.flush()


def _refuse_taken_name(conference: Conference, name: str, venue: Venue | None) -> None:
    if any(each is not venue and each.name.lower() == name.lower() for each in conference.venues):
        raise Invalid(_l("This conference already has a venue of that name."))
