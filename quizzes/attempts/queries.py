"""Reading attempts: a learner's own, and a quiz's results for its trainers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from lms.errors import NotFound
from lms.web.i18n import lazy_gettext as _l
from quizzes.attempts.models import Attempt, AttemptItem
from quizzes.attempts.results import Result, counting_result
from quizzes.attempts.timing import deadline_of, is_over
from quizzes.quiz.enums import CountingAttempt
from quizzes.quiz.models import Quiz


def get_attempt(db: Session, attempt_id: int, *, fresh: bool = False) -> Attempt:
    """An attempt with its quiz, campaign, questions and answers, in two queries.

    `fresh` reads it again even where this session has seen it before. Raises NotFound.
    """
    attempt = db.scalars(
        select(Attempt)
        .where(Attempt.id == attempt_id)
        .options(
            joinedload(Attempt.quiz).joinedload(Quiz.campaign),
            selectinload(Attempt.items).joinedload(AttemptItem.version),
        )
        .execution_options(populate_existing=fresh)
    ).one_or_none()
    if attempt is None:
        raise NotFound(_l("This attempt does not exist."))
    return attempt


def find_item(attempt: Attempt, slot: int) -> AttemptItem:
    """The question in a place of an attempt whose items are loaded. Raises NotFound."""
    for item in attempt.items:
        if item.slot == slot:
            return item
    raise NotFound(_l("This attempt has no such question."))


def list_attempts(db: Session, quiz_id: int, person_id: int) -> list[Attempt]:
    """One person's attempts at a quiz, the first first."""
    return list(
        db.scalars(
            select(Attempt)
            .where(Attempt.quiz_id == quiz_id, Attempt.person_id == person_id)
            .order_by(Attempt.number)
        )
    )


def find_under_way(attempts: Sequence[Attempt]) -> Attempt | None:
    """The attempt that is not finished, if there is one."""
    return next((attempt for attempt in attempts if attempt.finished_at is None), None)


def deadline_for(attempt: Attempt, quiz: Quiz) -> datetime:
    """When the attempt ends under the quiz's present settings."""
    return deadline_of(attempt.started_at, quiz.limit_minutes, quiz.closes_at)


def has_run_out(attempt: Attempt, quiz: Quiz, now: datetime) -> bool:
    """Whether an unfinished attempt can take no more answers, so that it must be finished."""
    over = is_over(now, deadline_for(attempt, quiz), quiz.grace_seconds)
    return attempt.finished_at is None and over


def expired_attempt_ids(db: Session, now: datetime, quiz_id: int | None = None) -> list[int]:
    """Unfinished attempts whose time is over, of one quiz or of all."""
    statement = (
        select(Attempt).where(Attempt.finished_at.is_(None)).options(joinedload(Attempt.quiz))
    )
    if quiz_id is not None:
        statement = statement.where(Attempt.quiz_id == quiz_id)
    return [each.id for each in db.scalars(statement) if has_run_out(each, each.quiz, now)]


@dataclass(frozen=True, slots=True)
class PersonResult:
    """What came of a quiz for one person: the attempt that counts, and how many there were."""

    person_id: int
    attempts: int
    is_under_way: bool
    counting: Result | None


def results_by_person(db: Session, quiz: Quiz) -> dict[int, PersonResult]:
    """person id → result, for everybody who began. One query."""
    by_person: dict[int, list[Attempt]] = {}
    for attempt in db.scalars(select(Attempt).where(Attempt.quiz_id == quiz.id)):
        by_person.setdefault(attempt.person_id, []).append(attempt)
    return {
        person_id: PersonResult(
            person_id=person_id,
            attempts=len(attempts),
            is_under_way=find_under_way(attempts) is not None,
            counting=counting_of(attempts, quiz.counting),
        )
        for person_id, attempts in by_person.items()
    }


def counting_of(attempts: Sequence[Attempt], policy: CountingAttempt) -> Result | None:
    """The result that counts among one person's attempts, or None while none is finished."""
    finished = [
        Result(each.number, each.score or 0.0, each.max_score or 0.0, each.finished_at)
        for each in attempts
        if each.finished_at is not None
    ]
    return counting_result(finished, policy)
