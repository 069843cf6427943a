"""What open_spreadsheet gives back: visible sheets, row numbers as Excel shows them, formulas as such."""

from datetime import date

import pytest

from lms.spreadsheets import Formula, open_spreadsheet
from tests.lms.spreadsheets.workbooks import MAIN, make_package, make_workbook, sheet_xml


def test_values_keep_their_kind_and_place() -> None:
    book = make_workbook([[], ["", "An", 7, date(1980, 2, 1), True]])
    (sheet,) = open_spreadsheet(book, "a.xlsx")
    assert sheet.rows[1] == ["", "An", 7, date(1980, 2, 1), True]
    assert sheet.rows[0] == [""] * 5


def test_formula_is_seen_with_the_value_last_saved() -> None:
    cells = (
        '<row r="2"><c r="B2"><f>HYPERLINK("http://x","a")</f><v/></c>'
        '<c r="C2"><f>1+1</f><v>2</v></c></row>'
    )
    (sheet,) = open_spreadsheet(make_package(sheet_xml(cells)), "a.xlsx")
    assert sheet.rows[1][1] == Formula('=HYPERLINK("http://x","a")', "")
    assert sheet.rows[1][2] == Formula("=1+1", 2)


def test_formula_in_a_prefixed_or_wide_encoding_is_seen() -> None:
    prefixed = (
        f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="1"><x:c r="A1"><x:f>1+1</x:f></x:c>'
        "</x:row></x:sheetData></x:worksheet>"
    )
    (sheet,) = open_spreadsheet(make_package(prefixed.encode()), "a.xlsx")
    assert sheet.rows == [[Formula("=1+1", "")]]


def test_merged_areas_are_counted_from_zero() -> None:
    book = make_workbook([["I. VĂN PHÒNG BỘ", "", ""], ["a", "b", "c"]], merged=["A1:C1"])
    assert open_spreadsheet(book, "a.xlsx")[0].merged == ((0, 0, 0, 2),)


def test_hidden_sheets_are_left_out() -> None:
    book = make_workbook([["b"]], before=[("Nháp", [["a"]])], hidden=["Nháp"])
    assert [sheet.name for sheet in open_spreadsheet(book, "a.xlsx")] == ["Danh sách"]


@pytest.mark.parametrize(
    "text",
    [
        "\ufeffHọ tên;Đơn vị\nAn;Vụ A, B\n",
        'Họ tên,Đơn vị\nAn,"Vụ A, B"\n',
        "Họ tên\tĐơn vị\r\nAn\tVụ A, B\r\n",
    ],
)
def test_csv_separator_is_found(text: str) -> None:
    (sheet,) = open_spreadsheet(text.encode(), "a.csv")
    assert sheet.rows == [["Họ tên", "Đơn vị"], ["An", "Vụ A, B"]]


def test_csv_separator_line_keeps_row_numbers() -> None:
    (sheet,) = open_spreadsheet(b"sep=;\na;b\n1;2\n", "a.csv")
    assert sheet.rows == [["", ""], ["a", "b"], ["1", "2"]]


def test_unicode_text_saved_by_excel() -> None:
    (sheet,) = open_spreadsheet("Họ tên\tEmail\n".encode("utf-16"), "a.txt")
    assert sheet.rows == [["Họ tên", "Email"]]
