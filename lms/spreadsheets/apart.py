"""Readers of uploaded files run in a process of their own, with a bound on memory and time.

A file's size says little about what a reader lays out. What cannot be read within the bounds is refused, and neither
the server's memory nor its time goes with it. A reader is a script that imports nothing of the product: the
file on its standard input, plain values as JSON on its output.
"""

import subprocess
import sys
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Final

import orjson

from lms.errors import DomainError
from lms.spreadsheets.refusals import (
    damaged,
    locked,
    spreads_too_far,
    unpacks_too_far,
    with_links,
    with_macros,
)
from lms.spreadsheets.sheet import Cell, Formula, Sheet

SECONDS: Final = 60
_REFUSALS: Final[dict[str, Callable[[], DomainError]]] = {
    "spreads": spreads_too_far,
    "unpacks": unpacks_too_far,
    "locked": locked,
    "macros": with_macros,
    "links": with_links,
}


def read_apart(reader: Path, data: bytes) -> list[Any]:
    """What a reader found in a file: sheets as it describes them, cells for `cell_of`.

    Raises Invalid (damaged, locked) or TooLarge (dimensions, memory, time).
    """
    try:
        done = subprocess.run(  # noqa: S603 - our own script; the file is its input
            [sys.executable, "-I", str(reader)],
            input=data,
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise spreads_too_far() from error
    if done.returncode < 0:  # ended by its bounds
        raise spreads_too_far()
    if done.returncode > 0:
        raise damaged()
    answer: Any = orjson.loads(done.stdout)
    if isinstance(answer, list):
        return answer
    raise _REFUSALS.get(answer, damaged)()


def sheet_as_read(
    name: str, rows: list[list[Any]], merged: list[list[int]], formulas: list[list[Any]]
) -> Sheet:
    """A sheet as the readers of workbooks write it: a formula is [row, column, text], counted from 0."""
    read: list[list[Cell]] = [[cell_of(cell) for cell in row] for row in rows]
    areas = tuple((area[0], area[1], area[2], area[3]) for area in merged)
    return Sheet(name, _with_formulas(read, formulas), areas)


def _with_formulas(rows: list[list[Cell]], formulas: Sequence[list[Any]]) -> list[list[Cell]]:
    if not formulas:
        return rows
    height = max(len(rows), *(row + 1 for row, _column, _text in formulas))
    width = max(len(rows[0]) if rows else 0, *(column + 1 for _row, column, _text in formulas))
    rows += [[] for _ in range(height - len(rows))]
    for row in rows:
        row.extend([""] * (width - len(row)))
    for number, column, text in formulas:
        saved = rows[number][column]
        rows[number][column] = Formula(text, "" if isinstance(saved, Formula) else saved)
    return rows


def cell_of(value: Any) -> Cell:
    """A cell as the reader wrote it: days and times are [kind, text]."""
    if not isinstance(value, list):
        cell: Cell = value
        return cell
    kind, text = value
    if kind == "datetime":
        return datetime.fromisoformat(text)
    if kind == "date":
        return date.fromisoformat(text)
    return time.fromisoformat(text) if kind == "time" else timedelta(seconds=float(text))
