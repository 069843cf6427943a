"""A long plain list as a workbook: one sheet, written row by row, in little memory at any length.

The sheets that are printed and signed are drawn by `lms.papers.xlsx`; this one is for lists of many thousands, with
which somebody goes on working. Text is written as text, whatever it begins with: never a formula.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache
from html import escape
from itertools import islice
from typing import IO, Final, cast
from zipfile import ZIP_DEFLATED, ZipFile

from lms.text import nfc_clean

Cell = str | int | date | None
MOST_ROWS: Final = 500_000
_DAY_ONE: Final = date(1899, 12, 30)
_NOT_IN_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_KINDS: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_BOLD, _DAY = 1, 2
_TOGETHER: Final = 500
"""Rows of a piece."""
_REMEMBERED: Final = 8_192
"""Texts of cells: units, positions and kinds stand in every other row."""

_PARTS: Final = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_KINDS}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_KINDS}.worksheet+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{_KINDS}.styles+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
    f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>',
    "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}">'
    '<numFmts count="1"><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="Times New Roman"/></font>'
    '<font><b/><sz val="11"/><name val="Times New Roman"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    "<borders><border><left/><right/><top/><bottom/><diagonal/></border></borders>"
    "<cellStyleXfs><xf/></cellStyleXfs><cellXfs><xf/>"
    '<xf fontId="1" applyFont="1"/><xf numFmtId="164" applyNumberFormat="1"/></cellXfs>'
    '<cellStyles><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>',
}


def long_sheet(
    title: str, columns: Sequence[tuple[str, int]], rows: Iterable[Sequence[Cell]]
) -> Iterator[bytes]:
    """The workbook piece by piece, as the rows come: a heading row that stays in view, then a row each.

    `columns`: heading and width in characters. `title`: of the sheet, cut to what programs allow. Never the whole of
    it is kept: a piece holds some hundreds of rows. What the rows raise ends it in the middle.
    """
    sink = _Sink()
    with ZipFile(cast(IO[bytes], sink), "w", ZIP_DEFLATED, compresslevel=1) as book:
        for name, text in _PARTS.items():
            book.writestr(name, _HEAD + text)
        book.writestr("xl/workbook.xml", _HEAD + _workbook(title))
        with book.open("xl/worksheets/sheet1.xml", "w") as sheet:
            sheet.write((_HEAD + _begin(columns)).encode())
            yield sink.take()
            count, waiting, following = 0, iter(rows), True
            while following:
                some = list(islice(waiting, _TOGETHER))
                count, following = count + len(some), bool(some)
                sheet.write("".join(map(_row, some)).encode())
                if piece := sink.take():
                    yield piece
            last = f"{_letters(len(columns))}{count + 1}"
            sheet.write(f'</sheetData><autoFilter ref="A1:{last}"/></worksheet>'.encode())
    yield sink.take()


class _Sink:
    """What is written until somebody takes it; there is no way back in it, as in a connection."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, piece: bytes) -> int:
        self._pieces.append(piece)
        return len(piece)

    def flush(self) -> None:
        """Nothing to do."""

    def take(self) -> bytes:
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)


def _workbook(title: str) -> str:
    name = escape(re.sub(r"[\[\]:*?/\\']", " ", title)[:31].strip() or "1")
    return (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
        f'<sheet name="{name}" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )


def _begin(columns: Sequence[tuple[str, int]]) -> str:
    widths = "".join(
        f'<col min="{at}" max="{at}" width="{width}" customWidth="1"/>'
        for at, (_heading, width) in enumerate(columns, start=1)
    )
    headings = "".join(_text(heading, _BOLD) for heading, _width in columns)
    return (
        f'<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" state="frozen"/></sheetView></sheetViews>'
        f"<cols>{widths}</cols><sheetData><row>{headings}</row>"
    )


def _row(cells: Sequence[Cell]) -> str:
    return f"<row>{''.join(map(_cell, cells))}</row>"


def _cell(value: Cell) -> str:
    if value is None or value == "":
        return "<c/>"
    if isinstance(value, str):
        return _text(value, 0)
    if isinstance(value, date):
        return f'<c s="{_DAY}"><v>{(value - _DAY_ONE).days}</v></c>'
    return f"<c><v>{value}</v></c>"


@lru_cache(maxsize=_REMEMBERED)
def _text(value: str, style: int) -> str:
    clean = escape(_NOT_IN_XML.sub("", nfc_clean(value)), quote=False)
    return f'<c s="{style}" t="inlineStr"><is><t xml:space="preserve">{clean}</t></is></c>'


def _letters(number: int) -> str:
    found = ""
    while number:
        number, rest = divmod(number - 1, 26)
        found = chr(65 + rest) + found
    return found
