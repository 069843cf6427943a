"""Workbooks made for a test: by the writer library, or part by part where the file must lie."""

import sys
import zipfile
from collections.abc import Sequence
from functools import lru_cache
from importlib import import_module
from io import BytesIO
from typing import Any
from unittest.mock import patch

import orjson
import xlsxwriter

from lms.spreadsheets.apart import sheet_as_read
from lms.spreadsheets.sheet import Sheet

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def make_workbook(
    rows: Sequence[Sequence[object]],
    *,
    merged: Sequence[str] = (),
    before: Sequence[tuple[str, Sequence[Sequence[object]]]] = (),
    hidden: Sequence[str] = (),
) -> bytes:
    """An honest XLSX file: `rows` in its last sheet, other sheets `before` it."""
    saved = BytesIO()
    with xlsxwriter.Workbook(saved, {"default_date_format": "dd/mm/yyyy"}) as book:
        for name, content in [*before, ("Danh sách", rows)]:
            sheet = book.add_worksheet(name)
            for number, row in enumerate(content):
                sheet.write_row(number, 0, row)
            if name in hidden:
                sheet.hide()
            else:
                sheet.activate()
        for area in merged:
            _merge(sheet, area, rows)
    return saved.getvalue()


def sheets_of(book: bytes) -> list[Sheet]:
    """What `open_spreadsheet` reads of an honest workbook, by the same reader within this process.

    Starting a process for each takes a tenth of a second and more, and hundreds are read whose bounds are not in
    question; `test_bounds` and `test_read_files` go the whole way.
    """
    answer = orjson.loads(orjson.dumps(_reader().read(book)))
    assert isinstance(answer, list), answer
    return [sheet_as_read(*each) for each in answer]


@lru_cache
def _reader() -> Any:
    """The script that a process of its own runs; it looks for its neighbours beside itself."""
    with patch.object(sys, "path", list(sys.path)):
        return import_module("lms.spreadsheets.workbook_reader")


def _merge(sheet: object, area: str, rows: Sequence[Sequence[object]]) -> None:
    first, _, last = area.partition(":")
    row, column = int(first[1:]) - 1, ord(first[0]) - 65
    sheet.merge_range(f"{first}:{last}", rows[row][column])  # type: ignore[attr-defined]


def make_package(sheet_xml: bytes, **other_parts: bytes) -> bytes:
    """An XLSX file whose only sheet is the given XML, for what no honest program writes."""
    parts = {
        "[Content_Types].xml": (
            b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            b'<Default Extension="xml" ContentType="application/xml"/></Types>'
        ),
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}"/>'.encode(),
        "xl/workbook.xml": (
            f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
            '<sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>'
        ).encode(),
        "xl/_rels/workbook.xml.rels": (
            f'<Relationships xmlns="{PACKAGE}"><Relationship Id="r1" '
            f'Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
        ).encode(),
        "xl/worksheets/sheet1.xml": sheet_xml,
    } | other_parts
    return zip_of(parts)


def sheet_xml(cells: str) -> bytes:
    """A worksheet part around the given row elements."""
    return f'<worksheet xmlns="{MAIN}"><sheetData>{cells}</sheetData></worksheet>'.encode()


def zip_of(parts: dict[str, bytes]) -> bytes:
    """A deflated ZIP file of the given members."""
    saved = BytesIO()
    with zipfile.ZipFile(saved, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return saved.getvalue()
