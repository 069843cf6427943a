"""Imports on record: begun, looked up, decided on, confirmed. Their long steps are in `work`."""

import hashlib
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final, cast

import orjson
from sqlalchemy import Row, delete, or_, select
from sqlalchemy.orm import Session

from lms import clock
from lms.errors import Conflict, NotFound
from lms.files.names import clean_name
from lms.files.store import Incoming
from lms.people.enums import Decision
from lms.people.importing.columns_read import load_tops
from lms.people.importing.deciding import NEW, OUT
from lms.people.importing.figures import Figures, figures_of
from lms.people.importing.models import ImportApproval, ImportRow, ImportRun, RowKind, RunState
from lms.people.importing.reading import Reading, dump_reading
from lms.people.importing.roster_plan import RosterPlan
from lms.people.models import Account, Person
from lms.web.i18n import lazy_gettext as _l
from lms.web.paging import Page, paginate_rows

KEPT: Final = timedelta(days=90)
"""So long the rows of a preview stay; the record of the import stays for good."""
NOT_FOUND: Final = _l("This import does not exist any more. Upload the file again.")

_NOT_COUNTED_ONCE: Final[dict[str, Any]] = {
    "unsure": 0,
    "asked": [],
    "more_asked": 0,
    "undone": 0,
    "is_undoing_guarded": False,
    "is_reordered": False,
    "staying_elsewhere": 0,
    "covered_units": [],
    "units_given": [],
    "to_vouch": 0,
}
"""Figures that imports of older versions, or imports to which they do not apply, do not have."""


def begin_run(db: Session, incoming: Incoming, name: str, account_id: int | None) -> ImportRun:
    """A new import of a file that lies in the store; rows of imports long past go."""
    old = select(ImportRun.id).where(ImportRun.created_at < clock.now() - KEPT)
    db.execute(
        delete(ImportRow)
        .where(ImportRow.run_id.in_(old))
        .execution_options(synchronize_session=False)
    )
    run = ImportRun(
        file_name=name,
        sha256=incoming.sha256,
        size=incoming.size,
        uploaded_by=account_id,
        created_at=clock.now(),
        state=RunState.READING,
    )
    db.add(run)
    db.flush()
    return run


def record_run(db: Session, name: str, data: bytes, on: date, plan: RosterPlan) -> ImportRun:
    """The record of an import that was written from the command line."""
    run = ImportRun(
        file_name=clean_name(name),
        sha256=hashlib.sha256(data).hexdigest(),
        size=len(data),
        uploaded_by=None,
        created_at=clock.now(),
        state=RunState.WRITTEN,
        starts_on=on,
        finished_at=clock.now(),
    )
    keep_figures(run, figures_of(plan))
    db.add(run)
    db.flush()
    return run


def get_run(db: Session, run_id: int, account_id: int, *, only_own: bool = False) -> ImportRun:
    """An import of this account, one that waits for a second person or got this account's word, or (unless
    `only_own`) the record of anybody's that was written. Raises NotFound.

    Whether a waiting one is this account's to decide is asked in `approving`.
    """
    approved = select(ImportApproval.run_id).where(
        ImportApproval.decided_by == account_id, ImportApproval.decision == Decision.GRANTED
    )
    seen = or_(
        ImportRun.uploaded_by == account_id,
        ImportRun.state == RunState.AWAITING,
        ImportRun.id.in_(approved),
    )
    if not only_own:
        seen = or_(seen, ImportRun.state == RunState.WRITTEN)
    run = db.scalar(select(ImportRun).where(ImportRun.id == run_id, seen))
    if run is None:
        raise NotFound(NOT_FOUND)
    return run


def list_runs(db: Session, number: int, only_of: int | None = None) -> Page[Row[ImportRun, str]]:
    """Imports of everybody or of one account, the newest first, each with the name of who uploaded it. Two queries."""
    question = (
        select(ImportRun, Person.full_name)
        .outerjoin(Account, Account.id == ImportRun.uploaded_by)
        .outerjoin(Person, Person.id == Account.person_id)
        .order_by(ImportRun.id.desc())
    )
    if only_of is not None:
        question = question.where(ImportRun.uploaded_by == only_of)
    return paginate_rows(db, question, number)


def newest_run(
    db: Session, state: RunState, account_id: int | None = None
) -> Row[ImportRun, str] | None:
    """The newest import in a state, of one account or of any, with the name of who uploaded it. One query."""
    question = (
        select(ImportRun, Person.full_name)
        .outerjoin(Account, Account.id == ImportRun.uploaded_by)
        .outerjoin(Person, Person.id == Account.person_id)
        .where(ImportRun.state == state)
        .order_by(ImportRun.id.desc())
    )
    if account_id is not None:
        question = question.where(ImportRun.uploaded_by == account_id)
    return db.execute(question.limit(1)).one_or_none()


def figures_of_run(run: ImportRun) -> Figures | None:
    """What the run counted; None before it was read."""
    figures = orjson.loads(run.figures)
    return cast(Figures, _NOT_COUNTED_ONCE | figures) if figures else None


def keep_figures(run: ImportRun, figures: Figures) -> None:
    """Put the counts on record."""
    run.figures = orjson.dumps(figures).decode()


def choices_of(run: ImportRun) -> dict[int, str]:
    """Row number → what was decided."""
    return {int(row): choice for row, choice in orjson.loads(run.choices).items()}


def keep_choices(run: ImportRun, choices: Mapping[int, str]) -> None:
    """Put the decisions on record."""
    run.choices = orjson.dumps({str(row): choice for row, choice in choices.items()}).decode()


def decide(db: Session, run: ImportRun, chosen: Mapping[int, str], everybody: str = "") -> None:
    """Keep decisions on rows in doubt: some by row number, or one for all.

    NEW, OUT, SAME (for all: whoever is the only candidate), an id of a candidate, or empty to take a
    decision back. What is no such choice is passed over. Conflict when the import is under way.
    """
    check_ready(run)
    known = choices_of(run)
    doubtful = db.execute(
        select(ImportRow.row, ImportRow.detail).where(
            ImportRow.run_id == run.id, ImportRow.kind == RowKind.DOUBTFUL
        )
    ).all()
    for row, detail in doubtful:
        asked = orjson.loads(detail)
        candidates = [str(each["id"]) for each in asked["candidates"]]
        allowed = (OUT, *candidates, *((NEW,) if asked.get("may_be_new", True) else ()))
        choice = everybody or chosen.get(row)
        if choice == SAME:
            choice = candidates[0] if len(candidates) == 1 else None
        if choice == "":
            known.pop(row, None)
        elif choice is not None and choice in allowed:
            known[row] = choice
    keep_choices(run, known)


SAME: Final = "same"


def confirm(run: ImportRun, starts_on: date | None, leaving: int | None) -> None:
    """Say that the previewed import is to be written. Conflict when it was confirmed before."""
    check_ready(run)
    run.state, run.starts_on, run.leaving = RunState.WRITING, starts_on, leaving
    run.message = ""


def read_again(run: ImportRun, *, converts: bool, is_running: bool) -> bool:
    """Back to reading: with text converted or not, or after a stop. Conflict while it runs or when done.

    False when nothing needs to be read: a write was stopped, and what it was to write is still shown.
    """
    under_way = is_running and run.state in (RunState.READING, RunState.WRITING)
    if under_way or run.state in (RunState.WRITTEN, RunState.AWAITING):
        raise _not_now(run)
    is_shown = is_stopped_write(run) and converts == run.converts
    run.state = RunState.READY if is_shown else RunState.READING
    run.converts, run.message, run.finished_at = converts, "", None
    return not is_shown


def is_stopped_write(run: ImportRun) -> bool:
    """Whether it was being written and its preview is whole; to be asked when nobody works on it any more."""
    return run.state is RunState.WRITING and bool(run.frozen)


def read_as(run: ImportRun, reading: Reading, on: date | None) -> None:
    """Back to reading, as was said of the file, and as of another day if one was given.

    Conflict unless the import is previewed and waits for a word, or was refused and shows the file's first rows.
    """
    if not shows_tops(run):
        check_ready(run)
    run.state, run.message, run.finished_at = RunState.READING, "", None
    run.reading = dump_reading(reading)
    if on is not None:
        run.starts_on = on


def shows_tops(run: ImportRun) -> bool:
    """Whether the file's first rows are kept, for whoever says where its headings stand."""
    return run.state in (RunState.READY, RunState.REFUSED) and bool(load_tops(run.columns))


def check_ready(run: ImportRun) -> None:
    """Conflict unless the import is previewed and waits for a word."""
    if run.state is not RunState.READY:
        raise _not_now(run)


def _not_now(run: ImportRun) -> Conflict:
    if run.state is RunState.AWAITING:
        return Conflict(_l("This import waits for a second person. Take it back to change it."))
    return Conflict(_l("This file has already been imported, or it is being read or written now."))
