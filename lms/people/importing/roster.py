"""A roster's sheet to people and rejected rows. Pure: neither the database nor the units are asked."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Final

from lms.people.importing.header import Header, corrected, find_header
from lms.people.importing.heading_row import header_of_row, not_a_roster, tops_of
from lms.people.importing.legacy import convert_legacy
from lms.people.importing.parsed import ListedRow, ParsedRoster, RejectedRow
from lms.people.importing.person_row import read_person
from lms.people.importing.reading import AS_RECOGNISED, Reading
from lms.people.importing.repeats import Repeats
from lms.people.importing.rows import RowKind, UnitHeading, classify, has_list_number, unit_heading
from lms.spreadsheets import Sheet
from lms.spreadsheets.old_fonts import Converted
from lms.text import nfc_clean
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
    reading: Reading = AS_RECOGNISED,
    progress: Progress = lambda _done, _whole: None,
) -> ParsedRoster:
    """Read the first sheet that has a heading row with names in it.

    Rows keep their numbers; of two rows for one person the first counts. Text in an old font is put into
    Unicode when `convert` says so, else its rows are rejected; headings are understood either way. `reading` is
    what was said of this file after a look at it.
    Raises NotARoster when no sheet names a name column, or nobody stands below the heading.
    """
    place, read, header = _roster_sheet(sheets, reading, convert=convert)
    header, sheet = corrected(header, reading.columns), read.sheet
    others = tuple(each.name for at, each in enumerate(sheets) if at != place and each.rows)
    parsed = ParsedRoster(
        header,
        other_sheets=others,
        tops=tops_of(sheets),
        either=_readings(read, header),
        units=reading.units,
    )
    repeats = Repeats()
    whole = len(sheet.rows)
    for listed in _listed_rows(read, header):
        if listed.number % _TOLD_EVERY == 0:
            progress(listed.number, whole)
        person, problems, remarks = read_person(listed, header, len(parsed.people) + 1, today)
        if not problems and (repeated := repeats.add(person)):
            problems = (repeated,)
        if problems:
            cells = tuple(listed.cells)
            bad = RejectedRow(listed.number, problems, cells, listed.headings, person)
            parsed.rejected.append(bad)
            continue
        parsed.people.append(person)
        parsed.rows[listed.number] = tuple(listed.cells)
        parsed.remarks.extend((listed.number, remark) for remark in remarks)
    if not parsed.people and not parsed.rejected:
        raise not_a_roster(sheets, _l("Nobody stands below the heading of the list."))
    return parsed


def _roster_sheet(
    sheets: Sequence[Sheet], reading: Reading, *, convert: bool
) -> tuple[int, Converted, Header]:
    """The place of the first sheet with a roster, the sheet as it is read, and its heading; or those that were told."""
    if reading.heading is not None and reading.sheet < len(sheets):
        sheet = sheets[reading.sheet]
        if reading.heading <= len(sheet.rows):
            read = convert_legacy(sheet, reading) if convert else Converted(sheet, {})
            return reading.sheet, read, header_of_row(read.sheet, reading.heading)
    for place, sheet in enumerate(sheets):
        read = convert_legacy(sheet, reading) if convert else Converted(sheet, {})
        header = find_header(read.sheet)
        if header is not None:
            return place, read, header
    for place, sheet in enumerate(sheets):
        top = Sheet(sheet.name, sheet.rows[:_TRIED_ROWS], sheet.merged)
        header = None if convert else find_header(convert_legacy(top).sheet)
        if header is not None:
            return place, Converted(sheet, {}), header
    raise not_a_roster(
        sheets,
        _l(
            "The list has no column for names. Put a heading such as “Họ và tên” (or “Họ và đệm” "
            "and “Tên”) above the names, beside at least one more column."
        ),
    )


def _readings(read: Converted, header: Header) -> dict[str, str]:
    """The texts that may be either as rows and headings name units: cleaned, and without a heading's number."""
    readings = {nfc_clean(text): other for text, other in read.either.items()}
    for text, other in read.either.items():
        cells, others = [text], [other]
        heading, meant = unit_heading(cells, header), unit_heading(others, header)
        if heading and meant:
            readings.setdefault(nfc_clean(heading.name), meant.name)
    return readings


def _listed_rows(read: Converted, header: Header) -> Iterator[ListedRow]:
    sheet, unsure = read.sheet, defaultdict[int, dict[int, str]](dict)
    for (place, column), meant in read.unsure.items():
        unsure[place][column] = meant
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
                names = tuple(each.name for each in headings)
                yield ListedRow(place + 1, cells, names, unsure.get(place, {}))
