"""Importing the office's list of units; `lms.organisation` adds what asks for people as well."""

from io import BytesIO

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from lms import clock, policy
from lms.db import commits_in_group, get_db, in_group
from lms.errors import DomainError
from lms.files.models import FileKind, PendingImport
from lms.files.pending import confirm_import, get_import, hold_import
from lms.files.responses import current_store, max_upload_bytes
from lms.files.services import save_file
from lms.policy import requires
from lms.spreadsheets import open_spreadsheet
from lms.units.forms import UnitsUploadForm
from lms.units.importing.applying import apply_units_import
from lms.units.importing.planning import UnitsPlan, plan_units_import
from lms.units.importing.reading import ParsedUnits, parse_units
from lms.units.importing.report import summary_of
from lms.units.policy import UnitPermission
from lms.units.words import KIND_WORDS, TREE_WORDS
from lms.web.forms import EmptyForm

bp = Blueprint("units", __name__, url_prefix="/don-vi")

PURPOSE = "units"


@bp.get("/nhap")
@requires(UnitPermission.MANAGE)
def upload() -> ResponseReturnValue:
    """The form that asks for a file."""
    return render_template("units/import_upload.html", form=UnitsUploadForm(formdata=None))


@bp.post("/nhap")
@requires(UnitPermission.MANAGE)
@commits_in_group
def receive() -> ResponseReturnValue:
    """Read the file, keep it, and go on to its preview."""
    form = UnitsUploadForm()
    if not form.validate():
        return render_template("units/import_upload.html", form=form), 422
    name, data = form.file.data.filename, form.file.data.read()
    account_id, store, limit = _account_id(), current_store(), max_upload_bytes()

    def keep(db: Session) -> int:
        kinds = (FileKind.XLSX, FileKind.CSV)
        file = save_file(
            db, store, BytesIO(data), name, accept=kinds, max_bytes=limit, uploaded_by=account_id
        )
        return hold_import(db, PURPOSE, file, account_id).id

    try:
        parse_units(open_spreadsheet(data, name))
        pending_id = in_group(keep)
    except DomainError as refusal:
        form.add_error("file", str(refusal.message))
        return render_template("units/import_upload.html", form=form), int(refusal.status)
    return redirect(url_for("units.preview", pending_id=pending_id), 303)


@bp.get("/nhap/<int:pending_id>")
@requires(UnitPermission.MANAGE)
def preview(pending_id: int) -> ResponseReturnValue:
    """What the file would change; after the import, what it did."""
    pending = get_import(get_db(), pending_id, PURPOSE, _account_id())
    plan = plan_units_import(get_db(), _parse(pending), clock.today())
    return render_template(
        "units/import_preview.html",
        pending=pending,
        plan=plan,
        form=EmptyForm(),
        tree_words=TREE_WORDS,
        kind_words=KIND_WORDS,
    )


@bp.post("/nhap/<int:pending_id>")
@requires(UnitPermission.MANAGE)
@commits_in_group
def confirm(pending_id: int) -> ResponseReturnValue:
    """Write what the preview showed."""
    account_id, today = _account_id(), clock.today()
    parsed = _parse(get_import(get_db(), pending_id, PURPOSE, account_id))

    def write(db: Session) -> UnitsPlan:
        confirm_import(get_import(db, pending_id, PURPOSE, account_id))
        return apply_units_import(db, parsed, today)

    flash(summary_of(in_group(write)))
    return redirect(url_for("units.preview", pending_id=pending_id), 303)


def _parse(pending: PendingImport) -> ParsedUnits:
    data = current_store().path(pending.file.sha256).read_bytes()
    return parse_units(open_spreadsheet(data, pending.file.name))


def _account_id() -> int:
    account_id: int = policy.asking().account_id  # type: ignore[attr-defined] # actors stand above units
    return account_id
