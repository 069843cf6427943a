"""Dates, phones, addresses and marks in the shapes that offices write them."""

from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.people.enums import Category, PartyStatus
from lms.people.importing import cells, kinds
from lms.people.importing.cells import Birth
from lms.people.importing.problems import Problem, RowProblem
from lms.people.importing.sentences import sentence
from lms.spreadsheets import Cell, Formula
from tests.lms.people.rosters import TODAY

DAY = date(1978, 3, 5)


@pytest.mark.parametrize(
    ("written", "birth"),
    [
        (DAY, Birth(DAY, 1978)),
        (datetime.combine(DAY, time()), Birth(DAY, 1978)),
        ("05/03/1978", Birth(DAY, 1978)),
        ("5/3/78", Birth(DAY, 1978)),
        ("5.3.1978", Birth(DAY, 1978)),
        ("05 - 03 - 1978", Birth(DAY, 1978)),
        ("1978-03-05", Birth(DAY, 1978)),
        ("05031978", Birth(DAY, 1978)),
        ("ngày 5 tháng 3 năm 1978", Birth(DAY, 1978)),
        (28554, Birth(DAY, 1978)),
        (28554.0, Birth(DAY, 1978)),
        (1978.0, Birth(None, 1978)),
        ("1978", Birth(None, 1978)),
        ("3/1978", Birth(None, 1978)),
        ("00/00/1978", Birth(None, 1978)),
        ("6/7/05", Birth(date(2005, 7, 6), 2005)),
        (Formula("=DATE(1978,3,5)", DAY), Birth(DAY, 1978)),
        ("", Birth()),
        ("-", Birth()),
    ],
)
def test_birth_dates(written: Cell, birth: Birth) -> None:
    assert cells.read_birth(written, TODAY) == birth


@pytest.mark.parametrize(
    "written",
    ["31/02/1980", "12/25/1980", "5/3", "không rõ", True, 3.5],
)
def test_no_such_birth_date(written: Cell) -> None:
    assert cells.read_birth(written, TODAY) is Problem.BAD_DATE


@pytest.mark.parametrize("written", ["1/1/2090", "01/01/2030", 1850, "2090", date(2024, 1, 1)])
def test_a_year_that_cannot_be_is_told_as_one(written: Cell) -> None:
    assert cells.read_birth(written, TODAY) is Problem.BAD_AGE
    told = str(sentence(RowProblem(Problem.BAD_AGE, "1/1/2090")))
    assert "year" in told
    assert "05/02/1978" not in told


@given(st.dates(date(1930, 1, 1), date(2010, 1, 1)))
def test_every_day_is_read_back_from_every_shape(day: date) -> None:
    for text in (f"{day:%d/%m/%Y}", f"{day.day}/{day.month}/{day.year}", day.isoformat()):
        assert cells.read_birth(text, TODAY) == Birth(day, day.year)


@pytest.mark.parametrize(
    ("written", "phone"),
    [
        (925148935, "0925148935"),
        (925148935.0, "0925148935"),
        ("0981 033 884", "0981033884"),
        ("0977.929.400", "0977929400"),
        ("+84 912-345-678", "0912345678"),
        ("84912345678", "0912345678"),
        ("0084912345678", "0912345678"),
        ("(024) 3974 1234", "02439741234"),
        ("'0912345678", "0912345678"),
        ("0912345678 / 0987654321", "0912345678"),
        ("", ""),
    ],
)
def test_phones(written: Cell, phone: str) -> None:
    assert cells.read_phone(written) == phone


@pytest.mark.parametrize("written", ["12345", "không có", "091234567a", 9.12e20])
def test_what_is_no_phone(written: Cell) -> None:
    assert cells.read_phone(written) is Problem.BAD_PHONE


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("HoaDP@moha.example", "hoadp@moha.example"),
        (" mailto:an.le@bo.gov.vn ", "an.le@bo.gov.vn"),
        ("an@bo.example;", "an@bo.example"),
        ("không có", ""),
        ("", ""),
    ],
)
def test_addresses(written: Cell, address: str) -> None:
    assert cells.read_email(written) == address


@pytest.mark.parametrize("written", ["khong-phai-email", "a@b", "a b@c.vn", "@c.vn", "a@c..vn"])
def test_what_is_no_address(written: Cell) -> None:
    assert cells.read_email(written) is Problem.BAD_EMAIL


@pytest.mark.parametrize(
    ("written", "status"),
    [
        ("x", PartyStatus.OFFICIAL),
        ("X ", PartyStatus.OFFICIAL),
        ("✓", PartyStatus.OFFICIAL),
        (1, PartyStatus.OFFICIAL),
        (True, PartyStatus.OFFICIAL),
        ("có", PartyStatus.OFFICIAL),
        ("Đảng viên", PartyStatus.OFFICIAL),
        ("chính thức", PartyStatus.OFFICIAL),
        ("ĐVCT", PartyStatus.OFFICIAL),
        ("03/02/1999", PartyStatus.OFFICIAL),
        ("DB", PartyStatus.PROBATIONARY),
        ("dự bị", PartyStatus.PROBATIONARY),
        ("Đảng viên dự bị", PartyStatus.PROBATIONARY),
        ("", PartyStatus.NONE),
        ("không", PartyStatus.NONE),
        ("Quần chúng", PartyStatus.NONE),
        (0, PartyStatus.NONE),
        ("-", PartyStatus.NONE),
    ],
)
def test_member_marks(written: Cell, status: PartyStatus) -> None:
    assert cells.read_member(written) is status


def test_unclear_member_mark_is_not_guessed() -> None:
    assert cells.read_member("xem lại") is Problem.BAD_MEMBER_MARK


@pytest.mark.parametrize(
    ("written", "category"),
    [
        ("Cán bộ", Category.CADRE),
        ("Công chức", Category.CIVIL_SERVANT),
        ("CC", Category.CIVIL_SERVANT),
        ("viên chức", Category.PUBLIC_EMPLOYEE),
        ("Người lao động", Category.WORKER),
        ("HĐLĐ", Category.WORKER),
        ("Cán bộ, công chức", Category.CIVIL_SERVANT),
        ("", Category.OTHER),
        ("Khác", Category.OTHER),
    ],
)
def test_kinds_of_staff(written: str, category: Category) -> None:
    assert kinds.read_category(written) is category


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("đ/c Lê Văn An", "Lê Văn An"),
        ("Đồng chí: LÊ VĂN AN", "Lê Văn An"),
        ("Ông Ích Khiêm", "Ông Ích Khiêm"),
        ("H'Hen Niê", "H'Hen Niê"),
        ("", Problem.NO_NAME),
        ("\u200b ", Problem.NO_NAME),
        ("Lê Văn An 2", Problem.NAME_NOT_A_NAME),
        ("an@bo.example", Problem.NAME_NOT_A_NAME),
        ('=HYPERLINK("http://x")', Problem.FORMULA),
        (Formula("=A1", "Lê Văn An"), Problem.FORMULA),
        (12.0, Problem.NAME_NOT_A_NAME),
        ("Lê " * 80, Problem.TOO_LONG),
        ("NguyÔn V¨n An", Problem.LEGACY_FONT),
    ],
)
def test_names(written: Cell, name: str | Problem) -> None:
    assert cells.read_name(written) == name


@pytest.mark.parametrize(
    ("note", "exempt"),
    [
        ("Được miễn công tác và sinh hoạt đảng", True),
        ("miễn sinh hoạt Đảng", True),
        ("Nghỉ thai sản", False),
        ("Đi công tác miền Nam", False),
    ],
)
def test_exemption_is_read_from_the_note(note: str, exempt: bool) -> None:
    assert kinds.is_exempt(note) is exempt
