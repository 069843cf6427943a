"""Finding the heading rows of a roster: the first rows that name a name and something more."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from lms.people.importing.cells import as_text, read_member
from lms.people.importing.columns import Field, Heading, understand
from lms.people.importing.heading_words import OUR_NUMBERS
from lms.people.importing.problems import Problem
from lms.people.importing.unit_levels import by_levels
from lms.spreadsheets import Cell, Sheet
from lms.text import nfc_clean, words_of

SEARCHED_ROWS: Final = 60
"""Quốc hiệu, titles and bases of a list stand above its heading; never this many rows."""

_SECOND_LINES: Final = frozenset(
    {"nam", "nu", "chinh thuc", "ct", "du bi", "db", "ten", "ho", "ho va dem", "ho dem"}
    | {"chinh quyen", "dang", "doan the"}
)
_HINT: Final = re.compile(r"\(\D+\)")
"""A remark in brackets under a heading: (ngày/tháng/năm), (x)."""
_YEAR: Final = re.compile(r"(?:19|20)\d\d|\d{1,2}[/.\-]\d{1,2}[/.\-]\d{2}|^[2-4]\d{4}$")
"""A year, a date, or a day as spreadsheets number it."""
_NUMBER: Final = re.compile(r"\(?\d{1,2}\)?")
"""(3) under a heading, a count beside a unit's heading."""
_PARTY: Final = frozenset(
    (
        *(Field.MEMBER, Field.MEMBER_OFFICIAL, Field.MEMBER_PROBATIONARY),
        *(Field.MEMBER_SINCE, Field.OFFICIAL_SINCE, Field.PARTY_UNIT, Field.PARTY_POSITION),
    )
)
_LOOKED_AT: Final = 200
"""Rows enough to tell what a column holds."""


@dataclass(frozen=True)
class Header:
    """The columns of a roster, and the first row below their heading."""

    columns: tuple[Heading, ...]
    first_row: int
    """Index of the first row that may hold a person, counted from 0."""

    def column_of(self, field: Field) -> int | None:
        """The first column of a field, counted from 0."""
        return self._places.get(field)

    @cached_property
    def _places(self) -> dict[Field, int]:
        numbered = reversed(list(enumerate(self.columns)))
        return {heading.field: number for number, heading in numbered if heading.field}

    @property
    def is_of_ours(self) -> bool:
        """Whether the file is the list of people as this product writes it: its rows may stand in any order."""
        place = self.column_of(Field.LIST_NO)
        return place is not None and words_of(self.columns[place].text) in OUR_NUMBERS

    def has(self, *fields: Field) -> bool:
        """Whether all of these fields have a column."""
        return all(self.column_of(field) is not None for field in fields)


def find_header(sheet: Sheet) -> Header | None:
    """The heading of the roster in a sheet: one or two rows; None where no row names a name."""
    for place, row in enumerate(sheet.rows[:SEARCHED_ROWS]):
        if sum(map(bool, _texts(row))) < 2:
            continue
        header = header_at(sheet, place)
        if is_roster(header):
            return judged(sheet, header)
    return None


def header_at(sheet: Sheet, place: int) -> Header:
    """The heading that stands in a row, counted from 0, and in the next where that goes on with it."""
    upper = _texts(sheet.rows[place])
    below = sheet.rows[place + 1] if place + 1 < len(sheet.rows) else []
    lower = _texts(below)
    if all(isinstance(cell, str) for cell in below) and _continues(upper, lower):
        return Header(_two_lines(sheet, place, upper, lower), place + 2)
    return Header(_one_line(sheet, place, upper), place + 1)


def judged(sheet: Sheet, header: Header) -> Header:
    """The same with the meaning of its columns told by the values below where the words alone do not."""
    return Header(by_levels(_of_the_party(_judged(sheet, header))), header.first_row)


def _texts(row: Sequence[Cell]) -> list[str]:
    return [nfc_clean(cell) if isinstance(cell, str) else "" for cell in row]


def is_roster(header: Header) -> bool:
    """Whether names and something more are to be read."""
    named = header.has(Field.FULL_NAME) or header.has(Field.FAMILY_NAME, Field.GIVEN_NAME)
    return named and sum(heading.field is not None for heading in header.columns) >= 2


def _continues(upper: Sequence[str], lower: Sequence[str]) -> bool:
    """Whether the row below is the second line of the heading: heading words and nothing else."""
    filled = [(above, below) for above, below in zip(upper, lower, strict=False) if below]
    return bool(filled) and all(
        words_of(below) in _SECOND_LINES
        or _HINT.fullmatch(below)
        or (not above and understand(below) is not None)
        for above, below in filled
    )


def _one_line(sheet: Sheet, number: int, upper: Sequence[str]) -> tuple[Heading, ...]:
    headings = [Heading(text, understand(text)) for text in upper]
    for column in range(1, len(headings)):
        left = headings[column - 1]
        if left.field is Field.FULL_NAME and _merged_from(sheet, number, column) == column - 1:
            headings[column - 1] = Heading(left.text, Field.FAMILY_NAME)
            headings[column] = Heading("", Field.GIVEN_NAME)
    return tuple(headings)


def _judged(sheet: Sheet, header: Header) -> tuple[Heading, ...]:
    """Headings whose meaning the values below decide.

    Nam beside Nữ are marks of the sex, or the births of either where no other column tells these. ĐV is
    đảng viên, or đơn vị where whole names stand below it.
    """
    columns = list(header.columns)
    women = header.column_of(Field.IS_FEMALE)
    men = header.column_of(Field.IS_MALE)
    if women is not None and men is None:
        lone = [place for place, each in enumerate(columns) if _says_men(each)]
        men = lone[0] if len(lone) == 1 else None
    births = (Field.BORN, Field.BORN_MALE, Field.BORN_FEMALE)
    tells_births = any(header.column_of(each) is not None for each in births)
    for place, mark, birth in (
        (men, Field.IS_MALE, Field.BORN_MALE),
        (women, Field.IS_FEMALE, Field.BORN_FEMALE),
    ):
        if place is not None:
            is_birth = not tells_births and _mostly(sheet, header, place, _is_day)
            columns[place] = Heading(columns[place].text, birth if is_birth else mark)
    member = header.column_of(Field.MEMBER)
    if member is not None and not header.has(Field.UNIT):
        is_named = words_of(columns[member].text) == "dv"
        if is_named and _mostly(sheet, header, member, _is_no_mark):
            columns[member] = Heading(columns[member].text, Field.UNIT)
    return tuple(columns)


def _says_men(heading: Heading) -> bool:
    return heading.field is None and heading.text.lower().split()[-1:] == ["nam"]


def _is_day(text: str) -> bool:
    return _YEAR.search(text) is not None


def _is_no_mark(text: str) -> bool:
    return isinstance(read_member(text), Problem)


def _of_the_party(columns: Sequence[Heading]) -> tuple[Heading, ...]:
    """The headings without “Chính thức” and “Ngày chính thức” where nothing says that they speak of the Party.

    Beside “Hợp đồng” they tell since when somebody is on the staff.
    """
    says_so = any(each.field in _PARTY and not _is_of_either(each) for each in columns)
    return tuple(
        Heading(each.text, None) if _is_of_either(each) and not says_so else each
        for each in columns
    )


def _is_of_either(heading: Heading) -> bool:
    is_kind = heading.field in (Field.MEMBER_OFFICIAL, Field.OFFICIAL_SINCE)
    return is_kind and not re.search(r"\b(dang|dv|dvct)\b", words_of(heading.text))


def _mostly(sheet: Sheet, header: Header, column: int, is_so: Callable[[str], bool]) -> bool:
    below = sheet.rows[header.first_row : header.first_row + _LOOKED_AT]
    texts = [
        text for row in below if (text := as_text(row[column])) and not _NUMBER.fullmatch(text)
    ]
    return sum(map(is_so, texts)) * 2 > len(texts)


def corrected(header: Header, told: Mapping[int, Field | None]) -> Header:
    """The heading with what was said of some of its columns; what they hold no other column holds by its words."""
    taken = {field for field in told.values() if field}
    if taken & {Field.FAMILY_NAME, Field.GIVEN_NAME}:
        taken.add(Field.FULL_NAME)
    columns = [
        Heading(each.text, told[place])
        if place in told
        else Heading(each.text, None if each.field in taken else each.field)
        for place, each in enumerate(header.columns)
    ]
    return Header(tuple(columns), header.first_row)


def _two_lines(
    sheet: Sheet, number: int, upper: Sequence[str], lower: Sequence[str]
) -> tuple[Heading, ...]:
    headings: list[Heading] = []
    for column, below in enumerate(lower):
        above = upper[column]
        if not above and below:
            above = _spanning(sheet, number, column, upper, lower)
        text = " ".join(filter(None, (above, below)))
        headings.append(Heading(text, understand(above, below)))
    return tuple(headings)


def _spanning(
    sheet: Sheet, number: int, column: int, upper: Sequence[str], lower: Sequence[str]
) -> str:
    """The group heading a cell of the second line stands under, by merging or by its left side."""
    source = _merged_from(sheet, number, column)
    if source is not None:
        return upper[source]
    left = column - 1
    while left >= 0 and not upper[left] and lower[left]:
        left -= 1
    in_group = left >= 0 and lower[left] and words_of(lower[column]) in _SECOND_LINES
    return upper[left] if in_group else ""


def _merged_from(sheet: Sheet, row: int, column: int) -> int | None:
    for top, left, bottom, right in sheet.merged:
        if top <= row <= bottom and left < column <= right:
            return left
    return None
