"""One answer at a time, each acknowledged with a receipt once it is on disk."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from lms.errors import Invalid, NotFound
from lms.web.i18n import lazy_gettext as _l
from quizzes.attempts.enums import AnswerFate
from quizzes.attempts.finishing import finish_attempt
from quizzes.attempts.marking import Answer, UnreadableAnswer, read_answer
from quizzes.attempts.models import Attempt, AttemptItem
from quizzes.attempts.ordering import to_key, to_page
from quizzes.attempts.queries import deadline_for
from quizzes.attempts.timing import counts_as_in_time
from quizzes.bank.queries import content_of

MAX_REVISION = 1_000_000


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the server holds for a question after an answer was sent."""

    fate: AnswerFate
    number: int | None
    """Counts the answers received in the attempt."""
    revision: int
    answer: Answer
    """In positions on the page"""
    at: datetime | None


def save_answer(
    db: Session, attempt_id: int, slot: int, revision: int, sent: object, received_at: datetime
) -> Receipt:
    """Store an answer if it is newer than the stored one and came in time.

    The revision counts the learner's changes to one question; a lower one never overwrites, the
    same one with the same answer (a repeated request) gets its receipt again. An answer after the
    deadline and grace finishes the attempt. Locks the attempt, so that a finish waits. Raises
    Invalid for what is no possible answer, NotFound for an unknown place.
    """
    attempt = _lock_attempt(db, attempt_id)
    item = _get_item(db, attempt_id, slot)
    content = content_of(item.version)
    try:
        answer = to_key(content, item.option_order, read_answer(content, sent))
    except UnreadableAnswer as error:
        raise Invalid(_l("This answer does not fit the question. Reload the page.")) from error
    if not 1 <= revision <= MAX_REVISION:
        raise Invalid(_l("This answer does not fit the question. Reload the page."))
    if answer == item.answer and _is_settled(attempt, item, revision):
        return _receipt(AnswerFate.SAVED, item)
    if attempt.finished_at is not None:
        return _receipt(AnswerFate.FINISHED, item)
    if not counts_as_in_time(
        received_at, deadline_for(attempt, attempt.quiz), attempt.quiz.grace_seconds
    ):
        finish_attempt(db, attempt_id, received_at)
        return _receipt(AnswerFate.LATE, item)
    if revision <= item.revision:
        return _receipt(AnswerFate.STALE, item)
    if answer != item.answer:
        attempt.receipts += 1
        item.answer, item.answered_at, item.receipt = answer, received_at, attempt.receipts
    item.revision = revision
    db.flush()
    return _receipt(AnswerFate.SAVED, item)


def _lock_attempt(db: Session, attempt_id: int) -> Attempt:
    return db.scalars(
        select(Attempt)
        .where(Attempt.id == attempt_id)
        .options(joinedload(Attempt.quiz))
        .with_for_update(of=Attempt)
        .execution_options(populate_existing=True)
    ).one()


def _get_item(db: Session, attempt_id: int, slot: int) -> AttemptItem:
    item = db.scalars(
        select(AttemptItem)
        .where(AttemptItem.attempt_id == attempt_id, AttemptItem.slot == slot)
        .options(joinedload(AttemptItem.version))
        .execution_options(populate_existing=True)
    ).one_or_none()
    if item is None:
        raise NotFound(_l("This attempt has no such question."))
    return item


def _is_settled(attempt: Attempt, item: AttemptItem, revision: int) -> bool:
    """Whether an answer equal to the stored one needs no writing: repeated, empty, or handed in."""
    return revision <= item.revision or item.receipt is None or attempt.finished_at is not None


def _receipt(fate: AnswerFate, item: AttemptItem) -> Receipt:
    answer = to_page(content_of(item.version), item.option_order, item.answer)
    return Receipt(fate, item.receipt, item.revision, answer, item.answered_at)
