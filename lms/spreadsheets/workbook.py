"""XLSX to sheets. The reader gets a repacked copy holding only parts that were measured here.

Office files can lie: about sizes, about dimensions, about where a formula stands. So every part
is inflated under a limit, every worksheet is scanned as XML for how far its cells reach and which of
them compute, and the fast reader then opens a copy made of exactly those bytes.
"""

import posixpath
import re
import zipfile
from io import BytesIO
from typing import Final
from xml.etree import ElementTree

from lms.config import MIB
from lms.errors import DomainError, Invalid, TooLarge
from lms.files.archives import check_archive
from lms.spreadsheets.cell_scan import CellScan, ScanError
from lms.spreadsheets.sheet import Cell, Formula, Sheet
from lms.web.i18n import lazy_gettext as _l

MAX_PARTS: Final = 2_000
MAX_PART: Final = 50 * MIB
MAX_WHOLE: Final = 200 * MIB
MAX_RATIO: Final = 100
RATIO_COUNTS_FROM: Final = MIB

_WORKBOOK: Final = "xl/workbook.xml"
_RELATIONS: Final = "xl/_rels/workbook.xml.rels"
_WORTH_READING: Final = re.compile(
    r"\[Content_Types\]\.xml|xl/_rels/workbook\.xml\.rels|xl/(workbook|styles|sharedStrings)\.xml"
    r"|xl/worksheets/[^/]+\.xml",
    re.IGNORECASE,
)
_ROOT: Final = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Target="xl/workbook.xml" Type="http://schemas.openxmlformats.org/'
    'officeDocument/2006/relationships/officeDocument"/></Relationships>'
)
_PIECE: Final = 256 * 1024
_RELATION_ID: Final = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id",
    "{http://purl.oclc.org/ooxml/officeDocument/relationships}id",  # the strict variant
)


def read_workbook(data: bytes) -> list[Sheet]:
    """The visible worksheets of an XLSX file.

    Raises Invalid (another kind of file, damaged, locked) or TooLarge (parts, sizes, dimensions).
    """
    names = check_archive(BytesIO(data))
    if _WORKBOOK not in names:
        raise _not_a_workbook(names)
    if len(names) > MAX_PARTS:
        raise _too_large()
    _refuse_what_acts(names)
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            parts = _measured_parts(archive)
        sheet_parts = _sheet_parts(parts)
        scans = {part: CellScan(parts[part]) for part in parts if _is_sheet(part)}
    except (zipfile.BadZipFile, ElementTree.ParseError, ScanError, KeyError, EOFError) as error:
        raise _damaged() from error
    return _read(
        _repacked(parts), {name: scans[part] for name, part in sheet_parts.items() if part in scans}
    )


def _refuse_what_acts(names: frozenset[str]) -> None:
    """Macros are never run and links never followed, so a list must not depend on them."""
    small = [name.lower() for name in names]
    if any(name.startswith("xl/vbaproject") or "/macrosheets/" in name for name in small):
        raise Invalid(
            _l("The file carries macros. Save it as Excel workbook (.xlsx) and try again.")
        )
    if any(name.startswith("xl/externallinks/externallink") for name in small):
        raise Invalid(
            _l(
                "The file takes values from other files. In Excel choose Data, Edit links, Break link; "
                "save and try again."
            )
        )


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
                raise _too_large()
    return parts


def _inflate(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    inflated = BytesIO()
    with archive.open(member) as stream:
        while piece := stream.read(_PIECE):
            size = inflated.tell() + len(piece)
            too_dense = size > RATIO_COUNTS_FROM and size > MAX_RATIO * member.compress_size
            if size > MAX_PART or too_dense:
                raise _too_large()
            inflated.write(piece)
    return inflated.getvalue()


def _sheet_parts(parts: dict[str, bytes]) -> dict[str, str]:
    """Which part holds which worksheet, by its name; chart sheets and macros are left out."""
    targets = {
        relation.get("Id"): posixpath.normpath(
            posixpath.join("xl", relation.get("Target", "")).lstrip("/")
        )
        for relation in ElementTree.fromstring(parts[_RELATIONS])  # noqa: S314 - check_archive refuses document types, expat caps expansion
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


def _read(workbook: BytesIO, scans: dict[str, CellScan]) -> list[Sheet]:
    from python_calamine import (  # a native library: costs start-up time of every process
        CalamineWorkbook,
        SheetTypeEnum,
        SheetVisibleEnum,
    )

    try:
        book = CalamineWorkbook.from_filelike(workbook)
        shown = [
            sheet.name
            for sheet in book.sheets_metadata
            if sheet.visible == SheetVisibleEnum.Visible and sheet.typ == SheetTypeEnum.WorkSheet
        ]
        sheets = []
        for name in shown:
            if name in scans:
                table = book.get_sheet_by_name(name)
                rows: list[list[Cell]] = [[*row] for row in table.to_python(skip_empty_area=False)]
                merged = tuple((*first, *last) for first, last in table.merged_cell_ranges or ())
                sheets.append(Sheet(name, _with_formulas(rows, scans[name]), merged))
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # a panic of the native reader is no Exception
        raise _damaged() from error
    return sheets


def _with_formulas(rows: list[list[Cell]], scan: CellScan) -> list[list[Cell]]:
    if not scan.formulas:
        return rows
    height = max(len(rows), *(row + 1 for row, _ in scan.formulas))
    width = max(len(rows[0]) if rows else 0, *(column + 1 for _, column in scan.formulas))
    rows += [[] for _ in range(height - len(rows))]
    for row in rows:
        row.extend([""] * (width - len(row)))
    for (number, column), text in scan.formulas.items():
        saved = rows[number][column]
        rows[number][column] = Formula(text, "" if isinstance(saved, Formula) else saved)
    return rows


def _not_a_workbook(names: frozenset[str]) -> DomainError:
    if "xl/workbook.bin" in names or "content.xml" in names:
        return Invalid(
            _l("Only .xlsx, .xls and .csv can be read. Open the file and save it as .xlsx.")
        )
    return Invalid(_l("The file is not a spreadsheet. Choose a file saved as .xlsx, .xls or .csv."))


def _damaged() -> DomainError:
    return Invalid(_l("The file is damaged. Open it on your computer, save it again and retry."))


def _too_large() -> DomainError:
    return TooLarge(
        _l("The file unpacks to far more than it should and was not opened. Save a new copy.")
    )
