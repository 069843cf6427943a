"""What kind of staff somebody is, and whether they are exempt, as offices write it in a cell."""

import re
from typing import Final

from lms.people.enums import Category
from lms.people.importing.cells import as_text, is_marked, remembered
from lms.spreadsheets import Cell
from lms.text import words_of


@remembered
def read_category(cell: Cell) -> Category:
    """Loại nhân sự: the kind of staff in words or abbreviations; OTHER where it cannot be told."""
    word = words_of(as_text(cell))
    for pattern, category in _CATEGORIES:
        if re.search(pattern, word):
            return category
    return Category.OTHER


_CATEGORIES: Final = (
    (r"\b(nguoi lao dong|lao dong|hop dong|nld|hdld|hd|ldhd)\b", Category.WORKER),
    (r"\b(vien chuc|vc)\b", Category.PUBLIC_EMPLOYEE),
    (r"\b(cong chuc|cc)\b", Category.CIVIL_SERVANT),
    (r"\b(can bo|cb)\b", Category.CADRE),
)
"""Tried in order: “cán bộ, công chức” is a civil servant."""


@remembered
def is_exempt(note: str) -> bool:
    """Whether a note says that the person is exempt from Party work and meetings."""
    return re.search(r"\bmien (cong tac|sinh hoat|sh)", words_of(note)) is not None


@remembered
def read_exempt(cell: Cell) -> bool:
    """Whether a column of those exempt is marked: x, có, miễn, since when; not by “không”, “không miễn”, “chưa”."""
    return is_marked(cell) and not re.match(r"(khong|chua|ko)\b", words_of(as_text(cell)))
