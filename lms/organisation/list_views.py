"""Importing the office's list of units: the file, what it means on a day, and only then the acts."""

from io import BytesIO

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from lms import clock
from lms.db import commits_in_group, get_db, in_group
from lms.errors import DomainError
from lms.files.models import FileKind, PendingImport
from lms.files.pending import confirm_import, get_import, hold_import
from lms.files.responses import current_store, max_upload_bytes
from lms.files.services import save_file
from lms.numbers import numbers_sent
from lms.organisation.list_fonts import FontsAsked, fonts_kept, fonts_sent
from lms.organisation.list_forms import ListForm, UnitsUploadForm
from lms.organisation.list_guard import many_renamed
from lms.organisation.list_planning import ListPlan, plan_list
from lms.organisation.list_words import figures_of, summary_of
from lms.organisation.list_writing import Decided, NeedsDecision, ShownAnew, import_list
from lms.organisation.sentences import NeedsHeir
from lms.organisation.words import ACT_WORDS
from lms.people.actor import current_actor
from lms.people.importing.forms import ReadAgainForm
from lms.policy import requires
from lms.spreadsheets import open_spreadsheet
from lms.units.importing.fonts import Fonts
from lms.units.importing.reading import ParsedUnits, parse_units
from lms.units.policy import UnitPermission
from lms.units.views import bp
from lms.units.words import KIND_WORDS, TREE_WORDS
from lms.web.days import read_day
from lms.web.i18n import lazy_gettext as _l

PURPOSE = "units"
MOST_SHOWN = 200
SHOW = "xem"
_ANOTHER_DAY = _l(
    "The day is another now. This is what the list does from that day; nothing is written yet."
)

_MANY_RENAMED = _l("Many units would be renamed. Tick that this is meant, or choose another file.")


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
        kinds = (FileKind.XLSX, FileKind.XLS, FileKind.CSV)
        file = save_file(
            db,
            store,
            BytesIO(data),
            name,
            accept=kinds,
            max_bytes=limit,
            uploaded_by=account_id,
            old_text=True,
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
    """What the file means on a day; after the import, that it is done."""
    pending = get_import(get_db(), pending_id, PURPOSE, _account_id())
    form = ListForm(formdata=None)
    form.effective_on.data = read_day(request.args) or clock.today()
    return _preview_page(pending, form)


@bp.post("/nhap/<int:pending_id>")
@requires(UnitPermission.MANAGE)
@commits_in_group
def confirm(pending_id: int) -> ResponseReturnValue:
    """Write what the preview showed, or show it anew for another day."""
    account_id, form = _account_id(), ListForm()
    pending = get_import(get_db(), pending_id, PURPOSE, account_id)
    if pending.confirmed_at is not None:  # pressed twice, or in another window
        return _preview_page(pending, form), 409
    if not form.validate():
        return _preview_page(pending, form), 422
    if request.form.get("buoc") == SHOW:
        return _preview_page(pending, form)
    shown_day = read_day(request.form, "ngay_da_xem")
    if shown_day is not None and shown_day != form.effective_on.data:
        form.add_error("effective_on", str(_ANOTHER_DAY))
        return _preview_page(pending, form), 409
    parsed, shown = _parse(pending, fonts_sent(request.form)), request.form.get("da_xem", "")
    if not form.renames.data and _are_many_renamed(parsed, form):
        form.add_error("renames", str(_MANY_RENAMED))
        return _preview_page(pending, form), 422
    decided = Decided(
        form.effective_on.data or clock.today(),
        form.decision.data or "",
        form.note.data or "",
        _ticked(),
    )

    def write(db: Session) -> ListPlan:
        confirm_import(get_import(db, pending_id, PURPOSE, account_id))
        return import_list(db, parsed, decided, account_id, shown)

    try:
        plan = in_group(write)
    except (NeedsDecision, NeedsHeir, ShownAnew) as refusal:
        name = "decision" if isinstance(refusal, NeedsDecision) else "effective_on"
        form.add_error(name, str(refusal.message))
        return _preview_page(pending, form), int(refusal.status)
    flash(summary_of(plan))
    return redirect(url_for("units.preview", pending_id=pending_id), 303)


def _preview_page(pending: PendingImport, form: ListForm) -> str:
    is_open, fonts = pending.confirmed_at is None, fonts_sent(request.values)
    parsed = _parse(pending, fonts) if is_open else None
    plan = _plan(parsed, form) if parsed else None
    day = form.effective_on.data
    return render_template(
        "units/import_preview.html",
        pending=pending,
        plan=plan,
        figures=figures_of(plan) if plan else None,
        renamed=many_renamed(plan) if plan else None,
        asked=FontsAsked(parsed.rejected) if parsed else None,
        again=ReadAgainForm(formdata=None, converts=fonts.converts),
        fonts=fonts,
        fonts_kept=fonts_kept(fonts),
        day_kept=[("ngay", day.isoformat())] if day else [],
        form=form,
        ticked=_ticked(),
        most_shown=MOST_SHOWN,
        act_words=ACT_WORDS,
        tree_words=TREE_WORDS,
        kind_words=KIND_WORDS,
    )


def _are_many_renamed(parsed: ParsedUnits, form: ListForm) -> bool:
    plan = _plan(parsed, form)
    return plan is not None and many_renamed(plan) is not None


def _plan(parsed: ParsedUnits, form: ListForm) -> ListPlan | None:
    """The plan for the day; None, with the sentence beside the day, where the acts make a tree that cannot be."""
    try:
        return plan_list(get_db(), parsed, form.effective_on.data or clock.today())
    except DomainError as refusal:
        form.add_error("effective_on", str(refusal.message))
        return None


def _ticked() -> frozenset[int]:
    """Ids of the units to be closed, as ticked."""
    return frozenset(numbers_sent(request.form.getlist("dong")))


def _parse(pending: PendingImport, fonts: Fonts) -> ParsedUnits:
    data = current_store().path(pending.file.sha256).read_bytes()
    return parse_units(open_spreadsheet(data, pending.file.name), fonts)


def _account_id() -> int:
    return current_actor().account_id or 0
