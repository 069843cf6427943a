"""Several columns on the Party in one list are read together: marks of both kinds, days of admission and confirmation."""

from collections.abc import Sequence
from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy.orm import Session

from lms.people.enums import PartyStatus
from lms.people.importing.columns import Field
from lms.people.importing.leftovers import write_leftovers
from lms.people.importing.membership import PartyCells, read_membership
from lms.people.importing.parsed import ParsedRoster
from lms.people.importing.planning import plan_roster_import
from lms.people.importing.problems import Problem
from lms.spreadsheets import Cell
from tests.factories import make_person, make_unit
from tests.lms.people.rosters import TODAY, problems_of, read_people

OFFICIAL, PROBATIONARY, NONE = PartyStatus.OFFICIAL, PartyStatus.PROBATIONARY, PartyStatus.NONE
UNCLEAR = Problem.BAD_MEMBER_MARK


@pytest.mark.parametrize(
    ("cells", "status"),
    [
        (("", "x"), OFFICIAL),
        (("", "", "x"), PROBATIONARY),
        (("", "x", "x"), UNCLEAR),
        (("", "03/02/2001", "03/02/2000"), OFFICIAL),
        (("x", "", "x"), PROBATIONARY),
        (("DB", "x"), UNCLEAR),
        (("không", "x"), UNCLEAR),
        (("không", "", "", "03/02/2000"), UNCLEAR),
        (("", "", "", "03/02/2000"), OFFICIAL),
        (("", "", "", "24/11/2025"), PROBATIONARY),
        (("", "", "", "22/11/2025"), OFFICIAL),
        (("", "", "", date(2026, 2, 3)), PROBATIONARY),
        (("", "", "", "03/02/2026", "03/02/2027"), OFFICIAL),
        (("", "", "", 2026), PROBATIONARY),
        (("", "", "", "7/1998"), OFFICIAL),
        (("", "", "", "chưa"), NONE),
        (("x", "", "", "03/02/2026"), PROBATIONARY),
        (("chính thức", "", "", "03/02/2026"), OFFICIAL),
        (("03/02/2026",), PROBATIONARY),
        (("x", "", "", "không rõ ngày"), OFFICIAL),
        (("DB", "", "", "03/02/2000"), PROBATIONARY),
        (("-", "", "", "03/02/2000"), OFFICIAL),
        (("xem lại", "x"), UNCLEAR),
        ((), NONE),
    ],
)
def test_cells_are_read_together(cells: Sequence[Cell], status: PartyStatus | Problem) -> None:
    assert read_membership(PartyCells(*cells), TODAY) is status


def statuses(parsed: ParsedRoster) -> list[PartyStatus]:
    return [each.party_status for each in parsed.people]


def test_a_list_with_all_of_them() -> None:
    columns = ("STT", "Họ và tên", "Chính thức", "Dự bị", "Ngày vào Đảng", "Ngày chính thức")
    rows = [
        [1, "Lê An", "x", "", "03/02/2000", "03/02/2001"],
        [2, "Vũ Bình", "", "x", "03/02/2026", ""],
        [3, "Đỗ Chi", "", "", "", ""],
        [4, "Hồ Dung", "x", "x", "", ""],
        [5, "Bùi Em", "", "", "03/02/2000", ""],
    ]
    parsed = read_people(*columns, rows=rows)
    assert statuses(parsed) == [OFFICIAL, PROBATIONARY, NONE, OFFICIAL]
    assert list(problems_of(parsed).values()) == [["bad member mark"]]


@pytest.mark.parametrize("heading", ["Chính thức", "Ngày chính thức"])
def test_confirmation_on_the_staff_is_nothing_of_the_party(heading: str) -> None:
    rows = [[1, "Lê An", "03/02/2001", ""], [2, "Vũ Bình", "", "x"]]
    parsed = read_people("STT", "Họ và tên", heading, "Hợp đồng", rows=rows)
    assert statuses(parsed) == [NONE, NONE]
    assert not parsed.tells_members


def test_days_alone_speak_of_members_and_of_nobody_else(db: Session) -> None:
    unit = make_unit(db, name="Vụ Pháp chế")
    for name, status in (("Lê An", NONE), ("Vũ Bình", OFFICIAL)):
        make_person(db, full_name=name, unit=unit, party_status=status)
    columns = ("STT", "Họ và tên", "Ngày sinh", "Đơn vị", "Ngày vào Đảng")
    born = date(1975, 5, 17)
    rows = [
        [1, "Lê An", born, "Vụ Pháp chế", "03/02/2000"],
        [2, "Vũ Bình", born, "Vụ Pháp chế", ""],
    ]
    plan = plan_roster_import(db, read_people(*columns, rows=rows), TODAY)
    told = {each.before.values["full_name"]: each.values for each in plan.changed}
    assert told["Lê An"]["party_status"] is OFFICIAL
    assert "party_status" not in told.get("Vũ Bình", {})


def test_rejected_rows_keep_every_column_on_the_party() -> None:
    told = {
        "Họ và tên": "Hồ Dung 9",
        "Đảng viên": "x",
        "Đảng viên chính thức": "x",
        "Đảng viên dự bị": "x",
        "Ngày vào Đảng": "03/02/2000",
        "Ngày chính thức": "03/02/2001",
        "Chi bộ": "Chi bộ Bốn",
        "Chức vụ Đảng": "Chi ủy viên",
        "Tên để sắp xếp": "Dung",
    }
    parsed = read_people("STT", *told, rows=[[1, *told.values()]])
    assert {Field.MEMBER_SINCE, Field.PARTY_POSITION} < {
        each.field for each in parsed.header.columns
    }
    book = load_workbook(BytesIO(write_leftovers(parsed.header, parsed.rejected)))
    heading, row = book.active.values
    assert told.items() <= dict(zip(heading, row, strict=True)).items()
