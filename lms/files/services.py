"""Keeping an upload: judged by content, on disk first, then in the database."""

from collections.abc import Collection
from typing import IO

from sqlalchemy.orm import Session

from lms import clock
from lms.errors import Invalid
from lms.files.kinds import recognise
from lms.files.models import FileKind, StoredFile
from lms.files.names import clean_name
from lms.files.store import FileStore
from lms.web.i18n import lazy_gettext as _l

_PLAIN_TEXT = frozenset({FileKind.CSV, FileKind.TEXT})
_CHOICES = {
    FileKind.PDF: "PDF",
    FileKind.DOCX: "Word (.docx)",
    FileKind.XLSX: "Excel (.xlsx)",
    FileKind.XLS: "Excel 97–2003 (.xls)",
    FileKind.CSV: "CSV",
    FileKind.TEXT: "TXT",
}


def save_file(
    db: Session,
    store: FileStore,
    stream: IO[bytes],
    name: str,
    *,
    accept: Collection[FileKind],
    max_bytes: int,
    uploaded_by: int | None = None,
    old_text: bool = False,
) -> StoredFile:
    """Keep an uploaded file of one of the accepted kinds; `uploaded_by` is an account id.

    The bytes are on disk before the row is added. Plain text counts as CSV and as TEXT alike; in an
    encoding before Unicode only where `old_text` says that its reader decodes it. Raises
    Invalid for an empty file, one of another kind, a damaged or locked one; TooLarge above
    max_bytes or when it would unpack to too much.
    """
    shown = clean_name(name)
    with store.receive(stream, max_bytes) as incoming:
        if not incoming.size:
            raise Invalid(_l("The file is empty. Choose another one."))
        old_books = FileKind.XLS in accept
        kind = recognise(incoming.path, shown, old_books=old_books, old_text=old_text)
        if kind is None or not _accepted(kind, accept):
            wanted = ", ".join(words for choice, words in _CHOICES.items() if choice in accept)
            raise Invalid(_l("This file cannot be used here. Choose: %(kinds)s.", kinds=wanted))
        store.keep(incoming)
    file = StoredFile(
        sha256=incoming.sha256,
        name=shown,
        kind=kind,
        size=incoming.size,
        uploaded_by=uploaded_by,
        uploaded_at=clock.now(),
    )
    db.add(file)
    db.flush()
    return file


def _accepted(kind: FileKind, accept: Collection[FileKind]) -> bool:
    return kind in accept or (kind in _PLAIN_TEXT and not _PLAIN_TEXT.isdisjoint(accept))
