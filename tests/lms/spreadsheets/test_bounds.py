"""A reader that runs apart is ended by its bounds, and what it was reading is refused with a sentence."""

import os
import time
from datetime import date
from pathlib import Path

import pytest

from lms.errors import Invalid, TooLarge
from lms.spreadsheets import apart, open_spreadsheet
from lms.spreadsheets.reader_bounds import MOST_MEMORY, MOST_SECONDS
from tests.lms.spreadsheets.workbooks import make_package, make_workbook, sheet_xml

HEAD = "import resource, sys, time\nsys.stdin.buffer.read()\n"


def reader(folder: Path, body: str) -> Path:
    script = folder / "reader.py"
    script.write_text(HEAD + body)
    return script


@pytest.mark.parametrize(
    "body",
    [
        "resource.setrlimit(resource.RLIMIT_CPU, (1, 1))\nwhile True: pass",
        "import os; os.abort()",
        "sys.stdout.write('\"spreads\"')",
    ],
)
def test_reader_that_takes_too_much_is_ended(tmp_path: Path, body: str) -> None:
    with pytest.raises(TooLarge) as refused:
        apart.read_apart(reader(tmp_path, body), b"x")
    assert "100.000" in str(refused.value.message)


def test_reader_that_never_answers_is_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apart, "SECONDS", 0.5)
    started = time.monotonic()
    with pytest.raises(TooLarge):
        apart.read_apart(reader(tmp_path, "time.sleep(60)"), b"x")
    assert time.monotonic() - started < 20


def test_reader_that_breaks_calls_the_file_damaged(tmp_path: Path) -> None:
    for body in ("1 / 0", "sys.stdout.write('\"who knows\"')"):
        with pytest.raises(Invalid):
            apart.read_apart(reader(tmp_path, body), b"x")


def test_bounds_are_those_promised() -> None:
    assert (MOST_MEMORY, MOST_SECONDS) == (1 << 30, 45)
    assert apart.SECONDS == 60


def test_memory_of_the_server_does_not_grow_with_what_a_file_lays_out() -> None:
    """A few hundred kilobytes that lay out four million cells: the reader's memory, not ours."""
    rows = "".join(f'<row r="{row}"><c r="IV{row}"><v>1</v></c></row>' for row in range(1, 15_000))
    before = _resident()
    sheets = open_spreadsheet(make_package(sheet_xml(rows)), "a.xlsx")
    assert len(sheets[0].rows) == 14_999
    assert _resident() - before < 200


def test_more_merged_areas_than_any_list_has() -> None:
    areas = "".join(f'<mergeCell ref="A{row}:B{row}"/>' for row in range(1, 30_000))
    xml = sheet_xml('<row r="1"><c r="A1"><v>1</v></c></row>').replace(
        b"</sheetData>", f"</sheetData><mergeCells>{areas}</mergeCells>".encode()
    )
    with pytest.raises(TooLarge):
        open_spreadsheet(make_package(xml), "a.xlsx")


def test_declared_dimension_is_not_believed() -> None:
    xml = sheet_xml('<row r="1"><c r="A1"><v>7</v></c></row>').replace(
        b"<sheetData>", b'<dimension ref="A1:XFD1048576"/><sheetData>'
    )
    (sheet,) = open_spreadsheet(make_package(xml), "a.xlsx")
    assert sheet.rows == [[7.0]]


def test_number_that_is_none_is_an_empty_cell() -> None:
    xml = sheet_xml('<row r="1"><c r="A1"><v>NaN</v></c><c r="B1"><v>7</v></c></row>')
    (sheet,) = open_spreadsheet(make_package(xml), "a.xlsx")
    assert sheet.rows[0][-1] == 7.0
    assert sheet.rows[0][0] in ("", "NaN")


@pytest.mark.parametrize(
    "text", ["a;" * 600_000, "a;b\n" * 100_001, "a\n" + "x;" * 300, '"' + "x" * 1_200_000]
)
def test_table_without_end(text: str) -> None:
    with pytest.raises(TooLarge):
        open_spreadsheet(text.encode(), "a.csv")


def test_every_kind_of_cell_comes_back_as_it_was() -> None:
    rows = [["Họ tên", 7, 2.5, True], ["", date(1980, 5, 17), "-3", "@x"]]
    (sheet,) = open_spreadsheet(make_workbook(rows), "a.xlsx")
    assert sheet.rows == rows


def _resident() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / (1 << 20)
