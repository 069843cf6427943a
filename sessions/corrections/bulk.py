"""A correction of many people at once: one member of staff proposes it, another decides."""

from collections.abc import Collection

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from lms.errors import Conflict, Forbidden, Invalid
from lms.people.models import Account, Person
from lms.web.i18n import gettext as _
from lms.web.i18n import in_locale
from lms.web.i18n import lazy_gettext as _l
from sessions.checkin.enums import AttendanceState
from sessions.checkin.staff import LONGEST_REASON, Staff
from sessions.conferences.models import StudySession
from sessions.corrections.enums import Decision
from sessions.corrections.ledger import write_corrections
from sessions.corrections.models import BulkCorrection, BulkCorrectionPerson
from sessions.corrections.queries import people_of_bulk, people_of_session
from sessions.corrections.rules import FEWEST, LONGEST_BULK_REASON, Bar, Decider, bar_to_bulk
from sessions.lists.history import CORRECTIONS

SAYINGS = {
    Bar.DECIDED: _l("This was decided meanwhile; look at what came of it."),
    Bar.OWN_PROPOSAL: _l(
        "You proposed this correction; a second person decides. You can withdraw it."
    ),
    Bar.CONCERNED: _l("This is about yourself too; somebody else decides."),
}


def check_proposal(
    db: Session,
    study_session: StudySession,
    person_ids: Collection[int],
    states: AttendanceState | None,
    reason: str,
) -> None:
    """Raise Invalid with the sentence of the first thing that is wrong with a proposal."""
    if len(set(person_ids)) < FEWEST:
        raise Invalid(_l("Choose at least two people; one person is corrected on their own page."))
    if states not in CORRECTIONS:
        raise Invalid(_l("Choose the state that holds."))
    if not reason.strip():
        raise Invalid(_l("Say why: a correction needs a reason."))
    if len(reason.strip()) > LONGEST_BULK_REASON:
        raise Invalid(_l("Keep the reason within 400 characters."))
    if set(person_ids) - people_of_session(db, study_session):
        raise Invalid(_l("Some of these people are not on the list of this session. Choose again."))


def propose_bulk(
    db: Session,
    study_session: StudySession,
    person_ids: Collection[int],
    states: AttendanceState | None,
    reason: str,
    staff: Staff,
) -> BulkCorrection:
    """Put a correction of many people before a second person; nothing changes yet.

    Sent twice it is one proposal. Raises Invalid for fewer than two people, people who are not on the
    list, no reason, or a state that cannot be set.
    """
    check_proposal(db, study_session, person_ids, states, reason)
    people = sorted(set(person_ids))
    same = db.scalars(
        select(BulkCorrection).where(
            BulkCorrection.study_session_id == study_session.id,
            BulkCorrection.decision == Decision.OPEN,
            BulkCorrection.proposed_by == staff.account_id,
            BulkCorrection.states == states,
            BulkCorrection.reason == reason.strip(),
        )
    )
    for earlier in same:
        if people_of_bulk(db, earlier.id) == people:
            return earlier
    bulk = BulkCorrection(
        study_session_id=study_session.id,
        states=states,
        reason=reason.strip(),
        proposed_by=staff.account_id,
        proposed_at=staff.now,
        people=[BulkCorrectionPerson(person_id=person_id) for person_id in people],
    )
    db.add(bulk)
    db.flush()
    return bulk


def approve_bulk(db: Session, bulk: BulkCorrection, staff: Staff) -> None:
    """Correct everybody of a proposal: one row each in the ledger, verdicts updated in one go.

    Approving again changes nothing. Raises Forbidden for the proposer and for somebody it is about,
    Conflict when somebody else decided first.
    """
    if not _decide(db, bulk, Decision.GRANTED, staff, ""):
        return
    people = people_of_bulk(db, bulk.id)
    session = db.get_one(StudySession, bulk.study_session_id)
    rows = write_corrections(
        db,
        session,
        people,
        bulk.states,
        staff,
        key=f"bulk correction {bulk.id}",
        reason=_reason_of(db, bulk),
    )
    db.execute(
        update(BulkCorrectionPerson),
        [
            {"bulk_id": bulk.id, "person_id": person_id, "evidence_id": row}
            for person_id, row in rows.items()
        ],
    )


def refuse_bulk(db: Session, bulk: BulkCorrection, staff: Staff, answer: str) -> None:
    """Turn a proposal down, with an answer; raises as `approve_bulk`, and Invalid without an answer."""
    _decide(db, bulk, Decision.REFUSED, staff, needed_answer(answer))


def withdraw_bulk(db: Session, bulk: BulkCorrection, staff: Staff) -> None:
    """Take one's own proposal back. Raises Forbidden for anybody else's, Conflict when decided."""
    if bulk.proposed_by != staff.account_id:
        raise Forbidden(_l("Only the person who proposed it can withdraw it."))
    won = _settle(db, bulk, decision=Decision.WITHDRAWN, decided_at=staff.now)
    if not won and bulk.decision is not Decision.WITHDRAWN:
        raise Conflict(SAYINGS[Bar.DECIDED])


def needed_answer(answer: str) -> str:
    """An answer to be kept; Invalid when there is none or it is too long."""
    kept = answer.strip()
    if not kept:
        raise Invalid(_l("Give an answer: the other side reads it."))
    if len(kept) > LONGEST_REASON - 60:
        raise Invalid(_l("Keep the answer within 440 characters."))
    return kept


def decider_of(db: Session, staff: Staff) -> Decider:
    """Who an account is, for the rule on deciding."""
    person_id = db.scalar(select(Account.person_id).where(Account.id == staff.account_id))
    return Decider(staff.account_id, person_id)


def _decide(
    db: Session, bulk: BulkCorrection, decision: Decision, staff: Staff, answer: str
) -> bool:
    """Whether this hand decided just now; False when the same hand had decided the same before."""
    db.refresh(bulk)
    bar = bar_to_bulk(
        bulk.decision, bulk.proposed_by, people_of_bulk(db, bulk.id), decider_of(db, staff)
    )
    if bar in (Bar.OWN_PROPOSAL, Bar.CONCERNED):
        raise Forbidden(SAYINGS[bar])
    won = bar is None and _settle(
        db,
        bulk,
        decision=decision,
        decided_by=staff.account_id,
        decided_at=staff.now,
        answer=answer,
    )
    if not won and (bulk.decision, bulk.decided_by) != (decision, staff.account_id):
        raise Conflict(SAYINGS[Bar.DECIDED])
    return won


def _settle(db: Session, bulk: BulkCorrection, **values: object) -> bool:
    """Decide an open proposal; the database lets one hand win."""
    settled = db.execute(
        update(BulkCorrection)
        .where(BulkCorrection.id == bulk.id, BulkCorrection.decision == Decision.OPEN)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    db.refresh(bulk)
    return bool(settled.rowcount)  # type: ignore[attr-defined] # an UPDATE has one


def _reason_of(db: Session, bulk: BulkCorrection) -> str:
    name = db.scalar(
        select(Person.full_name)
        .join(Account, Account.person_id == Person.id)
        .where(Account.id == bulk.proposed_by)
    )
    with in_locale("vi"):
        return _(
            "%(reason)s (proposal no. %(number)s by %(name)s)",
            reason=bulk.reason,
            number=bulk.id,
            name=(name or "")[:40],
        )
