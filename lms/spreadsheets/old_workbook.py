"""Workbooks of Excel 97–2003 (.xls) to sheets, read by a process of their own.

The reader never computes and never runs macros. Formulas come as the values last saved: the format hides them
from the reader.
"""

from pathlib import Path
from typing import Final

from lms.spreadsheets.apart import cell_of, read_apart
from lms.spreadsheets.sheet import Sheet

_READER: Final = Path(__file__).with_name("old_workbook_reader.py")


def read_old_workbook(data: bytes) -> list[Sheet]:
    """The visible worksheets of an .xls file.

    Raises Invalid (damaged, locked with a password) or TooLarge (dimensions, memory, time).
    """
    return [
        Sheet(
            name,
            [[cell_of(cell) for cell in row] for row in rows],
            tuple((area[0], area[1], area[2], area[3]) for area in merged),
        )
        for name, rows, merged in read_apart(_READER, data)
    ]
