"""What readers that run apart have in common: their bounds, and cells as JSON has them.

Imported by scripts beside it, and nothing of the product by it.
"""

import math
import resource
import sys
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

import orjson

MOST_MEMORY = 1 << 30
MOST_SECONDS = 45
MOST_ANSWER = 96 << 20
"""Bytes; an honest list of 100,000 rows makes a third of it."""
MOST_MERGED = 20_000
"""Merged areas of a sheet"""


def answer_with(read: Callable[[bytes], object]) -> None:
    """Read standard input within the bounds and write the answer; running out of memory is one."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        written = orjson.dumps(read(sys.stdin.buffer.read()))
    except MemoryError:
        written = b'"spreads"'
    sys.stdout.buffer.write(written if len(written) <= MOST_ANSWER else b'"spreads"')


def plain(cell: Any) -> object:
    """A cell as JSON has it; days and times as [kind, text]."""
    if isinstance(cell, float) and not math.isfinite(cell):
        return ""  # no office writes it, and JSON has no word for it
    if isinstance(cell, str | int | float):
        return cell
    if isinstance(cell, datetime):
        return ["datetime", cell.isoformat()]
    if isinstance(cell, date):
        return ["date", cell.isoformat()]
    if isinstance(cell, time):
        return ["time", cell.isoformat()]
    if isinstance(cell, timedelta):
        return ["timedelta", str(cell.total_seconds())]
    return cell


def merged_areas(table: Any) -> list[list[int]]:
    """A sheet's merged cells as JSON has them. Raises MemoryError for more than any list has."""
    found = table.merged_cell_ranges or ()
    if len(found) > MOST_MERGED:
        raise MemoryError
    return [[*first, *last] for first, last in found]
