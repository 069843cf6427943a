"""What was printed for gates that are taken away again: nothing of it was used."""

from collections.abc import Collection

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from sessions.printing.models import SignList, SignPage, Slip


def forget_prints(
    db: Session, study_session_id: int, venue_ids: Collection[int], gate_ids: Collection[int]
) -> None:
    """Drop slips and lists of gates without evidence; a slip still about is worth nothing then."""
    db.execute(delete(Slip).where(Slip.gate_id.in_(gate_ids)))
    about = (SignList.study_session_id == study_session_id, SignList.venue_id.in_(venue_ids))
    db.execute(delete(SignPage).where(SignPage.list_id.in_(select(SignList.id).where(*about))))
    db.execute(delete(SignList).where(*about))
