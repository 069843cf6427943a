"""The word of whoever imports: written at once, or put before a second person where many would leave."""

from datetime import date

from sqlalchemy.orm import Session

from lms.people.importing import runs
from lms.people.importing.approval_rules import Guard
from lms.people.importing.approving import is_cleared, note_alone, propose
from lms.people.importing.models import ImportRun


def confirm_run(
    db: Session, run: ImportRun, starts_on: date, leaving: int | None, guard: Guard
) -> None:
    """Say that the previewed import is to be written, after what its guard asks.

    `guard` is NONE where nobody leaves. What was approved just so before (and then stopped) is not asked again.
    Raises Conflict when the run is not waiting for this word.
    """
    runs.check_ready(run)
    run.starts_on, run.leaving = starts_on, leaving
    if guard is Guard.SECOND_PERSON and not is_cleared(db, run):
        propose(db, run)
        return
    if guard is Guard.NUMBER:
        note_alone(db, run)
    runs.confirm(run, starts_on, leaving)
