"""Requests to look again at a verdict: the person's pages, and the secretary's."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms import clock
from lms.db import get_db, writes
from lms.errors import DomainError, Invalid, NotFound
from lms.people.access import log_access
from lms.people.actor import current_actor
from lms.policy import public, requires, signed_in
from lms.web.i18n import _
from sessions.checkin import phone
from sessions.checkin.enums import AttendanceState
from sessions.checkin.staff import Staff
from sessions.conferences.audience import positions
from sessions.conferences.loading import load_conference
from sessions.conferences.models import Conference
from sessions.conferences.policy import ConferencePermission
from sessions.conferences.queries import NOT_FOUND
from sessions.corrections.about import OwnVerdict, own_verdicts
from sessions.corrections.appeals import (
    file_appeal,
    grant_appeal,
    refuse_appeal,
    withdraw_appeal,
)
from sessions.corrections.bulk import SAYINGS
from sessions.corrections.enums import Decision
from sessions.corrections.models import Appeal
from sessions.corrections.panel import VERDICT_WORDS
from sessions.corrections.queries import AppealRow, list_appeals
from sessions.corrections.rules import LONGEST_WORDS, Decider, bar_to_appeal
from sessions.corrections.views import bp as office_bp
from sessions.lists.history import CORRECTIONS

bp = Blueprint("appeals", __name__)


@dataclass(frozen=True, slots=True)
class AppealOf:
    """An appeal and its conference."""

    conference: Conference
    row: AppealRow


def load_appeal(conference_id: int, appeal_id: int) -> AppealOf:
    """An appeal at the conference; NotFound for one at another."""
    conference = load_conference(conference_id)
    for row in list_appeals(get_db(), conference, appeal_id):
        return AppealOf(conference, row)
    raise NotFound(NOT_FOUND)


@bp.get("/ve-toi/de-nghi/<int:session_id>")
@signed_in
def write(session_id: int) -> ResponseReturnValue:
    """The verdict, what it rests on, and room for what is wrong with it."""
    return _writing(session_id)


@bp.post("/ve-toi/de-nghi/<int:session_id>")
@signed_in
@writes
def file(session_id: int) -> ResponseReturnValue:
    """Appeal against the verdict about oneself."""
    words = request.form.get("words", "")
    try:
        file_appeal(get_db(), session_id, _own_id(), words, clock.now())
    except DomainError as refusal:
        return _writing(session_id, words, str(refusal.message)), int(refusal.status)
    flash(_("Your request was sent to the secretary of the conference. The answer appears here."))
    return redirect(url_for("home.about_me") + f"#buoi-{session_id}", 303)


@bp.post("/ve-toi/de-nghi/<int:session_id>/rut")
@signed_in
@writes
def withdraw(session_id: int) -> ResponseReturnValue:
    """Take one's own appeal back."""
    db = get_db()
    appeal = _own_verdict(session_id).open_appeal
    if appeal is None:
        raise NotFound(NOT_FOUND)
    withdraw_appeal(db, db.get_one(Appeal, appeal.id), _own_id(), clock.now())
    flash(_("Your request was taken back."))
    return redirect(url_for("home.about_me") + f"#buoi-{session_id}", 303)


@bp.get("/diem-danh/ve-toi")
@public
def here() -> ResponseReturnValue:
    """The verdicts on whom this phone remembers, to read; appeals need an account."""
    if current_actor().is_signed_in:
        return redirect(url_for("home.about_me"))
    person = phone.person_here(get_db())
    if person is None:
        return redirect(url_for("auth.sign_in", next=url_for("home.about_me")), 303)
    page = render_template(
        "sessions/corrections/here.html",
        person=person,
        verdicts=own_verdicts(get_db(), person.id, clock.now()),
        words=VERDICT_WORDS,
    )
    response = make_response(page)
    response.headers["Cache-Control"] = "no-store"
    return response


@office_bp.get("/<int:conference_id>/de-nghi/<int:appeal_id>")
@requires(ConferencePermission.MANAGE, load_appeal)
def appeal(place: AppealOf) -> ResponseReturnValue:
    """One appeal with the evidence, and the decision."""
    log_access("request of a person read", "person", place.row.person.id, place.conference.title)
    return _deciding(place)


@office_bp.post("/<int:conference_id>/de-nghi/<int:appeal_id>/dong-y")
@requires(ConferencePermission.MANAGE, load_appeal)
@writes
def grant(place: AppealOf) -> ResponseReturnValue:
    """Agree, with what holds instead."""
    chosen = request.form.get("states", "")
    states = next((state for state in CORRECTIONS if state.value == chosen), None)
    return _decided(
        place,
        lambda answer: grant_appeal(get_db(), place.row.appeal, _staff(), states, answer),
    )


@office_bp.post("/<int:conference_id>/de-nghi/<int:appeal_id>/tu-choi", endpoint="refuse_appeal")
@requires(ConferencePermission.MANAGE, load_appeal)
@writes
def refuse(place: AppealOf) -> ResponseReturnValue:
    """Let the verdict stand, with an answer."""
    return _decided(
        place, lambda answer: refuse_appeal(get_db(), place.row.appeal, _staff(), answer)
    )


def _writing(session_id: int, words: str = "", refusal: str = "") -> str:
    return render_template(
        "sessions/corrections/write.html",
        verdict=_own_verdict(session_id),
        typed=words,
        refusal=refusal,
        longest=LONGEST_WORDS,
        words=VERDICT_WORDS,
    )


def _own_verdict(session_id: int) -> OwnVerdict:
    for each in own_verdicts(get_db(), _own_id(), clock.now()):
        if each.study_session.id == session_id:
            return each
    raise NotFound(NOT_FOUND)


def _deciding(place: AppealOf, refusal: str = "") -> str:
    row, actor = place.row, current_actor()
    appeal, db = row.appeal, get_db()
    decider = Decider(actor.account_id or 0, actor.person_id)
    bar = bar_to_appeal(appeal.decision, appeal.person_id, decider)
    verdicts = own_verdicts(db, row.person.id, clock.now())
    return render_template(
        "sessions/corrections/appeal.html",
        conference=place.conference,
        row=row,
        position=positions(db, [row.person], place.conference)[row.person.id],
        verdict=next(
            (each for each in verdicts if each.study_session.id == appeal.study_session_id), None
        ),
        may_decide=bar is None,
        bar=SAYINGS[bar] if bar and appeal.decision is Decision.OPEN else "",
        refusal=refusal,
        answer=request.form.get("answer", ""),
        chosen=request.form.get("states", AttendanceState.PRESENT.value),
        corrections=CORRECTIONS,
        words=VERDICT_WORDS,
    )


def _decided(place: AppealOf, decide: Callable[[str], None]) -> ResponseReturnValue:
    try:
        decide(request.form.get("answer", ""))
    except Invalid as refusal:
        return _deciding(place, str(refusal.message)), int(refusal.status)
    flash(_("Your decision was kept; the person sees it with your answer."))
    return redirect(url_for(".index", conference_id=place.conference.id), 303)


def _own_id() -> int:
    return current_actor().person_id or 0


def _staff() -> Staff:
    return Staff(current_actor().account_id or 0, clock.now())
