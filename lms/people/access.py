"""The trace: who looked at or took away named data. Append-only, written at once."""

from sqlalchemy.orm import Session

from lms import clock
from lms.db import get_db, transaction
from lms.people.actor import current_actor
from lms.people.models import AccessEntry


def log_access(action: str, subject: str, subject_id: int | None = None, detail: str = "") -> None:
    """Write that the person asking looked at something about people.

    Called by views that show or hand out named attendance, results or papers, before they
    answer; it commits by itself, since looking is a GET and must be traced even so.
    """
    account_id = current_actor().account_id
    with transaction() as db:
        add_access(db, account_id, action, subject, subject_id, detail)


def trace_person(action: str, person_id: int, detail: str = "") -> None:
    """Write that the person asking changed something about a person, together with the change itself."""
    add_access(get_db(), current_actor().account_id, action, "person", person_id, detail)


def add_access(
    db: Session,
    account_id: int | None,
    action: str,
    subject: str,
    subject_id: int | None = None,
    detail: str = "",
) -> None:
    """The same within a transaction that is already writing."""
    db.add(
        AccessEntry(
            account_id=account_id,
            action=action,
            subject=subject,
            subject_id=subject_id,
            detail=detail[:255],
            at=clock.now(),
        )
    )
