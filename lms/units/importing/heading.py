"""Where the heading of a list of units stands, and which column holds what."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from lms.errors import Invalid
from lms.spreadsheets import Sheet
from lms.spreadsheets.old_fonts import Converted, Known, convert_sheet
from lms.text import words_of
from lms.units.importing.fonts import AS_IT_STANDS, Fonts
from lms.web.i18n import _
from lms.web.i18n import lazy_gettext as _l

COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    "tree": ("tree", "cay", "cay to chuc", "he thong", "he thong to chuc", "to chuc"),
    "code": ("code", "unit code", "ma", "ma don vi", "ma dv", "ma so", "ma to chuc"),
    "name": ("name", "unit name", "unit", "ten", "ten don vi", "ten dv", "don vi", "ten to chuc"),
    "parent_code": (
        "parent code",
        "parent",
        "code of the unit above",
        "ma cap tren",
        "ma don vi cap tren",
        "ma dv cap tren",
        "ma don vi cha",
        "cap tren",
        "don vi cap tren",
        "truc thuoc",
    ),
    "kind": ("kind", "type", "loai", "loai don vi", "loai hinh", "loai to chuc", "cap"),
    "leader_title": (
        "leader title",
        "title of its head",
        "head",
        "chuc danh",
        "chuc danh nguoi dung dau",
        "chuc danh thu truong",
        "nguoi dung dau",
    ),
}
"""Headings of a list of units, in English and Vietnamese, without marks and punctuation."""

_NAMED: Final = {
    "tree": _l("Tree"),
    "code": _l("Code"),
    "name": _l("Name"),
    "parent_code": _l("Code of the unit above"),
}
_NEEDED: Final = ("tree", "code", "name", "parent_code")
_SEARCHED_ROWS: Final = 20
_TRIED_ROWS: Final = 300
"""Enough of a list to tell the font of its headings."""
_HEADINGS: Final = frozenset(heading for headings in COLUMNS.values() for heading in headings)


@dataclass(frozen=True, slots=True)
class UnitsHeading:
    """The heading of a list of units."""

    first_row: int
    """Index of the first row below it, counted from 0."""
    places: dict[str, int]
    """Name of a column → where it stands, counted from 0."""


def find_list(sheets: Sequence[Sheet], fonts: Fonts) -> tuple[Converted, UnitsHeading]:
    """The first sheet that is a list of units, as it is read, and its heading.

    One that is only readable in an old font is found, but read as it stands, unless `fonts` says that it is converted.
    Raises Invalid where there is none, with the columns that the nearest heading lacks.
    """
    nearest: set[str] = set()
    for sheet in sheets:
        read = _read(sheet, fonts) if fonts.converts else Converted(sheet, {})
        heading = _heading_of(read.sheet, nearest)
        if heading is not None:
            return read, heading
    for sheet in sheets:
        top = Sheet(sheet.name, sheet.rows[:_TRIED_ROWS], sheet.merged)
        heading = None if fonts.converts else _heading_of(_read(top, AS_IT_STANDS).sheet, nearest)
        if heading is not None:
            return Converted(sheet, {}), heading
    missing = [str(_NAMED[name]) for name in _NEEDED if name not in nearest]
    raise Invalid(
        _(
            "This is not a list of units: its heading lacks %(columns)s. It needs Cây, Mã, Tên đơn vị and "
            "Mã cấp trên (tree, code, name, parent_code); Loại and Chức danh (kind, leader_title) are welcome.",
            columns=", ".join(missing),
        )
    )


def _read(sheet: Sheet, fonts: Fonts) -> Converted:
    known = Known(lambda text: words_of(text) in _HEADINGS, _SEARCHED_ROWS, fonts.font_of)
    return convert_sheet(sheet, known)


def _heading_of(sheet: Sheet, nearest: set[str]) -> UnitsHeading | None:
    """The heading, or None; `nearest` becomes the needed columns of the row that has the most of them."""
    for number, row in enumerate(sheet.rows[:_SEARCHED_ROWS]):
        words = [words_of(cell) if isinstance(cell, str) else "" for cell in row]
        places = {
            name: words.index(heading)
            for name, headings in COLUMNS.items()
            for heading in headings[::-1]
            if heading in words
        }
        if all(name in places for name in _NEEDED):
            return UnitsHeading(number + 1, places)
        found = places.keys() & set(_NEEDED)
        if len(found) > len(nearest):
            nearest.clear()
            nearest.update(found)
    return None
