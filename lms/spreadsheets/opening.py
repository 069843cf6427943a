"""One door for uploaded spreadsheets: what the file really is decides, never its name alone."""

from typing import Final

from lms.config import MIB
from lms.errors import Invalid, TooLarge
from lms.spreadsheets.delimited import read_delimited
from lms.spreadsheets.old_workbook import read_old_workbook
from lms.spreadsheets.refusals import locked
from lms.spreadsheets.sheet import Sheet
from lms.spreadsheets.workbook import read_workbook
from lms.web.i18n import lazy_gettext as _l

MAX_FILE: Final = 50 * MIB

_ZIP: Final = b"PK\x03\x04"
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_PACKAGE: Final = "EncryptedPackage".encode("utf-16-le")
_TEXT_ENDINGS: Final = (".csv", ".tsv", ".txt")


def open_spreadsheet(data: bytes, name: str) -> list[Sheet]:
    """The visible sheets of an uploaded file, XLSX, XLS or CSV, with formulas seen as formulas.

    Refuses with a sentence, before any reader sees the file: what is no spreadsheet, a password,
    damage, macros, links to other files, and files that unpack or spread to more than the product reads (Invalid,
    TooLarge).
    """
    if len(data) > MAX_FILE:
        raise TooLarge(_l("The file is larger than %(max)d MB.", max=MAX_FILE // MIB))
    if not data.strip():
        raise Invalid(_l("The file is empty."))
    if data.startswith(_OLE):
        return _old_or_locked(data)
    if data.startswith(_ZIP):
        return read_workbook(data)
    if name.lower().endswith(_TEXT_ENDINGS):
        return [read_delimited(data, name)]
    raise Invalid(
        _l(
            "“%(name)s” is not a spreadsheet. Choose a file saved as .xlsx, .xls or .csv.",
            name=name,
        )
    )


def _old_or_locked(data: bytes) -> list[Sheet]:
    if _ENCRYPTED_PACKAGE in data:
        raise locked()
    return read_old_workbook(data)
