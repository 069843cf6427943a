"""The second page of signing in: a code from the app, or one from paper."""

from collections.abc import Callable
from datetime import timedelta

from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    redirect,
    render_template,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from lms import clock
from lms.db import commits_in_group, get_db, in_group, look
from lms.people.actor import find_actor
from lms.people.auth.devices.enums import SignInMethod
from lms.people.auth.entering import enter, settings_here
from lms.people.auth.queries import KnownAccount
from lms.people.auth.second_step.forms import CodeForm, RecoveryForm
from lms.people.auth.second_step.judging import Use, by_app, by_recovery_code, judge
from lms.people.auth.second_step.queries import (
    count_recovery_codes,
    has_second_step,
)
from lms.people.auth.second_step.rules import read_recovery_code
from lms.people.enums import Role
from lms.people.models import Account
from lms.policy import public
from lms.web.forms import Form
from lms.web.i18n import gettext, ngettext

bp = Blueprint("second_step", __name__)
PENDING = "second_step"
PENDING_FOR = timedelta(minutes=10)


def go_on(
    account: Account | KnownAccount,
    target: str,
    method: SignInMethod,
    besides: Callable[[Session], object],
) -> Response:
    """After the first proof: sign in, or ask for the second one where the account has it.

    `besides` is written either way. A provider that asked for a second step itself is believed.
    """
    if method.is_strong or not look(lambda db: has_second_step(db, account.id)):
        _advise(account, method)
        return enter(account, target, method, besides)
    in_group(besides)
    session[PENDING] = {
        "account": account.id,
        "epoch": account.session_epoch,
        "target": target,
        "method": method.value,
        "until": (clock.now() + PENDING_FOR).timestamp(),
    }
    return current_app.make_response(redirect(url_for("second_step.ask"), 303))


@bp.get("/dang-nhap/ma-xac-thuc")
@public
def ask() -> ResponseReturnValue:
    """Ask for the code."""
    if _pending() is None:
        return _start_again()
    return _page(CodeForm(formdata=None), RecoveryForm(formdata=None))


@bp.post("/dang-nhap/ma-xac-thuc")
@public
@commits_in_group
def ask_post() -> ResponseReturnValue:
    """Judge the code from the app; one from paper typed here instead is one as well."""
    form = CodeForm()
    is_on_paper = read_recovery_code(form.code.data or "") is not None
    read = by_recovery_code if is_on_paper else by_app
    return _judge(form, RecoveryForm(formdata=None), form, "code", read)


@bp.post("/dang-nhap/ma-du-phong")
@public
@commits_in_group
def recover_post() -> ResponseReturnValue:
    """Judge a recovery code."""
    form = RecoveryForm()
    return _judge(CodeForm(formdata=None), form, form, "recovery", by_recovery_code)


def _judge(
    code_form: CodeForm,
    recovery_form: RecoveryForm,
    form: Form,
    field: str,
    read: Callable[[int, str], Use | None],
) -> ResponseReturnValue:
    account = _pending()
    if account is None:
        return _start_again()
    if not form.validate():
        return _page(code_form, recovery_form), 422
    target, answers = session[PENDING]["target"], list[Response]()
    method = SignInMethod(session[PENDING]["method"]).with_second_step
    status = judge(
        form,
        field,
        account.id,
        read(account.id, form[field].data),
        lambda use: answers.append(enter(account, target, method, use)),
    )
    if status is not None:
        return _page(code_form, recovery_form), status
    if read is by_recovery_code:
        _say_what_is_left(account.id)
    return answers[0]


def _pending() -> Account | None:
    """The account whose password was right a moment ago on this browser."""
    kept = session.get(PENDING)
    if not kept or kept["until"] < clock.now().timestamp():
        return None
    account = get_db().get(Account, kept["account"])
    stands = account is not None and account.session_epoch == kept["epoch"]
    return account if stands and account and find_actor(get_db(), account.id) else None


def _page(code_form: CodeForm, recovery_form: RecoveryForm) -> str:
    return render_template("auth/second_step/ask.html", form=code_form, recovery=recovery_form)


def _start_again() -> ResponseReturnValue:
    session.pop(PENDING, None)
    flash(gettext("That took too long. Please sign in again."), "warning")
    return redirect(url_for("auth.sign_in"), 303)


def _say_what_is_left(account_id: int) -> None:
    get_db().rollback()  # this request's reading began before the code was used
    left = count_recovery_codes(get_db(), account_id)
    flash(
        ngettext(
            "%(num)d recovery code is left. Make new ones on the page of your devices.",
            "%(num)d recovery codes are left. Make new ones on the page of your devices.",
            left,
        ),
        "warning",
    )


def _advise(account: Account | KnownAccount, method: SignInMethod) -> None:
    """Say to administrators of an installation that does not ask for it what they go without."""
    if method.is_strong or settings_here().totp_required:
        return
    actor = find_actor(get_db(), account.id)
    if actor is not None and actor.has_role(Role.ADMINISTRATOR):
        flash(
            gettext(
                "This installation lets administrators in with a password alone. That is for trying it out: set up the second step before real people are on record."
            ),
            "warning",
        )
