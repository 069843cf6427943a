"""The rejected rows as a file: it says why, and mended it is a roster again."""

from datetime import date
from io import BytesIO
from pathlib import Path

import openpyxl

from lms.people.importing.leftovers import write_leftovers
from lms.people.importing.parsed import ParsedRoster
from lms.people.importing.roster import parse_roster
from tests.lms.people.rosters import TODAY, problems_of, read_rows
from tests.lms.spreadsheets.workbooks import sheets_of


def again(parsed: ParsedRoster, **mended: object) -> ParsedRoster:
    """The rejected rows written out, cells replaced (`C4=…`), and read back."""
    content = write_leftovers(parsed.header, parsed.rejected)
    book = openpyxl.load_workbook(BytesIO(content))
    for place, value in mended.items():
        book.active[place] = value
    saved = BytesIO()
    book.save(saved)
    return parse_roster(sheets_of(saved.getvalue()), TODAY)


def test_sample_rows_come_back_with_the_same_problems() -> None:
    data = Path("tests/data/roster.xlsx").read_bytes()
    parsed = parse_roster(sheets_of(data), TODAY)
    back = again(parsed)
    kinds = [row.problems[0].kind.value for row in back.rejected]
    assert kinds == ["no name", "bad e-mail", "bad date", "legacy font", "formula"]
    assert [person.full_name for person in back.people] == ["Phạm Bích Thu"]
    assert back.people[0].headings == ("TẠP CHÍ TỔ CHỨC NHÀ NƯỚC",)


def test_mended_row_is_a_person_under_its_own_headings() -> None:
    parsed = read_rows(
        [
            ["STT", "Họ và tên", "Năm sinh", "", "Điện thoại"],
            ["", "", "Nam", "Nữ", ""],
            ["I. VĂN PHÒNG BỘ"],
            ["1. Phòng Hành chính"],
            [1, "", "", date(1980, 2, 3), 912345678],
        ]
    )
    assert problems_of(parsed) == {5: ["no name"]}
    (person,) = again(parsed, B4="Lê Thị An").people
    assert (person.full_name, person.born_on) == ("Lê Thị An", date(1980, 2, 3))
    assert person.phone == "0912345678"
    assert person.headings == ("VĂN PHÒNG BỘ", "Phòng Hành chính")


def test_nothing_in_the_file_computes() -> None:
    parsed = read_rows([["STT", "Họ và tên"], [1, '=HYPERLINK("http://x","a")']])
    (sheet,) = sheets_of(write_leftovers(parsed.header, parsed.rejected))
    assert sheet.rows[1][1] == '=HYPERLINK("http://x","a")'


def test_columns_of_the_office_come_back_as_they_were() -> None:
    parsed = read_rows([["STT", "Họ và tên", "Quê quán", "Mức lương"], [1, "", "Hà Nội", 4.4]])
    (sheet,) = sheets_of(write_leftovers(parsed.header, parsed.rejected))
    assert sheet.rows[0][:4] == ["STT", "Họ và tên", "Quê quán", "Mức lương"]
    assert sheet.rows[1][:4] == [1, "", "Hà Nội", 4.4]
