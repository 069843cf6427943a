"""One row of a roster to a person, with everything that is wrong with it."""

from dataclasses import dataclass, field
from datetime import date
from typing import Final, TypeVar

from lms.people.enums import PartyStatus, Sex
from lms.people.importing import cells as read
from lms.people.importing.columns import Field
from lms.people.importing.header import Header
from lms.people.importing.kinds import is_exempt, read_category, read_exempt
from lms.people.importing.membership import PartyCells, read_membership
from lms.people.importing.parsed import MARKS, ListedRow, RosterPerson
from lms.people.importing.problems import Problem, RowProblem
from lms.people.list_numbers import UNNUMBERED
from lms.spreadsheets import Cell
from lms.text import nfc_clean, words_of

T = TypeVar("T")

_LONGEST: Final = {
    Field.POSITION: 160,
    Field.NOTE: 255,
    Field.UNIT: 255,
    Field.UNIT_WITHIN: 255,
    Field.UNIT_WITHIN_THAT: 255,
    Field.PARTY_UNIT: 255,
    Field.SORT_NAME: 160,
    Field.PARTY_POSITION: 160,
}
_WITHIN: Final = (Field.UNIT_WITHIN, Field.UNIT_WITHIN_THAT)
_PARTY: Final = (*MARKS, Field.MEMBER_SINCE, Field.OFFICIAL_SINCE)
_TOLD_BY_RECORDS: Final = (Field.UNIT, *_WITHIN, Field.PARTY_UNIT)
"""What may be read in two ways is no question here: one of the two is the name of a unit."""
_Result = tuple[RosterPerson, tuple[RowProblem, ...], tuple[RowProblem, ...]]


def read_person(row: ListedRow, header: Header, place: int, today: date) -> _Result:
    """The person as far as the row could be read, what is wrong with it, and remarks on cells left empty.

    `place` is the row's place among the good rows; it numbers lists that have no numbers, but for those of ours.
    """
    reader = _RowReader(row, header)
    name = reader.name()
    birth = reader.birth(today)
    party_status, party_unit = reader.party(today)
    position, note = reader.text(Field.POSITION), reader.text(Field.NOTE)
    person = RosterPerson(
        row=row.number,
        list_no=reader.list_no(place),
        personnel_code=reader.checked(Field.CODE, read.read_code, "") or None,
        full_name=name,
        born_on=birth.on,
        birth_year=None if birth.on else birth.year,
        sex=reader.sex(),
        position=position,
        category=read_category(reader.cell(Field.CATEGORY)),
        party_status=party_status,
        is_exempt=is_exempt(note) or read_exempt(reader.cell(Field.EXEMPT)),
        email=reader.checked(Field.EMAIL, read.read_email, "") or None,
        phone=reader.phone(),
        note=note,
        unit=reader.text(Field.UNIT),
        headings=row.headings,
        party_unit=party_unit,
        party_position=reader.text(Field.PARTY_POSITION),
        sort_name=reader.text(Field.SORT_NAME),
        within=reader.within(),
    )
    return person, tuple(reader.problems), tuple(reader.remarks)


@dataclass(slots=True)
class _RowReader:
    """The cells of one row by field; collects what is wrong on the way."""

    row: ListedRow
    header: Header
    problems: list[RowProblem] = field(default_factory=list)
    remarks: list[RowProblem] = field(default_factory=list)

    def cell(self, wanted: Field) -> Cell:
        column = self.header.column_of(wanted)
        return "" if column is None else self.row.cells[column]

    def shown(self, wanted: Field) -> str:
        cell = self.cell(wanted)
        return read.shown(cell)

    def checked(self, wanted: Field, reader: "read.Reader[T]", empty: T) -> T:
        value = reader(self.cell(wanted))
        if isinstance(value, Problem):
            self.problems.append(RowProblem(value, self.shown(wanted)))
            return empty
        return value

    def is_unsure(self, wanted: Field) -> bool:
        """Whether the cell may be read in two ways; says so."""
        column = self.header.column_of(wanted)
        meant = None if column is None else self.row.unsure.get(column)
        if meant is None:
            return False
        self.problems.append(RowProblem(Problem.UNSURE_FONT, self.shown(wanted), meant=meant))
        return True

    def name(self) -> str:
        for wanted in (Field.FULL_NAME, Field.FAMILY_NAME, Field.GIVEN_NAME):
            self.is_unsure(wanted)
        if self.header.has(Field.FULL_NAME):
            return self.checked(Field.FULL_NAME, read.read_name, "")
        parts = (self.cell(Field.FAMILY_NAME), self.cell(Field.GIVEN_NAME))
        value = read.read_name_parts(*parts)
        if isinstance(value, Problem):
            shown = " ".join(filter(None, map(read.shown, parts)))
            self.problems.append(RowProblem(value, shown))
            return ""
        return value

    def birth(self, today: date) -> read.Birth:
        for wanted in (Field.BORN, Field.BORN_MALE, Field.BORN_FEMALE):
            cell = self.cell(wanted)
            value = read.read_birth(cell, today)
            if isinstance(value, Problem):
                self.problems.append(RowProblem(value, read.shown(cell)))
            elif value != read.Birth():
                return value
        return read.Birth()

    def sex(self) -> Sex | None:
        if self.header.has(Field.SEX):
            return read.read_sex(self.cell(Field.SEX))
        for wanted, sex in (
            (Field.BORN_MALE, Sex.MALE),
            (Field.IS_MALE, Sex.MALE),
            (Field.BORN_FEMALE, Sex.FEMALE),
            (Field.IS_FEMALE, Sex.FEMALE),
        ):
            if read.is_marked(self.cell(wanted)):
                return sex
        return None

    def party(self, today: date) -> tuple[PartyStatus, str]:
        party_unit = self.text(Field.PARTY_UNIT)
        cells = PartyCells(*(self.cell(each) for each in _PARTY))
        status = read_membership(cells, today)
        if isinstance(status, Problem):
            self.problems.append(RowProblem(status, cells.shown))
            return PartyStatus.NONE, party_unit
        if party_unit and not status.is_member and not any(map(self.header.has, MARKS)):
            status = PartyStatus.OFFICIAL  # a roster that marks members by naming their cell
        return status, party_unit

    def phone(self) -> str:
        value = read.read_phone(self.cell(Field.PHONE))
        if isinstance(value, Problem):
            self.remarks.append(RowProblem(value, self.shown(Field.PHONE)))
            return ""
        return value

    def text(self, wanted: Field) -> str:
        cell = self.cell(wanted)
        if wanted not in _TOLD_BY_RECORDS and self.is_unsure(wanted):
            return ""
        if isinstance(cell, str) and read.is_legacy(cell):
            self.problems.append(RowProblem(Problem.LEGACY_FONT, nfc_clean(cell)))
        text = read.as_text(cell)
        if len(text) > _LONGEST[wanted]:
            self.problems.append(RowProblem(Problem.TOO_LONG, text[:60]))
        return text

    def within(self) -> tuple[str, ...]:
        """Names of narrower units; a dash or a dot in an empty cell is no name."""
        texts = [self.text(each) for each in _WITHIN if self.header.has(each)]
        return tuple(text for text in texts if words_of(text))

    def list_no(self, place: int) -> int:
        text = read.as_text(self.cell(Field.LIST_NO)).rstrip(".")
        if not text and self.header.is_of_ours:
            return UNNUMBERED
        return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else place
