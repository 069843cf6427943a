"""Pages before the first sign-in: activating an account, and the system's first administrator.

Also the two detours that may lead there from any page: to the first administrator's page while
nobody can sign in, and to the password page while a password must be changed.
"""

import hmac

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from lms import clock
from lms.db import commits_in_group, get_db, in_group
from lms.errors import DomainError, Forbidden
from lms.people.actor import current_actor
from lms.people.auth import queries, services
from lms.people.auth.devices.enums import SignInMethod
from lms.people.auth.entering import enter, memory_kib, note_failure, wait_sentence
from lms.people.auth.forms import ActivationForm, FirstAdministratorForm
from lms.people.auth.passwords import hash_password
from lms.people.auth.rules import SHORTEST, name_hash
from lms.people.models import Account
from lms.people.slips.keys import code_of
from lms.people.slips.queries import find_good_slip
from lms.people.slips.rules import read_code
from lms.policy import PUBLIC_FILES, public, wants_json
from lms.web.i18n import gettext
from lms.web.i18n import lazy_gettext as _l

bp = Blueprint("first_steps", __name__)
_SETUP = frozenset(
    {
        "first_steps.set_up",
        "first_steps.set_up_post",
        "auth.set_language",
        "tls.how_to_trust",
        "tls.download",
    }
)


@bp.get("/kich-hoat")
@public
def activate() -> ResponseReturnValue:
    """Where somebody with an activation slip sets the first password."""
    return _activation(ActivationForm(formdata=None))


@bp.post("/kich-hoat")
@public
@commits_in_group
def activate_post() -> ResponseReturnValue:
    """Set the first password for whoever holds the slip; wrong codes count as failures of the name."""
    form = ActivationForm()
    typed = form.login.data
    account = queries.find_account(get_db(), typed) if typed else None
    form.names = (typed,)
    if not form.validate():
        return _activation(form), 422
    key = name_hash(account.login if account else typed)
    waiting = queries.waiting_of(get_db(), key, clock.now())
    if waiting.blocked_until:
        form.add_error("login", wait_sentence(waiting.blocked_until))
        return _activation(form), 429
    slip = find_good_slip(get_db(), account.id, clock.now()) if account else None
    # Compared even without a slip, so that the answer's time tells no more than its words.
    right = hmac.compare_digest(
        code_of(slip) if slip else "", read_code(form.code.data) or "no code at all"
    )
    if slip is None or not right:
        note_failure(key, SignInMethod.PASSWORD, account.person_id if account else None)
        form.add_error(
            "code",
            gettext(
                "This login and this code do not belong together, or the slip is not good any more. Please ask your unit for a new slip."
            ),
        )
        return _activation(form), 422
    # Only now: who has no slip is not told whose name it is that the password resembles.
    form.names = (typed, queries.name_of(get_db(), account) if account else "")
    if not form.validate():
        return _activation(form), 422
    new_hash, slip_id = hash_password(form.new_password.data, memory_kib()), slip.id
    try:
        account_id = in_group(lambda db: services.activate(db, slip_id, new_hash).id)
    except DomainError as refusal:
        form.add_error("login", str(refusal.message))
        return _activation(form), refusal.status
    flash(gettext("Your account is ready."))
    return enter(_written(account_id), url_for("home.index"), SignInMethod.PASSWORD)


@bp.get("/cai-dat-ban-dau")
@public
def set_up() -> ResponseReturnValue:
    """The first page of an empty system."""
    if someone_can_sign_in(get_db()):
        return redirect(url_for("auth.sign_in"), 303)
    return render_template("auth/set_up.html", form=FirstAdministratorForm(formdata=None))


@bp.post("/cai-dat-ban-dau")
@public
@commits_in_group
def set_up_post() -> ResponseReturnValue:
    """Create the first administrator and sign them in."""
    form = FirstAdministratorForm()
    form.names = (form.full_name.data, form.email.data)
    if not form.validate():
        return render_template("auth/set_up.html", form=form), 422
    full_name, email = form.full_name.data, form.email.data
    new_hash = hash_password(form.new_password.data, memory_kib())
    account_id = in_group(
        lambda db: (
            services.create_first_administrator(
                db, full_name=full_name, email=email, new_hash=new_hash
            ).id
        )
    )
    flash(gettext("The system is ready. Begin with the units and the roster."))
    return enter(_written(account_id), url_for("home.index"), SignInMethod.PASSWORD)


@bp.before_app_request
def lead_to_set_up() -> ResponseReturnValue | None:
    """While nobody can sign in, every page leads to the first administrator's page."""
    if request.endpoint in PUBLIC_FILES | _SETUP or someone_can_sign_in(get_db()):
        return None
    return redirect(url_for("first_steps.set_up"), 303)


@bp.before_app_request
def lead_to_password() -> ResponseReturnValue | None:
    """A password that somebody else knows is changed before anything else is opened.

    Public pages stay open: nobody is kept from checking in.
    """
    view = current_app.view_functions.get(request.endpoint or "")
    policy = getattr(view, "policy", "public")
    if policy == "public" or request.endpoint in (
        "auth.change_password",
        "auth.change_password_post",
    ):
        return None
    if not current_actor().must_change_password:
        return None
    if wants_json():
        raise Forbidden(_l("Please change your password first."))
    return redirect(url_for("auth.change_password"), 303)


def someone_can_sign_in(db: Session) -> bool:
    """Whether any account exists; once it does, the answer is kept for good."""
    known: bool = current_app.extensions.get("has_accounts", False)
    if not known:
        known = current_app.extensions["has_accounts"] = queries.has_accounts(db)
    return known


def _activation(form: ActivationForm) -> str:
    return render_template("auth/activate.html", form=form, shortest=SHORTEST)


def _written(account_id: int) -> Account:
    """The account as it is after the write; this request's reading began before it."""
    db = get_db()
    db.rollback()
    return db.get_one(Account, account_id)
