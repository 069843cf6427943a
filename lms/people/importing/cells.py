"""Reading one cell of a roster: the shapes in which offices write dates, phones, marks and kinds.

Every function takes the cell as the sheet holds it and gives a value, nothing where the cell is
empty, or a Problem.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Final, TypeVar

from lms.people.enums import PartyStatus, Sex
from lms.people.importing.problems import Problem
from lms.spreadsheets import Cell, Formula
from lms.text import fold, looks_legacy, name_case, nfc_clean, words_of

OLDEST: Final = 120
YOUNGEST: Final = 14
"""Years of age between which a birth date on a roster is believed."""

_EXCEL_DAY_ZERO: Final = date(1899, 12, 30)
_NUMERIC_DATE: Final = re.compile(r"(\d{1,2})\s*[/.\-\s]\s*(\d{1,2})\s*[/.\-\s]\s*(\d{4}|\d{2})")
_ISO_DATE: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T].*)?")
_WORDED_DATE: Final = re.compile(r"(?:ngay )?(\d{1,2}) thang (\d{1,2}) nam (\d{4})")
_MONTH_OF_YEAR: Final = re.compile(r"(?:0?[1-9]|1[0-2])\s*[/.\-]\s*(\d{4})")
_RUN_TOGETHER: Final = re.compile(r"(\d{2})(\d{2})(\d{4})")
_EMAIL: Final = re.compile(
    r"[a-z0-9._%+'-]{1,64}@(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z0-9-]{2,}"
)
_ADDRESSED: Final = re.compile(r"(?:đ/c|đc|đ\.c|đồng chí)[.:]?\s+", re.IGNORECASE)
_HOLDS_NO_NAME: Final = re.compile(r"[\d@=<>{}|\\_#$%^&*+;!?\"¡-©«¬®°±µ-¹»-¿×÷]|^[^\W\d_]$")


T = TypeVar("T")
Reader = Callable[[Cell], T | Problem]


@dataclass(frozen=True, slots=True)
class Birth:
    """A birth date as well as the roster knows it: the day, or only the year, or nothing."""

    on: date | None = None
    year: int | None = None


def as_text(cell: Cell) -> str:
    """The cell as one clean line, numbers as a person would have typed them."""
    if isinstance(cell, str):
        return _clean(cell)
    if isinstance(cell, Formula):
        return as_text(cell.saved)
    if isinstance(cell, bool):
        return "x" if cell else ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    return str(cell)


_clean = lru_cache(maxsize=65_536)(nfc_clean)
"""A row's cells are asked for several times, and columns repeat few values."""


def shown(cell: Cell) -> str:
    """The cell as a message quotes it: a formula as written, long text cut."""
    text = cell.text if isinstance(cell, Formula) else as_text(cell)
    return text if len(text) <= 60 else text[:59] + "…"


remembered = lru_cache(maxsize=4096, typed=True)
"""For columns that repeat few values; True is not the same as 1."""


@remembered
def is_legacy(text: str) -> bool:
    """Whether a text that many rows repeat was typed in an old font."""
    return looks_legacy(text)


def read_name_parts(family: Cell, given: Cell) -> str | Problem:
    """A full name whose given name has a column of its own."""
    for part in (family, given):
        if isinstance(part, Formula):
            return Problem.FORMULA
    return read_name(" ".join(str(part) for part in (family, given) if part != ""))


def read_name(cell: Cell) -> str | Problem:
    """A full name: NFC, capitals only at the beginnings, no form of address before it."""
    raw = as_text(cell) if not isinstance(cell, str) else cell
    if isinstance(cell, Formula) or raw.lstrip().startswith("="):
        return Problem.FORMULA
    if not nfc_clean(raw):
        return Problem.NO_NAME
    if looks_legacy(raw):
        return Problem.LEGACY_FONT
    name = _ADDRESSED.sub("", nfc_clean(raw), count=1)
    if not is_name(name):
        return Problem.NAME_NOT_A_NAME
    return name_case(name) if len(name) <= 160 else Problem.TOO_LONG


def is_name(text: str) -> bool:
    """Whether a clean text may be somebody's name: no figures, no brackets or signs, more than one letter."""
    return _HOLDS_NO_NAME.search(text) is None


def read_birth(cell: Cell, today: date) -> Birth | Problem:
    """A birth date from a date cell, dd/mm/yyyy, d/m/yy, words, a bare year or Excel's day number.

    Two-digit years are those of somebody at least YOUNGEST years old. 00/00/1978 and 3/1978 know
    the year only. BAD_DATE for no such day, BAD_AGE for an age nobody on a roster has.
    """
    found = read_day(cell, today)
    if isinstance(found, Birth) and found.year is not None:
        age = today.year - found.year
        return found if YOUNGEST <= age <= OLDEST else Problem.BAD_AGE
    return found


def read_day(cell: Cell, today: date) -> Birth | Problem:
    """Any day in the same shapes, or a year; BAD_DATE for no such day."""
    if isinstance(cell, Formula):
        cell = cell.saved
    if isinstance(cell, bool):
        return Problem.BAD_DATE
    if isinstance(cell, datetime):
        cell = cell.date()
    if isinstance(cell, int | float):
        cell = _date_of_number(cell)
    found = cell if isinstance(cell, date) else _date_of_text(as_text(cell), today)
    return Birth(on=found, year=found.year) if isinstance(found, date) else found


def _date_of_number(number: float) -> date | str:
    if 10_000 <= number < 60_000:
        return _EXCEL_DAY_ZERO + timedelta(days=int(number))
    return str(int(number)) if number == int(number) else str(number)


def _date_of_text(text: str, today: date) -> Birth | date | Problem:
    if text in ("", "-", "–"):
        return Birth()
    if re.fullmatch(r"\d{4}", text):
        return Birth(year=int(text))
    if month := _MONTH_OF_YEAR.fullmatch(text):
        return Birth(year=int(month[1]))
    if iso := _ISO_DATE.fullmatch(text):
        return _day(int(iso[3]), int(iso[2]), int(iso[1]))
    shape = _NUMERIC_DATE.fullmatch(text) or _RUN_TOGETHER.fullmatch(text)
    shape = shape or _WORDED_DATE.fullmatch(words_of(text))
    if shape is None:
        return Problem.BAD_DATE
    day, month_no, year = map(int, shape.groups())
    if len(shape[3]) == 2:
        year += 2000 if year <= (today.year - YOUNGEST) % 100 else 1900
    return Birth(year=year) if day == 0 and month_no == 0 else _day(day, month_no, year)


def _day(day: int, month: int, year: int) -> date | Problem:
    try:
        return date(year, month, day)
    except ValueError:
        return Problem.BAD_DATE


def read_phone(cell: Cell) -> str | Problem:
    """A Vietnamese phone number as digits with its leading zero, the first one where there are two.

    Spreadsheets drop the zero of a number and people write +84: both are put right.
    """
    first = re.split(r"[/;,\n]| - ", as_text(cell))[0]
    digits = re.sub(r"[\s.\-()'`]", "", first)
    digits = re.sub(r"^(?:\+|00)?84(?=\d{9,10}$)", "0", digits)
    if not digits:
        return ""
    if re.fullmatch(r"[1-9]\d{8,9}", digits):
        digits = "0" + digits
    return digits if re.fullmatch(r"0\d{9,10}", digits) else Problem.BAD_PHONE


def read_email(cell: Cell) -> str | Problem:
    """An e-mail address in lower case; empty where there is none."""
    text = as_text(cell).lower().removeprefix("mailto:").strip(" .;,<>")
    if isinstance(cell, Formula) or text.startswith("="):
        return Problem.FORMULA
    if text in ("", "-", "không", "không có"):
        return ""
    return text if _EMAIL.fullmatch(text) and len(text) <= 254 else Problem.BAD_EMAIL


def read_code(cell: Cell) -> str | Problem:
    """A personnel code as the office writes it, without blanks."""
    text = as_text(cell).replace(" ", "")
    if isinstance(cell, Formula) or text.startswith("="):
        return Problem.FORMULA
    return text if len(text) <= 40 else Problem.BAD_CODE


@remembered
def read_sex(cell: Cell) -> Sex | None:
    """Nam or nữ; anything else is not known."""
    word = words_of(as_text(cell))
    if word in ("nam", "male", "m", "trai"):
        return Sex.MALE
    return Sex.FEMALE if word in ("nu", "female", "f", "gai") else None


@remembered
def is_marked(cell: Cell) -> bool:
    """Whether a column of marks is ticked: x, X, ✓, 1, có."""
    word = fold(as_text(cell))
    return word not in ("", "0", "-", "–", "khong", "k", "chua", "false")


@remembered
def read_member(cell: Cell) -> PartyStatus | Problem:
    """A member mark: x, có, đảng viên, chính thức or a date; dự bị, DB; empty or không."""
    if not is_marked(cell):
        return PartyStatus.NONE
    text = as_text(cell)
    word = words_of(text) or text
    if re.search(r"\b(du bi|db|dvdb|dbi)\b", word):
        return PartyStatus.PROBATIONARY
    if "quan chung" in word or "ngoai dang" in word or "khong" in word:
        return PartyStatus.NONE
    is_official = re.search(r"\b(dang vien|dv|dvct|chinh thuc|ct|co|true|yes)\b", word)
    is_date = isinstance(_date_of_text(text, date.max), date)
    is_tick = word in ("x", "xx", "v", "1", "+") or text in "✓✔☑√"
    return PartyStatus.OFFICIAL if is_official or is_date or is_tick else Problem.BAD_MEMBER_MARK
