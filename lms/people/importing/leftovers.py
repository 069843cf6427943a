"""The rejected rows as a workbook to mend and import again: the importer reads it as it reads any roster."""

from collections.abc import Callable, Sequence
from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING, Final

from lms.people.importing.cells import is_marked, shown
from lms.people.importing.columns import Field
from lms.people.importing.header import Header
from lms.people.importing.parsed import RejectedRow
from lms.people.importing.sentences import sentences
from lms.spreadsheets import Cell, Formula
from lms.text import nfc_clean
from lms.web.i18n import _

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

HEADINGS: Final[dict[Field, str]] = {
    Field.LIST_NO: "STT",
    Field.CODE: "Mã nhân sự",
    Field.FULL_NAME: "Họ và tên",
    Field.SORT_NAME: "Tên để sắp xếp",
    Field.FAMILY_NAME: "Họ và đệm",
    Field.GIVEN_NAME: "Tên",
    Field.BORN: "Ngày sinh",
    Field.SEX: "Giới tính",
    Field.POSITION: "Chức vụ",
    Field.UNIT: "Đơn vị",
    Field.UNIT_WITHIN: "Phòng",
    Field.UNIT_WITHIN_THAT: "Tổ",
    Field.CATEGORY: "Loại nhân sự",
    Field.MEMBER: "Đảng viên",
    Field.MEMBER_OFFICIAL: "Đảng viên chính thức",
    Field.MEMBER_PROBATIONARY: "Đảng viên dự bị",
    Field.MEMBER_SINCE: "Ngày vào Đảng",
    Field.OFFICIAL_SINCE: "Ngày chính thức",
    Field.PARTY_UNIT: "Chi bộ",
    Field.PARTY_POSITION: "Chức vụ Đảng",
    Field.EXEMPT: "Được miễn",
    Field.PHONE: "Điện thoại",
    Field.EMAIL: "Email",
    Field.NOTE: "Ghi chú",
}
"""Part of the file format, not of the interface: the importer knows columns by these words."""

_SPLIT: Final = {
    Field.BORN: (Field.BORN_MALE, Field.BORN_FEMALE),
    Field.SEX: (Field.IS_MALE, Field.IS_FEMALE),
}
_MARKS: Final = {
    Field.IS_MALE: "Nam",
    Field.IS_FEMALE: "Nữ",
}
_LEVELS: Final = ("I. ", "1. ", "a) ")
_WIDTHS: Final = {Field.FULL_NAME: 26, Field.FAMILY_NAME: 20, Field.UNIT: 34, Field.EMAIL: 28}


def write_leftovers(header: Header, rejected: Sequence[RejectedRow]) -> bytes:
    """An XLSX of the rejected rows under their unit headings, the reason in the last column.

    Columns that the product knows come first, under the words it knows them by; the office's others follow.

    Formulas are written as the text they are; nothing in the file computes.
    """
    import xlsxwriter  # large, and only this file needs it

    fields = [field for field in HEADINGS if _has(header, field)]
    saved = BytesIO()
    with xlsxwriter.Workbook(saved, {"strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("Dòng lỗi")
        bold = book.add_format({"bold": True, "bottom": 1})
        wrapped = book.add_format({"text_wrap": True, "valign": "top", "font_color": "#a31919"})
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for column, field in enumerate(fields):
            sheet.write_string(0, column, HEADINGS[field], bold)
            sheet.set_column(column, column, _WIDTHS.get(field, 14))
        others = [
            place
            for place, heading in enumerate(header.columns)
            if heading.text and heading.field is None
        ]
        for column, place in enumerate(others, len(fields)):
            sheet.write_string(0, column, header.columns[place].text, bold)
        last = len(fields) + len(others)
        sheet.write_string(0, last, _("Why the row was left out"), bold)
        sheet.set_column(last, last, 60)
        sheet.freeze_panes(1, 0)
        _write_rows(sheet, header, fields, others, rejected, day, wrapped)
    return saved.getvalue()


def _write_rows(
    sheet: "Worksheet",
    header: Header,
    fields: Sequence[Field],
    others: Sequence[int],
    rejected: Sequence[RejectedRow],
    day: "Format",
    wrapped: "Format",
) -> None:
    number, headings = 1, tuple[str, ...]()
    for bad in rejected:
        if bad.headings != headings:
            headings = bad.headings
            for level, name in zip(_LEVELS, headings, strict=False):
                sheet.write_string(number, 0, level + name)
                number += 1
        for column, field in enumerate(fields):
            _write(sheet, number, column, _cell(header, field, bad.cells), day)
        for column, place in enumerate(others, len(fields)):
            _write(sheet, number, column, bad.cells[place], day)
        sheet.write_string(number, len(fields) + len(others), sentences(bad.problems), wrapped)
        number += 1


def _has(header: Header, field: Field) -> bool:
    return header.has(field) or any(header.has(part) for part in _SPLIT.get(field, ()))


def _cell(header: Header, field: Field, cells: Sequence[Cell]) -> Cell:
    """The field's cell, or the one of its two columns that is filled."""
    for part in (field, *_SPLIT.get(field, ())):
        place = header.column_of(part)
        if place is None:
            continue
        cell = cells[place]
        if part in _MARKS and is_marked(cell):
            return _MARKS[part]
        if part not in _MARKS and (isinstance(cell, Formula) or cell != ""):
            return cell
    return ""


def _write(sheet: "Worksheet", row: int, column: int, cell: Cell, day: "Format") -> None:
    write: Callable[..., object] = sheet.write_string
    if isinstance(cell, Formula):
        write(row, column, cell.text)
    elif isinstance(cell, str):
        write(row, column, nfc_clean(cell))
    elif isinstance(cell, date):
        sheet.write_datetime(row, column, cell, day)
    elif isinstance(cell, int | float) and not isinstance(cell, bool):
        sheet.write_number(row, column, cell)
    else:
        write(row, column, shown(cell))
