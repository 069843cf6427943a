"""One pass over the records of an .xls file: what in it acts, and which of its cells compute.

Records are those of [MS-XLS] and of Excel 5 and 95, which have the same numbers. It imports nothing of the product:
the process that reads a workbook apart has no need of it.
"""

import struct
from collections.abc import Iterator
from io import BytesIO
from typing import Final

import olefile

_BOOKS: Final = ("Workbook", "Book")
"""Streams that hold a workbook, of Excel 97 and later and of Excel 5 and 95; the reader asks in this order too."""
_WITH_MACROS: Final = frozenset(("_vba_project_cur", "_vba_project", "vba", "macros"))
_FORMULA, _END, _LINK, _LOCKED, _SHEET, _LINK_OF_97, _BEGIN = (
    0x0006,
    0x000A,
    0x0017,
    0x002F,
    0x0085,
    0x01AE,
    0x0809,
)
_MACRO_SHEETS: Final = (1, 6)
"""Excel 4 macros, and a module of Excel 5"""
_OWN_SHEETS, _ADD_IN = 0x0401, 0x3A01
_IN_ANOTHER_FILE: Final = 0x01
_VERSION_OF_95: Final = b"\x00\x05"
_HEADER: Final = struct.Struct("<HH")


class BookError(ValueError):
    """The file cannot be read, or is not to be: `why` is damaged, locked, macros or links."""

    def __init__(self, why: str) -> None:
        """Say why."""
        super().__init__(why)
        self.why = why


def formulas_of_sheets(data: bytes) -> list[list[tuple[int, int]]]:
    """For each sheet of a workbook, in its order, the cells that compute: row and column, counted from 0.

    What they compute is not told: the format keeps formulas in a code of its own. Raises BookError, also for
    macros and for links to other files.
    """
    book = _book_of(data)
    is_of_95 = book[4:6] == _VERSION_OF_95
    starts = []
    for kind, content in _records(book, 0):
        if kind == _LOCKED:
            raise BookError("locked")
        if kind == _SHEET:
            start, _visible, what = struct.unpack_from("<IBB", content)
            if what in _MACRO_SHEETS:
                raise BookError("macros")
            starts.append(start)
        elif _leads_out(kind, content, is_of_95):
            raise BookError("links")
    return [_formulas(book, start) for start in starts]


def _book_of(data: bytes) -> bytes:
    try:
        with olefile.OleFileIO(BytesIO(data)) as file:
            for path in file.listdir(streams=True, storages=True):
                if not _WITH_MACROS.isdisjoint(part.lower() for part in path):
                    raise BookError("macros")
            for name in _BOOKS:
                if file.exists(name):
                    return bytes(file.openstream(name).read())
    except OSError as error:  # olefile's errors are such
        raise BookError("damaged") from error
    raise BookError("damaged")


def _records(book: bytes, start: int) -> Iterator[tuple[int, bytes]]:
    """The records of one part, from its beginning to its end; those of charts within it are passed over."""
    place, depth = start, 0
    while place + 4 <= len(book):
        kind, length = _HEADER.unpack_from(book, place)
        if kind == _BEGIN:
            depth += 1
        elif kind == _END:
            depth -= 1
            if depth <= 0:
                return
        elif depth == 1:
            yield kind, book[place + 4 : place + 4 + length]
        place += 4 + length


def _formulas(book: bytes, start: int) -> list[tuple[int, int]]:
    return [
        _HEADER.unpack_from(content)
        for kind, content in _records(book, start)
        if kind == _FORMULA and len(content) >= 4
    ]


def _leads_out(kind: int, content: bytes, is_of_95: bool) -> bool:
    """Whether formulas refer to another file: neither to this one nor to what belongs to Excel."""
    if is_of_95:
        return kind == _LINK and len(content) > 1 and content[1] == _IN_ANOTHER_FILE
    if kind != _LINK_OF_97 or len(content) < 4:
        return False
    return int.from_bytes(content[2:4], "little") not in (_OWN_SHEETS, _ADD_IN)
