"""Tables as CSV files that Excel in Việt Nam opens by a double click."""

import csv
from io import StringIO

from lms.papers.figures import written
from lms.papers.values import Cell, TablePaper
from lms.text import nfc_clean

FORMULA_MARKS = ("=", "+", "-", "@")


def write_csv(paper: TablePaper) -> bytes:
    """All columns of the data sheet: UTF-8 with BOM, `;` between cells, CRLF after rows.

    A text that a spreadsheet would take for a formula gets an apostrophe in front.
    """
    file = StringIO()
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    writer.writerow([nfc_clean(column.full_title) for column in paper.columns])
    writer.writerows([[_plain(cell) for cell in row] for row in paper.rows])
    return b"\xef\xbb\xbf" + file.getvalue().encode()


def _plain(cell: Cell) -> str:
    if isinstance(cell, int):
        return str(cell)
    words = nfc_clean(written(cell))
    return f"'{words}" if isinstance(cell, str) and words.startswith(FORMULA_MARKS) else words
