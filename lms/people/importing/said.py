"""What somebody says on the preview of how the file is to be read: fields of its forms to a `Reading`."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from lms.people.importing.columns import Field
from lms.people.importing.columns_read import (
    check_chosen,
    check_named,
    load_columns,
    load_tops,
    said_of_columns,
)
from lms.people.importing.columns_shown import SheetTop
from lms.people.importing.forms import chosen_rows
from lms.people.importing.heading_row import best_of
from lms.people.importing.models import ImportRun
from lms.people.importing.reading import Reading, load_reading
from lms.spreadsheets.old_fonts import Font

_LONGEST_NUMBER = 6


def said_of_reading(
    run: ImportRun, sent: Mapping[str, str], units: Mapping[str, int | None]
) -> Reading:
    """The run's reading with what was sent: `cot-<column>`, `dong-<row>`, `phong` for all rows.

    `units`: what was said of names of units, see `asked_units.UnitsAsked.answers`. What is no such choice is passed over. Raises Invalid when the columns chosen cannot be.
    """
    reading = load_reading(run.reading)
    columns = _chosen_columns(sent)
    if columns:
        reading = said_of_columns(load_columns(run.columns), columns, reading)
    rows = {row: Font(value) for row, value in chosen_rows(sent).items() if value in set(Font)}
    if rows:
        reading = replace(reading, fonts={**reading.fonts, **rows})
    anew = {
        key for key, unit in units.items() if unit is not None and reading.units.get(key) != unit
    }
    reading = replace(reading, forgotten=reading.forgotten - anew)
    told = {**reading.units, **units}
    reading = replace(reading, units={key: unit for key, unit in told.items() if unit is not None})
    if sent.get("phong", "") in set(Font):
        reading = replace(reading, font=Font(sent["phong"]))
    return reading


def said_of_heading(run: ImportRun, sent: Mapping[str, str]) -> Reading:
    """The run's reading with the sheet and row of its heading and all columns below it, as they were sent.

    Raises Invalid when the columns chosen cannot be.
    """
    chosen = _chosen_columns(sent)
    check_chosen(chosen.values())
    check_named(chosen.values())
    sheet, heading = shown_place(load_tops(run.columns), sent)
    reading = load_reading(run.reading)
    return replace(reading, columns=chosen, sheet=sheet, heading=heading, is_remembered=False)


def shown_place(tops: Sequence[SheetTop], asked: Mapping[str, str]) -> tuple[int, int]:
    """The sheet (`trang-tinh`, counted from 0) and the heading's row number (`dong`) that are asked for.

    What cannot be is the one that looks most like a list, and its most likely heading.
    """
    sheet = _number(asked.get("trang-tinh", ""))
    if sheet is None or sheet >= len(tops) or not tops[sheet].rows:
        sheet = best_of(tops)
    heading = _number(asked.get("dong", ""))
    if heading is None or heading > len(tops[sheet].rows):
        heading = tops[sheet].heading
    return sheet, heading


def _number(text: str) -> int | None:
    is_number = text.isascii() and text.isdecimal() and len(text) <= _LONGEST_NUMBER
    return int(text) if is_number else None


def _chosen_columns(sent: Mapping[str, str]) -> dict[int, Field | None]:
    chosen: dict[int, Field | None] = {}
    for name, value in sent.items():
        place = name.removeprefix("cot-")
        if place == name or not place.isdecimal() or len(place) > _LONGEST_NUMBER:
            continue
        if value == "" or value in set(Field):
            chosen[int(place)] = Field(value) if value else None
    return chosen
