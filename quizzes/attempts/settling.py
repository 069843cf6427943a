"""An attempt whose time is over is handed in by whoever touches it first, a reader among them."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from lms import clock
from lms.db import in_group
from quizzes.attempts.finishing import finish_attempt, finish_expired
from quizzes.attempts.models import Attempt
from quizzes.attempts.queries import has_run_out


def hand_in_late(attempt: Attempt, back: str) -> ResponseReturnValue:
    """Finish an attempt that has run out, then show the page asked for from what is stored now."""
    attempt_id, now = attempt.id, clock.now()
    in_group(lambda db: finish_attempt(db, attempt_id, now))
    return redirect(back, 303)


def away_if_over(attempt: Attempt) -> ResponseReturnValue | None:
    """The way to the result when nothing can be answered any more; None while it can."""
    result = url_for("attempts.result", attempt_id=attempt.id)
    if attempt.finished_at is not None:
        return redirect(result, 303)
    if has_run_out(attempt, attempt.quiz, clock.now()):
        return hand_in_late(attempt, result)
    return None


def settle_quiz(quiz_id: int) -> int:
    """Finish every attempt at a quiz that has run out; returns how many."""
    now = clock.now()
    return in_group(lambda db: finish_expired(db, now, quiz_id))
