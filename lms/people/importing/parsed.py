"""A roster as read from its file: plain values, nothing of it in the database yet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Final

from lms.people.enums import Category, PartyStatus, Sex
from lms.people.importing.columns import Field
from lms.people.importing.columns_shown import SheetTop
from lms.people.importing.header import Header
from lms.people.importing.problems import RowProblem
from lms.spreadsheets import Cell

MARKS: Final = (Field.MEMBER, Field.MEMBER_OFFICIAL, Field.MEMBER_PROBATIONARY)
"""Columns that say of everybody whether they are a Party member, by being empty as well."""
BETWEEN: Final = " › "
"""Between a unit and one within it."""


@dataclass(frozen=True, slots=True)
class RosterPerson:
    """One good row: somebody as the office describes them."""

    row: int
    """As the office program numbers it."""
    list_no: int
    personnel_code: str | None
    full_name: str
    born_on: date | None
    birth_year: int | None
    """Only where the day is not known."""
    sex: Sex | None
    position: str
    category: Category
    party_status: PartyStatus
    is_exempt: bool
    email: str | None
    phone: str
    note: str
    unit: str
    """The unit's name in the row's own column; empty when only headings name it."""
    headings: tuple[str, ...]
    """Unit headings the row stands under, the widest first."""
    party_unit: str
    party_position: str = ""
    sort_name: str = ""
    """What the name is sorted by, where it is not the name itself."""
    within: tuple[str, ...] = ()
    """Units within that unit, in the row's own columns, the widest first."""

    @property
    def units(self) -> tuple[str, ...]:
        """All units that the row's own columns name, each within the one before."""
        return (self.unit, *self.within) if self.unit else self.within

    @property
    def told_unit(self) -> str:
        """The unit as the list names it."""
        return BETWEEN.join(self.units) or "".join(self.headings[-1:])


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row that was left out, with what is wrong and what stood in it."""

    row: int
    problems: tuple[RowProblem, ...]
    cells: tuple[Cell, ...]
    headings: tuple[str, ...] = ()
    read: RosterPerson | None = None
    """The row as far as it could be read, where its place is still to be judged."""


@dataclass(frozen=True, slots=True)
class ParsedRoster:
    """A whole roster as read: nothing of it is in the database yet."""

    header: Header
    people: list[RosterPerson] = field(default_factory=list)
    rejected: list[RejectedRow] = field(default_factory=list)
    remarks: list[tuple[int, RowProblem]] = field(default_factory=list)
    """Rows that are good but for one cell, which is left empty."""
    rows: dict[int, tuple[Cell, ...]] = field(default_factory=dict)
    """The cells of the good rows by row number, for those that turn out to be bad later."""
    other_sheets: tuple[str, ...] = ()
    """Sheets of the file that were not read."""
    tops: Sequence[SheetTop] = ()
    """First rows of the file's sheets, to be shown to whoever chooses another heading."""
    either: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Texts that may be Unicode or an old font → what they say if it is the old font."""
    units: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    """Names of before that somebody told the meaning of, see `former.key_of` → the unit."""

    def has(self, wanted: Field) -> bool:
        """Whether the roster has a column of this field."""
        return self.header.has(wanted)

    @property
    def tells_members(self) -> bool:
        """Whether the roster says of everybody whether they are a Party member; days alone say it of members."""
        return any(self.has(mark) for mark in (*MARKS, Field.PARTY_UNIT))


@dataclass(frozen=True, slots=True)
class ListedRow:
    """A row that stands for a person, and where it stands."""

    number: int
    cells: Sequence[Cell]
    headings: tuple[str, ...]
    unsure: Mapping[int, str] = field(default_factory=lambda: MappingProxyType({}))
    """Columns whose text may be Unicode or an old font, with what the old font would mean."""
