"""The very same file, imported before: whoever takes an old list by mistake is told."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.people.importing.models import ImportRun, RunState


@dataclass(frozen=True, slots=True)
class SameBefore:
    """The very same file, imported before."""

    finished_at: datetime
    since: int
    """Lists of other contents imported after it"""


def find_same_before(db: Session, run: ImportRun, only_of: int | None = None) -> SameBefore | None:
    """When the file of an import was last written before it, where other lists were written since; else None.

    Of everybody's imports or of one account's. Two queries.
    """
    written = select(ImportRun.finished_at).where(
        ImportRun.state == RunState.WRITTEN, ImportRun.id < run.id
    )
    if only_of is not None:
        written = written.where(ImportRun.uploaded_by == only_of)
    same = written.where(ImportRun.sha256 == run.sha256)
    at = db.scalar(same.order_by(ImportRun.finished_at.desc()).limit(1))
    if at is None:
        return None
    others = written.where(ImportRun.finished_at > at, ImportRun.sha256 != run.sha256)
    since = db.scalar(select(func.count()).select_from(others.subquery())) or 0
    return SameBefore(at, since) if since else None
