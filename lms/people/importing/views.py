"""Importing a roster in the browser: upload, preview, decisions, confirm; and the record of all imports."""

from http import HTTPStatus
from io import BytesIO

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms import clock
from lms.db import commits_in_group, get_db, in_group
from lms.errors import DomainError, Invalid
from lms.files.names import clean_name
from lms.files.responses import current_store, max_upload_bytes
from lms.papers.responses import PaperFormat, send_bytes
from lms.people.access import log_access
from lms.people.importing import runs
from lms.people.importing.approval_rules import Guard
from lms.people.importing.asked_units import ask_units
from lms.people.importing.confirming import confirm_run
from lms.people.importing.current import (
    begin_work,
    change_run,
    get_run,
    is_stopped,
    only_of,
    own_account_id,
    page_not_imported,
    page_stopped,
    page_under_way,
    settings_here,
    to_run,
)
from lms.people.importing.figures import day_of
from lms.people.importing.forms import FOR_ALL, ConfirmForm, ReadAgainForm, UploadForm, chosen_rows
from lms.people.importing.guarding import guard_for
from lms.people.importing.left_out import rows_left_out
from lms.people.importing.leftovers import write_leftovers
from lms.people.importing.models import ImportRun, RowKind, RunState
from lms.people.importing.preview import preview_of
from lms.people.importing.preview_page import render_preview
from lms.people.importing.progress import look_at
from lms.people.importing.run_file import parse_run
from lms.people.importing.said import said_of_reading
from lms.people.policy import PersonPermission
from lms.policy import requires
from lms.web.i18n import _
from lms.web.i18n import lazy_gettext as _l
from lms.web.paging import page_number

bp = Blueprint("roster", __name__, url_prefix="/nhan-su/nhap")

_CONFIRMED = (RunState.WRITING, RunState.WRITTEN, RunState.AWAITING)
NOTHING_TO_WRITE = _l(
    "Nothing would be written: nobody in this list is new or changed. If people whom it does not name have left, "
    "mark that they have."
)


@bp.get("")
@requires(PersonPermission.IMPORT)
def upload() -> ResponseReturnValue:
    """The form that asks for a file."""
    return render_template("people/importing/upload.html", form=UploadForm(formdata=None))


@bp.post("")
@requires(PersonPermission.IMPORT)
@commits_in_group
def receive() -> ResponseReturnValue:
    """Keep the file, begin to read it, and go on to its preview."""
    form = UploadForm()
    if not form.validate():
        return render_template("people/importing/upload.html", form=form), 422
    name, data = clean_name(form.file.data.filename), form.file.data.read()
    account_id = own_account_id()
    try:
        if not data.strip():
            raise Invalid(_("The file is empty."))
        store = current_store()
        with store.receive(BytesIO(data), max_upload_bytes()) as incoming:
            store.keep(incoming)
        run_id = in_group(lambda db: runs.begin_run(db, incoming, name, account_id).id)
        begin_work(run_id, len(data))
        run = get_run(run_id, fresh=True)
        if run.state is RunState.REFUSED and not runs.shows_tops(run):
            raise Invalid(run.message)
    except DomainError as refusal:
        form.add_error("file", str(refusal.message))
        return render_template("people/importing/upload.html", form=form), int(refusal.status)
    return to_run(run_id)


@bp.get("/lich-su")
@requires(PersonPermission.IMPORT)
def history() -> ResponseReturnValue:
    """Every import: who, when, which file, what came of it."""
    page = runs.list_runs(get_db(), page_number(request.args), only_of())
    return render_template(
        "people/importing/history.html",
        page_of_runs=page,
        figures_of_run=runs.figures_of_run,
        account_id=own_account_id(),
        is_stopped=is_stopped,
    )


@bp.get("/<int:run_id>")
@requires(PersonPermission.IMPORT)
def preview(run_id: int) -> ResponseReturnValue:
    """How far it is; what the file would change; after the import, what it did."""
    return _as_it_is(get_run(run_id))


@bp.post("/<int:run_id>")
@requires(PersonPermission.IMPORT)
@commits_in_group
def confirm(run_id: int) -> ResponseReturnValue:
    """Write what the preview showed."""
    form = ConfirmForm()
    run = get_run(run_id)
    if run.state in _CONFIRMED:
        # Pressed twice, or in another window: what came of it is the answer, not that it cannot be done.
        answer = current_app.make_response(_as_it_is(run))
        answer.status_code = HTTPStatus.CONFLICT
        return answer
    runs.check_ready(run)
    figures = runs.figures_of_run(run)
    guard = guard_for(get_db(), run, figures).guard if figures else Guard.NONE
    leaving = None
    if form.validate() and figures:
        form.check_undone(figures)
        leaving = form.leaving(figures, guard)
    is_same_day = form.starts_on.data is None or form.starts_on.data == preview_of(run).on
    if not form.errors and leaving is None and is_same_day and not preview_of(run).has_effect:
        form.add_error("leaves", str(NOTHING_TO_WRITE))
    if form.errors:
        return render_preview(run, form), 422
    starts_on = form.starts_on.data or (day_of(figures) if figures else clock.today())
    asked = guard if leaving is not None else Guard.NONE
    change_run(run_id, lambda db, known: confirm_run(db, known, starts_on, leaving, asked))
    if get_run(run_id, fresh=True).state is RunState.AWAITING:
        flash(_("The import waits for a second person. Nothing is written before that."))
        return to_run(run_id)
    begin_work(run_id, run.size)
    return to_run(run_id)


@bp.post("/<int:run_id>/nghi-van")
@requires(PersonPermission.IMPORT)
@commits_in_group
def decide(run_id: int) -> ResponseReturnValue:
    """Keep what was decided of rows in doubt: those of a page, or all."""
    everybody = request.form.get("tat-ca", "")
    chosen = chosen_rows(request.form)
    for_all = everybody if everybody in FOR_ALL else ""
    change_run(run_id, lambda db, run: runs.decide(db, run, chosen, for_all))
    flash(_("The decisions are kept."))
    number = page_number(request.form)
    return redirect(
        url_for(".preview", run_id=run_id, loai=RowKind.DOUBTFUL.value, trang=number), 303
    )


@bp.post("/<int:run_id>/doc-lai")
@requires(PersonPermission.IMPORT)
@commits_in_group
def read_again(run_id: int) -> ResponseReturnValue:
    """Read the file anew, text in old fonts converted or not; also after a stop, if need be."""
    form = ReadAgainForm()
    run = get_run(run_id)
    is_running = look_at(settings_here(), run_id).is_running
    converts = bool(form.converts.data)
    is_to_be_read = change_run(
        run_id,
        lambda _db, known: runs.read_again(known, converts=converts, is_running=is_running),
    )
    if is_to_be_read:
        begin_work(run_id, run.size)
    else:
        flash(
            _("Nothing was written. This is what the import would do; confirm it once more."),
            "info",
        )
    return to_run(run_id)


@bp.post("/<int:run_id>/cach-doc")
@requires(PersonPermission.IMPORT)
@commits_in_group
def read_as(run_id: int) -> ResponseReturnValue:
    """Read the file anew as was said of its columns, its fonts, its units or its day; nothing is written."""
    form = ConfirmForm()
    run = get_run(run_id)
    runs.check_ready(run)
    if not form.validate():
        return render_preview(run, form), 422
    asked = ask_units(get_db(), run, request.form)
    if asked.is_refused:
        return render_preview(run, ConfirmForm(formdata=None), asked=asked), 422
    try:
        reading = said_of_reading(run, request.form, asked.answers(request.form))
    except Invalid as refusal:
        return render_preview(run, ConfirmForm(formdata=None), refusal=str(refusal.message)), 422
    on = form.starts_on.data
    change_run(run_id, lambda _db, known: runs.read_as(known, reading, on))
    begin_work(run_id, run.size)
    return to_run(run_id)


@bp.get("/<int:run_id>/dong-loi.xlsx")
@requires(PersonPermission.IMPORT)
def leftovers(run_id: int) -> ResponseReturnValue:
    """The rejected rows as a workbook to mend and import again."""
    run = get_run(run_id)
    parsed = parse_run(run)
    left_out = rows_left_out(get_db(), run, parsed)
    # Rows that were left out are about nobody on record.
    log_access("rejected rows downloaded", "roster", run_id, run.file_name, people=())
    content = write_leftovers(parsed.header, left_out)
    return send_bytes(content, PaperFormat.XLSX, _("rejected rows"))


def _as_it_is(run: ImportRun) -> ResponseReturnValue:
    if run.state in (RunState.READING, RunState.WRITING, RunState.WRITTEN):
        progress = look_at(settings_here(), run.id)
        if progress.is_running:
            return page_under_way(run, progress)
        if run.state is not RunState.WRITTEN:
            return page_stopped(run, progress)
    if run.state is RunState.REFUSED:
        if runs.shows_tops(run):
            return redirect(url_for(".headings", run_id=run.id), 303)
        return page_not_imported(run, run.message)
    return render_preview(run, ConfirmForm(formdata=None))
