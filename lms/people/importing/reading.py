"""How a file is to be read, as somebody said after a look at its preview; kept with the import."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final

import orjson

from lms.people.importing.columns import Field
from lms.spreadsheets.old_fonts import Font

LEFT_OUT: Final = 0
"""In place of a unit: rows with this name stay out on purpose."""
NO_HEADING: Final = 0
"""In place of a row number: people stand from the first row on."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything said about how to read one file; nothing said: as it is recognised."""

    columns: Mapping[int, Field | None] = field(default_factory=lambda: MappingProxyType({}))
    """Column, counted from 0 → what it holds in spite of its heading; None: nothing of ours."""
    fonts: Mapping[int, Font] = field(default_factory=lambda: MappingProxyType({}))
    """Row number → the font of what may be read in two ways there."""
    font: Font | None = None
    """The same for all rows of which nothing is said."""
    units: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    """Key of a unit's name that is not on record → the unit it stands for, see `former.key_of`; LEFT_OUT: none."""
    forgotten: frozenset[str] = frozenset()
    """Keys of such names that are no more to be proposed for other lists; for this one what was said stands."""
    sheet: int = 0
    """Counted from 0: the sheet of the heading that was told."""
    heading: int | None = None
    """Number of the heading's row; NO_HEADING where there is none; None: as it is found."""
    is_remembered: bool = False
    """Of the columns: said of an earlier list with the same headings, not of this one."""

    def font_of(self, row: int) -> Font | None:
        """What was said of a row's text that may be read in two ways."""
        return self.fonts.get(row, self.font)


AS_RECOGNISED: Final = Reading()


def dump_reading(reading: Reading) -> str:
    """As kept with the import, also where all that was said is that it is recognised rightly."""
    kept: dict[str, Any] = {
        "columns": {str(place): told for place, told in reading.columns.items()},
        "fonts": {str(row): font for row, font in reading.fonts.items()},
        "font": reading.font,
        "units": dict(reading.units),
        "forgotten": sorted(reading.forgotten),
        "sheet": reading.sheet,
        "heading": reading.heading,
        "is_remembered": reading.is_remembered,
    }
    return orjson.dumps(kept).decode()


def load_reading(kept: str) -> Reading:
    """The same, read back; of an import of which nothing was said yet, nothing."""
    if not kept:
        return AS_RECOGNISED
    read = orjson.loads(kept)
    return Reading(
        {int(place): Field(told) if told else None for place, told in read["columns"].items()},
        {int(row): Font(font) for row, font in read["fonts"].items()},
        Font(read["font"]) if read["font"] else None,
        read["units"],
        frozenset(read.get("forgotten", ())),
        read.get("sheet", 0),
        read.get("heading"),
        read["is_remembered"],
    )
