"""CSV to a sheet: UTF-8 with or without BOM, Excel's Unicode text, windows-1258; comma, semicolon or tab."""

import csv
import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from io import StringIO
from typing import Final

from lms.errors import DomainError, Invalid, TooLarge
from lms.legacy_text import decode_unknown
from lms.spreadsheets.cell_scan import MAX_COLUMNS, MAX_ROWS
from lms.spreadsheets.sheet import Cell, Sheet
from lms.web.i18n import Counted
from lms.web.i18n import lazy_gettext as _l

_SEPARATORS: Final = ",;\t"
_TRIED_ROWS: Final = 30
_TRIED_CHARACTERS: Final = 100_000
"""No longer than what the csv module takes for one cell"""
_LONG_LINE: Final = re.compile(r"[^\r\n]{1000000}")


def read_delimited(data: bytes, name: str) -> Sheet:
    """The rows of a CSV file, every value as the text it is.

    Raises Invalid when the file is not text or not a table, TooLarge beyond the limits of a
    sheet. Line breaks inside quotes stay in their cell: rows are numbered as a spreadsheet does.
    """
    text = decode_text(data)
    if _LONG_LINE.search(text):
        raise _too_large()
    try:
        rows = _rows(text, _separator(text))
    except csv.Error as error:
        raise _not_a_table() from error
    if rows and 1 <= len(rows[0]) <= 2 and rows[0][0].lower().startswith("sep="):
        rows[0] = []
    width = max(map(len, rows), default=0)
    cells: list[list[Cell]] = [[*row, *[""] * (width - len(row))] for row in rows]
    return Sheet(name, cells)


def _rows(text: str, separator: str) -> list[list[str]]:
    """Row by row, so that a table without end is given up at the first row that is too much."""
    rows: list[list[str]] = []
    for row in csv.reader(StringIO(text, newline=""), delimiter=separator):
        rows.append(row)
        if len(rows) > MAX_ROWS or len(row) > MAX_COLUMNS:
            raise _too_large()
    return rows


def _too_large() -> DomainError:
    return TooLarge(
        _l(
            "A table may have at most %(rows)s rows and %(columns)s columns.",
            rows=Counted(MAX_ROWS),
            columns=Counted(MAX_COLUMNS),
        )
    )


def decode_text(data: bytes) -> str:
    """Text of a file in UTF-8, UTF-16, windows-1258, or Latin-1 as old fonts were saved. Raises Invalid for no text."""
    encoding = "utf-8"
    if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        encoding = "utf-16"
    elif data.startswith(BOM_UTF8):
        encoding = "utf-8-sig"
    elif silent := _utf16_without_mark(data):
        encoding = silent
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding != "utf-8":
            raise _unknown_encoding() from error
        text = _decode_old(data)
    if "\x00" in text:
        raise _not_a_table()
    return text


def _utf16_without_mark(data: bytes) -> str:
    """UTF-16 told by its zeros: most letters of a Vietnamese list are of ASCII."""
    head = data[:2000]
    if len(data) % 2 or head.count(0) * 4 < len(head):
        return ""
    return "utf-16-le" if head[1::2].count(0) > head[::2].count(0) else "utf-16-be"


def _decode_old(data: bytes) -> str:
    try:
        return decode_unknown(data)
    except UnicodeDecodeError as error:
        raise _unknown_encoding() from error


def _unknown_encoding() -> DomainError:
    return Invalid(
        _l("The file is not in UTF-8. In Excel choose Save as, type CSV UTF-8, or use .xlsx.")
    )


def _separator(text: str) -> str:
    """The separator the file names in a `sep=` line, or the one that makes the widest rows."""
    if text[:4].lower() == "sep=" and text[4:5] in _SEPARATORS:
        return text[4:5]
    return max(_SEPARATORS, key=lambda separator: _cells_made(text[:_TRIED_CHARACTERS], separator))


def _cells_made(text: str, separator: str) -> int:
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator)
    return sum(len(row) for row, _ in zip(reader, range(_TRIED_ROWS), strict=False))


def _not_a_table() -> DomainError:
    return Invalid(_l("The file is not a table. Choose a file saved as .xlsx, .xls or .csv."))
