"""Study sessions of a conference: each is an activity of the campaign and gets its gates."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, exists, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lms.campaigns.activities import assign, register_activity, withdraw_assignments
from lms.campaigns.enums import ActivityKind
from lms.errors import Conflict, Invalid
from lms.web.i18n import lazy_gettext as _l
from sessions.checkin.models import Evidence
from sessions.conferences.clashes import refuse_clashes
from sessions.conferences.enums import SummonsState
from sessions.conferences.models import Conference, StudySession, Summons, Venue
from sessions.conferences.rejudging import rejudge
from sessions.conferences.rules import Flaw, PlannedSession, Span, find_schedule_flaws
from sessions.console.models import Headcount, SignOff
from sessions.gates.enums import Direction
from sessions.gates.models import DisplayBeat, Gate, Outage
from sessions.printing.forgetting import forget_prints

_SENTENCES = {
    Flaw.ENDS_BEFORE_START: _l("The study session must end after it begins."),
    Flaw.OUTSIDE_CONFERENCE: _l(
        "A study session lies inside the hours of its conference. Change one or the other."
    ),
    Flaw.NO_VENUE: _l("Choose at least one venue for the study session."),
    Flaw.VENUE_TAKEN: _l("Another study session is held at the same venue at that time."),
}
_HAS_EVIDENCE = _l(
    "People have already been recorded there. Records are never thrown away, so this must stay."
)


@dataclass(frozen=True, slots=True)
class SessionPlan:
    """What the organisers decide about a study session; hours in UTC."""

    title: str
    starts_at: datetime
    ends_at: datetime
    venue_ids: frozenset[int]
    rapporteur: str = ""
    opens_before_minutes: int = 60
    late_after_minutes: int = 15
    is_required: bool = True


def add_session(db: Session, conference: Conference, plan: SessionPlan) -> StudySession:
    """Plan a sitting: its activity, its gates, and everybody summoned to its venues expected.

    Raises Invalid when it does not fit the timetable, Conflict when people summoned here must be
    at another conference at that time, or in a rehearsal.
    """
    if conference.is_rehearsal:
        raise Conflict(_l("A rehearsal keeps the programme of its conference. Change it there."))
    refuse_flaws(_hours(conference), [*planned_sessions(conference.study_sessions), _planned(plan)])
    activity = register_activity(
        db, conference.campaign_id, kind=ActivityKind.STUDY_SESSION, title=plan.title
    )
    study_session = StudySession(conference=conference, activity=activity, venues=[])
    db.add(study_session)
    _apply(db, conference, study_session, plan)
    return study_session


def change_session(
    db: Session,
    conference: Conference,
    study_session: StudySession,
    plan: SessionPlan,
    *,
    by: int | None,
) -> None:
    """Change a sitting; raises as `add_session`, and Conflict when a venue that has records of
    people would be taken out.
    """
    others = [each for each in conference.study_sessions if each is not study_session]
    refuse_flaws(_hours(conference), [*planned_sessions(others), _planned(plan)])
    _apply(db, conference, study_session, plan)
    rejudge(db, conference, None, what="timetable changed", by=by)


def remove_session(db: Session, conference: Conference, study_session: StudySession) -> None:
    """Take a sitting out of the programme. Raises Conflict once anybody was recorded at it, or a
    correction of its attendance was asked for.
    """
    _drop_gates(db, study_session, {venue.id for venue in study_session.venues})
    if study_session.activity is not None:
        study_session.activity.is_withdrawn = True
    study_session.venues = []
    db.flush()
    try:
        with db.begin_nested():
            db.delete(study_session)
            db.flush()
    except IntegrityError as error:
        raise Conflict(
            _l(
                "Corrections of this study session's attendance are on record. It cannot be removed."
            )
        ) from error
    db.expire(conference, ["study_sessions"])


def refuse_flaws(conference: Span, sessions: Sequence[PlannedSession]) -> None:
    """Raise Invalid with the sentence of the first flaw, naming the session it is about."""
    for found in find_schedule_flaws(conference, sessions):
        raise Invalid(
            _l(
                "“%(title)s”: %(problem)s",
                title=found.session.title,
                problem=_SENTENCES[found.flaw],
            )
        )


def planned_sessions(study_sessions: Iterable[StudySession]) -> list[PlannedSession]:
    """Study sessions as the rules see them."""
    return [
        PlannedSession(
            each.title,
            Span(each.starts_at, each.ends_at),
            frozenset(venue.id for venue in each.venues),
        )
        for each in study_sessions
    ]


def _planned(plan: SessionPlan) -> PlannedSession:
    return PlannedSession(plan.title, Span(plan.starts_at, plan.ends_at), plan.venue_ids)


def _hours(conference: Conference) -> Span:
    return Span(conference.starts_at, conference.ends_at)


def _apply(
    db: Session, conference: Conference, study_session: StudySession, plan: SessionPlan
) -> None:
    study_session.title, study_session.rapporteur = plan.title, plan.rapporteur
    study_session.starts_at, study_session.ends_at = plan.starts_at, plan.ends_at
    study_session.opens_before_minutes = plan.opens_before_minutes
    study_session.late_after_minutes = plan.late_after_minutes
    activity = study_session.activity
    if activity is not None:
        activity.title, activity.group_title = plan.title, conference.title
        activity.held_at, activity.is_required = plan.starts_at, plan.is_required
    _keep_venues(db, conference, study_session, plan.venue_ids)
    refuse_clashes(db, conference)


def _keep_venues(
    db: Session, conference: Conference, study_session: StudySession, venue_ids: frozenset[int]
) -> None:
    held = {venue.id for venue in study_session.venues}
    chosen = [venue for venue in conference.venues if venue.id in venue_ids]
    if len(chosen) != len(venue_ids):
        raise Invalid(_l("Choose among the venues of this conference."))
    _drop_gates(db, study_session, held - venue_ids)
    study_session.venues = chosen
    db.flush()
    _make_gates(db, study_session, [venue for venue in chosen if venue.id not in held])
    _expect(db, study_session, venue_ids - held, held - venue_ids)


def _make_gates(db: Session, study_session: StudySession, venues: Iterable[Venue]) -> None:
    db.add_all(
        Gate(study_session_id=study_session.id, venue_id=venue.id, direction=Direction.IN)
        for venue in venues
    )
    db.flush()


def _drop_gates(db: Session, study_session: StudySession, venue_ids: Iterable[int]) -> None:
    venues = list(venue_ids)
    dropped = list(
        db.scalars(
            select(Gate.id).where(
                Gate.study_session_id == study_session.id, Gate.venue_id.in_(venues)
            )
        )
    )
    passed = exists().where(
        Evidence.study_session_id == study_session.id, Evidence.gate_id.in_(dropped)
    )
    if db.scalar(select(passed)):
        raise Conflict(_HAS_EVIDENCE)
    for word in (Headcount, SignOff):
        stated = (word.study_session_id == study_session.id, word.venue_id.in_(list(venue_ids)))
        if db.scalar(select(exists().where(*stated))):
            raise Conflict(_HAS_EVIDENCE)
    db.execute(delete(Outage).where(Outage.gate_id.in_(dropped)))
    forget_prints(db, study_session.id, venues, dropped)
    db.execute(delete(DisplayBeat).where(DisplayBeat.gate_id.in_(dropped)))
    try:
        with db.begin_nested():
            db.execute(delete(Gate).where(Gate.id.in_(dropped)))
    except IntegrityError as error:  # somebody checked in just now
        raise Conflict(_HAS_EVIDENCE) from error


def _expect(
    db: Session, study_session: StudySession, gained: Iterable[int], lost: Iterable[int]
) -> None:
    """Expect at the sitting whoever is summoned to a venue it gained, and nobody of one it lost."""
    if study_session.activity_id is None:
        return
    for venue_ids, change in ((gained, assign), (lost, withdraw_assignments)):
        people = db.scalars(
            select(Summons.person_id).where(
                Summons.venue_id.in_(list(venue_ids)), Summons.state == SummonsState.SUMMONED
            )
        ).all()
        if people:
            change(db, [study_session.activity_id], people)
