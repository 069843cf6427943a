"""A learner's way into a quiz and out of it: the rules, the start, handing in, the result."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms import clock
from lms.db import get_db, writes
from lms.errors import DomainError
from lms.people.actor import current_actor
from lms.policy import requires
from quizzes.attempts.finishing import finish_attempt
from quizzes.attempts.models import Attempt
from quizzes.attempts.pages import reviewed_questions, shows_key
from quizzes.attempts.queries import (
    counting_of,
    deadline_for,
    find_under_way,
    has_run_out,
    list_attempts,
)
from quizzes.attempts.results import has_passed
from quizzes.attempts.settling import hand_in_late
from quizzes.attempts.starting import refuse_start, start_attempt
from quizzes.bank.enums import QuestionType
from quizzes.policy import QuizPermission, load_attempt, load_quiz
from quizzes.quiz.models import Quiz
from quizzes.quiz.queries import has_kind, question_count

bp = Blueprint("attempts", __name__)


@bp.get("/bai-kiem-tra/<int:quiz_id>")
@requires(QuizPermission.TAKE, load_quiz)
def intro(quiz: Quiz) -> ResponseReturnValue:
    """The rules, told before anything begins, and the attempts made so far."""
    now = clock.now()
    attempts = list_attempts(get_db(), quiz.id, current_actor().person_id or 0)
    current = find_under_way(attempts)
    if current is not None and has_run_out(current, quiz, now):
        return hand_in_late(current, url_for(".intro", quiz_id=quiz.id))
    return render_template(
        "quizzes/attempts/intro.html",
        quiz=quiz,
        question_count=question_count(quiz),
        has_multiple=has_kind(get_db(), quiz, QuestionType.MULTIPLE),
        attempts=attempts,
        current=current,
        counting=counting_of(attempts, quiz.counting),
        has_passed=has_passed,
        refusal=None if current else _refusal(quiz, len(attempts)),
        deadline=deadline_for(current, quiz) if current else None,
    )


@bp.post("/bai-kiem-tra/<int:quiz_id>/bat-dau")
@requires(QuizPermission.TAKE, load_quiz)
@writes
def start(quiz: Quiz) -> ResponseReturnValue:
    """Draw the questions, start the clock, go to the first question not answered yet."""
    attempt = start_attempt(get_db(), quiz, current_actor().person_id or 0)
    return redirect(url_for("answers.question", attempt_id=attempt.id, slot=1), 303)


@bp.post("/bai-kiem-tra/luot/<int:attempt_id>/nop")
@requires(QuizPermission.ANSWER, load_attempt)
@writes
def finish(attempt: Attempt) -> ResponseReturnValue:
    """Hand in; pressed twice, the second press only shows the result."""
    finish_attempt(get_db(), attempt.id, clock.now())
    return redirect(url_for(".result", attempt_id=attempt.id), 303)


@bp.get("/bai-kiem-tra/luot/<int:attempt_id>/ket-qua")
@requires(QuizPermission.ANSWER, load_attempt)
def result(attempt: Attempt) -> ResponseReturnValue:
    """Score, pass or fail, and the explanations where the quiz shows them."""
    if attempt.finished_at is None and not has_run_out(attempt, attempt.quiz, clock.now()):
        return redirect(url_for("answers.overview", attempt_id=attempt.id), 303)
    if attempt.finished_at is None:
        return hand_in_late(attempt, url_for(".result", attempt_id=attempt.id))
    quiz = attempt.quiz
    attempts = list_attempts(get_db(), quiz.id, attempt.person_id)
    is_shown = shows_key(quiz, clock.now())
    return render_template(
        "quizzes/attempts/result.html",
        attempt=attempt,
        quiz=quiz,
        passed=has_passed(attempt.score or 0, attempt.max_score or 0, quiz.pass_percent),
        counting=counting_of(attempts, quiz.counting),
        can_retry=_refusal(quiz, len(attempts)) is None,
        left=max(0, quiz.attempts_allowed - len(attempts)),
        questions=reviewed_questions(attempt) if is_shown else [],
        is_shown=is_shown,
    )


def _refusal(quiz: Quiz, attempts: int) -> DomainError | None:
    """Why no further attempt may begin now, as a sentence, or None."""
    try:
        refuse_start(quiz, attempts, clock.now())
    except DomainError as refusal:
        return refusal
    return None
