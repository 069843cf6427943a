"""The office's register of requests about personal data."""

from dataclasses import dataclass
from datetime import date

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms import clock
from lms.config import Settings
from lms.db import get_db, writes
from lms.errors import DomainError
from lms.people.access import log_access
from lms.people.actor import current_actor
from lms.policy import requires
from lms.privacy.anonymising import REFUSALS
from lms.privacy.enums import RequestKind, RequestState
from lms.privacy.forms import AnswerForm, LetterForm
from lms.privacy.models import PrivacyRequest
from lms.privacy.policy import PrivacyPermission
from lms.privacy.queries import count_overdue, get_leaver, get_request, requests_by_urgency
from lms.privacy.rules import Refusal, years_after
from lms.privacy.services import Answer, answer_request, file_request
from lms.privacy.trace import find_person
from lms.privacy.words import KIND_WORDS, STATE_WORDS
from lms.web.i18n import _
from lms.web.paging import page_number, paginate


@dataclass(frozen=True, slots=True)
class Erasing:
    """Whether the person of a request for erasure can be made anonymous now."""

    refusal: Refusal | None
    reason: object
    free_on: date | None
    """From when on, where only the time for keeping stands in the way"""


bp = Blueprint("data_requests", __name__, url_prefix="/du-lieu-ca-nhan/yeu-cau")


def load_request(request_id: int) -> PrivacyRequest:
    """The request an address names. Raises NotFound."""
    return get_request(get_db(), request_id)


@bp.get("")
@requires(PrivacyPermission.ANSWER)
def index() -> ResponseReturnValue:
    """All requests, those overdue on top."""
    page = paginate(get_db(), requests_by_urgency(), page_number(request.args))
    log_access("data requests seen", "request", people=[each.person_id for each in page.items])
    today = clock.today()
    return render_template(
        "privacy/requests.html",
        page_of_requests=page,
        overdue=count_overdue(get_db(), today),
        today=today,
        kind_words=KIND_WORDS,
        state_words=STATE_WORDS,
    )


@bp.get("/moi")
@requires(PrivacyPermission.ANSWER)
def new() -> ResponseReturnValue:
    """The form for a request that came by letter."""
    form = LetterForm(received_on=clock.today(), person=request.args.get("nguoi", ""))
    return render_template("privacy/request_new.html", form=form)


@bp.post("/moi")
@requires(PrivacyPermission.ANSWER)
@writes
def enter() -> ResponseReturnValue:
    """Enter a request that came by letter; its terms count from the day of receipt."""
    form = LetterForm()
    if not form.validate():
        return render_template("privacy/request_new.html", form=form), 422
    person_id = find_person(get_db(), form.person.data)
    if person_id is None or person_id < 0:
        form.add_error("person", _("Nobody on record has this code or address."))
        return render_template("privacy/request_new.html", form=form), 422
    try:
        filed = file_request(
            get_db(),
            person_id,
            RequestKind(form.kind.data),
            form.words.data,
            by=current_actor().account_id,
            received_on=form.received_on.data,
        )
    except DomainError as refusal:
        form.add_error("received_on", str(refusal.message))
        return render_template("privacy/request_new.html", form=form), int(refusal.status)
    flash(_("The request is entered."))
    return redirect(url_for("data_requests.show", request_id=filed.id), 303)


@bp.get("/<int:request_id>")
@requires(PrivacyPermission.ANSWER, load_request)
def show(asked: PrivacyRequest) -> ResponseReturnValue:
    """One request with its terms, and the form for the answer."""
    log_access("data request seen", "person", asked.person_id, f"#{asked.id}")
    return _page(asked, AnswerForm(words=asked.answer))


@bp.post("/<int:request_id>")
@requires(PrivacyPermission.ANSWER, load_request)
@writes
def answer(asked: PrivacyRequest) -> ResponseReturnValue:
    """Accept, extend, carry out or decline."""
    form = AnswerForm()
    if not form.validate():
        return _page(asked, form), 422
    said = Answer(RequestState(form.state.data), form.words.data, form.extend_by.data or 0)
    try:
        answer_request(get_db(), asked, said, by=current_actor().account_id or 0)
    except DomainError as refusal:
        form.add_error("state", str(refusal.message))
        return _page(asked, form), int(refusal.status)
    flash(_("The answer is kept; the person sees it."))
    return redirect(url_for("data_requests.show", request_id=asked.id), 303)


def _page(asked: PrivacyRequest, form: AnswerForm) -> str:
    return render_template(
        "privacy/request.html",
        erasing=_erasing(asked) if asked.kind is RequestKind.ERASURE else None,
        asked=asked,
        form=form,
        today=clock.today(),
        kind_words=KIND_WORDS,
        state_words=STATE_WORDS,
    )


def _erasing(asked: PrivacyRequest) -> Erasing:
    """What carrying the request out takes: the act, or what is in its way."""
    settings: Settings = current_app.extensions["settings"]
    years = settings.keep_leavers_years
    leaver = get_leaver(get_db(), asked.person_id, years, clock.today())
    left_on = leaver.person.left_on
    waits = left_on is not None and leaver.refusal is Refusal.IN_RETENTION
    return Erasing(
        leaver.refusal,
        REFUSALS[leaver.refusal] if leaver.refusal else "",
        years_after(left_on, years) if left_on and waits else None,
    )
