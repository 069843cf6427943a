"""Workbooks of Excel 97–2003 (.xls) to sheets, read by a process of their own.

Their size on disk says little about what a reader lays out, so the reader runs apart, with a bound on memory and time;
what it cannot read within these is refused. It never computes and never runs macros. Formulas come as the
values last saved: the format hides them from the reader.
"""

import json
import subprocess
import sys
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Final

from lms.errors import DomainError, Invalid, TooLarge
from lms.spreadsheets.cell_scan import MAX_AREA, MAX_COLUMNS, MAX_ROWS
from lms.spreadsheets.sheet import Cell, Sheet
from lms.web.i18n import lazy_gettext as _l

SECONDS: Final = 60
_READER: Final = Path(__file__).with_name("old_workbook_reader.py")
_LIMITS: Final = tuple(map(str, (MAX_ROWS, MAX_COLUMNS, MAX_AREA)))


def read_old_workbook(data: bytes) -> list[Sheet]:
    """The visible worksheets of an .xls file.

    Raises Invalid (damaged, locked with a password) or TooLarge (dimensions, memory, time).
    """
    try:
        done = subprocess.run(  # noqa: S603 - our own script; the file is its input
            [sys.executable, "-I", str(_READER), *_LIMITS],
            input=data,
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise _too_large() from error
    if done.returncode < 0:  # ended by its bounds
        raise _too_large()
    if done.returncode > 0:
        raise _damaged()
    answer: Any = json.loads(done.stdout)
    match answer:
        case "too large":
            raise _too_large()
        case "locked":
            raise Invalid(
                _l("The file is locked with a password. Remove the password and try again.")
            )
        case list():
            return [_sheet(*each) for each in answer]
        case _:
            raise _damaged()


def _sheet(name: str, rows: list[list[Any]], merged: list[list[int]]) -> Sheet:
    read: list[list[Cell]] = [[_cell(cell) for cell in row] for row in rows]
    return Sheet(name, read, tuple((each[0], each[1], each[2], each[3]) for each in merged))


def _cell(cell: Any) -> Cell:
    if not isinstance(cell, list):
        value: Cell = cell
        return value
    kind, text = cell
    if kind == "datetime":
        return datetime.fromisoformat(text)
    if kind == "date":
        return date.fromisoformat(text)
    return time.fromisoformat(text) if kind == "time" else timedelta(seconds=float(text))


def _damaged() -> DomainError:
    return Invalid(_l("The file is damaged. Open it on your computer, save it again and retry."))


def _too_large() -> DomainError:
    return TooLarge(
        _l(
            "A sheet may have at most %(rows)d rows and %(columns)d columns with content. "
            "Delete what stands outside the list and save again.",
            rows=MAX_ROWS,
            columns=MAX_COLUMNS,
        )
    )
