"""What venue officers find on their first page: the consoles of their venues."""

from collections.abc import Sequence
from datetime import timedelta

from flask import render_template
from markupsafe import Markup
from sqlalchemy import Row, or_, select
from sqlalchemy.orm import Session

from lms import clock
from lms.areas import Panel
from lms.people.actor import Actor
from lms.people.enums import Role
from lms.web.i18n import _
from sessions.conferences.enums import ConferenceState
from sessions.conferences.models import Conference, StudySession, Venue, session_venues

_AFTERWARDS = timedelta(hours=12)
"""So long after a sitting its console is still offered."""


def officer_panels(db: Session, actor: Actor) -> Sequence[Panel]:
    """One panel for those named for venues with sittings to come, and for rehearsals of them. One query."""
    named = actor.places_of(Role.VENUE_OFFICER)
    rows = _desks(db, named) if named else []
    if not rows:
        return []
    html = render_template("sessions/staffing/own.html", rows=rows)
    return [Panel(_("Venues in your charge"), Markup(html), 5)]  # noqa: S704 - our own template, which escapes


def _desks(
    db: Session, venue_ids: frozenset[int]
) -> Sequence[Row[Conference, Venue, StudySession]]:
    own = select(Venue.conference_id, Venue.name).where(Venue.id.in_(venue_ids)).subquery()
    return db.execute(
        select(Conference, Venue, StudySession)
        .join(Venue, Venue.conference_id == Conference.id)
        .join(session_venues, session_venues.c.venue_id == Venue.id)
        .join(StudySession, StudySession.id == session_venues.c.study_session_id)
        .join(
            own,
            (own.c.name == Venue.name)
            & or_(
                own.c.conference_id == Conference.id,
                own.c.conference_id == Conference.rehearsal_of_id,
            ),
        )
        .where(
            Conference.state == ConferenceState.OPEN,
            StudySession.ends_at > clock.now() - _AFTERWARDS,
        )
        .order_by(StudySession.starts_at, Venue.position, Conference.id)
    ).all()
