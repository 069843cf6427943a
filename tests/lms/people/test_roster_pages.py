"""Importing a roster in the browser: upload, preview, rejected rows, confirm, result."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.people.enums import Role
from lms.people.importing.report import summary_of_figures
from lms.people.models import Account, Membership, Person
from lms.spreadsheets import open_spreadsheet
from lms.units.models import Unit
from tests.factories import make_account, make_person, make_unit
from tests.lms.units.uploads import confirm

Login = Callable[[FlaskClient, Account], FlaskClient]
DATA = Path("tests/data")
SMALL = "STT;Họ và tên;Đơn vị;Email\n1;Lê Thị An;Vụ A;an@bo.example\n2;;Vụ A;\n".encode()


def send(client: FlaskClient, data: bytes, name: str = "danh-sach.csv") -> object:
    return client.post("/nhan-su/nhap", data={"file": (BytesIO(data), name)})


def people(db: Session) -> int:
    return db.scalar(select(func.count(Person.id)).join(Membership)) or 0


@pytest.fixture
def admin(db: Session, client: FlaskClient, login: Login) -> FlaskClient:
    person = make_person(db, full_name="Quản Trị Viên", personnel_code="QT-1")
    return login(client, make_account(db, person=person, role=Role.ADMINISTRATOR))


@pytest.fixture
def unit(db: Session) -> Unit:
    return make_unit(db, name="Vụ A")


def test_sample_is_previewed_confirmed_and_found_again(admin: FlaskClient, db: Session) -> None:
    listed = (DATA / "units.csv").read_bytes()
    units = admin.post("/don-vi/nhap", data={"file": (BytesIO(listed), "units.csv")})
    confirm(admin, units.location)
    address = send(admin, (DATA / "roster.xlsx").read_bytes(), "roster.xlsx").location
    page = admin.get(address).text
    for words in ("Nhập 1.200 người", "758 đảng viên", "Trùng với dòng 17", "1241"):
        assert words in page
    assert "Dòng lỗi" in page or "Bị loại" in page
    new = admin.get(f"{address}?loai=new&trang=3").text
    assert "Người mới, như hệ thống đọc được" in new
    assert "101–150" in new
    assert "Phạm Thùy My" in admin.get(f"{address}?loai=new&tim=pham+thuy+my").text
    assert people(db) == 0

    done = admin.post(address, follow_redirects=True).text
    assert "1.200 người, trong đó 758 đảng viên: 1.200 mới" in done
    assert people(db) == 1200 + 758
    assert "Phạm Thùy My" in admin.get("/nhan-su?tim=pham+thuy+my").text

    again = admin.get(send(admin, (DATA / "roster.xlsx").read_bytes(), "b.xlsx").location).text
    assert "không có gì mới" in again
    assert "Nhập 1.200 người" not in again


def test_rejected_rows_are_a_file_to_mend(admin: FlaskClient, unit: Unit) -> None:
    address = send(admin, SMALL).location
    file = admin.get(f"{address}/dong-loi.xlsx")
    assert "dong-loi.xlsx" in file.headers["Content-Disposition"]
    (sheet,) = open_spreadsheet(file.data, "dong-loi.xlsx")
    assert sheet.rows[0][-1] == "Lý do bị loại"
    assert sheet.rows[1][-1] == "Thiếu họ tên. Đề nghị ghi đủ họ và tên."
    assert len(sheet.rows) == 2


def test_confirmed_once_only(admin: FlaskClient, db: Session, unit: Unit) -> None:
    address = send(admin, SMALL).location
    assert admin.post(address).status_code == 303
    again = admin.post(address)
    assert again.status_code == 409
    assert "Đã nhập danh sách nhân sự" in again.text  # what came of it, not a dead end
    assert people(db) == 1


def test_a_code_on_record_with_blanks_is_the_one_of_the_list(
    admin: FlaskClient, db: Session, unit: Unit
) -> None:
    spaced = make_person(db, full_name="Lê Thị An", personnel_code="KT 001", unit=unit)
    exact = make_person(db, full_name="Cao Bình", personnel_code="KT002", unit=unit)
    make_person(db, full_name="Đỗ Cường", personnel_code="KT 002", unit=unit)
    listed = "STT;Họ và tên;Đơn vị;Mã nhân sự\n1;Lê Thị An;Vụ A;KT 001\n2;Cao Bình;Vụ A;KT 002\n"
    before = people(db)
    admin.post(send(admin, listed.encode()).location)
    db.expire_all()
    assert people(db) == before
    assert (spaced.personnel_code, exact.personnel_code) == ("KT001", "KT002")


def test_units_changed_since_are_told_and_the_list_is_read_again(
    admin: FlaskClient, db: Session, unit: Unit
) -> None:
    listed = "STT;Họ và tên;Đơn vị\n1;Lê Thị An;Vụ A\n2;Cao Bình;Vụ Mới\n".encode()
    address = send(admin, listed).location
    changed = "Đơn vị đã thay đổi sau khi đọc danh sách này"
    assert changed not in admin.get(address).text
    make_person(db, unit=unit)
    assert changed not in admin.get(address).text
    make_unit(db, name="Vụ Mới")
    page = admin.get(address).text
    assert changed in page
    assert "Nhập 1 người" in page
    assert admin.post(f"{address}/doc-lai").status_code == 303
    page = admin.get(address).text
    assert changed not in page
    assert "Nhập 2 người" in page


def test_list_holds_from_the_day_given(admin: FlaskClient, db: Session, unit: Unit) -> None:
    make_person(db, unit=unit)
    address = send(admin, SMALL).location
    admin.post(address, data={"starts_on": "2024-05-06"})
    person = db.scalars(select(Person).where(Person.email == "an@bo.example")).one()
    held = db.scalars(select(Membership).where(Membership.person_id == person.id)).one()
    assert held.starts_on.isoformat() == "2024-05-06"


def test_day_that_is_no_day_writes_nothing(admin: FlaskClient, db: Session, unit: Unit) -> None:
    address = send(admin, SMALL).location
    refused = admin.post(address, data={"starts_on": "31/02/2024"})
    assert refused.status_code == 422
    assert "Nhập 1 người" in refused.text
    assert people(db) == 0


def test_changes_are_shown_with_old_and_new_value(
    admin: FlaskClient, db: Session, unit: Unit
) -> None:
    make_person(db, full_name="Lê Thị Ân", email="an@bo.example", unit=make_unit(db, name="Vụ B"))
    address = send(admin, SMALL).location
    page = admin.get(f"{address}?loai=moved").text
    assert "Lê Thị Ân" in page
    assert "Vụ B" in page
    assert "Người chuyển đơn vị" in page


@pytest.mark.parametrize(
    ("data", "name", "status", "words"),
    [
        (b"\x89PNG\r\n\x1a\n", "anh.png", 422, "không phải bảng tính"),
        (b"", "a.xlsx", 422, "không có nội dung"),
        (bytes(60 * 1024 * 1024), "a.xlsx", 413, "quá lớn"),
    ],
)
def test_bad_file_is_refused_with_its_own_sentence(
    admin: FlaskClient, db: Session, data: bytes, name: str, status: int, words: str
) -> None:
    refused = send(admin, data, name)
    assert refused.status_code == status
    assert words in refused.text
    assert people(db) == 0


def test_preview_of_another_administrator_is_not_found(
    admin: FlaskClient, db: Session, unit: Unit, login: Login
) -> None:
    address = send(admin, SMALL).location
    other = login(admin.application.test_client(), make_account(db, role=Role.ADMINISTRATOR))
    for answer in (
        other.get(address),
        other.post(address),
        other.get(f"{address}/dong-loi.xlsx"),
        other.post(f"{address}/nghi-van"),
        other.post(f"{address}/doc-lai"),
    ):
        assert answer.status_code == 404
    assert people(db) == 0


def test_heads_of_units_do_not_import(
    client: FlaskClient, db: Session, unit: Unit, login: Login
) -> None:
    head = make_account(db, role=Role.UNIT_HEAD, unit=unit)
    db.commit()
    assert "/dang-nhap" in send(client, SMALL).location
    login(client, head)
    assert send(client, SMALL).status_code == 404
    assert client.post("/nhan-su/nhap/1").status_code == 404
    assert client.get("/nhan-su/nhap/1/dong-loi.xlsx").status_code == 404


def test_one_person_who_is_on_record_is_not_all_of_them(app: Flask) -> None:
    known = dict.fromkeys(("new", "changed", "moved", "members", "rejected"), 0) | {"unchanged": 1}
    with app.test_request_context(headers={"Accept-Language": "vi"}):
        assert "người duy nhất trong tệp" in summary_of_figures(known | {"people": 1})  # type: ignore[arg-type]
        assert "cả 2 người" in summary_of_figures(known | {"people": 2})  # type: ignore[arg-type]
