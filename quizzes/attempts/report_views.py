"""The staff's page of a quiz: its settings, counts, and results by person."""

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms import clock
from lms.db import get_db
from lms.files.kinds import MIME_TYPES
from lms.files.models import FileKind
from lms.papers.xlsx import write_workbook
from lms.people.access import log_access
from lms.policy import requires
from lms.text import fold
from lms.units.enums import Tree
from lms.units.tree import load_tree
from lms.web.i18n import in_locale
from lms.web.links import url_with
from lms.web.paging import page_number, page_of
from quizzes.attempts.paper import results_paper, state_words
from quizzes.attempts.queries import expired_attempt_ids
from quizzes.attempts.report import ResultRow, ResultState, count_states, result_rows
from quizzes.attempts.settling import settle_quiz
from quizzes.policy import QuizPermission, load_quiz
from quizzes.quiz.forms import COUNTING, REVIEW
from quizzes.quiz.models import Quiz
from quizzes.quiz.queries import question_count

bp = Blueprint("quiz_report", __name__)


@bp.get("/bai-kiem-tra/<int:quiz_id>/quan-ly")
@requires(QuizPermission.MANAGE, load_quiz)
def manage(quiz: Quiz) -> ResponseReturnValue:
    """Settings and results; attempts that have run out are handed in first."""
    if expired_attempt_ids(get_db(), clock.now(), quiz.id):
        settle_quiz(quiz.id)
        return redirect(url_with(), 303)
    rows = result_rows(get_db(), quiz)
    search, state = request.args.get("tim", "").strip()[:100], request.args.get("ket-qua", "")
    found = page_of(_chosen(rows, search, state), page_number(request.args))
    named = [row.person_id for row in found.items]
    log_access("quiz results viewed", "quiz", quiz.id, search, people=named)
    return render_template(
        "quizzes/quiz/manage.html",
        quiz=quiz,
        question_count=question_count(quiz),
        counts=count_states(rows),
        total=len(rows),
        found=found,
        search=search,
        state=state,
        states=list(ResultState),
        words=state_words(),
        counting_words=COUNTING,
        review_words=REVIEW,
        as_of=clock.now(),
    )


@bp.get("/bai-kiem-tra/<int:quiz_id>/ket-qua.xlsx")
@requires(QuizPermission.MANAGE, load_quiz)
def download(quiz: Quiz) -> ResponseReturnValue:
    """The whole results table as a workbook, in Vietnamese."""
    if expired_attempt_ids(get_db(), clock.now(), quiz.id):
        settle_quiz(quiz.id)
        return redirect(url_for(".download", quiz_id=quiz.id), 303)
    rows = result_rows(get_db(), quiz)
    log_access("quiz results downloaded", "quiz", quiz.id, people=[row.person_id for row in rows])
    tree = load_tree(get_db(), Tree.STATE, clock.today())
    owner = quiz.campaign.owner_unit_id
    with in_locale("vi"):
        paper = results_paper(quiz, tree.name(owner) if owner in tree else "", rows)
    response = Response(write_workbook(paper), mimetype=MIME_TYPES[FileKind.XLSX])
    name = f"ket-qua-bai-kiem-tra-{quiz.id}.xlsx"
    response.headers["Content-Disposition"] = f"attachment; filename={name}"
    response.cache_control.no_store = True
    return response


def _chosen(rows: list[ResultRow], search: str, state: str) -> list[ResultRow]:
    wanted = fold(search)
    return [
        row
        for row in rows
        if (not state or row.state == state) and (not wanted or wanted in fold(row.full_name))
    ]
