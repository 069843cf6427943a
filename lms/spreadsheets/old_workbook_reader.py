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


def read(data: bytes) -> object:
    """Visible sheets as [name, rows, merged areas]; or "spreads", "locked", "damaged"."""
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(data))
        sheets = []
        for known in book.sheets_metadata:
            if known.visible != SheetVisibleEnum.Visible or known.typ != SheetTypeEnum.WorkSheet:
                continue
            table = book.get_sheet_by_name(known.name)
            rows, columns = table.total_height, table.total_width
            too_many = rows > limits.MAX_ROWS or columns > limits.MAX_COLUMNS
            if too_many or rows * columns > limits.MAX_AREA:
                return "spreads"
            values = [
                [bounds.plain(cell) for cell in row]
                for row in table.to_python(skip_empty_area=False)
            ]
            merged = bounds.merged_areas(table)
            sheets.append([known.name, values, merged])
    except MemoryError:
        raise
    except BaseException as error:  # a panic of the native reader is no Exception
        return "locked" if "password" in str(error).lower() else "damaged"
    return sheets


if __name__ == "__main__":
    bounds.answer_with(read)
