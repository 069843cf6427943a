"""Copying a conference for its rehearsal: the same places and people, other hours, no way into the learner record."""

from datetime import datetime, timedelta

from sqlalchemy import insert, literal, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, aliased

from lms.errors import Conflict
from lms.web.i18n import lazy_gettext as _l
from sessions.conferences.enums import ConferenceState, SummonsState
from sessions.conferences.models import Conference, StudySession, Summons, Venue
from sessions.gates.models import Gate
from sessions.gates.queries import gates_of_conference

MARK = "[Tổng duyệt]"
"""Stands before the title wherever it is shown, in whatever language."""
LONGEST_TITLE = 255


def copy_conference(
    db: Session, conference: Conference, starts_at: datetime, *, by: int | None, now: datetime
) -> Conference:
    """The copy, moved in time so that its first sitting begins at `starts_at`.

    Raises Conflict when another rehearsal was started in the same moment.
    """
    by_then = starts_at - min(each.starts_at for each in conference.study_sessions)
    copy = _copy_head(db, conference, by_then, by=by, now=now)
    venues = _copy_venues(db, conference, copy)
    sittings = _copy_sittings(db, conference, copy, venues, by_then)
    _copy_gates(db, conference, sittings, venues)
    _copy_summonses(db, conference, copy, by=by, now=now)
    return copy


def _copy_head(
    db: Session, conference: Conference, by_then: timedelta, *, by: int | None, now: datetime
) -> Conference:
    copy = Conference(
        campaign_id=conference.campaign_id,
        owner_unit_id=conference.owner_unit_id,
        title=f"{MARK} {conference.title}"[:LONGEST_TITLE],
        chair=conference.chair,
        note=conference.note,
        starts_at=conference.starts_at + by_then,
        ends_at=conference.ends_at + by_then,
        seating_percent=conference.seating_percent,
        state=ConferenceState.OPEN,
        rehearsal_of_id=conference.id,
        created_by=by,
        created_at=now,
    )
    try:
        with db.begin_nested():
            db.add(copy)
            db.flush()
    except IntegrityError as error:
        raise Conflict(_l("A rehearsal of this conference is under way. End it first.")) from error
    return copy


def _copy_venues(db: Session, conference: Conference, copy: Conference) -> dict[int, Venue]:
    """Id of the venue → its copy."""
    venues = {
        venue.id: Venue(
            conference_id=copy.id,
            name=venue.name,
            address=venue.address,
            is_main=venue.is_main,
            capacity=venue.capacity,
            level=venue.level,
            position=venue.position,
        )
        for venue in conference.venues
    }
    db.add_all(venues.values())
    db.flush()
    for venue in conference.venues:
        if venue.parent_id is not None:
            venues[venue.id].parent_id = venues[venue.parent_id].id
    return venues


def _copy_sittings(
    db: Session,
    conference: Conference,
    copy: Conference,
    venues: dict[int, Venue],
    by_then: timedelta,
) -> dict[int, StudySession]:
    """Id of the sitting → its copy, which is no activity of the campaign."""
    sittings = {
        sitting.id: StudySession(
            conference_id=copy.id,
            activity_id=None,
            title=sitting.title,
            rapporteur=sitting.rapporteur,
            starts_at=sitting.starts_at + by_then,
            ends_at=sitting.ends_at + by_then,
            opens_before_minutes=sitting.opens_before_minutes,
            late_after_minutes=sitting.late_after_minutes,
            rule_version=sitting.rule_version,
            venues=[venues[venue.id] for venue in sitting.venues],
        )
        for sitting in conference.study_sessions
    }
    db.add_all(sittings.values())
    db.flush()
    return sittings


def _copy_gates(
    db: Session,
    conference: Conference,
    sittings: dict[int, StudySession],
    venues: dict[int, Venue],
) -> None:
    db.add_all(
        Gate(
            study_session_id=sittings[gate.study_session_id].id,
            venue_id=venues[gate.venue_id].id,
            direction=gate.direction,
            step_seconds=gate.step_seconds,
        )
        for gate in gates_of_conference(db, conference.id)
    )
    db.flush()


def _copy_summonses(
    db: Session, conference: Conference, copy: Conference, *, by: int | None, now: datetime
) -> None:
    """Everybody who is expected, in one statement; venues are found by their name, which is unique."""
    theirs, own = aliased(Venue), aliased(Venue)
    people = (
        select(
            literal(copy.id),
            Summons.person_id,
            own.id,
            literal(SummonsState.SUMMONED, Summons.state.type),
            literal(0),
            Summons.seat,
            literal(now, Summons.summoned_at.type),
            literal(by, Summons.summoned_by.type),
        )
        .join(theirs, theirs.id == Summons.venue_id)
        .join(own, (own.name == theirs.name) & (own.conference_id == copy.id))
        .where(Summons.conference_id == conference.id, Summons.state == SummonsState.SUMMONED)
    )
    columns = (
        "conference_id",
        "person_id",
        "venue_id",
        "state",
        "code_generation",
        "seat",
        "summoned_at",
        "summoned_by",
    )
    db.execute(insert(Summons).from_select(columns, people))
