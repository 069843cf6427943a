"""How a list is laid out on sheets, and how strong a slip makes a check-in: pure decisions."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

FIRST_ROWS, OTHER_ROWS = 17, 25
"""Rows, headings of units among them, below the letterhead and on later sheets."""
SPARE_ROWS = 3
"""Empty rows at the end, for people who are not on the list."""
LAST_ROWS = 5 + 1 + SPARE_ROWS
"""Rows' worth of room that the spare rows, their heading and the signatures below the list take."""
KEPT_TOGETHER = 3
"""People who go over to the last sheet with the signatures, so that these never stand alone."""

Group = tuple[str, tuple[int, ...]]
"""A unit's name and the ids of its people, in order"""
Sheet = tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """How many rows sheets hold."""

    first: int = FIRST_ROWS
    other: int = OTHER_ROWS
    last: int = LAST_ROWS


def lay_out(
    groups: Sequence[Group], *, split_units: bool, layout: Layout | None = None
) -> list[Sheet]:
    """The sheets of a list. A heading never stands alone at the foot; with `split_units` each unit
    begins a new sheet. The last sheet keeps room for the signatures.
    """
    layout = layout or Layout()
    sheets: list[list[Group]] = [[]]
    for unit, people in groups:
        if split_units and sheets[-1]:
            sheets.append([])
        waiting = list(people)
        while waiting:
            room = _room(sheets, layout) - 1
            if room < 1:
                sheets.append([])
                continue
            sheets[-1].append((unit, tuple(waiting[:room])))
            waiting = waiting[room:]
    if _room(sheets, layout) < layout.last:
        _carry_over(sheets)
    return [tuple(sheet) for sheet in sheets if sheet]


def count_people(sheet: Sheet) -> int:
    """People on a sheet."""
    return sum(len(people) for _, people in sheet)


def digest_of(sheets: Sequence[Sheet]) -> str:
    """Names a layout: the same people in the same places have the same digest."""
    return sha256(repr([tuple(sheet) for sheet in sheets]).encode()).hexdigest()


def reference_of(list_id: int, sheet: int) -> str:
    """What stands at the foot of a sheet: DS12-3 is sheet 3 of list 12."""
    return f"DS{list_id}-{sheet}"


def _room(sheets: list[list[Group]], layout: Layout) -> int:
    whole = layout.first if len(sheets) == 1 else layout.other
    return whole - sum(1 + len(people) for _, people in sheets[-1])


def _carry_over(sheets: list[list[Group]]) -> None:
    unit, people = sheets[-1][-1]
    kept = len(people) - KEPT_TOGETHER
    if kept < 1:  # a short unit goes over as a whole, unless it is alone on the sheet
        kept = 0 if len(sheets[-1]) > 1 else 1
    moved = people[kept:]
    sheets[-1][-1] = (unit, people[:kept])
    if not kept:
        sheets[-1].pop()
    if moved:
        sheets.append([(unit, moved)])
