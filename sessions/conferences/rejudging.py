"""A change of the list or the hours may change verdicts that were given already: judge anew."""

from collections.abc import Collection

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from lms import clock
from sessions.checkin.models import Evidence
from sessions.checkin.verdicts import Cause, update_verdicts
from sessions.conferences.models import Conference


def rejudge(
    db: Session,
    conference: Conference,
    person_ids: Collection[int] | None,
    *,
    what: str,
    by: int | None,
) -> None:
    """Judge these people (None: everybody) again at each sitting that has records or is closed.

    Somebody who walked in and is summoned afterwards becomes present; `what` names the change in
    the learner record.
    """
    now = clock.now()
    for study_session in conference.study_sessions:
        recorded = select(exists().where(Evidence.study_session_id == study_session.id))
        if study_session.closed_at is not None or db.scalar(recorded):
            cause = Cause(f"{what} {now.isoformat()}", now, by)
            update_verdicts(db, study_session, person_ids, cause)
