"""Signing in with the office's own account."""

from typing import Any

from flask import Blueprint, current_app, flash, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from lms import clock
from lms.config import SingleSignOn
from lms.db import commits_in_group, get_db, in_group
from lms.errors import DomainError, Forbidden, NotFound
from lms.people.actor import find_actor
from lms.people.auth import services
from lms.people.auth.devices.enums import SignInMethod
from lms.people.auth.entering import settings_here
from lms.people.auth.second_step.rules import provider_asked_twice
from lms.people.auth.second_step.views import go_on
from lms.people.auth.single_sign_on.client import (
    read_answer,
    send_to_provider,
    settings_of_provider,
)
from lms.people.auth.single_sign_on.queries import find_people_by_claim
from lms.people.models import Account, Person
from lms.policy import public
from lms.web.i18n import lazy_gettext as _l
from lms.web.links import safe_next

bp = Blueprint("single_sign_on", __name__)
_UNSURE = _l(
    "It is not certain that this account of the office is yours. Please ask the administrator to look at the e-mail address and the code on your record."
)
_TARGET = "single_sign_on_target"


@bp.get("/dang-nhap/co-quan")
@public
def start() -> ResponseReturnValue:
    """Go to the office's sign-in."""
    _wanted()
    address = url_for("single_sign_on.come_back", _external=True)
    site = settings_here().public_url
    try:
        response = send_to_provider(
            f"{site}{url_for('single_sign_on.come_back')}" if site else address
        )
    except DomainError as refusal:
        return _refused(refusal, safe_next(request.args.get("next"), ""))
    session[_TARGET] = safe_next(request.args.get("next"))
    return current_app.make_response(response)


@bp.get("/dang-nhap/co-quan/ve")
@public
@commits_in_group
def come_back() -> ResponseReturnValue:
    """Whoever comes back from the office's sign-in: known to the roster, or not let in."""
    wanted = _wanted()
    target = safe_next(session.pop(_TARGET, None))
    try:
        claims = read_answer()
        account = _account_of(wanted, claims)
    except DomainError as refusal:
        in_group(lambda db: services.trace_failure(db, SignInMethod.SINGLE_SIGN_ON, None))
        return _refused(refusal)
    strong = provider_asked_twice(claims, wanted.mfa)
    method = SignInMethod.SINGLE_SIGN_ON_STRONG if strong else SignInMethod.SINGLE_SIGN_ON
    account_id = account.id
    return go_on(account, target, method, lambda db: services.note_sign_in(db, account_id))


def _account_of(wanted: SingleSignOn, claims: dict[str, Any]) -> Account:
    """The open account of whom the claims mean; made for a person on record, never for a stranger.

    An e-mail address that the provider itself does not vouch for names nobody. With a role nobody comes in by an
    address or a code that was changed here by somebody who is no administrator: `lms.people.vouching`.
    """
    value = claims.get(wanted.claim)
    if not isinstance(value, str) or not value.strip():
        raise Forbidden(
            _l("Your office's sign-in did not say who you are. Please tell the administrator.")
        )
    if wanted.claim == "email" and claims.get("email_verified") in (False, "false"):
        raise Forbidden(_l("Your office has not confirmed this e-mail address yet."))
    people = find_people_by_claim(get_db(), wanted.field, value)
    if not people:
        raise Forbidden(
            _l("You are not on the roster here. Please ask the secretary of your unit.")
        )
    if len(people) > 1:
        raise Forbidden(_UNSURE)
    person_id = people[0].id
    account_id = in_group(lambda db: services.account_for(db, person_id).id)
    get_db().rollback()  # this request's reading began before the account was there
    actor = find_actor(get_db(), account_id, clock.today())
    if actor is None:
        raise Forbidden(_l("This account is closed. Please ask the organisers."))
    if actor.is_staff and get_db().get_one(Person, person_id).needs_vouching:
        raise Forbidden(_UNSURE)
    return get_db().get_one(Account, account_id)


def _wanted() -> SingleSignOn:
    wanted = settings_of_provider()
    if wanted is None:
        raise NotFound(_l("This installation has no sign-in of an office."))
    return wanted


def _refused(refusal: DomainError, target: str = "") -> ResponseReturnValue:
    """Back to the page with the other ways to sign in, and what went wrong above them."""
    flash(str(refusal.message), "error")
    return redirect(url_for("auth.sign_in", next=target or None), 303)
