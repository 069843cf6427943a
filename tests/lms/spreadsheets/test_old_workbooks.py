"""Workbooks of Excel 97–2003: what computes is told from what was typed, and what acts is refused."""

from pathlib import Path

import pytest

from lms.errors import DomainError
from lms.spreadsheets import Formula, open_spreadsheet
from tests.lms.spreadsheets.old_workbooks import (
    ANOTHER_FILE,
    ANOTHER_FILE_OF_95,
    OWN_SHEETS,
    PASSWORD,
    Computed,
    OldSheet,
    make_old_book,
    make_old_workbook,
)

CELLS = {(0, 0): "Ho ten", (0, 1): "Nam sinh", (1, 0): "Ho An", (1, 1): Computed(1980.0)}
VBA = ["_VBA_PROJECT_CUR/VBA/dir", "_VBA_PROJECT_CUR/VBA/ThisWorkbook", "_VBA_PROJECT_CUR/PROJECT"]


def refusal(data: bytes) -> str:
    with pytest.raises(DomainError) as refused:
        open_spreadsheet(data, "danh-sach.xls")
    return str(refused.value.message)


@pytest.mark.parametrize("is_of_95", [False, True])
def test_formula_comes_with_the_value_last_saved(is_of_95: bool) -> None:
    data = make_old_book([OldSheet("Ds", CELLS)], is_of_95=is_of_95)
    (sheet,) = open_spreadsheet(data, "a.xls")
    assert sheet.rows == [["Ho ten", "Nam sinh"], ["Ho An", Formula("=…", 1980.0)]]


def test_formulas_belong_to_their_own_sheet_past_charts_and_sheets_before() -> None:
    first = OldSheet("A", {(0, 0): "a", (0, 1): Computed(1.0)}, chart=True)
    second = OldSheet("B", {(0, 0): Computed(2.0), (1, 2): "b"})
    sheets = open_spreadsheet(make_old_book([first, second], [OWN_SHEETS]), "a.xls")
    assert [sheet.rows for sheet in sheets] == [
        [["a", Formula("=…", 1.0)]],
        [[Formula("=…", 2.0), "", ""], ["", "", "b"]],
    ]


def test_formulas_of_a_file_that_another_program_wrote() -> None:
    """Written by xlwt, which saves no values."""
    first, second = open_spreadsheet(Path("tests/data/formulas.xls").read_bytes(), "a.xls")
    computed = [
        (sheet.name, row, column)
        for sheet in (first, second)
        for row, cells in enumerate(sheet.rows)
        for column, cell in enumerate(cells)
        if isinstance(cell, Formula)
    ]
    assert computed == [("Danh sách", 1, 0), ("Danh sách", 2, 1), ("Khác", 5, 3)]
    assert first.rows[2][2:] == [1981, "Vụ A"]


@pytest.mark.parametrize("streams", [VBA, ["_VBA_PROJECT/x"], ["Macros/VBA/dir"]], ids=str)
def test_visual_basic_is_refused(streams: list[str]) -> None:
    assert "macros" in refusal(make_old_workbook({(0, 0): "a"}, streams))


@pytest.mark.parametrize("kind", [1, 6])
def test_macro_sheets_of_before_visual_basic_are_refused(kind: int) -> None:
    sheets = [OldSheet("Ds", CELLS), OldSheet("Ma", {(0, 0): Computed(0.0)}, kind=kind)]
    assert "macros" in refusal(make_old_book(sheets))


@pytest.mark.parametrize("is_of_95", [False, True])
def test_values_from_other_files_are_refused(is_of_95: bool) -> None:
    record = ANOTHER_FILE_OF_95 if is_of_95 else ANOTHER_FILE
    data = make_old_book([OldSheet("Ds", CELLS)], [record], is_of_95=is_of_95)
    assert "other files" in refusal(data)


def test_password_is_asked_to_be_removed() -> None:
    assert "password" in refusal(make_old_book([OldSheet("Ds", CELLS)], [PASSWORD]))


def test_formula_far_outside_the_list_is_refused() -> None:
    assert "rows" in refusal(make_old_workbook({(0, 0): "a", (65_000, 200): Computed(1.0)}))


def test_damaged_files_of_every_length_are_refused_or_read() -> None:
    """Cut anywhere, a file never ends the reader in another way than its bounds do."""
    whole = make_old_workbook(CELLS, VBA)
    for length in range(512, len(whole), 1_777):
        assert refusal(whole[:length])
