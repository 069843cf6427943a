"""Setting up the second step, new recovery codes, turning it off; and leading administrators there."""

from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from lms import clock
from lms.db import commits_in_group, get_db
from lms.errors import Conflict, Forbidden
from lms.papers.qr import matrix_of, side_of, svg_path
from lms.people.actor import Actor, current_actor
from lms.people.auth.devices.enums import SignInMethod
from lms.people.auth.entering import enter, settings_here
from lms.people.auth.second_step import services
from lms.people.auth.second_step.forms import CodeForm
from lms.people.auth.second_step.judging import Use, by_app, judge
from lms.people.auth.second_step.queries import count_recovery_codes, find_second_step
from lms.people.auth.second_step.rules import (
    draw_recovery_codes,
    enrolment_address,
    matching_step,
    must_enrol,
    read_recovery_code,
    typed_secret,
)
from lms.people.auth.second_step.sealing import recovery_digest, seal, secret_of_session
from lms.people.models import Account
from lms.policy import signed_in, wants_json
from lms.web.i18n import gettext
from lms.web.i18n import lazy_gettext as _l

bp = Blueprint("second_step_setting", __name__)
ISSUER = "Diem Cau"
"""How apps name the product: some show nothing but ASCII."""
_OPEN = frozenset({"auth.change_password", "auth.change_password_post"})


@bp.before_app_request
def lead_to_second_step() -> ResponseReturnValue | None:
    """An administrator without a second step sets it up before anything else is opened.

    Public pages stay open: nobody is kept from checking in.
    """
    endpoint = request.endpoint or ""
    policy = getattr(current_app.view_functions.get(endpoint), "policy", "public")
    if policy == "public" or endpoint in _OPEN or endpoint.startswith(f"{bp.name}."):
        return None
    if not _must_enrol(current_actor()):
        return None
    if wants_json():
        raise Forbidden(_l("Please set up the second step of signing in first."))
    return redirect(url_for("second_step_setting.show"), 303)


@bp.get("/tai-khoan/xac-thuc")
@signed_in
def show() -> ResponseReturnValue:
    """Set the second step up; or what can be done with it once it is there."""
    return _page(CodeForm(formdata=None))


@bp.post("/tai-khoan/xac-thuc")
@signed_in
@commits_in_group
def set_up() -> ResponseReturnValue:
    """Keep the secret once the app has shown a right code; the recovery codes are shown this once."""
    actor, form = current_actor(), CodeForm()
    account = _account(actor)
    if find_second_step(get_db(), account.id) is not None:
        raise Conflict(_l("The second step is set up already."))
    if not form.validate():
        return _page(form), 422
    secret = secret_of_session(actor.session_id or 0, account.id)
    step = matching_step(secret, form.code.data, clock.now(), 0)
    codes = draw_recovery_codes()
    sealed, digests = seal(secret), _digests(account.id, codes)

    def use(db: Session) -> None:
        services.enrol(db, account.id, sealed, step or 0, digests)

    status = judge(form, "code", account.id, use if step else None, lambda work: _in(account, work))
    return _shown_once(codes, renewed=False) if status is None else (_page(form), status)


@bp.post("/tai-khoan/xac-thuc/ma-du-phong")
@signed_in
@commits_in_group
def renew() -> ResponseReturnValue:
    """Ten new recovery codes in the place of the former ones; a code of the app proves who asks."""
    account, form = _account(current_actor()), CodeForm()
    if not form.validate():
        return _page(form), 422
    codes = draw_recovery_codes()
    digests = _digests(account.id, codes)

    def go_on(use: Use) -> None:
        def work(db: Session) -> None:
            use(db)
            services.replace_recovery_codes(db, account.id, digests)

        _in(account, work)

    status = judge(form, "code", account.id, by_app(account.id, form.code.data), go_on)
    return _shown_once(codes, renewed=True) if status is None else (_page(form), status)


@bp.post("/tai-khoan/xac-thuc/tat")
@signed_in
@commits_in_group
def turn_off() -> ResponseReturnValue:
    """Do without the second step; administrators may not where the setting asks for it."""
    actor, form = current_actor(), CodeForm()
    account = _account(actor)
    if actor.is_admin and settings_here().totp_required:
        raise Forbidden(_l("Administrators need the second step. It cannot be turned off."))
    if not form.validate():
        return _page(form), 422

    def go_on(use: Use) -> None:
        def work(db: Session) -> None:
            use(db)
            services.take_away(db, account.id, account.id)

        enter(account, "/", _method(actor).without_second_step, work, is_sign_in=False)

    status = judge(form, "code", account.id, by_app(account.id, form.code.data), go_on)
    if status is not None:
        return _page(form), status
    flash(gettext("The second step is turned off. Other devices are signed out."))
    return redirect(url_for("devices.mine"), 303)


def _in(account: Account, work: Use) -> None:
    """A new session for what this browser has proven now."""
    method = _method(current_actor()).with_second_step
    enter(account, "/", method, work, is_sign_in=False)


def _method(actor: Actor) -> SignInMethod:
    return actor.signed_in_by or SignInMethod.PASSWORD


def _page(form: CodeForm) -> str:
    actor, db = current_actor(), get_db()
    account = _account(actor)
    known = find_second_step(db, account.id)
    if known is not None:
        return render_template(
            "auth/second_step/show.html",
            form=form,
            since_at=known.since_at,
            left=count_recovery_codes(db, account.id),
            may_turn_off=not (actor.is_admin and settings_here().totp_required),
        )
    secret = secret_of_session(actor.session_id or 0, account.id)
    address = enrolment_address(secret, account.login, ISSUER)
    modules = matrix_of(address)
    return render_template(
        "auth/second_step/set_up.html",
        form=form,
        must=_must_enrol(actor),
        secret=typed_secret(secret),
        address=address,
        path=svg_path(modules),
        side=side_of(modules),
    )


def _shown_once(codes: list[str], *, renewed: bool) -> Response:
    page = render_template("auth/second_step/codes.html", codes=codes, renewed=renewed)
    response = make_response(page)
    response.cache_control.no_store = True
    return response


def _digests(account_id: int, codes: list[str]) -> list[str]:
    return [recovery_digest(account_id, read_recovery_code(code) or "") for code in codes]


def _must_enrol(actor: Actor) -> bool:
    return must_enrol(
        is_admin=actor.is_admin,
        required=settings_here().totp_required,
        method=actor.signed_in_by,
    )


def _account(actor: Actor) -> Account:
    return get_db().get_one(Account, actor.account_id)
