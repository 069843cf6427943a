"""Which row of a file holds the headings, where nobody knows them by their words: shown to be chosen, told, remembered."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from lms.errors import Invalid
from lms.people.importing.cells import read_email, shown
from lms.people.importing.columns import Field, Heading
from lms.people.importing.columns_read import digest_of
from lms.people.importing.columns_shown import ColumnRead, SheetTop
from lms.people.importing.header import SEARCHED_ROWS, Header, header_at, judged
from lms.people.importing.problems import Problem
from lms.people.importing.reading import NO_HEADING
from lms.spreadsheets import Sheet
from lms.text import fold

_SHOWN_ROWS: Final = 14
_BELOW: Final = 6
"""Rows that are shown below a heading that stands further down."""
_SHOWN_COLUMNS: Final = 40
_SHOWN_LETTERS: Final = 40
_MOST_SHEETS: Final = 8
_FIRST_VALUES: Final = 3
_KNOWN: Final = 100
"""A heading that is known counts for more than any number of words."""

_FAMILY_NAMES: Final = frozenset(
    "nguyen tran le pham hoang huynh phan vu vo dang bui do ho ngo duong ly dinh trinh dao mai luong truong".split()
)
_COLUMN_NUMBER: Final = re.compile(r"\(?\d{1,2}\)?")
_YEAR: Final = re.compile(r"(?<!\d)19[3-9]\d(?!\d)|(?<!\d)20[01]\d(?!\d)")
_NOT_AT_WORK: Final = 2013
_UNIT: Final = re.compile(
    r"(vu|cuc|chi cuc|phong|ban|khoa|trung tam|vien|hoc vien|van phong|thanh tra|tap chi) (?!truong\b|pho\b|vien\b)\w"
)
"""Names of units begin so, without their marks; those of positions go on with trưởng, phó or viên."""
_WORDS: Final = re.compile(r"\w+")


class NotARoster(Invalid):
    """No people could be found in the file; with what is shown to somebody who knows where they stand."""

    def __init__(
        self, message: object, tops: Sequence[SheetTop], digests: Mapping[str, tuple[int, int]]
    ) -> None:
        """`digests`: of rows that may be a heading, see `digest_of` → sheet and row number."""
        super().__init__(message)
        self.tops, self.digests = tops, digests


def not_a_roster(sheets: Sequence[Sheet], message: object) -> NotARoster:
    """The refusal of a file, with all that is needed to try it otherwise."""
    digests: dict[str, tuple[int, int]] = {}
    for place, sheet in enumerate(sheets):
        for number in range(1, min(len(sheet.rows), SEARCHED_ROWS) + 1):
            if _texts(sheet, number) > 1:
                digests.setdefault(digest_of(header_of_row(sheet, number)), (place, number))
    tops = tops_of(sheets)
    return NotARoster(message, tops if any(each.rows for each in tops) else (), digests)


def header_of_row(sheet: Sheet, number: int) -> Header:
    """The heading in the row of this number, or none at all. Raises Invalid where the sheet has no such row."""
    if number == NO_HEADING and sheet.rows:
        return Header((Heading("", None),) * len(sheet.rows[0]), 0)
    return judged(sheet, header_at(sheet, number - 1))


def tops_of(sheets: Sequence[Sheet]) -> list[SheetTop]:
    """The first rows of each sheet that has any, empty ones for the others: sheets keep their places."""
    tops = []
    for sheet in sheets[:_MOST_SHEETS]:
        heading = _likely(sheet)
        rows = sheet.rows[: max(_SHOWN_ROWS, heading + _BELOW)]
        texts = [
            [shown(cell).strip()[:_SHOWN_LETTERS] for cell in row[:_SHOWN_COLUMNS]] for row in rows
        ]
        width = max(
            (place + 1 for row in texts for place, text in enumerate(row) if text), default=0
        )
        tops.append(SheetTop(sheet.name, [row[:width] for row in texts], heading))
    return tops


def columns_below(top: SheetTop, heading: int) -> list[ColumnRead]:
    """Every column that is filled, as it would be read below a heading, with its first values.

    A field that several columns may be goes to the first. Where none is the name, the one is proposed in which most
    begin with a common family name; addresses, births and units are proposed by their values as well.
    """
    sheet = Sheet(top.name, [list(row) for row in top.rows])
    header = header_of_row(sheet, heading)
    below = [row for row in top.rows[header.first_row :] if _tells(row)]
    found: list[ColumnRead] = []
    for place, each in enumerate(header.columns):
        values = tuple(dict.fromkeys(row[place] for row in below if row[place]))
        if each.text or values:
            is_first = each.field is not None and header.column_of(each.field) == place
            field = each.field if is_first else None
            found.append(ColumnRead(place, each.text, field, each.field, values[:_FIRST_VALUES]))
    if not header.has(Field.FULL_NAME) and not header.has(Field.FAMILY_NAME, Field.GIVEN_NAME):
        _propose(found, below, Field.FULL_NAME, _begins_like_a_name)
    for field, is_so in _KNOWN_BY_VALUES.items():
        if not header.has(field):
            _propose(found, below, field, is_so)
    return found


def best_of(tops: Sequence[SheetTop]) -> int:
    """The place of the sheet that is shown first: the first of those with the most rows shown."""
    return max(range(len(tops)), key=lambda place: len(tops[place].rows) * tops[place].width)


def _likely(sheet: Sheet) -> int:
    """The number of the row that looks most like a heading: by what is known of its words, then by how many it has."""
    best, number = 1, NO_HEADING
    for each in range(1, min(len(sheet.rows), SEARCHED_ROWS) + 1):
        texts = _texts(sheet, each)
        known = sum(heading.field is not None for heading in header_at(sheet, each - 1).columns)
        score = _KNOWN * known + texts
        if texts > 1 and score > best:
            best, number = score, each
    return number


def _texts(sheet: Sheet, number: int) -> int:
    """Cells of a row that may be headings."""
    cells = sheet.rows[number - 1]
    return sum(isinstance(cell, str) and bool(re.search(r"[^\W\d_]", cell)) for cell in cells)


def _tells(row: Sequence[str]) -> bool:
    """Whether a row may be about a person: not a unit's heading, and not (1) (2) (3) below the headings."""
    filled = [text for text in row if text]
    return len(filled) > 1 and not all(map(_COLUMN_NUMBER.fullmatch, filled))


def _propose(
    found: list[ColumnRead],
    below: Sequence[Sequence[str]],
    field: Field,
    is_so: Callable[[str], bool],
) -> None:
    counts = {
        at: sum(is_so(row[each.place]) for row in below)
        for at, each in enumerate(found)
        if each.field is None
    }
    best = max(counts, key=lambda at: counts[at], default=None)
    if best is not None and counts[best] * 2 > sum(bool(row[found[best].place]) for row in below):
        found[best] = replace(found[best], field=field)


def _begins_like_a_name(text: str) -> bool:
    words = _WORDS.findall(fold(text))
    return 1 < len(words) < 7 and words[0] in _FAMILY_NAMES


def _is_email(text: str) -> bool:
    return bool(text) and not isinstance(read_email(text), Problem)


def _is_birth(text: str) -> bool:
    """A day or a year, of which somebody at work may be born; a number in a list is neither."""
    year = _YEAR.search(text)
    return year is not None and len(text) <= len("05/02/1978") and int(year[0]) < _NOT_AT_WORK


def _names_unit(text: str) -> bool:
    return _UNIT.match(fold(text)) is not None


_KNOWN_BY_VALUES: Final[Mapping[Field, Callable[[str], bool]]] = {
    Field.EMAIL: _is_email,
    Field.BORN: _is_birth,
    Field.UNIT: _names_unit,
}
"""Columns that are proposed by what stands in most of their rows."""
