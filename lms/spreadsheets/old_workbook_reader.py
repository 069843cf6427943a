"""The process that opens an .xls file. Run as a script; see `apart`."""

import sys
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

sys.path.insert(0, str(Path(__file__).parent))
bounds: Any = import_module("reader_bounds")
limits: Any = import_module("cell_scan")
scanning: Any = import_module("old_book_scan")

FORMULA = "=…"
"""What is known of a formula: that there is one."""


def read(data: bytes) -> object:
    """Visible sheets as [name, rows, merged areas, formulas]; or "spreads", "macros", "links", "locked", "damaged".

    A formula is [row, column, text], counted from 0.
    """
    try:
        computing = scanning.formulas_of_sheets(data)
        book = CalamineWorkbook.from_filelike(BytesIO(data))
        sheets = []
        for known, cells in zip(book.sheets_metadata, computing, strict=True):
            if known.visible != SheetVisibleEnum.Visible or known.typ != SheetTypeEnum.WorkSheet:
                continue
            table = book.get_sheet_by_name(known.name)
            rows = max(table.total_height, *(row + 1 for row, _column in cells), 0)
            columns = max(table.total_width, *(column + 1 for _row, column in cells), 0)
            too_many = rows > limits.MAX_ROWS or columns > limits.MAX_COLUMNS
            if too_many or rows * columns > limits.MAX_AREA:
                return "spreads"
            values = [
                [bounds.plain(cell) for cell in row]
                for row in table.to_python(skip_empty_area=False)
            ]
            merged = bounds.merged_areas(table)
            formulas = [[row, column, FORMULA] for row, column in cells]
            sheets.append([known.name, values, merged, formulas])
    except MemoryError:
        raise
    except scanning.BookError as refused:
        return refused.why
    except BaseException as error:  # a panic of the native reader is no Exception
        return "locked" if "password" in str(error).lower() else "damaged"
    return sheets


if __name__ == "__main__":
    bounds.answer_with(read)
