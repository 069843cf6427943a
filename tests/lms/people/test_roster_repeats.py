"""One person twice in a file, and namesakes who are two people."""

from tests.lms.people.rosters import problems_of, read_people

COLUMNS = ("STT", "Mã nhân sự", "Họ và tên", "Ngày sinh", "Đơn vị", "Email")


def test_same_code_or_address_is_the_same_person() -> None:
    parsed = read_people(
        *COLUMNS,
        rows=[
            [1, "NV1", "Lê Văn An", "1/1/1980", "Vụ A", "an@bo.example"],
            [2, "nv1", "Lê An", "", "Vụ B", ""],
            [3, "NV3", "Lê Văn Bình", "", "Vụ B", "AN@bo.example"],
        ],
    )
    assert problems_of(parsed) == {7: ["duplicate"], 8: ["duplicate"]}
    assert {row.problems[0].other_row for row in parsed.rejected} == {6}


def test_name_birth_and_unit_tell_a_person_without_code() -> None:
    parsed = read_people(
        *COLUMNS,
        rows=[
            [1, "", "Lê Văn Hoà", "1/1/1980", "Vụ A", ""],
            [2, "", "LÊ VĂN HÒA", "01/01/1980", "VỤ A", ""],
            [3, "", "Lê Văn Hoà", "1/1/1981", "Vụ A", ""],
            [4, "", "Lê Văn Hoà", "1/1/1980", "Vụ B", ""],
        ],
    )
    assert problems_of(parsed) == {7: ["duplicate"]}


def test_namesakes_with_codes_of_their_own_are_two_people() -> None:
    parsed = read_people(
        *COLUMNS,
        rows=[
            [1, "NV1", "Nguyễn Thị Hương", "1/1/1980", "Vụ A", ""],
            [2, "NV2", "Nguyễn Thị Hương", "1/1/1980", "Vụ A", ""],
        ],
    )
    assert (len(parsed.people), parsed.rejected) == (2, [])


def test_repeated_row_that_is_bad_does_not_reject_the_good_one() -> None:
    parsed = read_people(
        *COLUMNS,
        rows=[
            [1, "NV1", "Lê Văn An", "31/02/1980", "Vụ A", ""],
            [2, "NV1", "Lê Văn An", "28/02/1980", "Vụ A", ""],
        ],
    )
    assert problems_of(parsed) == {6: ["bad date"]}
    assert [person.row for person in parsed.people] == [7]


def test_everything_wrong_with_a_row_is_told_at_once() -> None:
    parsed = read_people(*COLUMNS, rows=[[1, "NV1", "", "31/02/1980", "Vụ A", "an"]])
    assert problems_of(parsed) == {6: ["no name", "bad date", "bad e-mail"]}
