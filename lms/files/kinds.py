"""What a file is, told by its bytes; a name or a browser's word proves nothing."""

import codecs
from pathlib import Path
from typing import Final

from lms.errors import DomainError, Invalid
from lms.files.archives import check_archive
from lms.files.models import FileKind
from lms.spreadsheets.delimited import decode_text
from lms.web.i18n import lazy_gettext as _l

MIME_TYPES: Final = {
    FileKind.PDF: "application/pdf",
    FileKind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    FileKind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    FileKind.XLS: "application/vnd.ms-excel",
    FileKind.CSV: "text/csv; charset=utf-8",
    FileKind.TEXT: "text/plain; charset=utf-8",
}

_HEAD: Final = 1024
_ZIP: Final = b"PK\x03\x04"
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""Word and Excel before 2007, and newer ones locked with a password."""
_BOOKS: Final = tuple(name.encode("utf-16-le") for name in ("Workbook", "Book"))
"""The part of an old Office file that makes it a workbook."""
_BY_MEMBER: Final = {"word/document.xml": FileKind.DOCX, "xl/workbook.xml": FileKind.XLSX}
_UTF16_MARKS: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def recognise(
    path: Path, name: str, *, old_books: bool = False, old_text: bool = False
) -> FileKind | None:
    """The kind of a file, or None when it is none that the product reads.

    A ZIP-based file is checked for what it unpacks to on the way. The name only tells CSV from other
    plain text. Raises Invalid or TooLarge as `check_archive` does, and Invalid for the office
    formats from before 2007, with what to do about it; workbooks among them are a kind where `old_books` says so.
    `old_text`: so is text in encodings before Unicode, for whoever decodes it.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if b"%PDF-" in head:
        return FileKind.PDF
    if head.startswith(_OLE):
        if old_books and any(part in path.read_bytes() for part in _BOOKS):
            return FileKind.XLS
        raise Invalid(
            _l(
                "This is an old or locked Office file. Save it as .docx or .xlsx without a password."
            )
        )
    if head.startswith(_ZIP):
        members = check_archive(path)
        return next((kind for part, kind in _BY_MEMBER.items() if part in members), None)
    if head and (_is_text(path) or (old_text and _is_old_text(path))):
        return FileKind.CSV if name.lower().endswith(".csv") else FileKind.TEXT
    return None


def _is_text(path: Path) -> bool:
    """UTF-8 throughout (or UTF-16 with its mark) and no control bytes: not a program, not a picture."""
    with path.open("rb") as file:
        encoding = "utf-16" if file.read(2) in _UTF16_MARKS else "utf-8"
    try:
        with path.open(encoding=encoding) as file:
            while piece := file.read(1024 * 1024):
                if "\x00" in piece:
                    return False
    except UnicodeDecodeError:
        return False
    return True


def _is_old_text(path: Path) -> bool:
    try:
        return bool(decode_text(path.read_bytes()))
    except DomainError:
        return False
