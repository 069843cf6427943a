"""Headings of real lists: what each means. One line for every heading that was once read wrongly."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from lms.people.enums import Sex
from lms.people.importing.columns import Field, understand
from lms.people.importing.columns_read import FIELD_WORDS
from lms.people.importing.planning import plan_roster_import
from tests.factories import make_person, make_unit
from tests.lms.people.rosters import TODAY, problems_of, read_people, read_rows

MEANT: dict[Field | None, str] = {
    Field.LIST_NO: "STT|TT|Số TT|Số thứ tự|Thứ tự|No.|Số",
    Field.CODE: (
        "Mã|Mã số|Mã CB|Mã CBCC|Mã CBCCVC|Mã CCVC|Mã CC|Mã VC|Mã NV|Mã NLĐ|Mã nhân sự|Mã cán bộ|Mã công chức"
        "|Mã số công chức, viên chức|Số hiệu công chức|Số hiệu viên chức|Mã học viên|Mã đại biểu|Mã hồ sơ"
    ),
    Field.FULL_NAME: (
        "Họ và tên|Họ tên|HỌ & TÊN|Họ, chữ đệm và tên|Họ, đệm và tên|Họ và tên khai sinh|Tên đại biểu|Tên cán bộ"
        "|Họ và tên đảng viên|Họ tên cán bộ, công chức, viên chức|Học hàm, học vị, họ và tên|Đại biểu|Full name"
    ),
    Field.FAMILY_NAME: "Họ|Họ và đệm|Họ đệm|Họ và tên đệm|Họ lót|Họ và chữ lót",
    Field.GIVEN_NAME: "Tên",
    Field.BORN: (
        "Ngày sinh|Ngày, tháng, năm sinh|Ngày/tháng/năm sinh|NTNS|N.T.N.S|Năm sinh|Sinh năm|Sinh ngày|NS"
        "|Ngày tháng năm sinh (nam/nữ)|Date of birth|nam sinh"
    ),
    Field.BORN_MALE: "Năm sinh Nam|Ngày sinh (Nam)|Năm sinh - nam|NAM SINH NAM",
    Field.BORN_FEMALE: "Năm sinh Nữ|Ngày sinh (Nữ)|Năm sinh của nữ|NAM SINH NU",
    Field.SEX: "Giới tính|Giới|Phái|GT|Nam/Nữ|Giới tính (Nam, Nữ)",
    Field.IS_FEMALE: "Nữ|Là nữ",
    Field.POSITION: "Chức vụ|Chức danh|Chức vụ, chức danh|Vị trí việc làm|Vị trí công tác|CV|Chức vụ, đơn vị công tác",
    Field.UNIT: (
        "Đơn vị|Đơn vị công tác|Cơ quan, đơn vị|Phòng|Phòng ban|Phòng/Ban|Bộ phận|Vụ/Cục|Vụ, Cục|Khoa/Phòng|Khoa"
        "|Vụ|Cục|Sở|Sở, ngành|Tổ bộ môn|Nơi công tác|Nơi làm việc|Tên đơn vị|Mã đơn vị|Phòng/Tổ|Trung tâm"
    ),
    Field.CATEGORY: "Loại nhân sự|Loại|Đối tượng|Thành phần|CB/CC/VC|CBCCVC|Loại hợp đồng|Phân loại",
    Field.MEMBER: "Đảng viên|ĐV|Đảng|Đảng viên (x)|Là đảng viên",
    Field.MEMBER_OFFICIAL: "Đảng viên chính thức|ĐVCT|ĐV chính thức|Chính thức",
    Field.MEMBER_PROBATIONARY: "Đảng viên dự bị|ĐVDB|ĐV dự bị|Dự bị",
    Field.MEMBER_SINCE: "Ngày vào Đảng|Ngày kết nạp|Ngày kết nạp Đảng|Kết nạp Đảng|Ngày, tháng, năm vào Đảng",
    Field.OFFICIAL_SINCE: "Ngày chính thức|Ngày vào Đảng chính thức|Chính thức ngày|Ngày công nhận chính thức",
    Field.PARTY_UNIT: "Chi bộ|Đảng bộ|Chi bộ, đảng bộ|Tổ chức đảng|Nơi sinh hoạt Đảng|Sinh hoạt Đảng tại chi bộ",
    Field.PARTY_POSITION: "Chức vụ Đảng|Chức vụ trong Đảng|Chức vụ chi bộ|Chức danh Đảng|Chức vụ Đảng ủy",
    Field.EXEMPT: (
        "Được miễn|Miễn|Miễn sinh hoạt|Miễn sinh hoạt Đảng|Miễn công tác và sinh hoạt đảng|Diện miễn"
        "|Đảng viên được miễn sinh hoạt|Miễn học tập|Được miễn công tác, SH"
    ),
    Field.PHONE: "Số ĐT|ĐT|SĐT|ĐTDĐ|Điện thoại|Số điện thoại di động|ĐT liên hệ|Di động|Mobile|Tel",
    Field.EMAIL: "Email|E-mail|Thư điện tử|Hộp thư|Mail|Địa chỉ mail|Email công vụ",
    Field.NOTE: "Ghi chú|Diện|GC|Chú thích|Lý do vắng",
    None: (
        "Năm|Nơi kết nạp Đảng|Số thẻ đảng viên|Chức vụ Đảng, chính quyền|Chức vụ đoàn thể|Số CCCD"
        "|Số định danh cá nhân|Mã số thuế|Mã số BHXH|Mã ngạch|Ký tên|Ký, ghi rõ họ tên|Ký nhận|Điểm cầu|Vị trí ngồi"
        "|Quê quán|Nơi sinh|Chuyển sinh hoạt đảng|Tuổi đảng|Vùng miền|Trình độ chuyên môn|Ngày tuyển dụng"
        "|Ngạch công chức|Chi bộ nơi cư trú|Tên gọi khác|Đơn vị cũ"
    ),
}


@pytest.mark.parametrize(
    ("heading", "field"),
    [(heading, field) for field, headings in MEANT.items() for heading in headings.split("|")],
)
def test_heading_means(heading: str, field: Field | None) -> None:
    assert understand(heading) is field
    assert understand(heading.upper()) is field


def test_years_of_men_and_women_in_one_line_of_headings() -> None:
    parsed = read_people(
        *("STT", "Họ và tên", "Năm sinh Nam", "Năm sinh Nữ"),
        rows=[[1, "Lê Văn An", 1978, ""], [2, "Lê Thị Bình", "", "5/6/1980"]],
    )
    man, woman = parsed.people
    assert (man.sex, man.birth_year) == (Sex.MALE, 1978)
    assert (woman.sex, woman.born_on) == (Sex.FEMALE, date(1980, 6, 5))


@pytest.mark.parametrize("above", [[], ["", "", "Phân theo giới", ""]])
def test_nam_and_nu_alone_hold_years_where_years_stand_below(above: list[str]) -> None:
    rows = [
        ["STT", "Họ và tên", "Nam", "Nữ"],
        [1, "Lê Văn An", 1978, ""],
        [2, "Lê Thị Bình", "", 1980],
    ]
    man, woman = read_rows([above, *rows] if above else rows).people
    assert (man.sex, man.birth_year) == (Sex.MALE, 1978)
    assert (woman.sex, woman.birth_year) == (Sex.FEMALE, 1980)


def test_nam_and_nu_alone_are_marks_where_crosses_stand_below() -> None:
    rows = [[1, "Lê Văn An", "x", "", 1978], [2, "Lê Thị Bình", "", "x", 1980]]
    parsed = read_people("STT", "Họ và tên", "Nam", "Nữ", "Năm sinh", rows=rows)
    assert [(each.sex, each.birth_year) for each in parsed.people] == [
        (Sex.MALE, 1978),
        (Sex.FEMALE, 1980),
    ]


def test_nu_alone_marks_women() -> None:
    rows = [[1, "Lê Văn An", ""], [2, "Lê Thị Bình", "x"]]
    parsed = read_people("STT", "Họ và tên", "Nữ", rows=rows)
    assert [each.sex for each in parsed.people] == [None, Sex.FEMALE]


def test_dv_is_the_unit_where_names_of_units_stand_below() -> None:
    parsed = read_people(
        "STT", "Họ và tên", "ĐV", rows=[[1, "Lê An", "Vụ Pháp chế"], [2, "Lê Ba", "Vụ A"]]
    )
    assert [each.unit for each in parsed.people] == ["Vụ Pháp chế", "Vụ A"]
    marked = read_people("STT", "Họ và tên", "ĐV", rows=[[1, "Lê An", "x"], [2, "Lê Ba", "dự bị"]])
    assert [each.party_status.is_member for each in marked.people] == [True, True]


def test_exempt_by_a_column_of_its_own() -> None:
    marks = ["x", "Miễn", "01/2024", "có", "", "không", "Không miễn", "0", "chưa"]
    rows = [[place, f"Lê Văn {'ABCDEGHIK'[place]}n", mark, ""] for place, mark in enumerate(marks)]
    parsed = read_people("STT", "Họ và tên", "Miễn sinh hoạt Đảng", "Ghi chú", rows=rows)
    assert problems_of(parsed) == {}
    assert [each.is_exempt for each in parsed.people] == [True] * 4 + [False] * 5


def exempt_after(
    db: Session, was: bool, note: str, *columns: str, row: list[object]
) -> list[object]:
    person = make_person(
        db, full_name="Lê Văn An", personnel_code="A1", unit=make_unit(db, name="Vụ A")
    )
    person.is_exempt, person.note = was, note
    db.flush()
    parsed = read_people(
        "Mã", "Họ và tên", "Đơn vị", *columns, rows=[["A1", "Lê Văn An", "Vụ A", *row]]
    )
    plan = plan_roster_import(db, parsed, TODAY)
    return [each.values["is_exempt"] for each in plan.changed if "is_exempt" in each.values]


@pytest.mark.parametrize(
    ("was", "note", "columns", "row", "told"),
    [
        (False, "", ["Được miễn"], ["x"], [True]),
        (True, "", ["Được miễn"], [""], [False]),
        (
            True,
            "",
            ["Ghi chú"],
            [""],
            [],
        ),  # what a column said, remarks about other things do not end
        (True, "miễn sinh hoạt", ["Ghi chú"], [""], [False]),
        (False, "", ["Ghi chú"], ["miễn sinh hoạt"], [True]),
        (True, "miễn sinh hoạt", ["Được miễn", "Ghi chú"], ["", ""], [False]),
        (True, "", [], [], []),
    ],
)
def test_who_is_exempt_ends_only_by_what_said_it(
    db: Session, was: bool, note: str, columns: list[str], row: list[object], told: list[bool]
) -> None:
    assert exempt_after(db, was, note, *columns, row=row) == told


def test_every_field_can_be_chosen_for_a_column() -> None:
    assert set(FIELD_WORDS) == set(Field)
