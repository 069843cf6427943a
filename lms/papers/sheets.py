"""Formats and widths that the sheets of a workbook share: Times New Roman, as offices expect."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from lms.papers.values import Cell, Column, Kind
from lms.text import nfc_clean

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

TYPEFACE = "Times New Roman"
TEXT = "@"
"""the number format that keeps leading zeros of codes and telephones"""
CHARACTERS_PER_MM = 0.6
"""a column's width in a workbook for a millimetre on paper, at 12 points"""

_NUMBER_FORMATS = {Kind.CODE: TEXT, Kind.TEXT: TEXT, Kind.COUNT: "#,##0", Kind.PERCENT: "0.00"}
_ALIGN = {Kind.TEXT: "left", Kind.CODE: "center", Kind.MARK: "center"}


@dataclass(frozen=True, slots=True)
class Styles:
    """Formats of one workbook, each made once."""

    book: "Workbook"
    made: dict[tuple[tuple[str, Any], ...], "Format"]

    def get(self, **wanted: Any) -> "Format":
        """The format with these properties on top of the house's typeface."""
        key = tuple(sorted(wanted.items()))
        if key not in self.made:
            base = {"font_name": TYPEFACE, "font_size": 12, "valign": "vcenter"}
            self.made[key] = self.book.add_format({**base, **wanted})
        return self.made[key]

    def cell(self, kind: Kind, *, bold: bool = False, border: int = 1) -> "Format":
        """The format of a body cell: codes and telephones as text, figures to the right."""
        return self.get(
            align=_ALIGN.get(kind, "right"),
            num_format=_NUMBER_FORMATS.get(kind, "General"),
            text_wrap=kind in (Kind.TEXT, Kind.MARK),
            border=border,
            bold=bold,
        )

    def day(self, *, border: int = 1) -> "Format":
        """A day as day/month/year, whatever the computer's habit."""
        return self.get(align="center", num_format="dd/mm/yyyy", border=border)


def write_cell(
    sheet: "Worksheet", styles: Styles, row: int, at: int, column: Column, cell: Cell, **look: Any
) -> None:
    """One value under its column's format; text is always text, so no formula ever wakes."""
    style = styles.cell(column.kind, **look)
    match cell:
        case None | "":
            sheet.write_blank(row, at, None, style)
        case int() | Decimal():
            sheet.write_number(row, at, float(cell) if isinstance(cell, Decimal) else cell, style)
        case date():
            sheet.write_datetime(row, at, cell, styles.day(border=look.get("border", 1)))
        case str():
            sheet.write_string(row, at, nfc_clean(cell), style)
