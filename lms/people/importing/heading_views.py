"""Saying where the headings of a list stand and what its columns hold; adds its pages to those of the import."""

from collections.abc import Mapping, Sequence

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.db import commits_in_group
from lms.errors import Invalid
from lms.people.access import log_access
from lms.people.importing import runs
from lms.people.importing.columns import Field
from lms.people.importing.columns_read import FIELD_WORDS, load_tops
from lms.people.importing.columns_shown import ColumnRead
from lms.people.importing.current import begin_work, change_run, get_run, to_run
from lms.people.importing.heading_row import columns_below
from lms.people.importing.models import ImportRun, RunState
from lms.people.importing.reading import load_reading
from lms.people.importing.said import said_of_heading, shown_place
from lms.people.importing.views import bp
from lms.people.policy import PersonPermission
from lms.policy import requires


@bp.get("/<int:run_id>/tieu-de")
@requires(PersonPermission.IMPORT)
def headings(run_id: int) -> ResponseReturnValue:
    """The first rows of the file; which of them holds the headings, and which columns are which."""
    run = get_run(run_id)
    if not runs.shows_tops(run):
        return to_run(run_id)
    return _page(run, request.args)


@bp.post("/<int:run_id>/tieu-de")
@requires(PersonPermission.IMPORT)
@commits_in_group
def read_below(run_id: int) -> ResponseReturnValue:
    """Read the file anew below the row that was chosen; nothing is written."""
    run = get_run(run_id)
    if not runs.shows_tops(run):
        runs.check_ready(run)
        return redirect(url_for(".headings", run_id=run_id), 303)
    try:
        reading = said_of_heading(run, request.form)
    except Invalid as refusal:
        return _page(run, request.form, str(refusal.message)), 422
    change_run(run_id, lambda _db, known: runs.read_as(known, reading, None))
    begin_work(run_id, run.size)
    return to_run(run_id)


def _page(run: ImportRun, asked: Mapping[str, str], refusal: str = "") -> str:
    tops = load_tops(run.columns)
    sheet, heading = shown_place(tops, asked)
    # Rows of a file are about nobody on record before they are compared.
    log_access("first rows of a list seen", "roster", run.id, run.file_name, people=())
    columns = columns_below(tops[sheet], heading)
    return render_template(
        "people/importing/headings.html",
        run=run,
        tops=tops,
        top=tops[sheet],
        sheet=sheet,
        heading=heading,
        columns=columns,
        is_empty=_is_empty(columns),
        fields=FIELD_WORDS,
        refusal=refusal or _told_in_vain(run),
        is_mistaken=bool(refusal),
        chosen=asked if refusal else {},
    )


def _is_empty(columns: Sequence[ColumnRead]) -> bool:
    """Whether the headings are known and nothing stands below them: a form that nobody has filled in."""
    names = any(each.means in (Field.FULL_NAME, Field.GIVEN_NAME) for each in columns)
    return names and not any(each.values for each in columns)


def _told_in_vain(run: ImportRun) -> str:
    """Why the list could not be read as was said; empty where nothing was said yet."""
    is_told = load_reading(run.reading).heading is not None
    return run.message if run.state is RunState.REFUSED and is_told else ""
