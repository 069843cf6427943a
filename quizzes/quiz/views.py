"""The staff's pages where a quiz is made and changed."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms import clock
from lms.campaigns.models import Campaign
from lms.campaigns.policy import CampaignPermission, load_campaign
from lms.db import get_db, writes
from lms.errors import DomainError
from lms.people.actor import current_actor
from lms.policy import requires
from lms.web.i18n import _
from quizzes.bank.queries import count_topics
from quizzes.policy import QuizPermission, load_quiz
from quizzes.quiz.enums import CountingAttempt, ReviewPolicy
from quizzes.quiz.forms import QuizForm
from quizzes.quiz.models import Quiz
from quizzes.quiz.services import change_quiz, create_quiz

bp = Blueprint("quiz", __name__)


@bp.get("/dot-hoc-tap/<int:campaign_id>/bai-kiem-tra/moi")
@requires(CampaignPermission.MANAGE, load_campaign)
def new(campaign: Campaign) -> ResponseReturnValue:
    """A form with the usual settings: 15 minutes, two attempts, the campaign's pass mark."""
    form = QuizForm()
    form.opens_at.show(clock.now().replace(second=0, microsecond=0))
    form.limit_minutes.data, form.attempts_allowed.data = 15, 2
    form.pass_percent.data = campaign.pass_percent
    form.counting.data = CountingAttempt.BEST.value
    form.review.data = ReviewPolicy.AFTER_ATTEMPT.value
    form.shuffles_options.data = True
    return _form_page(form, campaign, None)


@bp.post("/dot-hoc-tap/<int:campaign_id>/bai-kiem-tra/moi")
@requires(CampaignPermission.MANAGE, load_campaign)
@writes
def create(campaign: Campaign) -> ResponseReturnValue:
    """Make the quiz and expect the campaign's people to pass it."""
    form = QuizForm()
    if not form.validate():
        return _form_page(form, campaign, None)
    try:
        quiz = create_quiz(get_db(), campaign.id, form.settings(), by=current_actor().account_id)
    except DomainError as refusal:
        form.add_error("draws", str(refusal.message))
        return _form_page(form, campaign, None)
    flash(_("The quiz is made."))
    return redirect(url_for("quiz_report.manage", quiz_id=quiz.id), 303)


@bp.get("/bai-kiem-tra/<int:quiz_id>/sua")
@requires(QuizPermission.MANAGE, load_quiz)
def edit(quiz: Quiz) -> ResponseReturnValue:
    """The form with what is stored."""
    form = QuizForm()
    form.show(quiz)
    return _form_page(form, quiz.campaign, quiz)


@bp.post("/bai-kiem-tra/<int:quiz_id>/sua")
@requires(QuizPermission.MANAGE, load_quiz)
@writes
def change(quiz: Quiz) -> ResponseReturnValue:
    """Keep the changes; attempts under way keep their questions."""
    form = QuizForm()
    if not form.validate():
        return _form_page(form, quiz.campaign, quiz)
    try:
        change_quiz(get_db(), quiz, form.settings())
    except DomainError as refusal:
        form.add_error("draws", str(refusal.message))
        return _form_page(form, quiz.campaign, quiz)
    flash(_("The changes are saved."))
    return redirect(url_for("quiz_report.manage", quiz_id=quiz.id), 303)


def _form_page(form: QuizForm, campaign: Campaign, quiz: Quiz | None) -> ResponseReturnValue:
    errors = form.draws.errors
    topics = count_topics(get_db(), campaign.id)
    form.offer_topics(topics)
    form.draws.errors = errors
    page = render_template(
        "quizzes/quiz/form.html",
        form=form,
        campaign=campaign,
        quiz=quiz,
        available={each.topic: each.count for each in topics},
    )
    return page, 422 if form.errors else 200
