"""A person's word against the verdict about them, and the secretary's decision on it."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lms.errors import Conflict, Forbidden, Invalid, NotFound
from lms.web.i18n import gettext as _
from lms.web.i18n import in_locale
from lms.web.i18n import lazy_gettext as _l
from sessions.checkin.enums import AttendanceState
from sessions.checkin.staff import Staff
from sessions.conferences.models import StudySession
from sessions.conferences.queries import NOT_FOUND
from sessions.corrections.bulk import SAYINGS, decider_of, needed_answer
from sessions.corrections.enums import Decision
from sessions.corrections.ledger import write_corrections
from sessions.corrections.models import Appeal
from sessions.corrections.queries import may_appeal
from sessions.corrections.rules import LONGEST_WORDS, Bar, bar_to_appeal
from sessions.lists.history import CORRECTIONS


def file_appeal(
    db: Session, study_session_id: int, person_id: int, words: str, now: datetime
) -> Appeal:
    """Appeal against the verdict about oneself at a session.

    Sent twice it is one appeal. Raises Invalid without words, NotFound for a session that says
    nothing about the person, Conflict while another appeal of theirs about it is open.
    """
    kept = words.strip()
    if not kept:
        raise Invalid(_l("Write what is wrong."))
    if len(kept) > LONGEST_WORDS:
        raise Invalid(_l("Keep it within 2,000 characters."))
    if not may_appeal(db, study_session_id, person_id, now):
        raise NotFound(NOT_FOUND)
    appeal = Appeal(
        study_session_id=study_session_id, person_id=person_id, words=kept, filed_at=now
    )
    try:
        with db.begin_nested():
            db.add(appeal)
    except IntegrityError:
        earlier = db.scalars(
            select(Appeal).where(
                Appeal.study_session_id == study_session_id,
                Appeal.person_id == person_id,
                Appeal.decision == Decision.OPEN,
            )
        ).one()
        if earlier.words != kept:
            raise Conflict(
                _l("Your earlier request about this session is still open. Withdraw it first.")
            ) from None
        return earlier
    return appeal


def withdraw_appeal(db: Session, appeal: Appeal, person_id: int, now: datetime) -> None:
    """Take one's own appeal back. Raises NotFound for somebody else's, Conflict when decided."""
    if appeal.person_id != person_id:
        raise NotFound(NOT_FOUND)
    won = _settle(db, appeal, decision=Decision.WITHDRAWN, decided_at=now)
    if not won and appeal.decision is not Decision.WITHDRAWN:
        raise Conflict(SAYINGS[Bar.DECIDED])


def grant_appeal(
    db: Session, appeal: Appeal, staff: Staff, states: AttendanceState | None, answer: str
) -> None:
    """Agree, and state what holds instead: a correction that names the appeal and the answer.

    Raises Invalid without an answer or for a state that cannot be set, Forbidden to the person it is
    about, Conflict when it was decided otherwise meanwhile.
    """
    kept = needed_answer(answer)
    if states is None or states not in CORRECTIONS:
        raise Invalid(_l("Choose the state that holds."))
    if not _decide(db, appeal, Decision.GRANTED, staff, kept):
        return
    with in_locale("vi"):
        reason = _("%(answer)s (request no. %(number)s)", answer=kept, number=appeal.id)
    rows = write_corrections(
        db,
        db.get_one(StudySession, appeal.study_session_id),
        [appeal.person_id],
        states,
        staff,
        key=f"appeal {appeal.id}",
        reason=reason,
    )
    appeal.evidence_id = rows[appeal.person_id]
    db.flush()


def refuse_appeal(db: Session, appeal: Appeal, staff: Staff, answer: str) -> None:
    """Let the verdict stand, with an answer that the person reads; raises as `grant_appeal`."""
    _decide(db, appeal, Decision.REFUSED, staff, needed_answer(answer))


def _decide(db: Session, appeal: Appeal, decision: Decision, staff: Staff, answer: str) -> bool:
    """Whether this hand decided just now; False when the same hand had decided the same before."""
    db.refresh(appeal)
    bar = bar_to_appeal(appeal.decision, appeal.person_id, decider_of(db, staff))
    if bar is Bar.CONCERNED:
        raise Forbidden(SAYINGS[bar])
    won = bar is None and _settle(
        db,
        appeal,
        decision=decision,
        decided_by=staff.account_id,
        decided_at=staff.now,
        answer=answer,
    )
    if not won and (appeal.decision, appeal.decided_by) != (decision, staff.account_id):
        raise Conflict(SAYINGS[Bar.DECIDED])
    return won


def _settle(db: Session, appeal: Appeal, **values: object) -> bool:
    """Decide an open appeal; the database lets one hand win."""
    settled = db.execute(
        update(Appeal)
        .where(Appeal.id == appeal.id, Appeal.decision == Decision.OPEN)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    db.refresh(appeal)
    return bool(settled.rowcount)  # type: ignore[attr-defined] # an UPDATE has one
