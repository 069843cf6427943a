"""Answering, one question a page: plain forms, the same by script with a receipt, the overview."""

from datetime import datetime
from typing import Any

from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms import clock
from lms.db import commits_in_group, get_db, in_group
from lms.errors import Invalid
from lms.policy import requires
from lms.web.format import format_time
from lms.web.i18n import _
from quizzes.attempts.answering import Receipt, save_answer
from quizzes.attempts.enums import AnswerFate
from quizzes.attempts.models import Attempt
from quizzes.attempts.pages import question_page
from quizzes.attempts.queries import deadline_for, find_item
from quizzes.attempts.settling import away_if_over
from quizzes.bank.enums import QuestionType
from quizzes.policy import QuizPermission, load_attempt

bp = Blueprint("answers", __name__)

_STATUS = {
    AnswerFate.SAVED: 200,
    AnswerFate.STALE: 409,
    AnswerFate.LATE: 410,
    AnswerFate.FINISHED: 410,
}


@bp.get("/bai-kiem-tra/luot/<int:attempt_id>")
@requires(QuizPermission.ANSWER, load_attempt)
def overview(attempt: Attempt) -> ResponseReturnValue:
    """Which questions are answered, and the button to hand in."""
    away = away_if_over(attempt)
    if away is not None:
        return away
    return render_template(
        "quizzes/attempts/overview.html",
        attempt=attempt,
        quiz=attempt.quiz,
        questions=[question_page(item) for item in attempt.items],
        **_clock_of(attempt),
    )


@bp.get("/bai-kiem-tra/luot/<int:attempt_id>/cau/<int:slot>")
@requires(QuizPermission.ANSWER, load_attempt)
def question(attempt: Attempt) -> ResponseReturnValue:
    """One question with what is saved of its answer."""
    return away_if_over(attempt) or _question_page(attempt)


@bp.post("/bai-kiem-tra/luot/<int:attempt_id>/cau/<int:slot>")
@requires(QuizPermission.ANSWER, load_attempt)
@commits_in_group
def answer(attempt: Attempt) -> ResponseReturnValue:
    """Save the answer of a plain form and go where its button says."""
    received_at = clock.now()
    kind = find_item(attempt, _slot()).version.type
    revision = request.form.get("revision", type=int) or 0
    receipt = _save(attempt, revision, _sent_by_form(kind), received_at)
    match receipt.fate:
        case AnswerFate.SAVED:
            return redirect(_where_to(attempt), 303)
        case AnswerFate.FINISHED:
            return redirect(url_for("attempts.result", attempt_id=attempt.id), 303)
        case AnswerFate.STALE:
            get_db().rollback()  # read what the other window has stored
            return _question_page(load_attempt(attempt.id), _say(attempt, receipt)), 409
        case AnswerFate.LATE:
            sentence = _say(attempt, receipt)
            return render_template(
                "quizzes/attempts/too_late.html", attempt_id=attempt.id, sentence=sentence
            ), 410


@bp.put("/bai-kiem-tra/luot/<int:attempt_id>/cau/<int:slot>/tra-loi")
@requires(QuizPermission.ANSWER, load_attempt)
@commits_in_group
def save(attempt: Attempt) -> ResponseReturnValue:
    """`{revision, value}` → `{number, time, revision, answer, message}`.

    409 with the stored state when it is newer, 410 when the attempt is over.
    """
    received_at = clock.now()
    body = request.get_json(silent=True)
    revision = body.get("revision") if isinstance(body, dict) else None
    if not isinstance(body, dict) or isinstance(revision, bool) or not isinstance(revision, int):
        raise Invalid(_("This answer does not fit the question. Reload the page."))
    receipt = _save(attempt, revision, body.get("value"), received_at)
    told = {
        "fate": receipt.fate.value,
        "number": receipt.number,
        "time": format_time(receipt.at, seconds=True) if receipt.at else None,
        "revision": receipt.revision,
        "answer": receipt.answer,
        "message": _say(attempt, receipt),
    }
    return jsonify(told), _STATUS[receipt.fate]


def _save(attempt: Attempt, revision: int, sent: object, received_at: datetime) -> Receipt:
    attempt_id, slot = attempt.id, _slot()
    return in_group(lambda db: save_answer(db, attempt_id, slot, revision, sent, received_at))


def _slot() -> int:
    slot: int = (request.view_args or {})["slot"]
    return slot


def _sent_by_form(kind: QuestionType) -> object:
    if kind in (QuestionType.MULTIPLE, QuestionType.MATCHING):
        return request.form.getlist("value")
    return request.form.get("value")


def _where_to(attempt: Attempt) -> str:
    """The place the pressed button names; the overview after the last question."""
    wanted = request.form.get("go", type=int)
    if wanted is not None and 1 <= wanted <= len(attempt.items):
        return url_for(".question", attempt_id=attempt.id, slot=wanted)
    return url_for(".overview", attempt_id=attempt.id)


def _say(attempt: Attempt, receipt: Receipt) -> str:
    saved = format_time(receipt.at, seconds=True)
    deadline = format_time(deadline_for(attempt, attempt.quiz), seconds=True)
    match receipt.fate:
        case AnswerFate.SAVED:
            return _("Saved at %(time)s", time=saved) if receipt.at else ""
        case AnswerFate.STALE:
            return _(
                "This question was answered in another window at %(time)s. That answer is shown.",
                time=saved,
            )
        case AnswerFate.LATE:
            return _(
                "Time was up at %(time)s. This answer came later and does not count; "
                "all answers saved before do.",
                time=deadline,
            )
        case AnswerFate.FINISHED:
            return _("This attempt has been handed in; it cannot be changed any more.")


def _question_page(attempt: Attempt, warning: str = "") -> str:
    item = find_item(attempt, _slot())
    return render_template(
        "quizzes/attempts/question.html",
        attempt=attempt,
        quiz=attempt.quiz,
        page=question_page(item),
        count=len(attempt.items),
        warning=warning,
        **_clock_of(attempt),
    )


def _clock_of(attempt: Attempt) -> dict[str, Any]:
    """The deadline and what is left of it by the server's clock, for the page's ticking figure."""
    deadline = deadline_for(attempt, attempt.quiz)
    left = max(0, int((deadline - clock.now()).total_seconds()))
    return {"deadline": deadline, "seconds_left": left}
