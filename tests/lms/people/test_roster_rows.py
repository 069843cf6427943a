"""Rows that are no people: headings of units, totals, signatures, blank and numbered lines."""

from tests.lms.people.rosters import problems_of, read_people

NAME, POSITION = "Lê Văn An", "Chuyên viên"


def test_unit_headings_of_every_kind() -> None:
    parsed = read_people(
        "STT",
        "Họ và tên",
        "Chức vụ",
        rows=[
            ["A. KHỐI CƠ QUAN BỘ"],
            ["I. VĂN PHÒNG BỘ (185 người)"],
            ["1. Phòng Hành chính"],
            [1, "Lê Văn An", POSITION],
            ["2", "Phòng Quản trị"],
            [1, "Lê Văn Bình", POSITION],
            ["II", "VỤ PHÁP CHẾ"],
            [1, "Lê Văn Cường", POSITION],
            ["B", "ĐƠN VỊ SỰ NGHIỆP"],
            ["Trung tâm Lưu trữ quốc gia 1"],
            [1, "Lê Văn Dũng", POSITION],
        ],
    )
    assert {person.full_name: person.headings for person in parsed.people} == {
        "Lê Văn An": ("KHỐI CƠ QUAN BỘ", "VĂN PHÒNG BỘ", "Phòng Hành chính"),
        "Lê Văn Bình": ("KHỐI CƠ QUAN BỘ", "VĂN PHÒNG BỘ", "Phòng Quản trị"),
        "Lê Văn Cường": ("KHỐI CƠ QUAN BỘ", "VỤ PHÁP CHẾ"),
        "Lê Văn Dũng": ("ĐƠN VỊ SỰ NGHIỆP", "Trung tâm Lưu trữ quốc gia 1"),
    }
    assert problems_of(parsed) == {}


def test_person_with_a_number_and_a_name_only_is_no_heading() -> None:
    parsed = read_people(
        "STT", "Họ và tên", "Chức vụ", rows=[[1, "Vũ Thị Hà"], [2, "Đoàn Văn Ban"], [3, "Bùi An"]]
    )
    assert [person.full_name for person in parsed.people] == [
        "Vũ Thị Hà",
        "Đoàn Văn Ban",
        "Bùi An",
    ]


def test_numbers_of_columns_are_skipped_in_every_shape() -> None:
    for numbers in (["(1)", "(2)", "(3)"], [1, 2, 3], ["A", "B", "1"]):
        parsed = read_people("STT", "Họ và tên", "Chức vụ", rows=[numbers, [1, NAME, POSITION]])
        assert (len(parsed.people), parsed.rejected) == (1, [])


def test_numbered_lines_left_empty_and_blank_rows_are_skipped() -> None:
    parsed = read_people(
        "STT", "Họ và tên", "Chức vụ", rows=[[1, NAME, POSITION], [], [2], [3, " ", ""]]
    )
    assert (len(parsed.people), parsed.rejected) == (1, [])


def test_signature_ends_the_list() -> None:
    parsed = read_people(
        "STT",
        "Họ và tên",
        "Chức vụ",
        rows=[
            [1, NAME, POSITION],
            ["Tổng số: 1 người"],
            ["", "", "Hà Nội, ngày 05 tháng 02 năm 2021"],
            ["", "NGƯỜI LẬP BIỂU", "THỦ TRƯỞNG ĐƠN VỊ"],
            ["", "Trần Thị Lập", "Phạm Văn Trưởng"],
        ],
    )
    assert [person.full_name for person in parsed.people] == [NAME]
    assert parsed.rejected == []


def test_names_below_a_total_without_signature_titles_are_not_people() -> None:
    parsed = read_people(
        "STT", "Họ và tên", "Chức vụ", rows=[[1, NAME, POSITION], ["Tổng cộng", 1], ["", "Lê Ký"]]
    )
    assert len(parsed.people) == 1


def test_subtotals_between_units_do_not_end_the_list() -> None:
    parsed = read_people(
        "STT",
        "Họ và tên",
        "Chức vụ",
        rows=[
            ["I. VỤ A"],
            [1, "Lê Văn An", POSITION],
            ["Cộng: 1 người"],
            ["II. VỤ B"],
            [1, "Lê Văn Bình", POSITION],
            ["", "Tổng số", 2],
            [2, "Lê Văn Cường", POSITION],
        ],
    )
    assert [person.headings for person in parsed.people] == [("VỤ A",), ("VỤ B",), ("VỤ B",)]


def test_list_without_numbers_keeps_the_order_of_its_rows() -> None:
    parsed = read_people("Họ và tên", "Chức vụ", rows=[["Lê Vinh", "Vụ trưởng"], ["Lê An", ""]])
    assert [(person.full_name, person.list_no) for person in parsed.people] == [
        ("Lê Vinh", 1),
        ("Lê An", 2),
    ]


def test_numbered_row_with_a_unit_but_no_name_is_a_person_without_name() -> None:
    parsed = read_people("STT", "Họ và tên", "Đơn vị", rows=[[1, NAME, "Vụ A"], [2, "", "Vụ A"]])
    assert problems_of(parsed) == {7: ["no name"]}


def test_family_names_that_look_like_totals_are_people() -> None:
    parsed = read_people("Họ và tên", "Chức vụ", rows=[["Tống Văn Sơn", ""], ["Công Thị Mai", ""]])
    assert [person.full_name for person in parsed.people] == ["Tống Văn Sơn", "Công Thị Mai"]


def test_heading_with_counts_beside_it_is_a_heading() -> None:
    parsed = read_people(
        "STT",
        "Họ và tên",
        "Chức vụ",
        "Nam",
        "Nữ",
        rows=[
            ["I. VỤ A", "", "", 10, 5],
            [1, NAME, POSITION, "", ""],
            ["Cộng", "", 15, 10, 5],
            ["", "Lê Thị Lập Biểu"],
        ],
    )
    assert [(person.full_name, person.headings) for person in parsed.people] == [(NAME, ("VỤ A",))]
    assert parsed.rejected == []
