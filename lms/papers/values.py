"""What a paper says, as plain values: the PDF, the workbook and the CSV file draw the same one.

The words in these values are already in the language of the paper. Papers are drafts for the
records clerk: number, day, signature and seal stay blank, whatever the standard.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from lms.config import place_of_papers

Cell = str | int | Decimal | date | None
"""Text, a count, a percentage with two decimals, a day, or nothing."""


PLACE = place_of_papers()
"""where papers are dated when nothing else is said"""


class Standard(StrEnum):
    """Whose rules the letterhead, the number and the signature marks follow."""

    STATE = "state"
    """Nghị định 30/2020/NĐ-CP, Phụ lục I"""
    PARTY = "party"
    """Hướng dẫn 36-HD/VPTW"""


class Kind(StrEnum):
    """How a column is set, and what its cells may hold."""

    TEXT = "text"
    """left, wrapped"""
    CODE = "code"
    """centred, kept as text in a workbook: leading zeros stay"""
    COUNT = "count"
    """right, whole numbers"""
    PERCENT = "percent"
    """right, two decimals"""
    MARK = "mark"
    """centred short text: a cross, a time, a state"""


@dataclass(frozen=True, slots=True)
class Letterhead:
    """The heading over every paper: who issues it, where, in which year."""

    standard: Standard
    issuer: str
    parent: str = ""
    """cơ quan chủ quản / cơ quan cấp trên trực tiếp; empty where there is none"""
    place: str = PLACE
    year: int | None = None
    """printed after the blank day and month; None leaves the year blank too"""
    symbol: str = ""
    """what follows the blank number, without its slash or hyphen: BC-VP, or BC/ĐU"""
    draft: bool = False
    """print the word DỰ THẢO under the number: the figures may still change"""


@dataclass(frozen=True, slots=True)
class Column:
    """One column, the same in the PDF and in the workbook."""

    title: str
    width: float
    """millimetres; all columns together are stretched or pressed to the paper's width"""
    kind: Kind = Kind.TEXT
    group: str = ""
    """neighbours with the same group share one heading above theirs"""
    printed: bool = True
    """False keeps it for the data sheet and the CSV file only"""

    @property
    def full_title(self) -> str:
        """The heading where there are no groups: in the data sheet and the CSV file."""
        return f"{self.group} - {self.title}" if self.group else self.title


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature block: lines in capitals, room for ink, a name or nothing."""

    lines: tuple[str, ...]
    hint: str = ""
    """(Ký, ghi rõ họ tên)"""
    name: str = ""


@dataclass(frozen=True, slots=True)
class TablePaper:
    """A list or a summary table that an office can print, sign and file."""

    letterhead: Letterhead
    kind: str
    """tên loại: DANH SÁCH, BIỂU TỔNG HỢP, BÁO CÁO"""
    subject: str
    """trích yếu"""
    columns: tuple[Column, ...]
    rows: Sequence[tuple[Cell, ...]]
    as_of: datetime
    """the moment of the figures; also the file's creation time, so that the bytes repeat"""
    lead: tuple[str, ...] = ()
    """centred lines in italics under the title: scope, as-of time"""
    body: tuple[str, ...] = ()
    """justified paragraphs before the table"""
    total: tuple[Cell, ...] | None = None
    notes: tuple[str, ...] = ()
    """lines under the table"""
    footnotes: tuple[str, ...] = ()
    """smaller lines in italics under the notes: how a figure is made"""
    signatures: tuple[Signature, ...] = ()
    """left to right"""
    landscape: bool = True
    column_numbers: bool = True
    size: float = 11.0
    """points of the table's text"""
