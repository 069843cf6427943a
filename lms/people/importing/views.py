"""Importing a roster in the browser: upload, preview, confirm. Nothing is written before the button."""

from datetime import date
from io import BytesIO

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from lms import clock
from lms.db import commits_in_group, get_db, in_group
from lms.errors import DomainError
from lms.files.models import FileKind, PendingImport
from lms.files.pending import confirm_import, get_import, hold_import
from lms.files.responses import current_store, max_upload_bytes
from lms.files.services import save_file
from lms.files.store import FileStore
from lms.papers.responses import PaperFormat, send_bytes
from lms.people.access import add_access, log_access
from lms.people.actor import current_actor
from lms.people.importing.applying import apply_roster_import
from lms.people.importing.forms import ConfirmForm, UploadForm
from lms.people.importing.leftovers import write_leftovers
from lms.people.importing.parsed import ParsedRoster
from lms.people.importing.planning import RosterPlan, plan_roster_import
from lms.people.importing.report import summary_of
from lms.people.importing.roster import parse_roster
from lms.people.importing.sentences import sentence, sentences
from lms.people.importing.shown import changes_shown, row_name
from lms.people.policy import PersonPermission
from lms.people.words import PARTY_WORDS
from lms.policy import requires
from lms.spreadsheets import open_spreadsheet
from lms.web.i18n import _

bp = Blueprint("roster", __name__, url_prefix="/nhan-su/nhap")

PURPOSE = "roster"
SAMPLE = 10
SHOWN = 200
"""Rows of a kind that the preview lists; the file with all rejected rows holds every one."""


@bp.get("")
@requires(PersonPermission.IMPORT)
def upload() -> ResponseReturnValue:
    """The form that asks for a file."""
    return render_template("people/import_upload.html", form=UploadForm(formdata=None))


@bp.post("")
@requires(PersonPermission.IMPORT)
@commits_in_group
def receive() -> ResponseReturnValue:
    """Read the file, keep it, and go on to its preview."""
    form = UploadForm()
    if not form.validate():
        return render_template("people/import_upload.html", form=form), 422
    name, data = form.file.data.filename, form.file.data.read()
    account_id, store, limit = _account_id(), current_store(), max_upload_bytes()

    def keep(db: Session) -> int:
        kinds = (FileKind.XLSX, FileKind.CSV)
        file = save_file(
            db, store, BytesIO(data), name, accept=kinds, max_bytes=limit, uploaded_by=account_id
        )
        return hold_import(db, PURPOSE, file, account_id).id

    try:
        parse_roster(open_spreadsheet(data, name), clock.today())
        pending_id = in_group(keep)
    except DomainError as refusal:
        form.add_error("file", str(refusal.message))
        return render_template("people/import_upload.html", form=form), int(refusal.status)
    return redirect(url_for("people.roster.preview", pending_id=pending_id), 303)


@bp.get("/<int:pending_id>")
@requires(PersonPermission.IMPORT)
def preview(pending_id: int) -> ResponseReturnValue:
    """What the file would change; after the import, what it did."""
    return _preview(_pending(get_db(), pending_id), ConfirmForm(formdata=None))


@bp.post("/<int:pending_id>")
@requires(PersonPermission.IMPORT)
@commits_in_group
def confirm(pending_id: int) -> ResponseReturnValue:
    """Write what the preview showed."""
    form = ConfirmForm()
    pending = _pending(get_db(), pending_id)
    if not form.validate():
        return _preview(pending, form), 422
    parsed = _parse(pending, current_store())
    on, account_id = form.starts_on.data or clock.today(), _account_id()

    def write(db: Session) -> RosterPlan:
        waiting = get_import(db, pending_id, PURPOSE, account_id)
        confirm_import(waiting)
        add_access(db, account_id, "roster imported", "roster", pending_id, waiting.file.name)
        return apply_roster_import(db, parsed, on)

    flash(summary_of(in_group(write)))
    return redirect(url_for("people.roster.preview", pending_id=pending_id), 303)


@bp.get("/<int:pending_id>/dong-loi.xlsx")
@requires(PersonPermission.IMPORT)
def leftovers(pending_id: int) -> ResponseReturnValue:
    """The rejected rows as a workbook to mend and import again."""
    pending = _pending(get_db(), pending_id)
    parsed = _parse(pending, current_store())
    plan = plan_roster_import(get_db(), parsed, clock.today())
    log_access("rejected rows downloaded", "roster", pending_id, pending.file.name)
    content = write_leftovers(parsed.header, plan.rejected)
    return send_bytes(content, PaperFormat.XLSX, _("rejected rows"))


def _preview(pending: PendingImport, form: ConfirmForm) -> str:
    parsed = _parse(pending, current_store())
    plan = plan_roster_import(get_db(), parsed, clock.today())
    if form.starts_on.data is None:
        form.starts_on.data = plan.on
    return render_template(
        "people/import_preview.html",
        pending=pending,
        plan=plan,
        form=form,
        rejected=[
            (bad.row, row_name(parsed.header, bad), sentences(bad.problems))
            for bad in plan.rejected[:SHOWN]
        ],
        remarks=[(row, sentence(problem)) for row, problem in plan.remarks[:SHOWN]],
        changes=changes_shown(get_db(), plan, SHOWN),
        sample=[each.row for each in plan.new[:SAMPLE]],
        party_words=PARTY_WORDS,
    )


def _parse(pending: PendingImport, store: FileStore) -> ParsedRoster:
    data = store.path(pending.file.sha256).read_bytes()
    return parse_roster(open_spreadsheet(data, pending.file.name), _read_on(pending))


def _read_on(pending: PendingImport) -> date:
    """Two-digit years mean the same as when the file was uploaded."""
    return clock.local(pending.created_at).date()


def _pending(db: Session, pending_id: int) -> PendingImport:
    return get_import(db, pending_id, PURPOSE, _account_id())


def _account_id() -> int:
    account_id = current_actor().account_id
    assert account_id is not None  # noqa: S101 - the policy let nobody else in
    return account_id
