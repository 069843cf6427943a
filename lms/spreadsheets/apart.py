"""Readers of uploaded files run in a process of their own, with a bound on memory and time.

A file's size says little about what a reader lays out. What cannot be read within the bounds is refused, and neither
the server's memory nor its time goes with it. A reader is a script that imports nothing of the product: the
file on its standard input, plain values as JSON on its output.
"""

import subprocess
import sys
from collections.abc import Callable
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
from lms.spreadsheets.sheet import Cell

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
