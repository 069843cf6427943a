"""The verbs of a rehearsal: start, measure, end."""

from datetime import datetime, timedelta

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session

from lms.errors import Conflict, Invalid
from lms.web.i18n import lazy_gettext as _l
from sessions.conferences.enums import ConferenceState, SummonsState
from sessions.conferences.models import Conference, StudySession, Summons, Venue
from sessions.gates.models import Gate
from sessions.rehearsals.copying import copy_conference
from sessions.rehearsals.enums import Check
from sessions.rehearsals.models import Measurement
from sessions.rehearsals.queries import find_open_rehearsal
from sessions.rehearsals.rules import WAIVABLE, is_enough, limit_of

EARLIEST = timedelta(hours=1)
"""A rehearsal may begin a little in the past: its gates are open then."""
LATEST = timedelta(days=60)
MOST_MS = 600_000_000.0
"""A device whose clock was never set is years off; a week says enough."""
MOST_M = 200.0
_ENDED = _l("This rehearsal is over. Start a new one to measure again.")


def start_rehearsal(
    db: Session, conference: Conference, starts_at: datetime, *, by: int | None, now: datetime
) -> Conference:
    """A copy of the conference whose first sitting begins at `starts_at`; nothing of it counts.

    Raises Conflict when one is under way or the conference is over, called off or a rehearsal itself;
    Invalid when there is nothing to rehearse yet, or for a time long past or far away.
    """
    if conference.is_rehearsal:
        raise Conflict(_l("This is a rehearsal itself."))
    if conference.state in (ConferenceState.CLOSED, ConferenceState.CANCELLED):
        raise Conflict(
            _l("This conference is over or was called off; there is nothing to rehearse.")
        )
    if find_open_rehearsal(db, conference.id) is not None:
        raise Conflict(_l("A rehearsal of this conference is under way. End it first."))
    _refuse_unplanned(db, conference)
    if not now - EARLIEST <= starts_at <= now + LATEST:
        raise Invalid(_l("Choose a time from an hour ago to sixty days ahead."))
    return copy_conference(db, conference, starts_at, by=by, now=now)


def end_rehearsal(db: Session, rehearsal: Conference, *, now: datetime) -> None:
    """End it: its gates close and nothing more is measured. Ending twice changes nothing."""
    rehearsal.state = ConferenceState.CLOSED
    sittings = select(StudySession.id).where(StudySession.conference_id == rehearsal.id)
    db.execute(
        update(Gate)
        .where(Gate.study_session_id.in_(sittings), Gate.closed_at.is_(None))
        .values(closed_at=now)
    )
    db.flush()


def measure(
    db: Session,
    rehearsal: Conference,
    venue: Venue,
    check: Check,
    value: float,
    *,
    by: int | None,
    now: datetime,
    code_width_m: float | None = None,
) -> Measurement:
    """Keep a measured value, held against the limit of today.

    Milliseconds or metres; `code_width_m` is how wide the code stands on the screen. Raises Conflict after
    the end, Invalid for a value that cannot be.
    """
    _refuse_ended(rehearsal)
    most = MOST_M if check is Check.CAMERA else MOST_MS
    least = -most if check is Check.CLOCK else 0.0
    if not least <= value <= most:
        raise Invalid(_l("This value cannot be right. Please measure again."))
    limit = limit_of(check, code_width_m)
    if limit is None:
        raise ValueError(f"{check} is not measured but stated")
    return _keep(
        db,
        Measurement(
            venue_id=venue.id,
            check_kind=check,
            value=value,
            limit_value=limit,
            passed=is_enough(check, value, limit),
            measured_at=now,
            measured_by=by,
        ),
    )


def state_point(
    db: Session,
    rehearsal: Conference,
    venue: Venue,
    check: Check,
    passed: bool | None,
    *,
    by: int | None,
    now: datetime,
) -> Measurement:
    """Keep what staff say: it works, it does not, or (None) the venue does without.

    Raises Conflict after the end, Invalid when the venue cannot do without it.
    """
    _refuse_ended(rehearsal)
    if check not in WAIVABLE:
        raise Invalid(_l("Choose one of the answers offered."))
    return _keep(
        db,
        Measurement(
            venue_id=venue.id,
            check_kind=check,
            passed=passed is not False,
            is_waived=passed is None,
            measured_at=now,
            measured_by=by,
        ),
    )


def _keep(db: Session, row: Measurement) -> Measurement:
    db.add(row)
    db.flush()
    return row


def _refuse_ended(rehearsal: Conference) -> None:
    if rehearsal.state is not ConferenceState.OPEN:
        raise Conflict(_ENDED)


def _refuse_unplanned(db: Session, conference: Conference) -> None:
    summoned = exists().where(
        Summons.conference_id == conference.id, Summons.state == SummonsState.SUMMONED
    )
    if not conference.venues or not conference.study_sessions or not db.scalar(select(summoned)):
        raise Invalid(
            _l("Plan venues and programme and summon people first: the rehearsal copies them.")
        )
