"""The page of a preview: its counts, how the file was read, what to decide, the rows of one part."""

from flask import render_template, request

from lms.db import get_db
from lms.people.access import log_access
from lms.people.actor import current_actor
from lms.people.going_told import along_told
from lms.people.importing import runs
from lms.people.importing.approval_rules import FEW_LEAVING
from lms.people.importing.approval_shown import approval_shown
from lms.people.importing.asked_units import ALL_ABOVE, UnitsAsked, ask_units
from lms.people.importing.columns_read import FIELD_WORDS, load_columns
from lms.people.importing.deciding import NEW, OUT
from lms.people.importing.forms import FOR_ALL, ConfirmForm, ReadAgainForm
from lms.people.importing.freezing import frozen_of
from lms.people.importing.guarding import guard_for
from lms.people.importing.models import ImportRun, RunState
from lms.people.importing.preview import Preview, preview_of
from lms.people.importing.preview_rows import list_rows, list_unsure
from lms.people.importing.reading import load_reading
from lms.people.importing.report import summary_of_figures
from lms.people.importing.same_before import find_same_before
from lms.people.importing.shown import CAPTIONS, KIND_WORDS, RowShown, row_shown
from lms.people.importing.stamp import units_changed_since
from lms.units.ends_to_come import list_ends_to_come
from lms.web.paging import page_number


def render_preview(
    run: ImportRun, form: ConfirmForm, *, refusal: str = "", asked: UnitsAsked | None = None
) -> str:
    """The page of an import that was read, or written.

    `refusal` is what was wrong with the chosen columns, `asked` the names of units with what was wrong with what was said.
    """
    shown = preview_of(run)
    kind = shown.kind_asked(request.args.get("loai", ""))
    words = request.args.get("tim", "")
    rows = list_rows(get_db(), run.id, kind, words, page_number(request.args))
    known = [each.person_id for each in rows.items if each.person_id is not None]
    log_access("rows of an import seen", "roster", run.id, kind.value, people=known)
    guarded = guard_for(get_db(), run, shown.figures)
    actor = current_actor()
    if form.starts_on.data is None and not form.starts_on.errors:
        form.starts_on.data = shown.on
    return render_template(
        "people/importing/preview.html",
        run=run,
        preview=shown,
        figures=shown.figures,
        form=form,
        again=ReadAgainForm(formdata=None, converts=run.converts),
        kind=kind,
        kinds=KIND_WORDS,
        caption=CAPTIONS[kind],
        words=words,
        rows=rows.map(row_shown),
        choices=runs.choices_of(run),
        fixed_choices={"new": NEW, "out": OUT},
        for_all=FOR_ALL,
        summary=summary_of_figures(shown.figures),
        columns=load_columns(run.columns),
        fields=FIELD_WORDS,
        reading=load_reading(run.reading),
        asked=asked or ask_units(get_db(), run),
        all_above=ALL_ABOVE,
        unsure=_unsure(run, shown),
        guard=guarded.guard,
        left_before=guarded.before,
        others=guarded.others,
        along=_going_along(shown),
        few_leaving=FEW_LEAVING,
        approval=approval_shown(get_db(), run, actor.account_id or 0),
        before=find_same_before(
            get_db(), run, None if actor.keeps_all_records else actor.account_id
        ),
        units_changed=_have_units_changed(run),
        refusal=refusal,
        chosen=request.form if refusal else {},
    )


def _going_along(shown: Preview) -> list[str]:
    """Acts to come on units in which the list gives somebody a place: who is put there by it goes along with them."""
    units = shown.figures.get("units_given", [])
    ends = list_ends_to_come(get_db(), units) if units and not shown.is_done else []
    return along_told(ends)


def _unsure(run: ImportRun, shown: Preview) -> list[RowShown]:
    if shown.is_done or not shown.figures["unsure"]:
        return []
    return [row_shown(row) for row in list_unsure(get_db(), run.id)]


def _have_units_changed(run: ImportRun) -> bool:
    frozen = frozen_of(run) if run.state is RunState.READY else None
    return frozen is not None and units_changed_since(get_db(), frozen["stamp"])
