"""Making and changing a conference: its title, hours, chair and state."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from lms import clock
from lms.campaigns.activities import withdraw_assignments
from lms.errors import Invalid
from lms.web.i18n import lazy_gettext as _l
from sessions.conferences.clashes import refuse_clashes
from sessions.conferences.enums import ConferenceState, SummonsState
from sessions.conferences.models import Conference
from sessions.conferences.queries import summonses_of
from sessions.conferences.rules import Span
from sessions.conferences.timetable import planned_sessions, refuse_flaws

LONGEST_DAYS = 31


@dataclass(frozen=True, slots=True)
class ConferencePlan:
    """What the organisers decide about a conference; hours in UTC."""

    title: str
    owner_unit_id: int
    starts_at: datetime
    ends_at: datetime
    chair: str = ""
    note: str = ""
    seating_percent: int = 100


def create_conference(
    db: Session, campaign_id: int, plan: ConferencePlan, *, by: int | None
) -> Conference:
    """A conference of a campaign, open for summonses at once. Raises Invalid for its hours."""
    _refuse_hours(plan)
    conference = Conference(campaign_id=campaign_id, created_by=by, created_at=clock.now())
    _apply(conference, plan)
    db.add(conference)
    db.flush()
    return conference


def change_conference(db: Session, conference: Conference, plan: ConferencePlan) -> None:
    """Change what was decided.

    Raises Invalid when a study session would lie outside the new hours, Conflict when people
    already summoned would have to be at another conference at the same time.
    """
    _refuse_hours(plan)
    refuse_flaws(Span(plan.starts_at, plan.ends_at), planned_sessions(conference.study_sessions))
    _apply(conference, plan)
    for study_session in conference.study_sessions:
        if study_session.activity is not None:
            study_session.activity.group_title = plan.title
    db.flush()
    refuse_clashes(db, conference)


def cancel_conference(db: Session, conference: Conference) -> int:
    """Call a conference off: nobody is expected any more, every record stays. How many people.

    A rehearsal of it that is under way is called off with it.
    """
    activities = conference.activity_ids
    expected = [
        person_id
        for person_id, summons in summonses_of(db, conference.id).items()
        if summons.state == SummonsState.SUMMONED
    ]
    withdraw_assignments(db, activities, expected)
    for study_session in conference.study_sessions:
        if study_session.activity is not None:
            study_session.activity.is_withdrawn = True
    conference.state = ConferenceState.CANCELLED
    db.execute(
        update(Conference)
        .where(
            Conference.rehearsal_of_id == conference.id, Conference.state != ConferenceState.CLOSED
        )
        .values(state=ConferenceState.CANCELLED)
    )
    db.flush()
    return len(expected)


def _apply(conference: Conference, plan: ConferencePlan) -> None:
    conference.title = plan.title
    conference.owner_unit_id = plan.owner_unit_id
    conference.starts_at = plan.starts_at
    conference.ends_at = plan.ends_at
    conference.chair = plan.chair
    conference.note = plan.note
    conference.seating_percent = plan.seating_percent


def _refuse_hours(plan: ConferencePlan) -> None:
    if plan.ends_at <= plan.starts_at:
        raise Invalid(_l("The conference must end after it begins."))
    if (plan.ends_at - plan.starts_at).days >= LONGEST_DAYS:
        raise Invalid(_l("A conference lasts a month at most. Please check its days."))
