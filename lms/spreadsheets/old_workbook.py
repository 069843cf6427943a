"""Workbooks of Excel 97–2003 (.xls) to sheets, read by a process of their own.

The reader never computes and never runs macros. Of a formula it tells that there is one and the value last saved.
"""

from pathlib import Path
from typing import Final

from lms.spreadsheets.apart import read_apart, sheet_as_read
from lms.spreadsheets.sheet import Sheet

_READER: Final = Path(__file__).with_name("old_workbook_reader.py")


def read_old_workbook(data: bytes) -> list[Sheet]:
    """The visible worksheets of an .xls file.

    Raises Invalid (damaged, locked with a password, macros, links) or TooLarge (dimensions, memory, time).
    """
    return [sheet_as_read(*each) for each in read_apart(_READER, data)]
