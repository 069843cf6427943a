"""Uploads that were previewed and wait for their uploader's word."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms import clock
from lms.errors import Conflict, NotFound
from lms.files.models import PendingImport, StoredFile
from lms.web.i18n import lazy_gettext as _l


def hold_import(db: Session, purpose: str, file: StoredFile, account_id: int) -> PendingImport:
    """Remember an upload under preview; `purpose` is roster, units or questions."""
    pending = PendingImport(
        purpose=purpose, file=file, uploaded_by=account_id, created_at=clock.now()
    )
    db.add(pending)
    db.flush()
    return pending


def get_import(db: Session, pending_id: int, purpose: str, account_id: int) -> PendingImport:
    """The upload this account previewed for this purpose. Raises NotFound for anybody else's."""
    pending = db.scalar(
        select(PendingImport).where(
            PendingImport.id == pending_id,
            PendingImport.purpose == purpose,
            PendingImport.uploaded_by == account_id,
        )
    )
    if pending is None:
        raise NotFound(_l("This import does not exist any more. Upload the file again."))
    return pending


def confirm_import(pending: PendingImport) -> None:
    """Use up a previewed upload. Raises Conflict when it was confirmed before."""
    if pending.confirmed_at is not None:
        raise Conflict(_l("This file has already been imported."))
    pending.confirmed_at = clock.now()
