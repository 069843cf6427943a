"""Signing in and out, the language, one's own password."""

from datetime import datetime

from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError

from lms import clock
from lms.config import Settings
from lms.db import commits_in_group, get_db, in_group, writes
from lms.people.actor import current_actor
from lms.people.auth import queries, services
from lms.people.auth.forms import ChangePasswordForm, SignInForm
from lms.people.auth.login import close_session, open_session
from lms.people.auth.passwords import hash_password, is_outdated, verify_password
from lms.people.models import Account
from lms.policy import public, signed_in
from lms.web.i18n import LOCALES, gettext, ngettext, remember_locale
from lms.web.links import safe_next

bp = Blueprint("auth", __name__)


@bp.get("/dang-nhap")
@public
def sign_in() -> ResponseReturnValue:
    """The sign-in page; whoever is signed in already goes on."""
    target = safe_next(request.args.get("next"))
    if current_actor().is_signed_in:
        return redirect(target, 303)
    return render_template("auth/sign_in.html", form=SignInForm(formdata=None, next=target))


@bp.post("/dang-nhap")
@public
@commits_in_group
def sign_in_post() -> ResponseReturnValue:
    """Judge login and password; the sentence is the same for an unknown name and a wrong one."""
    form = SignInForm()
    if not form.validate():
        return render_template("auth/sign_in.html", form=form), 422
    typed, password = form.login.data, form.password.data
    waiting = queries.waiting_of(get_db(), typed, clock.now())
    if waiting.blocked_until:
        form.add_error("login", wait_sentence(waiting.blocked_until))
        return render_template("auth/sign_in.html", form=form), 429
    account = queries.find_account(get_db(), typed)
    if not verify_password(account.password_hash if account else None, password, memory_kib()):
        note_failure(typed)
        form.add_error("password", gettext("The login or the password is not right."))
        return render_template("auth/sign_in.html", form=form), 422
    assert account is not None  # noqa: S101 - verify_password is false without a hash
    renewed = (
        hash_password(password, memory_kib())
        if is_outdated(account.password_hash or "", memory_kib())
        else None
    )
    account_id = account.id
    in_group(lambda db: services.record_success(db, account_id, typed, renewed).id)
    return enter(account, safe_next(form.next.data))


@bp.post("/dang-xuat")
@public
def sign_out() -> ResponseReturnValue:
    """Forget the session on this browser; harmless when there is none."""
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
        account_id = account.id
        epoch = in_group(
            lambda db: services.change_password(db, account_id, new_hash).session_epoch
        )
        account.session_epoch = epoch
        open_session(account)
        flash(gettext("Your password is changed. Other devices are signed out."))
        return redirect(url_for("home.index"), 303)
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


def enter(account: Account, target: str) -> Response:
    """Open a fresh session for the account and go on, in the language it chose."""
    open_session(account)
    if account.must_change_password:
        target = url_for("auth.change_password")
    response = current_app.make_response(redirect(target, 303))
    if account.locale:
        remember_locale(response, account.locale)
    return response


def note_failure(typed: str) -> None:
    """Count a failure; two at the same moment may count as one."""
    try:
        in_group(lambda db: services.record_failure(db, typed))
    except IntegrityError:
        current_app.logger.info("two failures under one name at once")


def wait_sentence(until: datetime) -> str:
    """How long to wait, in the unit people count in."""
    seconds = max(1, int((until - clock.now()).total_seconds()) + 1)
    if seconds < 60:
        return ngettext(
            "Too many wrong tries under this name. Please wait %(num)d second.",
            "Too many wrong tries under this name. Please wait %(num)d seconds.",
            seconds,
        )
    return ngettext(
        "Too many wrong tries under this name. Please wait %(num)d minute.",
        "Too many wrong tries under this name. Please wait %(num)d minutes.",
        -(-seconds // 60),
    )


def memory_kib() -> int:
    """Memory of one hash, from the settings."""
    settings: Settings = current_app.extensions["settings"]
    return settings.argon2_memory_kib


def _present_is_right(form: ChangePasswordForm, account: Account) -> bool:
    waiting = queries.waiting_of(get_db(), account.login, clock.now())
    if waiting.blocked_until:
        form.add_error("present_password", wait_sentence(waiting.blocked_until))
        return False
    if verify_password(account.password_hash, form.present_password.data, memory_kib()):
        return True
    note_failure(account.login)
    form.add_error("present_password", gettext("This is not your present password."))
    return False
