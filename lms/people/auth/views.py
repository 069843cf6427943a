"""Signing in and out, the language, one's own password."""

from datetime import datetime

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from lms import clock
from lms.db import commits_in_group, get_db, in_group, look, writes
from lms.people.actor import current_actor
from lms.people.auth import queries, services
from lms.people.auth.decoys import decoy_cost
from lms.people.auth.devices.enums import SignInMethod
from lms.people.auth.devices.services import end_token
from lms.people.auth.entering import (
    enter,
    memory_kib,
    note_failure,
    settings_here,
    wait_sentence,
)
from lms.people.auth.forms import ChangePasswordForm, SignInForm
from lms.people.auth.known_browsers import counting_key
from lms.people.auth.login import close_session, session_token
from lms.people.auth.passwords import cost_of, hash_password, is_outdated, verify_password
from lms.people.auth.rules import name_hash
from lms.people.auth.second_step.views import go_on
from lms.people.models import Account
from lms.policy import public, signed_in
from lms.web.i18n import LOCALES, gettext, remember_locale
from lms.web.links import safe_next

bp = Blueprint("auth", __name__)


@bp.get("/dang-nhap")
@public
def sign_in() -> ResponseReturnValue:
    """The sign-in page; whoever is signed in already goes on."""
    target = safe_next(request.args.get("next"))
    if current_actor().is_signed_in:
        return redirect(target, 303)
    return _page(SignInForm(formdata=None, next=target))


@bp.post("/dang-nhap")
@public
@commits_in_group
def sign_in_post() -> ResponseReturnValue:
    """Judge login and password; the sentence is the same for an unknown name and a wrong one."""
    form = SignInForm()
    if not form.validate():
        return _page(form), 422
    typed, password = form.login.data, form.password.data
    account, key, waiting = look(lambda db: _known(db, typed))
    if waiting.blocked_until:
        return _closed(form, waiting.blocked_until)
    otherwise = decoy_cost(get_db, key, memory_kib())
    if not verify_password(account.password_hash if account else None, password, otherwise):
        note_failure(key, SignInMethod.PASSWORD, account.person_id if account else None)
        form.add_error("password", gettext("The login or the password is not right."))
        return _page(form), 422
    assert account is not None  # noqa: S101 - verify_password is false without a hash
    renewed = (
        hash_password(password, memory_kib())
        if is_outdated(account.password_hash or "", memory_kib())
        else None
    )
    account_id = account.id
    try:
        return go_on(
            account,
            safe_next(form.next.data),
            SignInMethod.PASSWORD,
            lambda db: services.record_success(db, account_id, key, renewed),
        )
    except services.Closed as closed:
        return _closed(form, closed.until)


@bp.post("/dang-xuat")
@public
@commits_in_group
def sign_out() -> ResponseReturnValue:
    """End the session on this browser; harmless when there is none."""
    token = session_token()
    if token:
        in_group(lambda db: end_token(db, token))
    close_session()
    flash(gettext("You are signed out."))
    return redirect(url_for("auth.sign_in"), 303)


@bp.get("/doi-mat-khau")
@signed_in
def change_password() -> ResponseReturnValue:
    """Form for one's own password; the first page of those who must change it."""
    return render_template(
        "auth/change_password.html",
        form=ChangePasswordForm(formdata=None),
        must_change=current_actor().must_change_password,
    )


@bp.post("/doi-mat-khau")
@signed_in
@commits_in_group
def change_password_post() -> ResponseReturnValue:
    """Set a new password, end every other session, stay signed in here."""
    actor = current_actor()
    form = ChangePasswordForm()
    form.names = (actor.full_name, actor.login)
    account = get_db().get_one(Account, actor.account_id)
    if form.validate() and _present_is_right(form, account):
        new_hash = hash_password(form.new_password.data, memory_kib())
        account_id, method = account.id, actor.signed_in_by or SignInMethod.PASSWORD
        account.must_change_password = False  # of this request's reading, for `enter`
        response = enter(
            account,
            url_for("home.index"),
            method,
            lambda db: services.change_password(db, account_id, new_hash),
            is_sign_in=False,
        )
        flash(gettext("Your password is changed. Other devices are signed out."))
        return response
    page = render_template(
        "auth/change_password.html", form=form, must_change=actor.must_change_password
    )
    return page, 422


@bp.post("/ngon-ngu")
@public
@writes
def set_language() -> ResponseReturnValue:
    """Speak the chosen language on this browser, and with this account."""
    locale = request.form.get("locale", "")
    response = current_app.make_response(redirect(safe_next(request.form.get("next")), 303))
    if locale in LOCALES:
        remember_locale(response, locale)
        account_id = current_actor().account_id
        if account_id is not None:
            services.choose_language(get_db(), account_id, locale)
    return response


def _known(db: Connection, typed: str) -> tuple[queries.KnownAccount | None, str, queries.Waiting]:
    """The account of a name, if any, what its failures are counted under, and whether it must wait."""
    account = queries.read_account(db, typed)
    # One count for all names of an account.
    key = counting_key(account.id, account.login) if account else name_hash(typed)
    return account, key, queries.read_waiting(db, key, clock.now())


def _page(form: SignInForm) -> str:
    office = settings_here().oidc
    return render_template("auth/sign_in.html", form=form, office=office.name if office else None)


def _closed(form: SignInForm, until: datetime) -> ResponseReturnValue:
    form.add_error("login", wait_sentence(until))
    return _page(form), 429


def _present_is_right(form: ChangePasswordForm, account: Account) -> bool:
    key = counting_key(account.id, account.login)
    waiting = queries.waiting_of(get_db(), key, clock.now())
    if waiting.blocked_until:
        form.add_error("present_password", wait_sentence(waiting.blocked_until))
        return False
    if verify_password(account.password_hash, form.present_password.data, cost_of(memory_kib())):
        return True
    note_failure(key, SignInMethod.PASSWORD, account.person_id)
    form.add_error("present_password", gettext("This is not your present password."))
    return False
