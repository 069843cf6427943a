"""Lists headed in words of the office's own: somebody says which row and which columns, and the next list remembers."""

from collections.abc import Callable
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.people.enums import Role
from lms.people.importing.heading_row import columns_below, tops_of
from lms.people.importing.models import ImportRun, RunState
from lms.people.models import Account, Membership, Person
from lms.spreadsheets import open_spreadsheet
from lms.units.models import Unit
from tests.factories import make_account, make_person
from tests.lms.spreadsheets.workbooks import make_workbook

Login = Callable[[FlaskClient, Account], FlaskClient]
ROWS = (
    "SỞ NỘI VỤ;;;\n;;;\nThứ;Quý danh;Thuộc;Hộp thư riêng\n"
    "1;Nguyễn Văn An;Vụ A;an@bo.example\n2;Trần Thị Bình;Vụ B;binh@bo.example\n"
)
CHOSEN = {"dong": "3", "cot-1": "full name", "cot-2": "unit", "cot-3": "e-mail", "cot-0": ""}


@pytest.fixture(autouse=True)
def units(office: dict[str, Unit]) -> dict[str, Unit]:
    return office


@pytest.fixture
def admin(db: Session, client: FlaskClient, login: Login) -> FlaskClient:
    person = make_person(db, full_name="Quản Trị Viên", personnel_code="QT-1")
    return login(client, make_account(db, person=person, role=Role.ADMINISTRATOR))


def send(client: FlaskClient, text: str) -> str:
    answer = client.post("/nhan-su/nhap", data={"file": (BytesIO(text.encode()), "ds.csv")})
    assert answer.status_code == 303
    return str(answer.location)


def run_of(db: Session) -> ImportRun:
    db.expire_all()
    return db.scalars(select(ImportRun).order_by(ImportRun.id.desc()).limit(1)).one()


@pytest.mark.parametrize("below", ["", ",,,\n", ";;\n"])
def test_a_list_that_nobody_has_filled_in_is_said_to_be_empty(
    admin: FlaskClient, below: str
) -> None:
    address = send(admin, f"STT,Họ và tên,Đơn vị,Ngày sinh\n{below}")
    page = admin.get(f"{address}/tieu-de").text
    assert "chưa nhận ra cột họ tên" not in page
    assert "dưới tiêu đề chưa có ai" in page
    assert 'href="/nhan-su/nhap">' in page


def test_unknown_headings_are_asked_with_the_rows_of_the_file(
    admin: FlaskClient, db: Session
) -> None:
    address = send(admin, ROWS)
    answer = admin.get(address)
    assert (answer.status_code, answer.location) == (303, f"{address}/tieu-de")
    page = admin.get(answer.location).text
    assert "chưa nhận ra cột họ tên" in page
    assert "Chọn nội dung của từng cột" in page
    assert "Trần Thị Bình" in page
    assert '<option value="3" selected>3: Thứ · Quý danh' in page
    assert '<option value="full name" selected>' in page  # two of two begin with a family name
    assert run_of(db).state is RunState.REFUSED


def test_list_is_read_as_was_said_and_written(admin: FlaskClient, db: Session) -> None:
    address = send(admin, ROWS)
    preview = admin.post(f"{address}/tieu-de", data=CHOSEN, follow_redirects=True).text
    assert "Nhập 2 người" in preview
    assert "Danh sách đã được nhập" in admin.post(address, follow_redirects=True).text
    named = select(Person.full_name, Person.email).join(Membership).order_by(Person.id)
    assert [tuple(row) for row in db.execute(named)] == [
        ("Nguyễn Văn An", "an@bo.example"),
        ("Trần Thị Bình", "binh@bo.example"),
    ]
    assert "Nguyễn" not in run_of(db).columns  # first rows go when they are written


def test_next_list_with_these_headings_is_read_so_wherever_they_stand(
    admin: FlaskClient, db: Session
) -> None:
    address = send(admin, ROWS)
    admin.post(f"{address}/tieu-de", data=CHOSEN)
    admin.post(address)
    later = "BỘ NỘI VỤ;;;\n" + ROWS.replace("Nguyễn Văn An", "Lê Văn Cường").replace(
        "an@", "cuong@"
    )
    page = admin.get(send(admin, later)).text
    assert "Nhập 1 người" in page
    assert "Đọc theo cách đã chọn cho danh sách trước" in page


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"cot-1": "", "cot-2": "unit"}, "Đề nghị chọn cột có họ tên"),
        ({"cot-1": "full name", "cot-2": "full name"}, "Có hai cột cùng được chọn"),
        ({}, "Đề nghị chọn cột có họ tên"),
    ],
)
def test_columns_that_cannot_be_are_refused_and_what_was_chosen_stays(
    admin: FlaskClient, db: Session, sent: dict[str, str], words: str
) -> None:
    address = send(admin, ROWS)
    refused = admin.post(f"{address}/tieu-de", data={"dong": "4", **sent})
    assert refused.status_code == 422
    assert words in refused.text
    assert '<option value="4" selected>' in refused.text
    assert run_of(db).state is RunState.REFUSED


def test_row_below_which_nobody_stands_is_told_and_another_can_be_chosen(
    admin: FlaskClient, db: Session
) -> None:
    address = send(admin, ROWS)
    sent = {"dong": "5", "cot-1": "full name"}
    page = admin.post(f"{address}/tieu-de", data=sent, follow_redirects=True).text
    assert "Chọn nội dung của từng cột" in page
    page = admin.post(f"{address}/tieu-de", data=CHOSEN, follow_redirects=True).text
    assert "Nhập 2 người" in page


def test_list_without_any_headings_is_read_from_the_first_row(admin: FlaskClient) -> None:
    address = send(admin, "Nguyễn Văn An;Vụ A\nTrần Thị Bình;Vụ B\n")
    sent = {"dong": "0", "cot-0": "full name", "cot-1": "unit"}
    assert "Nhập 2 người" in admin.post(f"{address}/tieu-de", data=sent, follow_redirects=True).text


def test_heading_that_was_found_can_be_changed(admin: FlaskClient) -> None:
    text = "Họ và tên;Ghi chú\nXem bảng dưới;\nTên gọi;Nơi\nHồ An;Vụ A\n"
    address = send(admin, text)
    assert "Chọn dòng tiêu đề khác" in admin.get(address).text
    assert '<option value="1" selected>' in admin.get(f"{address}/tieu-de").text
    sent = {"dong": "3", "cot-0": "full name", "cot-1": "unit"}
    page = admin.post(f"{address}/tieu-de", data=sent, follow_redirects=True).text
    assert "Nhập 1 người" in page


def test_nobody_else_sees_the_rows(
    admin: FlaskClient, db: Session, app: object, login: Login
) -> None:
    address = send(admin, ROWS)
    other = make_account(db, person=make_person(db, full_name="Lê Tò"), role=Role.RECORDS_CLERK)
    stranger = login(app.test_client(), other)  # type: ignore[attr-defined]
    assert stranger.get(f"{address}/tieu-de").status_code == 404
    assert stranger.post(f"{address}/tieu-de", data=CHOSEN).status_code == 404


def test_written_list_shows_no_rows_any_more(admin: FlaskClient) -> None:
    address = send(admin, ROWS)
    admin.post(f"{address}/tieu-de", data=CHOSEN)
    admin.post(address)
    assert admin.get(f"{address}/tieu-de").location == address
    assert admin.post(f"{address}/tieu-de", data=CHOSEN).status_code == 409


def test_sheet_with_most_is_shown_first_and_another_can_be_asked_for(admin: FlaskClient) -> None:
    book = make_workbook(
        [["Quý danh", "Thuộc"], ["Nguyễn Văn An", "Vụ A"], ["Trần Bình", "Vụ B"]],
        before=[("Tổng hợp", [["Khối", "Số"]])],
    )
    answer = admin.post("/nhan-su/nhap", data={"file": (BytesIO(book), "ds.xlsx")})
    address = str(answer.location)
    assert "Trần Bình" in admin.get(f"{address}/tieu-de").text
    other = admin.get(f"{address}/tieu-de?trang-tinh=0&dong=1").text
    assert "Trần Bình" not in other
    sent = {"trang-tinh": "1", "dong": "1", "cot-0": "full name", "cot-1": "unit"}
    assert "Nhập 2 người" in admin.post(f"{address}/tieu-de", data=sent, follow_redirects=True).text


def test_known_headings_in_an_unknown_row_are_chosen_already() -> None:
    book = make_workbook([["Nguồn", "x"], ["Mã số", "Quý danh", "SĐT"], ["1", "Hồ An", "0912"]])
    (top,) = tops_of(open_spreadsheet(book, "a.xlsx"))
    assert top.heading == 2
    fields = [each.field for each in columns_below(top, top.heading)]
    assert [each.value if each else None for each in fields] == [
        "personnel code",
        "full name",
        "phone",
    ]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        (("12/03/1980", "1979", "5/3/78"), "born"),
        (("12/03/2025", "2024", "2023"), None),
        (("1", "2", "3"), None),
        (("Vụ Pháp chế", "Phòng Kế toán", "Học viện A"), "unit"),
        (("Vụ trưởng", "Phòng Kế toán", "Cục phó"), None),
        (("Trưởng phòng", "Thanh tra viên", "Phó Vụ trưởng"), None),
    ],
)
def test_births_and_units_are_proposed_by_their_values(
    values: tuple[str, ...], field: str | None
) -> None:
    names = ("Nguyễn Văn An", "Trần Thị Bình", "Lê Văn Ba")
    text = "A;B\n" + "\n".join(map(";".join, zip(names, values, strict=True)))
    (top,) = tops_of(open_spreadsheet(text.encode(), "ds.csv"))
    assert [each.field for each in columns_below(top, 1)] == ["full name", field]
