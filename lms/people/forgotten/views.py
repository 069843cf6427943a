"""The pages of a forgotten password. No answer tells whether an account, or its address, exists."""

import hmac

from flask import (
    Blueprint,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask.wrappers import Response
from sqlalchemy.exc import IntegrityError

from lms import clock
from lms.db import commits_in_group, get_db, in_group
from lms.errors import DomainError, NotFound
from lms.mail.worker import Mailer
from lms.people.auth import queries as accounts
from lms.people.auth.entering import memory_kib, settings_here
from lms.people.auth.known_browsers import counting_key
from lms.people.auth.passwords import hash_password
from lms.people.auth.rules import SHORTEST, name_hash
from lms.people.forgotten import services
from lms.people.forgotten.forms import AskForm, LinkForm
from lms.people.forgotten.keys import code_of
from lms.people.forgotten.letters import compose_links
from lms.people.forgotten.queries import SentLink, good_links
from lms.people.forgotten.rules import HOLD, asking_hash, read_mark
from lms.policy import public
from lms.web.i18n import gettext
from lms.web.i18n import lazy_gettext as _l

bp = Blueprint("forgotten", __name__)


@bp.record_once
def _add_composer(state: BlueprintSetupState) -> None:
    mailer: Mailer = state.app.extensions["mailer"]
    mailer.add_composer(services.KIND, compose_links)


@bp.app_context_processor
def _offer() -> dict[str, object]:
    return {"sends_password_links": sends_links()}


def sends_links() -> bool:
    """Whether links are sent at all: mail is set up, and so is the address they lead to.

    The address of a request would do for no link: whoever asks could name a site of their own.
    """
    mailer: Mailer = current_app.extensions["mailer"]
    return mailer.is_configured and settings_here().public_url is not None


@bp.get("/quen-mat-khau")
@public
def ask() -> ResponseReturnValue:
    """Where somebody asks for the link."""
    _check_offered()
    return _ask_page(AskForm(formdata=None))


@bp.post("/quen-mat-khau")
@public
@commits_in_group
def ask_post() -> ResponseReturnValue:
    """Send a letter where there is an account that may have one; the answer is the same for every login."""
    _check_offered()
    form = AskForm()
    if not form.validate():
        return _ask_page(form), 422
    account = accounts.find_account(get_db(), form.login.data)
    key = asking_hash(account.login if account else form.login.data)
    if not accounts.waiting_of(get_db(), key, clock.now()).blocked_until:
        _send(key, account.id if account else None)
    minutes = int(HOLD.total_seconds() // 60)
    return render_template("auth/forgotten/asked.html", minutes=minutes)


@bp.get("/dat-lai-mat-khau")
@public
def choose() -> ResponseReturnValue:
    """Where the link leads; looking uses nothing up."""
    mark = request.args.get("ma", "")
    return _choose_page(LinkForm(formdata=None, ma=mark), _find(mark))


@bp.post("/dat-lai-mat-khau")
@public
@commits_in_group
def choose_post() -> ResponseReturnValue:
    """Set the password that was chosen; then its owner signs in with it, second step and all."""
    form = LinkForm()
    sent = _find(form.ma.data or "")
    if sent is None:
        return _choose_page(form, None)
    form.names = (sent.person.full_name, sent.account.login)
    if not form.validate():
        return _choose_page(form, sent, 422)
    new_hash = hash_password(form.new_password.data, memory_kib())
    link_id, login = sent.link.id, sent.account.login
    keys = {name_hash(login), counting_key(sent.account.id, login)}
    try:
        in_group(lambda db: services.use_link(db, link_id, new_hash, keys))
    except DomainError:
        return _choose_page(form, None)
    flash(gettext("Your password is changed. Please sign in with it."))
    return redirect(url_for("auth.sign_in"), 303)


def _send(key: str, account_id: int | None) -> None:
    settings = settings_here()
    site, required = settings.public_url or "", settings.totp_required
    try:
        in_group(
            lambda db: services.ask_for_link(
                db, key, account_id, site=site, second_step_required=required
            )
        )
    except IntegrityError:
        current_app.logger.info("two asked for one login at once")
    mailer: Mailer = current_app.extensions["mailer"]
    mailer.wake()


def _find(mark: str) -> SentLink | None:
    """The good link that a mark names, compared in a time that tells nothing."""
    read = read_mark(mark)
    found = good_links(get_db(), [read[0]], clock.today(), clock.now()) if read else ()
    if read is None or not found:
        return None
    sent = found[0]
    is_right = hmac.compare_digest(code_of(sent.link, sent.account), read[1])
    return sent if is_right and sent.account.password_hash else None


def _check_offered() -> None:
    if not sends_links():
        raise NotFound(
            _l(
                "This installation sends no links. The administrator of your office sets a new password."
            )
        )


def _ask_page(form: AskForm) -> str:
    return render_template("auth/forgotten/ask.html", form=form)


def _choose_page(form: LinkForm, sent: SentLink | None, status: int = 200) -> Response:
    page = render_template(
        "auth/forgotten/choose.html",
        form=form,
        is_good=sent is not None,
        login=sent.account.login if sent else "",
        shortest=SHORTEST,
    )
    response = make_response(page, status if sent else 410)
    response.cache_control.no_store = True
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
