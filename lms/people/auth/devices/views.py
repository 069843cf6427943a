"""Where one is signed in, and ending it; the same of others for administrators."""

from flask import Blueprint, current_app, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response

from lms import clock
from lms.db import get_db, in_group, writes
from lms.errors import DomainError, NotFound
from lms.people.access import log_access, trace_person
from lms.people.actor import Actor, current_actor, find_actor
from lms.people.auth.devices import services
from lms.people.auth.devices.models import AccountSession
from lms.people.auth.devices.queries import list_open_sessions
from lms.people.auth.devices.rules import wants_note
from lms.people.auth.devices.words import METHOD_WORDS
from lms.people.auth.entering import settings_here
from lms.people.auth.login import limits_of
from lms.people.auth.second_step.queries import find_second_step
from lms.people.auth.second_step.services import take_away
from lms.people.cards import PersonCard, get_account
from lms.people.policy import PersonPermission, load_person
from lms.policy import requires, signed_in
from lms.web.i18n import gettext, ngettext

bp = Blueprint("devices", __name__)


@bp.after_app_request
def note_use(response: Response) -> Response:
    """Write now and then that the session is in use; after the answer's own writing is done."""
    actor: Actor | None = g.get("actor")
    if actor is None or actor.session_id is None or actor.seen_at is None:
        return response
    session_id, now = actor.session_id, clock.now()
    if wants_note(actor.seen_at, now):
        try:
            in_group(lambda db: services.note_seen(db, session_id, now))
        except (DomainError, SQLAlchemyError) as problem:
            current_app.logger.warning("session %d: use not noted: %s", session_id, problem)
    return response


@bp.get("/tai-khoan/thiet-bi")
@signed_in
def mine() -> ResponseReturnValue:
    """One's own devices, and the second step."""
    actor = current_actor()
    account_id = actor.account_id or 0
    second = find_second_step(get_db(), account_id)
    return render_template(
        "auth/devices/mine.html",
        sessions=_open(actor),
        here=actor.session_id,
        words=METHOD_WORDS,
        second_step_since=second.since_at if second else None,
        advised=actor.is_admin and second is None and not settings_here().totp_required,
    )


@bp.post("/tai-khoan/thiet-bi/<int:session_id>/ket-thuc")
@signed_in
@writes
def end_mine(session_id: int) -> ResponseReturnValue:
    """End one of one's own sessions."""
    _end(current_actor().account_id or 0, session_id)
    flash(gettext("That device is signed out."))
    return redirect(url_for("devices.mine"), 303)


@bp.post("/tai-khoan/thiet-bi/ket-thuc-khac")
@signed_in
@writes
def end_my_others() -> ResponseReturnValue:
    """End all of one's own sessions but this one."""
    actor = current_actor()
    _say_how_many(services.end_others(get_db(), actor.account_id or 0, actor.session_id))
    return redirect(url_for("devices.mine"), 303)


@bp.get("/nhan-su/<int:person_id>/thiet-bi")
@requires(PersonPermission.MANAGE, load_person)
def of_person(card: PersonCard) -> ResponseReturnValue:
    """Where a person is signed in."""
    account = get_account(card)
    log_access("devices viewed", "person", card.person.id)
    actor = find_actor(get_db(), account.id)
    second = find_second_step(get_db(), account.id)
    return render_template(
        "auth/devices/of_person.html",
        card=card,
        sessions=_open(actor) if actor else [],
        here=current_actor().session_id,
        words=METHOD_WORDS,
        second_step_since=second.since_at if second else None,
    )


@bp.post("/nhan-su/<int:person_id>/thiet-bi/<int:session_id>/ket-thuc")
@requires(PersonPermission.MANAGE)
@writes
def end_of_person(person_id: int, session_id: int) -> ResponseReturnValue:
    """End one session of a person."""
    card = load_person(person_id)
    _end(get_account(card).id, session_id)
    trace_person("session ended", card.person.id)
    flash(gettext("That device is signed out."))
    return _back(card)


@bp.post("/nhan-su/<int:person_id>/thiet-bi/ket-thuc")
@requires(PersonPermission.MANAGE, load_person)
@writes
def end_all_of_person(card: PersonCard) -> ResponseReturnValue:
    """End every session of a person; one's own goes on where the administrator is that person."""
    _say_how_many(services.end_others(get_db(), get_account(card).id, current_actor().session_id))
    trace_person("all sessions ended", card.person.id)
    return _back(card)


@bp.post("/nhan-su/<int:person_id>/xac-thuc/xoa")
@requires(PersonPermission.MANAGE, load_person)
@writes
def reset_second_step(card: PersonCard) -> ResponseReturnValue:
    """Take away the second step of somebody who lost phone and recovery codes; another's hands only."""
    account, actor = get_account(card), current_actor()
    if account.id == actor.account_id:
        raise DomainError(gettext("Your own second step is taken away by another administrator."))
    if not take_away(get_db(), account.id, actor.account_id):
        raise NotFound(gettext("This person has no second step."))
    flash(gettext("The second step is taken away, and the person is signed out everywhere."))
    return _back(card)


def _open(actor: Actor) -> list[AccountSession]:
    limits = limits_of(settings_here(), is_admin=actor.is_admin, is_staff=actor.is_staff)
    return list_open_sessions(get_db(), actor.account_id or 0, limits, clock.now())


def _end(account_id: int, session_id: int) -> None:
    if not services.end_session(get_db(), account_id, session_id):
        raise NotFound(gettext("This device is signed out already."))


def _say_how_many(count: int) -> None:
    flash(
        ngettext("%(num)d device is signed out.", "%(num)d devices are signed out.", count)
        if count
        else gettext("There was no other device.")
    )


def _back(card: PersonCard) -> ResponseReturnValue:
    return redirect(url_for("devices.of_person", person_id=card.person.id), 303)
