"""A sheet as plain values: what the importers read, whatever file it came from."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Formula:
    """A cell that computes: its formula and the value the office program last saved for it."""

    text: str
    saved: "Value"


Value: TypeAlias = str | int | float | bool | date | datetime | time | timedelta
Cell: TypeAlias = Value | Formula
"""An empty cell is the empty string."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: `rows[0]` is row 1 as the office program numbers it, all rows equally wide."""

    name: str
    rows: list[list[Cell]]
    merged: tuple[tuple[int, int, int, int], ...] = ()
    """Merged cells as (first row, first column, last row, last column), counted from 0."""
