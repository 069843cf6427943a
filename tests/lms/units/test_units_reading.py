"""Rows of a list of units, each checked for itself."""

import pytest

from lms.errors import Invalid
from lms.spreadsheets import open_spreadsheet
from lms.units.enums import Tree, UnitKind
from lms.units.importing.reading import parse_units
from tests.lms.spreadsheets.workbooks import make_workbook
from tests.lms.units.lists import read_list


def test_columns_in_any_order_and_in_vietnamese() -> None:
    book = make_workbook(
        [
            ["DANH MỤC ĐƠN VỊ"],
            [],
            ["Tên đơn vị", "Mã", "Mã cấp trên", "Cây"],
            ["Bộ  Nội\xa0vụ", "S", "", "Nhà nước"],
            ["Vụ Pháp chế", 11, "S", "state"],
            ["Chi bộ Vụ Pháp chế", "P11", "", "Đảng"],
        ]
    )
    ministry, unit, cell = parse_units(open_spreadsheet(book, "a.xlsx")).rows
    assert (ministry.row, ministry.name, ministry.kind) == (4, "Bộ Nội vụ", UnitKind.MINISTRY)
    assert (unit.code, unit.parent_code, unit.kind) == ("11", "S", UnitKind.UNIT)
    assert (cell.tree, cell.kind) == (Tree.PARTY, UnitKind.PARTY_CELL)


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (",S,Bộ,,ministry,", "no tree"),
        ("khác,S,Bộ,,ministry,", "no tree"),
        ("state,,Bộ,,ministry,", "no code"),
        ("state,S,,,ministry,", "no name"),
        ("state,S,Bộ,,kingdom,", "bad kind"),
        ("state,S,=1+1,,ministry,", "formula"),
        ("state,S,Vô HuÖ,,unit,", "legacy font"),
        (f"state,S,{'dài ' * 80},,unit,", "too long"),
        (f"state,{'S' * 41},Bộ,,unit,", "too long"),
    ],
)
def test_bad_row_is_left_out_with_its_reason(line: str, problem: str) -> None:
    parsed = read_list("state,B,Bộ B,,ministry,", line)
    (bad,) = parsed.rejected
    assert (bad.row, bad.problem) == (3, problem)
    assert bad.sentence
    assert [row.code for row in parsed.rows] == ["B"]


def test_code_may_stand_once_in_each_tree() -> None:
    parsed = read_list("state,A,Bộ A,,,", "party,A,Đảng bộ A,,,", "state,a,Bộ A lần hai,,,")
    (bad,) = parsed.rejected
    assert (bad.row, bad.problem, bad.other_row) == (4, "duplicate code", 2)


@pytest.mark.parametrize("heading", ["code,name,parent_code", "STT,Họ và tên", ""])
def test_file_that_is_no_list_of_units_is_refused(heading: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_list("x,y,z", heading=heading)
    assert "Mã cấp trên" in str(refused.value.message)


def test_list_without_units_is_refused() -> None:
    with pytest.raises(Invalid):
        read_list()
