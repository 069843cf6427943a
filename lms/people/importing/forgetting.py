"""Uploaded lists and the rows of their previews, which are kept for a time only."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, exists, func, or_, select, update
from sqlalchemy.orm import Session, aliased

from lms import clock
from lms.areas import Expiring
from lms.config import Settings
from lms.files.models import StoredFile
from lms.files.store import FileStore
from lms.people.importing.models import ImportRow, ImportRun, RowKind, RunState
from lms.people.importing.runs import KEPT
from lms.web.i18n import lazy_gettext as _l


def expiring(settings: Settings, now: datetime) -> list[Expiring]:
    """Uploaded lists of people that were read long ago, with all that their previews said."""
    old = _is_old(now)
    return [
        Expiring(
            _l("Uploaded lists of people"),
            lambda db: db.scalar(select(func.count()).select_from(ImportRun).where(old)) or 0,
            lambda db: remove_lists(db, FileStore(settings.files_path), old),
        )
    ]


def remove_lists(db: Session, store: FileStore, which: ColumnElement[bool]) -> int:
    """Take uploaded lists off the disk and their rows out of the database; how many imports that were.

    The record of each import stays, with its figures. A file that another upload has in common with one of them
    stays until that one goes. The bytes go before the commit: after a rollback the record
    names a file that is gone, which its page says, and the next removal marks it.
    """
    runs = db.execute(select(ImportRun.id, ImportRun.sha256).where(which)).all()
    ids = [run_id for run_id, _digest in runs]
    db.execute(
        delete(ImportRow)
        .where(ImportRow.run_id.in_(ids))
        .execution_options(synchronize_session=False)
    )
    gone = {"file_removed_at": clock.now(), "columns": ""}
    db.execute(update(ImportRun).where(ImportRun.id.in_(ids)).values(gone))
    for digest in {digest for _run, digest in runs}:
        if not _is_needed(db, digest):
            store.remove(digest)
    return len(ids)


def forget_lines(db: Session, person_id: int, full_name: str, before: datetime) -> None:
    """Lines of previews about somebody, those that ask whether it is this person, and those of before by name.

    Whoever was new in a list has no number there yet: what carries the name without a number, in imports
    before the moment, goes, a namesake's line too. Three deletions, each by an index of its own. The first values
    of the columns of lists that wait go with them.
    """
    db.execute(
        update(ImportRun)
        .where(ImportRun.columns != "", ImportRun.state != RunState.WRITTEN)
        .values(columns="")
        .execution_options(synchronize_session=False)
    )
    runs = select(ImportRun.id)
    for which in (
        ImportRow.person_id == person_id,
        and_(
            ImportRow.run_id.in_(runs),
            ImportRow.kind == RowKind.DOUBTFUL,
            ImportRow.detail.contains(f'"id":{person_id},"name":'),
        ),
        and_(
            ImportRow.person_id.is_(None),
            ImportRow.name == full_name,
            ImportRow.run_id.in_(runs.where(ImportRun.created_at < before)),
        ),
    ):
        db.execute(delete(ImportRow).where(which).execution_options(synchronize_session=False))


def remove_lists_before(db: Session, store: FileStore, moment: datetime) -> int:
    """The lists of before a moment, old enough or not: whoever left is named in them."""
    return remove_lists(
        db, store, and_(ImportRun.created_at < moment, ImportRun.file_removed_at.is_(None), _done())
    )


def _is_old(now: datetime) -> ColumnElement[bool]:
    return and_(ImportRun.created_at < now - KEPT, ImportRun.file_removed_at.is_(None), _done())


def _done() -> ColumnElement[bool]:
    """Not being read or written at the moment."""
    return ImportRun.state.in_([RunState.READY, RunState.WRITTEN, RunState.REFUSED])


def _is_needed(db: Session, digest: str) -> bool:
    """Whether the same bytes were uploaded for something that is still there."""
    other = aliased(ImportRun)
    needed = or_(
        exists().where(StoredFile.sha256 == digest),
        exists().where(other.sha256 == digest, other.file_removed_at.is_(None)),
    )
    return bool(db.scalar(select(needed)))
