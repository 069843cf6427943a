"""Rosters typed in the old fonts: known as such, and read as they were meant when somebody asks."""

import pytest

from lms.legacy_text import LegacyFont, from_unicode
from lms.people.importing.roster import parse_roster
from tests.lms.people.rosters import TODAY, problems_of
from tests.lms.spreadsheets.workbooks import make_workbook, sheets_of

ROWS = [
    ["STT", "Họ và tên", "Ngày sinh", "Chức vụ"],
    ["I. Vụ Tổ chức cán bộ"],
    [1, "Nguyễn Thị Hương", "1/2/1980", "Chuyên viên"],
    [2, "Trần Văn Dũng", "3/4/1981", "Phó vụ trưởng"],
    [3, "Đỗ Quốc Hà", "5/6/1982", "Vụ trưởng"],
    [4, "Lê Thị Huệ", "5/6/1983", "Nhân viên"],
]


def book(font: LegacyFont) -> bytes:
    return make_workbook(
        [
            [from_unicode(cell, font) if isinstance(cell, str) else cell for cell in row]
            for row in ROWS
        ]
    )


@pytest.mark.parametrize("font", LegacyFont)
def test_never_converted_silently(font: LegacyFont) -> None:
    parsed = parse_roster(sheets_of(book(font)), TODAY)
    assert "legacy font" in problems_of(parsed)[3]
    assert not any(person.full_name == "Nguyễn Thị Hương" for person in parsed.people)


@pytest.mark.parametrize("font", LegacyFont)
def test_converted_on_request(font: LegacyFont) -> None:
    parsed = parse_roster(sheets_of(book(font)), TODAY, convert=True)
    assert parsed.rejected == []
    assert [person.full_name for person in parsed.people] == [row[1] for row in ROWS[2:]]
    assert [person.position for person in parsed.people] == [row[3] for row in ROWS[2:]]
    assert parsed.people[0].headings == ("Vụ Tổ chức cán bộ",)


def test_one_old_cell_among_good_ones_is_converted_alone() -> None:
    rows = [*ROWS, [5, "Vò §øc C\u00adêng", "", ""], [6, "Võ Hò", "", ""]]
    parsed = parse_roster(sheets_of(make_workbook(rows)), TODAY, convert=True)
    names = [person.full_name for person in parsed.people]
    assert names == [*(row[1] for row in ROWS[2:]), "Vũ Đức Cường", "Võ Hò"]
