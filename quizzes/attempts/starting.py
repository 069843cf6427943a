"""Beginning an attempt: the rules are checked, the questions drawn and stored."""

import secrets
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lms import clock
from lms.errors import Conflict, Gone
from lms.web.format import format_datetime
from lms.web.i18n import lazy_gettext as _l
from quizzes.attempts.drawing import Draw, PoolTooSmall, draw_questions
from quizzes.attempts.finishing import finish_attempt
from quizzes.attempts.models import Attempt, AttemptItem
from quizzes.attempts.ordering import draw_order
from quizzes.attempts.queries import find_under_way, has_run_out, list_attempts
from quizzes.attempts.timing import Opening, opening_at
from quizzes.bank.models import QuestionVersion
from quizzes.bank.queries import content_of, live_pools
from quizzes.quiz.models import Quiz
from quizzes.quiz.queries import list_draws


def start_attempt(db: Session, quiz: Quiz, person_id: int) -> Attempt:
    """Begin an attempt at a quiz, or give back the one under way.

    Pressed twice or in two tabs, it gives the same attempt. Raises Conflict before the opening or
    when the attempts are used up, Gone after the close.
    """
    now = clock.now()
    attempts = list_attempts(db, quiz.id, person_id)
    current = find_under_way(attempts)
    if current is not None and not has_run_out(current, quiz, now):
        return current
    refuse_start(quiz, len(attempts), now)
    if current is not None:
        finish_attempt(db, current.id, now)
    number = len(attempts) + 1
    try:
        with db.begin_nested():
            return _draw_attempt(db, quiz, person_id, number, now)
    except IntegrityError:  # another tab was faster
        current = find_under_way(list_attempts(db, quiz.id, person_id))
        if current is None:
            raise
        return current


def refuse_start(quiz: Quiz, attempts: int, now: datetime) -> None:
    """Raise the reason why nobody with so many attempts may begin one now, if there is one."""
    match opening_at(now, quiz.opens_at, quiz.closes_at):
        case Opening.NOT_YET:
            opens = format_datetime(quiz.opens_at)
            raise Conflict(_l("This quiz opens at %(time)s.", time=opens))
        case Opening.CLOSED:
            closed = format_datetime(quiz.closes_at)
            raise Gone(_l("This quiz closed at %(time)s.", time=closed))
    if attempts >= quiz.attempts_allowed:
        raise Conflict(_l("You have used all your attempts at this quiz."))


def _draw_attempt(db: Session, quiz: Quiz, person_id: int, number: int, now: datetime) -> Attempt:
    attempt = Attempt(
        quiz_id=quiz.id,
        person_id=person_id,
        number=number,
        seed=secrets.randbits(62),
        started_at=now,
    )
    db.add(attempt)
    db.flush()
    versions = _draw_versions(db, quiz, attempt.seed)
    db.add_all(
        _place_question(attempt, slot, version, quiz.shuffles_options)
        for slot, version in enumerate(versions, start=1)
    )
    db.flush()
    return attempt


def _draw_versions(db: Session, quiz: Quiz, seed: int) -> Sequence[QuestionVersion]:
    draws = [Draw(draw.topic, draw.count) for draw in list_draws(db, quiz.id)]
    try:
        ids = draw_questions(draws, live_pools(db, quiz.campaign_id), seed)
    except PoolTooSmall as pool:
        raise Conflict(
            _l(
                "The bank has too few questions on “%(topic)s”. Please tell the organisers.",
                topic=pool.topic,
            )
        ) from pool
    found = db.scalars(select(QuestionVersion).where(QuestionVersion.id.in_(ids)))
    by_id = {version.id: version for version in found}
    return [by_id[version_id] for version_id in ids]


def _place_question(
    attempt: Attempt, slot: int, version: QuestionVersion, shuffles: bool
) -> AttemptItem:
    order = draw_order(content_of(version), attempt.seed, slot, shuffles=shuffles)
    return AttemptItem(attempt_id=attempt.id, slot=slot, version_id=version.id, option_order=order)
