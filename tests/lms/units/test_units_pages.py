"""Browsing the trees and importing a list in the browser; who may."""

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.people.enums import Role
from lms.people.models import Account
from lms.units.models import Unit, UnitAct
from tests.factories import make_account, make_unit
from tests.lms.units.uploads import confirm

Login = Callable[[FlaskClient, Account], FlaskClient]
SAMPLE = Path("tests/data/units.csv").read_bytes()
GOOD = b"tree,code,name,parent_code\nstate,S,Bo,\nstate,S1,Vu A,S\nstate,S2,Vu B,X\n"


def send(client: FlaskClient, data: bytes, name: str = "units.csv") -> object:
    return client.post("/don-vi/nhap", data={"file": (BytesIO(data), name)})


@pytest.fixture
def admin(db: Session, client: FlaskClient, login: Login) -> FlaskClient:
    return login(client, make_account(db, role=Role.ADMINISTRATOR))


def test_administrator_imports_both_trees_after_a_preview(admin: FlaskClient, db: Session) -> None:
    sent = send(admin, SAMPLE)
    assert sent.status_code == 303
    page = admin.get(sent.location).text
    assert "Nhập 60 đơn vị" in page
    assert db.scalar(select(func.count(Unit.id))) == 0

    done = admin.get(confirm(admin, sent.location).location).text
    assert "60 đơn vị: 60 mới" in done
    assert db.scalar(select(func.count(Unit.id))) == 60
    assert "Cục Văn thư và Lưu trữ nhà nước" in admin.get("/don-vi").text
    assert "Chi bộ Thanh tra Bộ" in admin.get("/don-vi?cay=party").text


def test_same_file_again_says_that_nothing_is_new(admin: FlaskClient) -> None:
    confirm(admin, send(admin, SAMPLE).location)
    again = admin.get(send(admin, SAMPLE).location).text
    assert "không có gì mới" in again
    assert "Nhập 60 đơn vị" not in again
    assert "Tệp này không có gì mới" in again
    with_a_bad_row = SAMPLE.rstrip() + "\nstate,,Đơn vị không mã,,,\n".encode()
    again = admin.get(send(admin, with_a_bad_row).location).text
    assert "Các dòng nhận được không có gì mới" in again
    assert "Tệp này không có gì mới" not in again


def test_confirmed_import_cannot_be_confirmed_again(admin: FlaskClient) -> None:
    address = send(admin, GOOD).location
    assert confirm(admin, address).status_code == 303
    again = confirm(admin, address)
    assert again.status_code == 409
    assert "Đã nhập danh mục đơn vị" in again.text  # what came of it, not a dead end


def test_a_row_left_out_is_not_counted_among_those_that_change(admin: FlaskClient) -> None:
    head, decided = b"tree,code,name,parent_code\nstate,S,Bo,\n", {"decision": "12/QD"}
    confirm(admin, send(admin, head + b"state,S1,Vu A,S\nstate,S2,Vu B,S\n").location)
    once = send(admin, head + b"state,S1,Vu C,S\nstate,S2,Vu B,S\n").location
    assert confirm(admin, once, **decided).status_code == 303
    twice = send(admin, head + b"state,S1,Vu D,S\nstate,S2,Vu E,S\n").location  # the same day
    page = admin.get(twice).text
    assert "Nhập 1 đơn vị" in page
    figures = re.findall(r'class="stat-figure"><span>(\d+)', page)
    assert figures == ["0", "1", "1", "0", "1"]
    done = admin.get(confirm(admin, twice, **decided).location).text
    assert "0 mới, 1 thay đổi, 1 giữ nguyên, 1 dòng bị loại" in done


def test_later_list_asks_for_its_decision_once_and_names_what_it_lacks(
    admin: FlaskClient, db: Session
) -> None:
    first = (
        "Cây;Mã;Tên đơn vị;Mã cấp trên\nNhà nước;S;Bộ;\nNhà nước;S1;Vụ A;S\nNhà nước;S2;Vụ B;S\n"
    )
    confirm(admin, send(admin, first.encode()).location)
    later = first.replace("Vụ A", "Vụ Á").replace("Nhà nước;S2;Vụ B;S\n", "")
    address = send(admin, later.encode()).location
    page = admin.get(address).text
    for words in ("Đổi tên", "Vụ Á", "Đơn vị không có trong tệp", "Giải thể Vụ B"):
        assert words in page
    answer = confirm(admin, address, decision="")
    assert answer.status_code == 422
    assert "Đề nghị nhập số, ngày quyết định" in answer.text
    unit_id = db.scalar(select(Unit.id).where(Unit.code == "S2"))
    decided = {"decision": "9/QĐ-BNV", "dong": str(unit_id)}
    shown = admin.post(address, data={**decided, "effective_on": "2026-12-31", "buoc": "xem"})
    assert (shown.status_code, 'value="9/QĐ-BNV"' in shown.text) == (200, True)
    assert f'value="{unit_id}" form="list" checked' in shown.text
    done = confirm(admin, address, **decided)
    assert "Đã ghi 2 quyết định" in admin.get(done.location).text
    life = admin.get(f"/don-vi/{unit_id}").text
    assert "9/QĐ-BNV" in life
    assert "Giải thể" in life


def test_another_day_is_shown_before_it_is_written(admin: FlaskClient, db: Session) -> None:
    confirm(admin, send(admin, GOOD).location)
    address = send(admin, GOOD.replace(b"Vu A", b"Vu AA")).location
    days = {"effective_on": "2027-01-01", "ngay_da_xem": "2026-12-01"}
    answer = confirm(admin, address, decision="1/QĐ", **days)
    assert answer.status_code == 409
    assert "Ngày hiệu lực vừa đổi" in answer.text
    assert db.scalar(select(UnitAct.id)) is None


def test_list_shown_before_somebody_changed_the_units_is_shown_anew(
    admin: FlaskClient, db: Session
) -> None:
    confirm(admin, send(admin, GOOD).location)
    address = send(admin, GOOD.replace(b"Vu A", b"Vu AA")).location
    stale = re.search('name="da_xem" value="([^"]*)"', admin.get(address).text)
    confirm(admin, send(admin, GOOD.replace(b"Vu A", b"Vu C")).location, decision="1/QĐ")
    assert stale is not None
    answer = confirm(admin, address, decision="2/QĐ", da_xem=stale[1])
    assert answer.status_code == 409
    assert "vừa có thay đổi" in answer.text


@pytest.mark.parametrize("day", ["", "hom nay"])
def test_list_without_a_day_is_shown_again(admin: FlaskClient, day: str) -> None:
    address = send(admin, GOOD).location
    answer = confirm(admin, address, effective_on=day)
    assert answer.status_code == 422
    assert "Bo" in answer.text


def test_rejected_rows_are_shown_with_row_and_reason(admin: FlaskClient) -> None:
    page = admin.get(send(admin, GOOD).location).text
    assert "Không có đơn vị cấp trên mang mã X" in page
    assert ">4<" in page


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"%PDF-1.7", "a.pdf", "không phải bảng tính"),
        (b"", "a.csv", "không có nội dung"),
        (b"STT,Ho ten\n1,An\n", "a.csv", "không phải danh mục đơn vị"),
        (b"Cay,Ma,Ten don vi\nDang,P,A\n", "a.csv", "thiếu Mã cấp trên"),
    ],
)
def test_bad_file_is_refused_beside_the_field(
    admin: FlaskClient, db: Session, data: bytes, name: str, words: str
) -> None:
    answer = send(admin, data, name)
    assert answer.status_code == 422
    assert words in answer.text
    assert db.scalar(select(func.count(Unit.id))) == 0


def test_form_without_a_file_asks_for_one(admin: FlaskClient) -> None:
    answer = admin.post("/don-vi/nhap", data={})
    assert answer.status_code == 422
    assert "Đề nghị chọn tệp" in answer.text


def test_unit_page_shows_what_is_above_and_below(admin: FlaskClient, db: Session) -> None:
    ministry = make_unit(db, name="Bộ Thử")
    office = make_unit(db, name="Văn phòng Thử", parent=ministry)
    make_unit(db, name="Phòng Thử", parent=office)
    page = admin.get(f"/don-vi/{office.id}").text
    assert "Bộ Thử" in page
    assert "Phòng Thử" in page
    assert admin.get("/don-vi/999999").status_code == 404


ADDRESSES = ["/don-vi", "/don-vi/{unit}", "/don-vi/nhap", "/don-vi/nhap/1"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_anonymous_people_are_sent_to_sign_in(
    client: FlaskClient, db: Session, address: str
) -> None:
    unit = make_unit(db)
    make_account(db)
    answer = client.get(address.format(unit=unit.id))
    assert answer.status_code == 303
    assert "/dang-nhap" in answer.location


@pytest.mark.parametrize("address", ADDRESSES)
def test_learners_find_nothing(
    client: FlaskClient, db: Session, login: Login, address: str
) -> None:
    unit = make_unit(db)
    login(client, make_account(db))
    assert client.get(address.format(unit=unit.id)).status_code == 404


def test_heads_of_units_browse_but_do_not_import(
    client: FlaskClient, db: Session, login: Login
) -> None:
    unit = make_unit(db)
    login(client, make_account(db, role=Role.UNIT_HEAD, unit=unit))
    assert client.get("/don-vi").status_code == 200
    assert "Nhập danh mục đơn vị" not in client.get("/don-vi").text
    assert client.get("/don-vi/nhap").status_code == 404
    assert send(client, SAMPLE).status_code == 404
    assert client.post("/don-vi/nhap/1").status_code == 404


def test_pending_import_of_another_administrator_is_not_found(
    admin: FlaskClient, db: Session, login: Login
) -> None:
    address = send(admin, GOOD).location
    other = login(admin.application.test_client(), make_account(db, role=Role.ADMINISTRATOR))
    assert other.get(address).status_code == 404
    assert other.post(address).status_code == 404
