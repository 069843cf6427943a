"""A roster's sheet to people and rejected rows. Pure: neither the database nor the units are asked."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Final

from lms.errors import Invalid
from lms.people.importing.header import Header, find_header
from lms.people.importing.legacy import convert_legacy
from lms.people.importing.parsed import ListedRow, ParsedRoster, RejectedRow
from lms.people.importing.person_row import read_person
from lms.people.importing.repeats import Repeats
from lms.people.importing.rows import RowKind, UnitHeading, classify, has_list_number, unit_heading
from lms.spreadsheets import Sheet
from lms.web.i18n import lazy_gettext as _l

Progress = Callable[[int, int], None]
"""Told how many rows of how many are done."""
_TOLD_EVERY: Final = 500
_TRIED_ROWS: Final = 300
"""Enough of a list to tell the font of its headings."""


def parse_roster(
    sheets: Sequence[Sheet],
    today: date,
    *,
    convert: bool = False,
    progress: Progress = lambda _done, _whole: None,
) -> ParsedRoster:
    """Read the first sheet that has a heading row with names in it.

    Rows keep their numbers; of two rows for one person the first counts. Text in an old font is put into
    Unicode when `convert` says so, else its rows are rejected; headings are understood either way.
    Raises Invalid when no sheet names a name column, or nobody stands below the heading.
    """
    sheet, header = _roster_sheet(sheets, convert=convert)
    others = tuple(each.name for each in sheets if each is not sheet and each.rows)
    parsed = ParsedRoster(header, other_sheets=others)
    repeats = Repeats()
    whole = len(sheet.rows)
    for listed in _listed_rows(sheet, header):
        if listed.number % _TOLD_EVERY == 0:
            progress(listed.number, whole)
        person, problems, remarks = read_person(listed, header, len(parsed.people) + 1, today)
        if person is not None and (repeated := repeats.add(person)):
            person, problems = None, (repeated,)
        if person is None:
            cells = tuple(listed.cells)
            parsed.rejected.append(RejectedRow(listed.number, problems, cells, listed.headings))
            continue
        parsed.people.append(person)
        parsed.rows[listed.number] = tuple(listed.cells)
        parsed.remarks.extend((listed.number, remark) for remark in remarks)
    if not parsed.people and not parsed.rejected:
        raise Invalid(_l("Nobody stands below the heading of the list."))
    return parsed


def _roster_sheet(sheets: Sequence[Sheet], *, convert: bool) -> tuple[Sheet, Header]:
    for sheet in sheets:
        read = convert_legacy(sheet) if convert else sheet
        header = find_header(read)
        if header is not None:
            return read, header
    for sheet in sheets:
        top = Sheet(sheet.name, sheet.rows[:_TRIED_ROWS], sheet.merged)
        header = None if convert else find_header(convert_legacy(top))
        if header is not None:
            return sheet, header
    raise Invalid(
        _l(
            "The list has no column for names. Put a heading such as “Họ và tên” (or “Họ và đệm” "
            "and “Tên”) above the names, beside at least one more column."
        )
    )


def _listed_rows(sheet: Sheet, header: Header) -> Iterator[ListedRow]:
    headings: list[UnitHeading] = []
    after_total = False
    for place in range(header.first_row, len(sheet.rows)):
        cells = sheet.rows[place]
        match classify(cells, header, is_first=place == header.first_row):
            case RowKind.SIGNATURE:
                return
            case RowKind.TOTAL:
                after_total = True
            case RowKind.UNIT:
                heading = unit_heading(cells, header)
                if heading is not None:
                    headings = [each for each in headings if each.level < heading.level]
                    headings.append(heading)
                    after_total = False
            case RowKind.PERSON if not after_total or has_list_number(cells, header):
                yield ListedRow(place + 1, cells, tuple(each.name for each in headings))
