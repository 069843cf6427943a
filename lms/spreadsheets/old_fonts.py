"""A sheet typed in an old font: put into Unicode column by column, when somebody asked for it."""

import re
import unicodedata
from collections.abc import Callable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Final, TypeGuard

from lms.legacy_text import LegacyFont, font_of, is_plausible, may_be_unicode, to_unicode
from lms.spreadsheets.sheet import Cell, Sheet
from lms.text import has_unicode_letters, looks_legacy

Unsure = Mapping[tuple[int, int], str]
"""Row and column, counted from 0, of a text left as it stands → what it says if it is in the old font."""

_MARKS_APART: Final = re.compile("[\u0300-\u036f]")


class Font(StrEnum):
    """What a text that reads well either way was typed in."""

    OLD = "old"
    UNICODE = "unicode"


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a sheet before it is read."""

    is_heading: Callable[[str], object]
    """Whether a text is a heading of such lists."""
    heading_rows: int
    """In so many of the first rows headings are looked for."""
    font_of: Callable[[int], Font | None] = lambda _row: None
    """Row number → what somebody said of the row's text that may be read in two ways."""


@dataclass(frozen=True, slots=True)
class Converted:
    """A sheet with its old text in Unicode, and the texts that may be either."""

    sheet: Sheet
    unsure: Unsure
    """Those that are asked about."""
    either: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """All of them, by how they stand: names of units are told by what is on record."""


@dataclass(frozen=True, slots=True)
class _Column:
    """What the texts of one column become."""

    meant: Mapping[str, str]
    """In an old font for sure."""
    either: Mapping[str, str]
    """Vietnamese as it stands, and Vietnamese as the old font would have it."""
    asks: bool
    """Whether the column has more old text than Unicode: what may be either is asked about, else left."""


def convert_sheet(sheet: Sheet, known: Known) -> Converted:
    """The sheet with TCVN3 and VNI text in Unicode.

    A column has one font; one without sure signs has that of the sheet. What holds a letter that only Unicode has
    is never touched. What could be either (Dòng, or Dũng in TCVN3) stays where its column has more Unicode than
    old text; else it is asked about, and stays until somebody tells. A heading is taken as the one that is known.
    """
    rows = [list(row) for row in sheet.rows]
    font = font_of(
        {cell for row in rows for cell in row if _is_marked(cell) and looks_legacy(cell)}
    )
    unsure: dict[tuple[int, int], str] = {}
    either: dict[str, str] = {}
    for column in range(len(rows[0]) if rows and font else 0):
        texts = {cell for row in rows if _is_marked(cell := row[column])}
        read = _read_column(texts, font)
        _convert_column(rows, column, read, known, unsure)
        either |= read.either
    return Converted(Sheet(sheet.name, rows, sheet.merged), unsure, either)


def _read_column(texts: set[str], sheets_font: LegacyFont | None) -> _Column:
    legacy = {text for text in texts if looks_legacy(text)}
    unicode = sum(map(_is_unicode, texts))
    font = font_of(legacy) or sheets_font
    meant: dict[str, str] = {}
    either: dict[str, str] = {}
    if font is None:
        return _Column(meant, either, asks=False)
    for text in texts:
        other = to_unicode(text, font)
        if _is_unicode(text) or other == unicodedata.normalize("NFC", text):
            continue
        if text in legacy:
            meant[text] = other
        elif not is_plausible(other):
            continue
        elif not may_be_unicode(text):
            meant[text] = other
        else:
            either[text] = other
    return _Column(meant, either, len(legacy) > unicode)


def _convert_column(
    rows: Sequence[list[Cell]],
    column: int,
    read: _Column,
    known: Known,
    unsure: MutableMapping[tuple[int, int], str],
) -> None:
    for place, row in enumerate(rows):
        cell = row[column]
        if not isinstance(cell, str):
            continue
        if cell in read.meant:
            row[column] = read.meant[cell]
        elif cell in read.either:
            other = read.either[cell]
            font = known.font_of(place + 1)
            is_heading = place < known.heading_rows and _is_heading(cell, other, known)
            if is_heading or (read.asks and font is Font.OLD):
                row[column] = other
            elif read.asks and font is None:
                unsure[place, column] = other


def _is_heading(cell: str, other: str, known: Known) -> bool:
    return not known.is_heading(cell) and bool(known.is_heading(other))


def _is_unicode(text: str) -> bool:
    """Whether no old font could have written it: letters beyond the first 256, or marks apart from their letters."""
    if has_unicode_letters(text):
        return True
    return _MARKS_APART.search(text) is not None and not looks_legacy(text)


def _is_marked(cell: Cell) -> TypeGuard[str]:
    return isinstance(cell, str) and not cell.isascii()
