"""Reads of the outbox for progress pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.mail.enums import MailState
from lms.mail.models import OutgoingLetter


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a batch has got."""

    queued: int
    sent: int
    failed: int
    next_try_at: datetime | None
    """when the earliest letter that already failed once is tried again"""

    @property
    def total(self) -> int:
        """All letters of the batch."""
        return self.queued + self.sent + self.failed


def batch_progress(db: Session, batch: str) -> Progress:
    """Counts per state of a batch; zeros for one nobody queued."""
    rows = db.execute(
        select(OutgoingLetter.state, func.count())
        .filter_by(batch=batch)
        .group_by(OutgoingLetter.state)
    )
    counts = {row[0]: row[1] for row in rows}
    waiting = select(func.min(OutgoingLetter.due_at)).where(
        OutgoingLetter.batch == batch,
        OutgoingLetter.state == MailState.QUEUED,
        OutgoingLetter.attempts > 0,
    )
    return Progress(
        queued=counts.get(MailState.QUEUED, 0),
        sent=counts.get(MailState.SENT, 0),
        failed=counts.get(MailState.FAILED, 0),
        next_try_at=db.scalar(waiting),
    )


def list_troubled(db: Session, batch: str, limit: int = 200) -> Sequence[OutgoingLetter]:
    """Letters that failed, or failed at least once and wait; the failed first, by name."""
    return db.scalars(
        select(OutgoingLetter)
        .where(
            OutgoingLetter.batch == batch,
            OutgoingLetter.state != MailState.SENT,
            OutgoingLetter.reason != "",
        )
        .order_by(OutgoingLetter.state, OutgoingLetter.to_name, OutgoingLetter.id)
        .limit(limit)
    ).all()
