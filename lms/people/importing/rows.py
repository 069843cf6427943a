"""What kind of row a roster's row is: a person, a unit's heading, a total, a signature, or nothing."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from lms.people.importing.cells import as_text
from lms.people.importing.columns import Field
from lms.people.importing.header import Header
from lms.spreadsheets import Cell, Formula
from lms.text import words_of


class RowKind(Enum):
    """How a row is read."""

    BLANK = auto()
    COLUMN_NUMBERS = auto()
    """(1) (2) (3) under the heading."""
    UNIT = auto()
    TOTAL = auto()
    SIGNATURE = auto()
    PERSON = auto()


@dataclass(frozen=True, slots=True)
class UnitHeading:
    """A row that names the unit of the people below it."""

    name: str
    level: int
    """0 for A, B; 1 for Roman numbers and bare names; 2 for Arabic numbers; 3 for a), b)."""


_NUMBERED: Final = re.compile(
    r"(?:(?P<letter>[A-ZĐ])|(?P<roman>[IVXLC]+)|(?P<arabic>\d{1,3}(?:\.\d{1,3})*)|(?P<small>[a-zđ]))"
    r"\s*[.)/\-:]\s*(?P<name>\D.*)"
)
_ROMAN: Final = re.compile(r"[IVXLC]+")
_COUNT: Final = re.compile(
    r"\s*(?:\(\s*(?:gồm\s*)?\d+[^)]*\)|[:–-]\s*\d+\s*(?:người|đ/c|đồng chí|đại biểu)?"
    r"|\s\d+\s+(?:người|đ/c|đồng chí|đại biểu))\s*$"
)
_COLUMN_NUMBER: Final = re.compile(r"\(?\s*(?:\d{1,2}|[A-Z])\s*\)?")
_TOTAL: Final = re.compile(
    r"tổng số|tổng cộng|(?:cộng|tổng)\s*(?:[:\d(]|$)|danh sách (?:này )?(?:có|gồm)|ấn định danh sách"
)
"""With its marks: Tống and Công are family names."""
_SIGNATURE: Final = re.compile(
    r"(nguoi lap|lap bieu|thu truong|noi nhan|nguoi tong hop|xac nhan cua|tm |t m |kt |k t |tl |t l "
    r"|.{0,40}\bngay \d{0,2} ?thang \d{0,2} ?nam)"
)
_UNIT_WORD: Final = re.compile(
    r"(bộ|vụ|cục|chi cục|sở|văn phòng|phòng|ban|thanh tra|trung tâm|học viện|trường|viện|khoa|tạp chí"
    r"|phân viện|phân hiệu|đảng bộ|chi bộ|đảng ủy|đảng uỷ|lãnh đạo|tổ|hội|báo|khối|cơ quan|đơn vị"
    r"|đoàn thanh niên|công đoàn)\b"
)
"""With its marks: Vũ and Đoàn are family names."""
_SHORT_ROW: Final = 3
_HEADING_WORDS: Final = 2
"""A number or letter, and a name; counts of people may stand beside them."""


def classify(row: Sequence[Cell], header: Header, *, is_first: bool = False) -> RowKind:
    """The kind of a row below the heading; `is_first` for the row right under it."""
    texts = [as_text(cell) for cell in row]
    filled = [text for text in texts if text]
    if not filled or _is_bare_number(texts, header):
        return RowKind.BLANK
    if is_first and _numbers_columns(row, filled):
        return RowKind.COLUMN_NUMBERS
    worded = sum(not text.isdigit() for text in filled)
    if worded <= _SHORT_ROW and not has_list_number(row, header):
        if _TOTAL.match(filled[0].lower()):
            return RowKind.TOTAL
        if any(_SIGNATURE.match(words_of(text) + " ") for text in filled):
            return RowKind.SIGNATURE
    if worded <= _HEADING_WORDS and unit_heading(row, header):
        return RowKind.UNIT
    return RowKind.PERSON if len(filled) > 1 or _has_name(texts, header) else RowKind.BLANK


def _numbers_columns(row: Sequence[Cell], filled: Sequence[str]) -> bool:
    typed = not any(isinstance(cell, Formula) for cell in row)
    return typed and len(filled) > 1 and all(map(_COLUMN_NUMBER.fullmatch, filled))


def has_list_number(row: Sequence[Cell], header: Header) -> bool:
    """Whether the row is numbered as a person of the list."""
    column = header.column_of(Field.LIST_NO)
    return column is not None and as_text(row[column]).rstrip(".").isdigit()


def unit_heading(row: Sequence[Cell], header: Header) -> UnitHeading | None:
    """The unit a heading row names: one text, perhaps after a number, perhaps beside counts."""
    filled = [(place, as_text(cell)) for place, cell in enumerate(row) if as_text(cell)]
    words = [(place, text) for place, text in filled if not text.isdigit()]
    match words:
        case [(_, number), (_, name)] if _ROMAN.fullmatch(number.rstrip(".)")):
            return UnitHeading(_COUNT.sub("", name), 1)
        case [(_, number), (_, name)] if re.fullmatch(r"[A-ZĐ][.)]?", number):
            return UnitHeading(_COUNT.sub("", name), 0)
        case [(place, text)]:
            return _lone_heading(place, text, filled, header)
    return None


def _lone_heading(
    place: int, text: str, filled: list[tuple[int, str]], header: Header
) -> UnitHeading | None:
    if numbered := _NUMBERED.fullmatch(text):
        name = _COUNT.sub("", numbered["name"]).strip()
        if numbered["roman"] or numbered["letter"] in ("I", "V", "X"):
            return UnitHeading(name, 1)
        level = 0 if numbered["letter"] else 2 if numbered["arabic"] else 3
        return UnitHeading(name, level)
    if place == 0 and len(filled) > 1 and filled[0][1].isdigit():
        return None
    name_places = (header.column_of(Field.FULL_NAME), header.column_of(Field.FAMILY_NAME))
    if place != 0 and place not in name_places:
        return None
    is_numbered = filled[0][0] < place
    names_a_unit = _UNIT_WORD.match(text.lower()) is not None
    if not names_a_unit and (is_numbered or place in name_places):
        return None  # a person of whom only the name is known
    return UnitHeading(_COUNT.sub("", text), 2 if is_numbered else 1)


def _has_name(texts: Sequence[str], header: Header) -> bool:
    columns = (header.column_of(Field.FULL_NAME), header.column_of(Field.GIVEN_NAME))
    return any(texts[column] for column in columns if column is not None)


def _is_bare_number(texts: Sequence[str], header: Header) -> bool:
    """A numbered line that nobody filled in."""
    column = header.column_of(Field.LIST_NO)
    return column is not None and sum(map(bool, texts)) == 1 and texts[column].rstrip(".").isdigit()
