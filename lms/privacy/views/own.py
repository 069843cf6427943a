"""What a person sees of their own data: all of it, the file to take away, and their requests."""

from flask import Blueprint, flash, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue

from lms import clock
from lms.db import get_db, writes
from lms.errors import NotFound
from lms.people.access import log_access
from lms.people.actor import current_actor
from lms.policy import signed_in
from lms.privacy.enums import RequestKind
from lms.privacy.forms import RequestForm
from lms.privacy.portrait import as_file, pack, personal_data, shown
from lms.privacy.queries import requests_of_person
from lms.privacy.services import file_request
from lms.privacy.words import KIND_WORDS, STATE_WORDS
from lms.web.i18n import _

bp = Blueprint("own_data", __name__, url_prefix="/ve-toi")


@bp.get("/du-lieu")
@signed_in
def show() -> ResponseReturnValue:
    """Every part of what is held about the person asking; nobody else opens this page."""
    pieces = personal_data(get_db(), _own_id())
    return render_template("privacy/data.html", pieces=pieces, shown=shown)


@bp.get("/du-lieu.zip")
@signed_in
def download() -> ResponseReturnValue:
    """The same as a file to keep: JSON for machines and a page to read."""
    person_id, actor = _own_id(), current_actor()
    content = pack(personal_data(get_db(), person_id), actor.full_name, clock.now())
    log_access("own data downloaded", "person", person_id)
    response = send_file(
        as_file(content),
        mimetype="application/zip",
        as_attachment=True,
        download_name=f"du-lieu-cua-toi-{clock.today():%Y-%m-%d}.zip",
        max_age=0,
    )
    response.cache_control.private = response.cache_control.no_store = True
    return response


@bp.get("/yeu-cau")
@signed_in
def requests() -> ResponseReturnValue:
    """What the person asked, how it stands, and the form for another request."""
    return _requests_page(RequestForm())


@bp.post("/yeu-cau")
@signed_in
@writes
def file() -> ResponseReturnValue:
    """File a request."""
    form = RequestForm()
    if not form.validate():
        return _requests_page(form), 422
    kind = RequestKind(form.kind.data)
    filed = file_request(get_db(), _own_id(), kind, form.words.data, by=current_actor().account_id)
    flash(
        _("The request is filed. You are answered by %(day)s.", day=f"{filed.answer_by:%d/%m/%Y}")
    )
    return redirect(url_for("own_data.requests"), 303)


def _requests_page(form: RequestForm) -> str:
    return render_template(
        "privacy/own_requests.html",
        requests=requests_of_person(get_db(), _own_id()),
        form=form,
        kind_words=KIND_WORDS,
        state_words=STATE_WORDS,
    )


def _own_id() -> int:
    person_id = current_actor().person_id
    if person_id is None:
        raise NotFound(_("This account stands for nobody on record."))
    return person_id
