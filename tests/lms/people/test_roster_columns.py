"""Columns in any order and shape, known by the words of their headings."""

from datetime import date

import pytest

from lms.errors import Invalid
from lms.people.enums import PartyStatus, Sex
from lms.people.importing.columns import Field, understand
from tests.lms.people.rosters import TITLE, problems_of, read_people, read_rows


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("TT", Field.LIST_NO),
        ("Số thứ tự", Field.LIST_NO),
        ("HỌ VÀ TÊN", Field.FULL_NAME),
        ("Họ, tên đại biểu", Field.FULL_NAME),
        ("Họ và tên người được triệu tập", Field.FULL_NAME),
        ("Họ và tên đệm", Field.FAMILY_NAME),
        ("Họ và đệm", Field.FAMILY_NAME),
        ("Tên", Field.GIVEN_NAME),
        ("Tên đơn vị", Field.UNIT),
        ("Ngày, tháng, năm sinh", Field.BORN),
        ("Năm sinh", Field.BORN),
        ("Giới tính (Nam/Nữ)", Field.SEX),
        ("Chức vụ,\nchức danh", Field.POSITION),
        ("Chức vụ Đảng", Field.PARTY_POSITION),
        ("Đơn vị/Phòng", Field.UNIT),
        ("Cơ quan, đơn vị", Field.UNIT),
        ("Chi bộ, đảng bộ", Field.PARTY_UNIT),
        ("Đảng viên", Field.MEMBER),
        ("Ngày vào Đảng", Field.MEMBER_SINCE),
        ("Số thẻ đảng viên", None),
        ("Số CCCD", None),
        ("SĐT", Field.PHONE),
        ("Số điện thoại", Field.PHONE),
        ("Địa chỉ thư điện tử", Field.EMAIL),
        ("E-mail", Field.EMAIL),
        ("Ký tên", None),
        ("Ghi chú", Field.NOTE),
    ],
)
def test_heading_is_understood(heading: str, field: Field | None) -> None:
    assert understand(heading) is field


def test_columns_may_stand_in_any_order() -> None:
    parsed = read_people(
        "Email", "Đơn vị", "Họ và tên", "STT", rows=[["an@bo.example", "Vụ A", "Lê Văn An", 7]]
    )
    (person,) = parsed.people
    assert (person.full_name, person.unit, person.email, person.list_no) == (
        "Lê Văn An",
        "Vụ A",
        "an@bo.example",
        7,
    )
    assert person.row == 6


def test_name_in_two_columns() -> None:
    parsed = read_people("STT", "Họ và đệm", "Tên", rows=[[1, "NGUYỄN THỊ", "ÁNH"], [2, "", ""]])
    assert [person.full_name for person in parsed.people] == ["Nguyễn Thị Ánh"]


def test_name_under_one_heading_merged_over_two_columns() -> None:
    rows = [["STT", "Họ và tên", "", "Chức vụ"], [1, "Nguyễn Thị", "Ánh", "Văn thư"]]
    parsed = read_rows(rows, merged=["B1:C1"])
    assert parsed.people[0].full_name == "Nguyễn Thị Ánh"


def test_birth_date_under_men_or_women_tells_the_sex_too() -> None:
    rows = [
        *TITLE,
        ["TT", "Họ và tên", "Năm sinh", "", "Chức vụ", "Đơn vị"],
        ["", "", "Nam", "Nữ", "", ""],
        ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)"],
        [1, "Lê Văn An", "5/3/78", "", "Chuyên viên", "Vụ A"],
        [2, "Lê Thị Bình", "", 1980, "Văn thư", "Vụ A"],
    ]
    parsed = read_rows(rows, merged=["A5:A6", "B5:B6", "C5:D5", "E5:E6", "F5:F6"])
    man, woman = parsed.people
    assert (man.sex, man.born_on) == (Sex.MALE, date(1978, 3, 5))
    assert (woman.sex, woman.born_on, woman.birth_year) == (Sex.FEMALE, None, 1980)
    assert (man.row, woman.row) == (8, 9)


def test_two_line_heading_of_a_csv_has_no_merged_cells() -> None:
    rows = [
        ["TT", "Họ tên", "Ngày sinh", "", "Đảng viên", ""],
        ["", "", "Nam", "Nữ", "Chính thức", "Dự bị"],
        ["1", "Lê Văn An", "05/03/1978", "", "x", ""],
        ["2", "Lê Thị Bình", "", "06/04/1980", "", "x"],
    ]
    first, second = read_rows(rows).people
    assert (first.sex, first.party_status) == (Sex.MALE, PartyStatus.OFFICIAL)
    assert (second.sex, second.party_status) == (Sex.FEMALE, PartyStatus.PROBATIONARY)


def test_sex_marked_in_two_columns() -> None:
    rows = [
        ["STT", "Họ và tên", "Giới tính", ""],
        ["", "", "Nam", "Nữ"],
        [1, "Lê Văn An", "x", ""],
        [2, "Lê Thị Bình", "", "x"],
    ]
    assert [person.sex for person in read_rows(rows).people] == [Sex.MALE, Sex.FEMALE]


def test_remark_in_brackets_below_the_heading_belongs_to_it() -> None:
    rows = [
        ["STT", "Họ và tên", "Ngày sinh", "Đảng viên"],
        ["", "", "(ngày/tháng/năm)", "(x)"],
        [1, "Lê Văn An", "05/03/1978", "x"],
    ]
    parsed = read_rows(rows)
    assert parsed.people[0].born_on == date(1978, 3, 5)
    assert problems_of(parsed) == {}


def test_members_known_by_their_cell_where_no_column_marks_them() -> None:
    parsed = read_people(
        "STT", "Họ và tên", "Chi bộ", rows=[[1, "Lê Văn An", "Chi bộ Vụ A"], [2, "Lê Bình", ""]]
    )
    assert [person.party_status.is_member for person in parsed.people] == [True, False]


def test_list_without_a_name_column_is_refused_with_what_to_do() -> None:
    with pytest.raises(Invalid) as refused:
        read_people("STT", "Đơn vị", "Email", rows=[[1, "Vụ A", "an@bo.example"]])
    assert "Họ và tên" in str(refused.value.message)


def test_list_with_nobody_in_it_is_refused() -> None:
    with pytest.raises(Invalid):
        read_people("STT", "Họ và tên", rows=[])


def test_first_sheet_with_a_roster_is_read_and_the_others_named() -> None:
    from lms.people.importing.roster import parse_roster
    from lms.spreadsheets import open_spreadsheet
    from tests.lms.people.rosters import TODAY
    from tests.lms.spreadsheets.workbooks import make_workbook

    book = make_workbook(
        [["STT", "Họ và tên"], [1, "Lê Văn An"]], before=[("Tổng hợp", [["Vụ", "Số người"]])]
    )
    parsed = parse_roster(open_spreadsheet(book, "a.xlsx"), TODAY)
    assert len(parsed.people) == 1
    assert parsed.other_sheets == ("Tổng hợp",)
