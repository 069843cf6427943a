"""The process that opens an .xls file: the file on its standard input, plain values as JSON on its output.

Run as a script by `old_workbook`, with the most rows, columns and cells of a sheet. It imports nothing of the product.
"""

import json
import resource
import sys
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any

from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

MOST_MEMORY = 1 << 30
MOST_SECONDS = 45


def read(data: bytes, most_rows: int, most_columns: int, most_cells: int) -> object:
    """Sheets as [name, rows, merged areas]; or "too large", "locked", "damaged"."""
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(data))
        sheets = []
        for known in book.sheets_metadata:
            if known.visible != SheetVisibleEnum.Visible or known.typ != SheetTypeEnum.WorkSheet:
                continue
            table = book.get_sheet_by_name(known.name)
            rows, columns = table.total_height, table.total_width
            if rows > most_rows or columns > most_columns or rows * columns > most_cells:
                return "too large"
            values = [
                [plain(cell) for cell in row] for row in table.to_python(skip_empty_area=False)
            ]
            merged = [[*first, *last] for first, last in table.merged_cell_ranges or ()]
            sheets.append([known.name, values, merged])
    except MemoryError:
        return "too large"
    except BaseException as error:  # a panic of the native reader is no Exception
        return "locked" if "password" in str(error).lower() else "damaged"
    return sheets


def plain(cell: Any) -> object:
    """A cell as JSON has it; days and times as [kind, text]."""
    if isinstance(cell, datetime):
        return ["datetime", cell.isoformat()]
    if isinstance(cell, date):
        return ["date", cell.isoformat()]
    if isinstance(cell, time):
        return ["time", cell.isoformat()]
    if isinstance(cell, timedelta):
        return ["timedelta", str(cell.total_seconds())]
    return cell


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    limits = [int(argument) for argument in sys.argv[1:4]]
    json.dump(read(sys.stdin.buffer.read(), *limits), sys.stdout, ensure_ascii=True)
