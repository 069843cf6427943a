"""The two long steps of an import: reading a file into a preview, and writing what was confirmed.

Each runs within a request when the file is small, else in a process of its own. Neither writes anything of the
roster but in the one transaction of the second step, which also says that it is written.
"""

from typing import cast

from sqlalchemy import Table, delete
from sqlalchemy.orm import Session

from lms import clock
from lms.db import transaction
from lms.db.boundary import current_database
from lms.db.mass import insert_rows
from lms.errors import DomainError, NotFound
from lms.files.responses import current_store
from lms.people.access import add_access
from lms.people.importing.applying import apply_roster_import
from lms.people.importing.models import ImportRow, ImportRun, RunState
from lms.people.importing.parsed import ParsedRoster
from lms.people.importing.planning import RosterPlan, plan_roster_import
from lms.people.importing.progress import Report, Stage
from lms.people.importing.roster import parse_roster
from lms.people.importing.runs import choices_of, keep_figures
from lms.people.importing.staging import figures_of, staged_rows
from lms.people.scope import scope_of_account
from lms.spreadsheets import open_spreadsheet
from lms.units.enums import Tree
from lms.units.tree import load_tree
from lms.web.i18n import lazy_gettext as _l

_TOGETHER = 2_000
_ROWS = cast(Table, ImportRow.__table__)


def work_on(run_id: int, report: Report) -> None:
    """Do what the run is waiting for; a refusal is kept with its sentence."""
    with current_database().reading() as db:
        run = db.get_one(ImportRun, run_id)
    try:
        if run.state is RunState.READING:
            _read(run, report)
        elif run.state is RunState.WRITING:
            _write(run, report)
    except DomainError as refusal:
        with transaction() as db:
            refused = db.get_one(ImportRun, run_id)
            refused.state, refused.message = RunState.REFUSED, str(refusal.message)
            refused.finished_at = clock.now()


def parse_run(run: ImportRun, report: Report | None = None) -> ParsedRoster:
    """The run's file as read; two-digit years mean the same as on the day of the upload."""
    said = report or Report()
    said.tell(Stage.OPENING)
    if run.file_removed_at is not None:
        raise NotFound(_l("The uploaded list was removed when its time was over. Upload it again."))
    data = current_store().path(run.sha256).read_bytes()
    sheets = open_spreadsheet(data, run.file_name)
    return parse_roster(
        sheets,
        clock.local(run.created_at).date(),
        convert=run.converts,
        progress=lambda done, whole: said.tell(Stage.ROWS, done, whole),
    )


def _read(run: ImportRun, report: Report) -> None:
    parsed = parse_run(run, report)
    report.tell(Stage.COMPARING)
    with current_database().reading() as db:
        scope = scope_of_account(db, run.uploaded_by)
        plan = plan_roster_import(db, parsed, clock.today(), scope=scope)
        names = _unit_names(db, plan)
    report.tell(Stage.KEEPING)
    rows = list(staged_rows(run.id, plan, parsed, names))
    with transaction() as db:
        db.execute(delete(ImportRow).where(ImportRow.run_id == run.id))
        for start in range(0, len(rows), _TOGETHER):
            insert_rows(db, _ROWS, rows[start : start + _TOGETHER])
        kept = db.get_one(ImportRun, run.id)
        kept.state = RunState.READY
        keep_figures(kept, figures_of(plan))


def _write(run: ImportRun, report: Report) -> None:
    parsed = parse_run(run, report)
    done = 0

    def count(rows: int) -> None:
        nonlocal done
        done += rows
        report.tell(Stage.WRITING, done, len(parsed.people))

    report.tell(Stage.COMPARING)
    on = run.starts_on or clock.today()
    with transaction() as db:
        scope = scope_of_account(db, run.uploaded_by)  # as the rights stand now
        plan = apply_roster_import(
            db, parsed, on, count, choices=choices_of(run), leaving=run.leaving, scope=scope
        )
        written = db.get_one(ImportRun, run.id)
        written.state, written.finished_at = RunState.WRITTEN, clock.now()
        keep_figures(written, figures_of(plan))
        add_access(db, run.uploaded_by, "roster imported", "roster", run.id, run.file_name)


def _unit_names(db: Session, plan: RosterPlan) -> dict[int, str]:
    return {
        id_: node.name for tree in Tree for id_, node in load_tree(db, tree, plan.on).nodes.items()
    }
