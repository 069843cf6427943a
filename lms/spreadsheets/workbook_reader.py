"""The process that opens an .xlsx file. Run as a script; see `apart`.

Office files can lie: about sizes, about dimensions, about where a formula stands. So every part is inflated
under a limit, every worksheet is scanned as XML for how far its cells reach and which of them compute, and the
fast reader then opens a copy made of exactly those bytes.
"""

import posixpath
import re
import sys
import zipfile
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

sys.path.insert(0, str(Path(__file__).parent))
bounds: Any = import_module("reader_bounds")
scanning: Any = import_module("cell_scan")

MIB = 1 << 20
MAX_PART = 50 * MIB
MAX_WHOLE = 200 * MIB
MAX_RATIO = 100
RATIO_COUNTS_FROM = MIB

_WORKBOOK = "xl/workbook.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"
_WORTH_READING = re.compile(
    r"\[Content_Types\]\.xml|xl/_rels/workbook\.xml\.rels|xl/(workbook|styles|sharedStrings)\.xml"
    r"|xl/worksheets/[^/]+\.xml",
    re.IGNORECASE,
)
_ROOT = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Target="xl/workbook.xml" Type="http://schemas.openxmlformats.org/'
    'officeDocument/2006/relationships/officeDocument"/></Relationships>'
)
_ACTING = {
    "vbaproject": "macros",
    "xlmacrosheet": "macros",
    "xlintlmacrosheet": "macros",
    "externallink": "links",
}
"""Kinds of relations, which no name of a part can hide"""
_PIECE = 256 * 1024
_RELATION_ID = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id",
    "{http://purl.oclc.org/ooxml/officeDocument/relationships}id",  # the strict variant
)


class UnpacksTooFar(ValueError):
    """A part, or all together, is more than the product reads."""


class Acts(ValueError):
    """The workbook brings along something that acts, under whatever name: `args` says macros or links."""


def read(data: bytes) -> object:
    """Visible sheets as [name, rows, merged areas, formulas]; or "spreads", "unpacks", "macros", "links", "damaged".

    A formula is [row, column, text], counted from 0.
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            parts = _measured_parts(archive)
        sheet_parts = _sheet_parts(parts)
        scans = {part: scanning.CellScan(parts[part]) for part in parts if _is_sheet(part)}
        named = {name: scans[part] for name, part in sheet_parts.items() if part in scans}
        return _sheets(_repacked(parts), named)
    except MemoryError:
        raise
    except UnpacksTooFar:
        return "unpacks"
    except Acts as found:
        return str(found)
    except scanning.SpreadError:
        return "spreads"
    except BaseException:  # a panic of the native reader is no Exception
        return "damaged"


def _is_sheet(part: str) -> bool:
    return part.lower().startswith("xl/worksheets/")  # readers may not mind the case


def _measured_parts(archive: zipfile.ZipFile) -> dict[str, bytes]:
    parts: dict[str, bytes] = {}
    whole = 0
    for member in archive.infolist():
        if _WORTH_READING.fullmatch(member.filename):
            parts[member.filename] = _inflate(archive, member)
            whole += len(parts[member.filename])
            if whole > MAX_WHOLE:
                raise UnpacksTooFar
    return parts


def _inflate(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    inflated = BytesIO()
    with archive.open(member) as stream:
        while piece := stream.read(_PIECE):
            size = inflated.tell() + len(piece)
            too_dense = size > RATIO_COUNTS_FROM and size > MAX_RATIO * member.compress_size
            if size > MAX_PART or too_dense:
                raise UnpacksTooFar
            inflated.write(piece)
    return inflated.getvalue()


def _sheet_parts(parts: dict[str, bytes]) -> dict[str, str]:
    """Which part holds which worksheet, by its name; chart sheets and macros are left out."""
    relations = list(ElementTree.fromstring(parts[_RELATIONS]))  # noqa: S314 - check_archive refuses document types, expat caps expansion
    for relation in relations:
        kind = relation.get("Type", "").rpartition("/")[2].lower()
        if kind in _ACTING:
            raise Acts(_ACTING[kind])
    targets = {
        relation.get("Id"): posixpath.normpath(
            posixpath.join("xl", relation.get("Target", "")).lstrip("/")
        )
        for relation in relations
    }
    sheets = ElementTree.fromstring(parts[_WORKBOOK]).iterfind("{*}sheets/{*}sheet")  # noqa: S314 - as above
    named = {
        sheet.get("name", ""): targets.get(next(filter(None, map(sheet.get, _RELATION_ID)), None))
        for sheet in sheets
    }
    return {name: part for name, part in named.items() if part in parts}


def _repacked(parts: dict[str, bytes]) -> BytesIO:
    copy = BytesIO()
    with zipfile.ZipFile(copy, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("_rels/.rels", _ROOT)
        for name, content in parts.items():
            archive.writestr(name, content)
    copy.seek(0)
    return copy


def _sheets(workbook: BytesIO, scans: dict[str, Any]) -> list[object]:
    book = CalamineWorkbook.from_filelike(workbook)
    sheets: list[object] = []
    for known in book.sheets_metadata:
        is_shown = known.visible == SheetVisibleEnum.Visible
        if is_shown and known.typ == SheetTypeEnum.WorkSheet and known.name in scans:
            table = book.get_sheet_by_name(known.name)
            rows = [list(map(bounds.plain, row)) for row in table.to_python(skip_empty_area=False)]
            merged = bounds.merged_areas(table)
            formulas = [[*place, text] for place, text in scans[known.name].formulas.items()]
            sheets.append([known.name, rows, merged, formulas])
    return sheets


if __name__ == "__main__":
    bounds.answer_with(read)
