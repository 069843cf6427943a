"""What somebody says on the preview of how the file is to be read: fields of its forms to a `Reading`."""

from collections.abc import Mapping
from dataclasses import replace

from lms.people.importing.columns import Field
from lms.people.importing.columns_read import load_columns, said_of_columns
from lms.people.importing.forms import chosen_rows
from lms.people.importing.models import ImportRun
from lms.people.importing.reading import Font, Reading, load_reading
from lms.people.importing.runs import figures_of_run

_LONGEST_NUMBER = 6


def said_of_reading(run: ImportRun, sent: Mapping[str, str]) -> Reading:
    """The run's reading with what was sent: `cot-<column>`, `dong-<row>`, `phong` for all rows, `don-vi-<place>` of a former name.

    What is no such choice is passed over. Raises Invalid when the columns chosen cannot be.
    """
    reading = load_reading(run.reading)
    columns = _chosen_columns(sent)
    if columns:
        reading = said_of_columns(load_columns(run.columns), columns, reading)
    rows = {row: Font(value) for row, value in chosen_rows(sent).items() if value in set(Font)}
    if rows:
        reading = replace(reading, fonts={**reading.fonts, **rows})
    units = _chosen_units(run, sent)
    if units:
        reading = replace(reading, units={**reading.units, **units})
    if sent.get("phong", "") in set(Font):
        reading = replace(reading, font=Font(sent["phong"]))
    return reading


def _chosen_columns(sent: Mapping[str, str]) -> dict[int, Field | None]:
    chosen: dict[int, Field | None] = {}
    for name, value in sent.items():
        place = name.removeprefix("cot-")
        if place == name or not place.isdecimal() or len(place) > _LONGEST_NUMBER:
            continue
        if value == "" or value in set(Field):
            chosen[int(place)] = Field(value) if value else None
    return chosen


def _chosen_units(run: ImportRun, sent: Mapping[str, str]) -> dict[str, int]:
    """Key of a former name → one of the units that the preview offered for it."""
    figures = figures_of_run(run)
    chosen = {}
    for place, former in enumerate(figures["former"] if figures else ()):
        value = sent.get(f"don-vi-{place}", "")
        if value in {str(unit_id) for unit_id, _name in former["units"]}:
            chosen[former["key"]] = int(value)
    return chosen
