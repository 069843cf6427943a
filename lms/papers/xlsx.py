"""Papers as workbooks: “Bản in” to print and sign, “Dữ liệu” clean for further work.

The same value gives the same bytes: the file's creation time is the as-of time.
"""

from io import BytesIO
from typing import TYPE_CHECKING

from lms import clock
from lms.papers.printsheet import write_print_sheet
from lms.papers.sheets import CHARACTERS_PER_MM, Styles, write_cell
from lms.papers.values import TablePaper
from lms.text import nfc_clean

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

PRINT_SHEET = "Bản in"
DATA_SHEET = "Dữ liệu"


def write_workbook(paper: TablePaper) -> bytes:
    """A list or a summary table as an XLSX file with both sheets."""
    # XlsxWriter costs start-up time, and few requests write a workbook
    from xlsxwriter.workbook import Workbook

    file = BytesIO()
    book = Workbook(file, {"in_memory": True})
    created = clock.local(paper.as_of).replace(tzinfo=None, microsecond=0)
    book.set_properties({"title": nfc_clean(f"{paper.kind} {paper.subject}"), "created": created})
    styles = Styles(book, {})
    write_print_sheet(book.add_worksheet(PRINT_SHEET), styles, paper)
    _write_data_sheet(book.add_worksheet(DATA_SHEET), styles, paper)
    book.close()
    return file.getvalue()


def _write_data_sheet(sheet: "Worksheet", styles: Styles, paper: TablePaper) -> None:
    """One heading row, one row per row, no totals: what a filter or a pivot table needs."""
    heading = styles.get(bold=True, text_wrap=True, bottom=1)
    for at, column in enumerate(paper.columns):
        sheet.set_column(at, at, max(column.width * CHARACTERS_PER_MM, 6))
        sheet.write_string(0, at, nfc_clean(column.full_title), heading)
    for number, row in enumerate(paper.rows, start=1):
        for at, cell in enumerate(row):
            write_cell(sheet, styles, number, at, paper.columns[at], cell, border=0)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(len(paper.rows), 1), len(paper.columns) - 1)
