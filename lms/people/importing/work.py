"""The two long steps of an import: reading a file into a preview, and writing what was confirmed.

Each runs within a request when the file is small, else in a process of its own. Neither writes anything of the
roster but in the one transaction of the second step, which also says that it is written. What people are found by
may follow it, see `lms.people.words_due`.
"""

from dataclasses import replace
from datetime import date
from functools import partial
from typing import Final, cast

from sqlalchemy import Table, delete
from sqlalchemy.exc import DBAPIError

from lms import clock
from lms.db import transaction
from lms.db.boundary import current_database
from lms.db.mass import insert_rows
from lms.db.trouble import Trouble, trouble_of
from lms.errors import DomainError, Unavailable
from lms.people.importing.acts import renamed_by
from lms.people.importing.applying import trace_import, write_import
from lms.people.importing.columns_read import (
    columns_of,
    digest_of,
    dump_columns,
    load_columns,
    without_values,
)
from lms.people.importing.deciding import figures_after, still_meant
from lms.people.importing.figures import Figures, figures_of
from lms.people.importing.freezing import (
    Frozen,
    Shown,
    freeze,
    frozen_of,
    keep_frozen,
    load_acts,
)
from lms.people.importing.guarding import NOT_APPROVED, is_let_through
from lms.people.importing.heading_row import NotARoster
from lms.people.importing.models import ImportRow, ImportRun, RunState
from lms.people.importing.parsed import ParsedRoster
from lms.people.importing.planning import plan_roster_import
from lms.people.importing.preparing import chunks, prepare
from lms.people.importing.progress import Report, Stage
from lms.people.importing.reading import dump_reading, load_reading
from lms.people.importing.remembered import told_of_columns, told_of_heading, told_of_own_list
from lms.people.importing.run_file import parse_run
from lms.people.importing.runs import (
    choices_of,
    figures_of_run,
    keep_choices,
    keep_figures,
)
from lms.people.importing.staging import staged_rows, unit_names
from lms.people.importing.stamp import hold_stamp, read_stamp
from lms.people.scope import scope_of_account
from lms.people.vouching import doubt
from lms.people.words_due import write_words_due
from lms.web.i18n import lazy_gettext as _l

_TOGETHER: Final = 2_000
_MOST_TRIES: Final = 4
_CHANGED: Final = _l(
    "Something on record changed after the preview, or the list holds from another day: this is what the file "
    "would do now. Nothing was written; look at it and confirm once more."
)
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


def is_reading(run_id: int) -> bool:
    """Whether the run waits for its file to be read, and nothing of it is to be written yet."""
    with current_database().reading() as db:
        return db.get_one(ImportRun, run_id).state is RunState.READING


def _read(run: ImportRun, report: Report) -> None:
    parsed = _with_own_answers(run, _parsed(run, report))
    report.tell(Stage.COMPARING)
    shown = _compare(run, parsed, run.starts_on or clock.today())
    report.tell(Stage.KEEPING)
    with transaction() as db:
        read = db.get_one(ImportRun, run.id)
        read.reading, read.headings = run.reading, digest_of(parsed.header)
        read.columns = dump_columns(columns_of(parsed), parsed.tops)
    _show(run.id, shown)


def _with_own_answers(run: ImportRun, parsed: ParsedRoster) -> ParsedRoster:
    """Before its first preview: what its uploader said of names of units in the list that this one corrects."""
    if run.frozen or run.uploaded_by is None or parsed.units:
        return parsed
    with current_database().reading() as db:
        units = told_of_own_list(db, run)
    if not units:
        return parsed
    run.reading = dump_reading(replace(load_reading(run.reading), units=units))
    return replace(parsed, units=units)


def _parsed(run: ImportRun, report: Report) -> ParsedRoster:
    """The file as read; where nothing was said of it, as was said of an earlier list with the same headings."""
    try:
        parsed = parse_run(run, report)
    except NotARoster as refusal:
        with current_database().reading() as db:
            told = None if run.reading else told_of_heading(db, refusal.digests)
        if told is None:
            with transaction() as db:
                db.get_one(ImportRun, run.id).columns = dump_columns([], refusal.tops)
            raise
    else:
        if run.reading:
            return parsed
        with current_database().reading() as db:
            told = told_of_columns(db, digest_of(parsed.header))
        if told is None:
            return parsed
    run.reading = dump_reading(told)
    return parse_run(run, report)


def _compare(run: ImportRun, parsed: ParsedRoster, on: date) -> Shown:
    with current_database().reading() as db:
        stamp = read_stamp(db)
        scope = scope_of_account(db, run.uploaded_by)
        plan = plan_roster_import(db, parsed, on, scope)
        names = unit_names(db, plan.on)
    rows = list(staged_rows(run.id, plan, parsed, names))
    return freeze(stamp + scope.mark, on, plan, rows)


def _show(run_id: int, shown: Shown, message: str = "") -> None:
    """Keep a preview, some thousand rows at a time: the run says that it is ready when all are there."""
    with transaction() as db:
        db.get_one(ImportRun, run_id).frozen = ""  # until then nothing can be written of it
        db.execute(delete(ImportRow).where(ImportRow.run_id == run_id))
    for some in chunks(shown.rows, _TOGETHER):
        with transaction() as db:
            insert_rows(db, _ROWS, some)
    with transaction() as db:
        kept = db.get_one(ImportRun, run_id)
        kept.state, kept.message = RunState.READY, message
        keep_figures(kept, figures_of(shown.plan))
        keep_frozen(kept, shown.frozen)
        keep_choices(kept, still_meant(choices_of(kept), shown.plan.doubtful))


def _write(run: ImportRun, report: Report) -> None:
    """Write what the preview showed. When something else would come of the file now, show that instead."""
    for _ in range(_MOST_TRIES):
        report.tell(Stage.COMPARING)
        frozen = _still_standing(run, report)
        if frozen is None:
            return
        if _write_frozen(run, frozen, report):
            write_words_due(current_database(), partial(report.tell, Stage.WORDS))
            return
    raise Unavailable(
        _l("People on record are being changed all the time. Nothing was written; try again soon.")
    )


def _still_standing(run: ImportRun, report: Report) -> Frozen | None:
    """What the preview was made from, brought up to now; None when it is another one now, and shown."""
    frozen = frozen_of(run)
    on = run.starts_on or clock.today()
    is_same_day = frozen is not None and on.isoformat() in (frozen["asked"], frozen["on"])
    if frozen and is_same_day:
        on = date.fromisoformat(frozen["asked"])
        with current_database().reading() as db:
            if read_stamp(db) + scope_of_account(db, run.uploaded_by).mark == frozen["stamp"]:
                return frozen
    now = _compare(run, parse_run(run, report), on)
    if frozen and frozen["digest"] == now.frozen["digest"]:
        return now.frozen
    report.tell(Stage.KEEPING)
    _show(run.id, now, str(_CHANGED))
    return None


def _write_frozen(run: ImportRun, frozen: Frozen, report: Report) -> bool:
    """False when something changed before the turn came; nothing is written then.

    Neither is it where the guard asks for more than was given: whoever imports sees the preview again.
    """
    with current_database().reading() as db:
        acts, decided = load_acts(
            db, run.id, frozen, choices_of(run), leave=run.leaving is not None
        )
        ready = prepare(db, acts, may_words_be_due=True)
    done, whole = 0, len(acts.added) + len(acts.changes)

    def count(rows: int) -> None:
        nonlocal done
        done += rows
        report.tell(Stage.WRITING, done, whole)

    count(0)
    try:
        with transaction(is_roomy=True) as db:
            # With the scope as the rights stand now.
            stamp, scope = hold_stamp(db), scope_of_account(db, run.uploaded_by)
            if stamp + scope.mark != frozen["stamp"]:
                return False
            written = db.get_one(ImportRun, run.id)
            if not is_let_through(db, written):
                written.state, written.message = RunState.READY, str(NOT_APPROVED)
                written.leaving = None
                return True
            write_import(db, ready, count, scope)
            renamed = [] if scope.is_trusted else renamed_by(ready.acts)
            doubt(db, renamed)
            written.state, written.finished_at = RunState.WRITTEN, clock.now()
            written.columns = dump_columns(without_values(load_columns(written.columns)))
            keep_frozen(written, frozen)
            after = figures_after(_figures(written, frozen), decided)
            keep_figures(written, {**after, "to_vouch": len(renamed)})
            trace_import(db, ready, run.uploaded_by, run.id, run.file_name)
    except DBAPIError as error:
        if trouble_of(error) is not Trouble.BUSY:
            raise
        return False  # PostgreSQL ended a deadlock with somebody's edit
    return True


def _figures(run: ImportRun, frozen: Frozen) -> Figures:
    figures = figures_of_run(run)
    assert figures is not None  # noqa: S101 - whatever is written was shown
    return {**figures, "on": frozen["on"]}
