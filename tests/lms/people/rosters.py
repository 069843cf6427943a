"""Rosters made for a test: a heading, rows, and what the importer makes of them."""

from collections.abc import Sequence
from datetime import date

from lms.people.importing.parsed import ParsedRoster
from lms.people.importing.roster import parse_roster
from tests.lms.spreadsheets.workbooks import make_workbook, sheets_of

TODAY = date(2026, 11, 23)
TITLE = (["BỘ NỘI VỤ"], [], ["DANH SÁCH TRIỆU TẬP"], [])


def read_rows(rows: Sequence[Sequence[object]], *, merged: Sequence[str] = ()) -> ParsedRoster:
    """A workbook of these rows, read as an administrator's upload is."""
    book = make_workbook(rows, merged=merged)
    return parse_roster(sheets_of(book), TODAY)


def read_people(*columns: str, rows: Sequence[Sequence[object]]) -> ParsedRoster:
    """A plain roster: one heading row below a title, and rows."""
    return read_rows([*TITLE, list(columns), *rows])


def problems_of(parsed: ParsedRoster) -> dict[int, list[str]]:
    """Row number to the kinds of what is wrong with it."""
    return {row.row: [problem.kind.value for problem in row.problems] for row in parsed.rejected}
