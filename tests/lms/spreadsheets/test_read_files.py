"""What open_spreadsheet gives back: visible sheets, row numbers as Excel shows them, formulas as such."""

import unicodedata
from datetime import date

import pytest

from lms.spreadsheets import Formula, open_spreadsheet
from tests.lms.spreadsheets.old_workbooks import make_old_workbook
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


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig", "utf-8"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_csv_in_every_unicode(encoding: str, separator: str) -> None:
    text = f"Họ tên{separator}Đơn vị\nNguyễn Thị Hương{separator}Vụ Tổ chức\n"
    (sheet,) = open_spreadsheet(text.encode(encoding), "a.csv")
    assert sheet.rows[1] == ["Nguyễn Thị Hương", "Vụ Tổ chức"]


def test_csv_in_windows_1258() -> None:
    apart = "Họ tên;Đơn vị\nNguyễn Thị Hương;Vụ Tổ chức\n"
    data = b"".join(_windows(letter) for letter in apart)
    (sheet,) = open_spreadsheet(data, "a.csv")
    assert sheet.rows == [["Họ tên", "Đơn vị"], ["Nguyễn Thị Hương", "Vụ Tổ chức"]]


def _windows(letter: str) -> bytes:
    """A letter as the code page has it: the tone behind the letter it stands on."""
    try:
        return letter.encode("cp1258")
    except UnicodeEncodeError:
        *base, tone = sorted(
            unicodedata.normalize("NFD", letter),
            key=lambda mark: mark in "\u0300\u0301\u0303\u0309\u0323",
        )
        return (unicodedata.normalize("NFC", "".join(base)) + tone).encode("cp1258")


@pytest.mark.parametrize(
    "line", ["NguyÔn ThÞ H\u00ad¬ng;Vô Tæ chøc", "Nguyeãn Thò Höông;Vuï Toå chöùc"]
)
def test_csv_in_an_old_font_stays_in_it_until_somebody_asks(line: str) -> None:
    (sheet,) = open_spreadsheet(line.encode("cp1252"), "a.csv")
    assert ";".join(map(str, sheet.rows[0])) == line


def test_old_workbook() -> None:
    cells = {(0, 0): "Họ và tên", (0, 1): "Ngày sinh", (1, 0): "Lê Thị Ân", (1, 1): 28_000.0}
    (sheet,) = open_spreadsheet(make_old_workbook(cells), "danh-sach.xls")
    assert sheet.name == "Danh sách"
    assert sheet.rows == [["Họ và tên", "Ngày sinh"], ["Lê Thị Ân", 28_000.0]]
