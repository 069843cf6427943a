"""A list as a workbook: a sheet to print, a clean sheet to work on."""

from datetime import date
from decimal import Decimal
from io import BytesIO

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from lms.papers.values import Cell, Column, Kind
from lms.papers.xlsx import DATA_SHEET, PRINT_SHEET, write_workbook
from tests.lms.papers.factories import make_paper


def opened(rows: int | list[tuple[Cell, ...]] = 3, **changes: object) -> Workbook:
    return load_workbook(BytesIO(write_workbook(make_paper(rows, **changes))))


def words(sheet: Worksheet) -> list[str]:
    return [str(c) for row in sheet.iter_rows(values_only=True) for c in row if c is not None]


def test_print_sheet_is_the_paper_on_landscape_a4_with_repeated_headings() -> None:
    sheet = opened(30)[PRINT_SHEET]

    found = words(sheet)
    for expected in ("BỘ NỘI VỤ", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "DANH SÁCH", "(6)"):
        assert expected in found
    assert "NGƯỜI LẬP BIỂU" in found
    assert sheet.page_setup.orientation == "landscape"
    assert (sheet.page_setup.paperSize, sheet.page_setup.fitToHeight) == (9, 0)
    heading = sheet.print_title_rows
    assert heading is not None
    first, last = (int(part.strip("$")) for part in heading.split(":"))
    assert [cell.value for cell in sheet[first]][:2] == ["STT", "Họ và tên"]
    assert sheet.freeze_panes == f"A{last + 1}"
    assert sheet.cell(last + 1, 2).font.name == "Times New Roman"
    assert "0901234567" not in found


def test_data_sheet_has_one_heading_row_and_every_column() -> None:
    rows = list(opened(5)[DATA_SHEET].iter_rows(values_only=True))

    assert rows[0][1] == "Họ và tên"
    assert rows[0][4] == "Buổi sáng - Giờ vào"
    assert len(rows) == 6
    assert rows[5][1] == "Nguyễn Thị Ễ 5"
    assert rows[5][6] == "0901234567"


def test_codes_and_telephones_keep_their_zeros_as_text() -> None:
    cell = opened()[DATA_SHEET]["C2"]

    assert cell.value == "000001"
    assert cell.data_type == "s"
    assert cell.number_format == "@"


def test_a_name_that_looks_like_a_formula_is_text() -> None:
    evil = '=HYPERLINK("http://x","Nguyễn")'
    rows: list[tuple[Cell, ...]] = [(1, evil, "+84", "@sum", "-1", "", "")]

    sheet = opened(rows)[DATA_SHEET]

    assert [(sheet[at].value, sheet[at].data_type) for at in ("B2", "C2", "D2")] == [
        (evil, "s"),
        ("+84", "s"),
        ("@sum", "s"),
    ]


def test_figures_are_numbers_and_days_are_days() -> None:
    columns = (Column("Số", 10, Kind.COUNT), Column("%", 10, Kind.PERCENT), Column("Ngày", 20))

    rows: list[tuple[Cell, ...]] = [(1587, Decimal("95.57"), date(2021, 3, 27))]
    sheet = opened(rows, columns=columns)[DATA_SHEET]

    assert sheet["A2"].value == 1587
    assert sheet["B2"].value == 95.57
    assert sheet["C2"].value.date() == date(2021, 3, 27)
    assert sheet["C2"].number_format == "dd/mm/yyyy"


def test_the_total_is_on_the_printed_sheet_and_not_in_the_data() -> None:
    book = opened(2, total=(None, "Tổng cộng", None, None, None, None, None))

    assert "Tổng cộng" in words(book[PRINT_SHEET])
    assert "Tổng cộng" not in words(book[DATA_SHEET])


def test_the_same_list_gives_the_same_bytes() -> None:
    assert write_workbook(make_paper(20)) == write_workbook(make_paper(20))
