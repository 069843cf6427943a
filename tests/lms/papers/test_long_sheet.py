"""A long plain list as a workbook: written as its rows come, and read by other programs."""

from collections.abc import Iterator
from datetime import date
from io import BytesIO
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from lms.papers.long_sheet import Cell, long_sheet

COLUMNS = [("STT", 6), ("Họ và tên", 30), ("Ngày", 12)]


def test_pieces_make_a_workbook_that_is_read() -> None:
    rows: list[list[Cell]] = [[1, "Nguyễn <An>", date(1980, 2, 5)], [2, "=1+1", None]]
    file = BytesIO(b"".join(long_sheet("Nhân sự", COLUMNS, rows)))
    assert ZipFile(file).testzip() is None
    sheet = load_workbook(file).active
    read = [[cell.value for cell in row] for row in sheet.rows]
    assert read[0] == ["STT", "Họ và tên", "Ngày"]
    assert read[1][:2] == [1, "Nguyễn <An>"]
    assert str(read[1][2])[:10] == "1980-02-05"
    assert (read[2][1], sheet["B3"].data_type) == ("=1+1", "s")
    assert sheet.auto_filter.ref == "A1:C3"


def test_no_member_is_in_the_format_of_huge_files_which_excel_offers_to_repair() -> None:
    book = ZipFile(BytesIO(b"".join(long_sheet("A", COLUMNS, [[1, "An", None]]))))
    assert all(member.extract_version < 45 for member in book.infolist())


def test_rows_are_asked_for_as_they_are_sent() -> None:
    asked: list[int] = []

    def rows() -> Iterator[list[Cell]]:
        for number in range(100_000):
            asked.append(number)
            yield [number, f"Người thứ {number * 7919 % 100_003}", None]

    pieces, sent = long_sheet("A", COLUMNS, rows()), 0
    while sent < 50_000:
        sent += len(next(pieces))
    assert 0 < len(asked) < 20_000
    pieces.close()  # type: ignore[attr-defined] # a generator
    assert len(asked) < 20_000


def test_what_goes_wrong_in_a_row_ends_the_file() -> None:
    def rows() -> Iterator[list[Cell]]:
        yield [1, "An", None]
        raise RuntimeError

    pieces = long_sheet("A", COLUMNS, rows())
    with pytest.raises(RuntimeError):
        b"".join(pieces)
