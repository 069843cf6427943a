"""The notice on personal data: for everybody to read, once per version at the start, and its publication.

A person has the right to know (Law 91/2025/QH15, Art. 4), so there is a notice. It is a notice and no
consent: attendance at a conference somebody was summoned to rests on the law and the duties of
the office (Art. 19), so nothing waits for a tick, least of all check-in.
"""

from flask import (
    Blueprint,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue

from lms.config import Settings
from lms.db import get_db, writes
from lms.errors import DomainError, NotFound
from lms.numbers import number_sent
from lms.people.actor import current_actor
from lms.policy import public, requires, signed_in
from lms.privacy.forms import NoticeForm
from lms.privacy.own_notice import own_notice
from lms.privacy.policy import PrivacyPermission
from lms.privacy.queries import OF_PRODUCT, count_readers, newest_notice, unread_notice
from lms.privacy.services import acknowledge, acknowledge_own, publish_notice
from lms.web.i18n import _

bp = Blueprint("notice", __name__)
LATER = "notice_put_off"


@bp.before_app_request
def show_once() -> ResponseReturnValue | None:
    """On the way to the first page after signing in, and nowhere else: the version not read yet."""
    if request.endpoint != "home.index" or request.method != "GET":
        return None
    actor = current_actor()
    if actor.account_id is None:
        return None
    version = _unread(actor.account_id)
    if version is None or session.get(LATER) == version:
        return None
    return redirect(url_for("notice.show"), 303)


@bp.get("/thong-bao-du-lieu")
@public
def show() -> ResponseReturnValue:
    """The notice that holds; with a button for those who have not read this version."""
    actor, db = current_actor(), get_db()
    notice = newest_notice(db)
    unread = _unread(actor.account_id) if actor.account_id else None
    return render_template(
        "privacy/notice.html",
        notice=notice,
        body=notice.body if notice else own_notice(db, _settings()),
        unread=unread,
    )


@bp.post("/thong-bao-du-lieu")
@signed_in
@writes
def read() -> ResponseReturnValue:
    """Keep that the notice was read, or put it off until the next sign-in."""
    version = number_sent(request.form.get("phien-ban", ""))
    if version is None:
        raise NotFound(_("This version of the notice does not exist."))
    if version == OF_PRODUCT and not _settings().notice_of_product:
        raise NotFound(_("This version of the notice does not exist."))
    if request.form.get("de-sau") == "1":
        session[LATER] = version
    elif version == OF_PRODUCT:
        own = own_notice(get_db(), _settings())
        acknowledge_own(get_db(), current_actor().account_id or 0, own)
    else:
        acknowledge(get_db(), current_actor().account_id or 0, version)
    return redirect(url_for("home.index"), 303)


@bp.get("/du-lieu-ca-nhan/thong-bao")
@requires(PrivacyPermission.PUBLISH_NOTICE)
def edit() -> ResponseReturnValue:
    """The text that holds, to be changed, and how many have read it."""
    held = newest_notice(get_db())
    proposed = held.body if held else own_notice(get_db(), _settings())
    return _edit_page(NoticeForm(body=proposed))


@bp.post("/du-lieu-ca-nhan/thong-bao")
@requires(PrivacyPermission.PUBLISH_NOTICE)
@writes
def publish() -> ResponseReturnValue:
    """Publish a new version; everybody is shown it at the next sign-in."""
    form = NoticeForm()
    if not form.validate():
        return _edit_page(form), 422
    try:
        publish_notice(get_db(), form.body.data, by=current_actor().account_id)
    except DomainError as refusal:
        form.add_error("body", str(refusal.message))
        return _edit_page(form), int(refusal.status)
    flash(_("The notice is published. Everybody is shown it at the next sign-in."))
    return redirect(url_for("notice.edit"), 303)


def _edit_page(form: NoticeForm) -> str:
    held = newest_notice(get_db())
    readers = count_readers(get_db(), held.id) if held else 0
    return render_template("privacy/notice_edit.html", form=form, held=held, readers=readers)


def _unread(account_id: int) -> int | None:
    """The version to be read; the product's own only where the installation shows it."""
    version = unread_notice(get_db(), account_id)
    return None if version == OF_PRODUCT and not _settings().notice_of_product else version


def _settings() -> Settings:
    settings: Settings = current_app.extensions["settings"]
    return settings
