"""The staff's pages of the question bank: list, look, write, reword, take out of use."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.campaigns.models import Campaign
from lms.campaigns.policy import CampaignPermission, load_campaign
from lms.campaigns.queries import get_campaign
from lms.db import get_db, writes
from lms.errors import DomainError, NotFound
from lms.people.actor import current_actor
from lms.policy import requires
from lms.web.i18n import _
from lms.web.paging import page_number
from quizzes.bank.enums import QuestionType, VersionState
from quizzes.bank.forms import QuestionForm
from quizzes.bank.models import Question
from quizzes.bank.queries import content_of, count_topics, list_questions, list_versions
from quizzes.bank.sentences import kind_name, state_name
from quizzes.bank.services import (
    add_question,
    restore_question,
    retire_questions,
    revise_question,
)
from quizzes.policy import QuizPermission, load_question

bp = Blueprint("bank", __name__)


@bp.get("/dot-hoc-tap/<int:campaign_id>/ngan-hang-cau-hoi")
@requires(CampaignPermission.MANAGE, load_campaign)
def index(campaign: Campaign) -> ResponseReturnValue:
    """The campaign's questions by topic, with a search that ignores diacritics."""
    db = get_db()
    state = VersionState.RETIRED if request.args.get("ngung") else VersionState.LIVE
    search = request.args.get("tim", "").strip()[:200]
    topic = request.args.get("chu-de") or None
    found = list_questions(
        db, campaign.id, search=search, topic=topic, state=state, page=page_number(request.args)
    )
    return render_template(
        "quizzes/bank/index.html",
        campaign=campaign,
        topics=count_topics(db, campaign.id),
        found=found,
        search=search,
        topic=topic,
        state=state,
        kind_name=kind_name,
        kinds=list(QuestionType),
    )


@bp.get("/dot-hoc-tap/<int:campaign_id>/ngan-hang-cau-hoi/them/<loai>")
@requires(CampaignPermission.MANAGE, lambda campaign_id, loai: load_campaign(campaign_id))
def new(campaign: Campaign) -> ResponseReturnValue:
    """An empty form for a question of the kind chosen."""
    form = QuestionForm()
    form.topic.data = request.args.get("chu-de", "")
    return _form_page(form, campaign, _kind_asked(), None)


@bp.post("/dot-hoc-tap/<int:campaign_id>/ngan-hang-cau-hoi/them/<loai>")
@requires(CampaignPermission.MANAGE, lambda campaign_id, loai: load_campaign(campaign_id))
@writes
def create(campaign: Campaign) -> ResponseReturnValue:
    """Put the question into the bank, live at once."""
    form, kind = QuestionForm(), _kind_asked()
    if not form.validate():
        return _form_page(form, campaign, kind, None)
    try:
        question = add_question(
            get_db(),
            campaign.id,
            form.content(kind),
            topic=form.topic.data,
            citation=form.citation.data,
            by=current_actor().account_id,
        )
    except DomainError as refusal:
        form.add_error("rows", str(refusal.message))
        return _form_page(form, campaign, kind, None)
    flash(_("The question is in the bank."))
    return redirect(url_for("bank.view", question_id=question.id), 303)


@bp.get("/cau-hoi/<int:question_id>")
@requires(QuizPermission.EDIT_QUESTION, load_question)
def view(question: Question) -> ResponseReturnValue:
    """The question as learners see it, with the key and its former wordings."""
    db = get_db()
    versions = list_versions(db, question.id)
    return render_template(
        "quizzes/bank/view.html",
        campaign=get_campaign(db, question.campaign_id),
        question=question,
        latest=versions[0],
        content=content_of(versions[0]),
        former=[(version, content_of(version)) for version in versions[1:]],
        kind_name=kind_name,
        state_name=state_name,
    )


@bp.get("/cau-hoi/<int:question_id>/sua")
@requires(QuizPermission.EDIT_QUESTION, load_question)
def edit(question: Question) -> ResponseReturnValue:
    """The form with the latest wording."""
    latest = list_versions(get_db(), question.id)[0]
    form = QuestionForm()
    form.show(content_of(latest), question.topic, latest.citation, latest.number)
    return _form_page(form, _campaign_of(question), latest.type, question)


@bp.post("/cau-hoi/<int:question_id>/sua")
@requires(QuizPermission.EDIT_QUESTION, load_question)
@writes
def revise(question: Question) -> ResponseReturnValue:
    """Make the wording typed the live one."""
    db = get_db()
    kind = list_versions(db, question.id)[0].type
    form = QuestionForm()
    if not form.validate():
        return _form_page(form, _campaign_of(question), kind, question)
    try:
        revise_question(
            db,
            question,
            form.content(kind),
            topic=form.topic.data,
            citation=form.citation.data,
            seen_number=form.version_seen,
            by=current_actor().account_id,
        )
    except DomainError as refusal:
        db.refresh(question)
        form.add_error("rows", str(refusal.message))
        return _form_page(form, _campaign_of(question), kind, question)
    flash(_("The question is changed. Attempts that had the former wording keep it."))
    return redirect(url_for("bank.view", question_id=question.id), 303)


@bp.post("/cau-hoi/<int:question_id>/ngung-dung")
@requires(QuizPermission.EDIT_QUESTION, load_question)
@writes
def retire(question: Question) -> ResponseReturnValue:
    """Draw it no more."""
    retire_questions(get_db(), [question.id])
    flash(_("The question is out of use. New attempts no longer draw it."))
    return redirect(url_for("bank.view", question_id=question.id), 303)


@bp.post("/cau-hoi/<int:question_id>/dung-lai")
@requires(QuizPermission.EDIT_QUESTION, load_question)
@writes
def restore(question: Question) -> ResponseReturnValue:
    """Draw it again."""
    restore_question(get_db(), question)
    flash(_("The question is in use again."))
    return redirect(url_for("bank.view", question_id=question.id), 303)


def _campaign_of(question: Question) -> Campaign:
    return get_campaign(get_db(), question.campaign_id)


def _kind_asked() -> QuestionType:
    try:
        return QuestionType((request.view_args or {})["loai"])
    except ValueError as error:
        raise NotFound(_("This page does not exist, or it is not yours to see.")) from error


def _form_page(
    form: QuestionForm, campaign: Campaign, kind: QuestionType, question: Question | None
) -> ResponseReturnValue:
    form.offer_rows()
    page = render_template(
        "quizzes/bank/form.html",
        form=form,
        campaign=campaign,
        kind=kind,
        kind_name=kind_name,
        question=question,
        topics=[each.topic for each in count_topics(get_db(), campaign.id)],
    )
    return page, 422 if form.errors else 200
