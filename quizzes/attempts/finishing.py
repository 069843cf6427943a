"""Handing in: one transaction, one winner; the attempt that counts goes to the learner record."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session, joinedload

from lms.records.enums import OutcomeState
from lms.records.services import NewOutcome, post_outcome
from quizzes.attempts.marking import mark_answer
from quizzes.attempts.models import Attempt
from quizzes.attempts.queries import (
    counting_of,
    deadline_for,
    expired_attempt_ids,
    get_attempt,
    list_attempts,
)
from quizzes.attempts.results import add_up, has_passed, shown_score
from quizzes.attempts.timing import finish_time
from quizzes.bank.queries import content_of
from quizzes.quiz.models import Quiz

SOURCE = "quizzes"
RULE_VERSION = "quiz 1"


def finish_attempt(db: Session, attempt_id: int, now: datetime) -> bool:
    """Hand an attempt in, mark it and post what counts; True for the one who did it.

    Whoever comes second changes nothing. The finish time is now, or the deadline when it has
    passed. Every answer with a receipt is in the result: the update waits for a save under way.
    """
    attempt = db.scalars(
        select(Attempt).where(Attempt.id == attempt_id).options(joinedload(Attempt.quiz))
    ).one()
    finished_at = finish_time(now, deadline_for(attempt, attempt.quiz))
    won = db.execute(
        update(Attempt)
        .where(Attempt.id == attempt_id, Attempt.finished_at.is_(None))
        .values(finished_at=max(finished_at, attempt.started_at))
        .returning(Attempt.id)
        .execution_options(synchronize_session=False)
    ).scalar_one_or_none()
    if won is None:
        return False
    attempt = get_attempt(db, attempt_id, fresh=True)
    _mark(attempt)
    db.flush()
    _post_counting(db, attempt.quiz, attempt.person_id)
    return True


def finish_expired(db: Session, now: datetime, quiz_id: int | None = None) -> int:
    """Hand in every attempt whose time is over, of one quiz or of all; returns how many."""
    ids = expired_attempt_ids(db, now, quiz_id)
    return sum(finish_attempt(db, attempt_id, now) for attempt_id in ids)


def _mark(attempt: Attempt) -> None:
    marks = [mark_answer(content_of(item.version), item.answer) for item in attempt.items]
    for item, mark in zip(attempt.items, marks, strict=True):
        item.mark = round(float(mark), 3)
    attempt.score = shown_score(add_up(marks))
    attempt.max_score = float(len(marks))


def _post_counting(db: Session, quiz: Quiz, person_id: int) -> None:
    """State the attempt that counts; while an earlier one still does, nothing new is said."""
    counting = counting_of(list_attempts(db, quiz.id, person_id), quiz.counting)
    if counting is None:
        return
    passed = has_passed(counting.score, counting.max_score, quiz.pass_percent)
    post_outcome(
        db,
        NewOutcome(
            person_id=person_id,
            activity_id=quiz.activity_id,
            state=OutcomeState.PASSED if passed else OutcomeState.FAILED,
            score=counting.score,
            max_score=counting.max_score,
            source=SOURCE,
            source_key=f"quiz {quiz.id} person {person_id} attempt {counting.number}",
            occurred_at=counting.finished_at,
            rule_version=RULE_VERSION,
        ),
    )
