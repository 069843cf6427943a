"""An import as a run: asked, guarded, converted, read in a process of its own, stopped, kept on record."""

import time
from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from lms.legacy_text import LegacyFont, from_unicode
from lms.people.enums import Role
from lms.people.importing import current
from lms.people.importing.models import ImportRow, ImportRun, RunState
from lms.people.importing.progress import Report, Stage, locked, look_at
from lms.people.models import AccessEntry, Account, Membership, Person
from lms.units.models import Unit
from tests.factories import make_account, make_person, make_unit

Login = Callable[[FlaskClient, Account], FlaskClient]
HEAD = "STT;Họ và tên;Ngày sinh;Đơn vị\n"


def send(client: FlaskClient, text: str, name: str = "ds.csv") -> Any:
    return client.post("/nhan-su/nhap", data={"file": (BytesIO(text.encode()), name)})


def members(db: Session) -> set[str]:
    question = select(Person.full_name).join(Membership).where(Membership.ends_on.is_(None))
    return set(db.scalars(question))


@pytest.fixture
def admin(db: Session, client: FlaskClient, login: Login) -> FlaskClient:
    person = make_person(db, full_name="Quản Trị Viên", personnel_code="QT-1")
    return login(client, make_account(db, person=person, role=Role.ADMINISTRATOR))


@pytest.fixture
def unit(db: Session) -> Unit:
    return make_unit(db, name="Vụ A")


def run_of(db: Session) -> ImportRun:
    return db.scalars(select(ImportRun).order_by(ImportRun.id.desc()).limit(1)).one()


def test_rows_in_doubt_are_decided_one_by_one(admin: FlaskClient, db: Session, unit: Unit) -> None:
    known = [
        make_person(db, full_name=name, born_on=date(1980, 1, 1), unit=make_unit(db, name=name))
        for name in ("Lê Hoà", "Bùi Lan", "Đỗ Mai")
    ]
    rows = "1;Lê Hòa;1/1/1980;Vụ A\n2;Bùi Lan;1/1/1980;Vụ A\n3;Đỗ Mai;1/1/1980;Vụ A\n"
    address = send(admin, HEAD + rows).location
    page = admin.get(address).text
    assert "Dòng cần xác định" in page
    assert "Có 3 dòng cần xác định" in page
    sent = {"dong-2": str(known[0].id), "dong-3": "new", "dong-4": "999", "dong-x": "new"}
    kept = admin.post(f"{address}/nghi-van", data=sent, follow_redirects=True).text
    assert "Có 1 dòng cần xác định" in kept
    assert f'value="{known[0].id}" selected' in kept
    done = admin.post(address, follow_redirects=True).text
    assert "1 mới, 1 thay đổi" in done
    held = db.execute(select(Membership.person_id, Membership.unit_id)).all()
    assert (known[0].id, unit.id) in [tuple(row) for row in held]
    assert db.scalar(select(func.count(Person.id)).where(Person.full_name == "Bùi Lan")) == 2


def test_rows_in_doubt_are_decided_together(admin: FlaskClient, db: Session, unit: Unit) -> None:
    for name in ("Lê Hoà", "Bùi Lan"):
        make_person(db, full_name=name, born_on=date(1980, 1, 1), unit=make_unit(db, name=name))
    address = send(admin, HEAD + "1;Lê Hòa;1/1/1980;Vụ A\n2;Bùi Lan;1/1/1980;Vụ A\n").location
    for word, people in (("out", 0), ("new", 2), ("same", 2)):
        admin.post(f"{address}/nghi-van", data={"tat-ca": word})
        assert len(run_of(db).choices) > 10
        page = admin.get(address).text
        assert (f"Nhập {people} người" in page) is (people > 0)
    admin.post(address)
    assert db.scalar(select(func.count(Person.id)).where(Person.full_name == "Bùi Lan")) == 1
    assert admin.post(f"{address}/nghi-van", data={"tat-ca": "new"}).status_code == 409


def test_leaving_of_many_is_typed(admin: FlaskClient, db: Session, unit: Unit) -> None:
    for name in ("Lê Hoà", "Bùi Lan", "Đỗ Mai"):
        make_person(db, full_name=name, unit=unit)
    address = send(admin, HEAD + "1;Đỗ Mai;;Vụ A\n2;Hồ An;;Vụ A\n").location
    page = admin.get(f"{address}?loai=missing").text
    assert "Lê Hoà" in page
    assert "gõ số 2" in page
    for typed in ("", "3", "x"):
        refused = admin.post(address, data={"leaves": "y", "typed": typed})
        assert refused.status_code == 422
    assert members(db) == {"Lê Hoà", "Bùi Lan", "Đỗ Mai"}
    done = admin.post(address, data={"leaves": "y", "typed": "2"}, follow_redirects=True).text
    assert "2 người không có trong tệp đã được ghi" in done
    assert members(db) == {"Đỗ Mai", "Hồ An"}


def test_missing_stay_unless_said_otherwise(admin: FlaskClient, db: Session, unit: Unit) -> None:
    make_person(db, full_name="Lê Hoà", unit=unit)
    address = send(admin, HEAD + "2;Hồ An;;Vụ A\n").location
    assert admin.post(address).status_code == 303
    assert members(db) == {"Lê Hoà", "Hồ An"}


@pytest.mark.parametrize("font", LegacyFont)
def test_old_font_is_converted_on_request(
    admin: FlaskClient, db: Session, unit: Unit, font: LegacyFont
) -> None:
    typed = from_unicode("Nguyễn Thị Hương", font)
    address = send(admin, HEAD + f"1;{typed};1980;Vụ A\n").location
    page = admin.get(address).text
    assert "1 dòng gõ bằng phông chữ cũ" in page
    assert "Nguyễn Thị Hương" not in page
    admin.post(f"{address}/doc-lai", data={"converts": "y"})
    page = admin.get(address).text
    assert "Nguyễn Thị Hương" in page
    assert "đề nghị xem lại họ tên" in page
    admin.post(f"{address}/doc-lai")
    assert "Nguyễn Thị Hương" not in admin.get(address).text
    admin.post(f"{address}/doc-lai", data={"converts": "y"})
    admin.post(address)
    assert "Nguyễn Thị Hương" in members(db)


def test_record_is_kept_and_listed(admin: FlaskClient, db: Session, unit: Unit) -> None:
    assert "Chưa nhập danh sách nào" in admin.get("/nhan-su/nhap/lich-su").text
    address = send(admin, HEAD + "1;Hồ An;;Vụ A\n2;;;Vụ A\n", "tháng 11.csv").location
    assert "đã xem trước, chưa ghi" in admin.get("/nhan-su/nhap/lich-su").text
    admin.get(address)
    admin.post(address)
    page = admin.get("/nhan-su/nhap/lich-su").text
    run = run_of(db)
    for words in ("tháng 11.csv", run.sha256[:12], "Quản Trị Viên", "đã nhập", address):
        assert words in page
    assert (run.state, run.finished_at is not None) == (RunState.WRITTEN, True)
    traced = set(db.scalars(select(AccessEntry.action)))
    assert {"roster imported", "rows of an import seen"} <= traced


@pytest.fixture
def in_a_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(current, "IN_REQUEST_BYTES", 0)


def wait_until_done(client: FlaskClient, address: str) -> str:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        answer = client.get(address, follow_redirects=True)
        if "Refresh" not in answer.headers:
            return answer.text
        assert answer.headers["Refresh"] == "2"
        assert "Trang này tự cập nhật" in answer.text
        time.sleep(0.1)
    raise AssertionError("it does not end")


def test_big_file_is_read_and_written_by_a_process(
    admin: FlaskClient, db: Session, unit: Unit, in_a_process: None
) -> None:
    address = send(admin, HEAD + "1;Hồ An;1980;Vụ A\n").location
    assert "Nhập 1 người" in wait_until_done(admin, address)
    assert members(db) == set()
    admin.post(address)
    assert "Danh sách đã được nhập" in wait_until_done(admin, address)
    db.commit()
    assert members(db) == {"Hồ An"}


def test_refused_file_says_why(
    admin: FlaskClient, db: Session, unit: Unit, in_a_process: None
) -> None:
    file = (BytesIO(b"\x89PNG\r\n\x1a\n" + bytes(64)), "anh.png")
    address = str(admin.post("/nhan-su/nhap", data={"file": file}).location)
    page = wait_until_done(admin, address)
    assert "không phải bảng tính" in page
    assert admin.post(address).status_code == 409


def test_list_of_unknown_headings_asks_for_them(
    admin: FlaskClient, db: Session, unit: Unit, in_a_process: None
) -> None:
    address = send(admin, "STT;Đơn vị\n1;Vụ A\n").location
    page = wait_until_done(admin, address)
    assert "chưa nhận ra cột họ tên" in page
    assert admin.post(address).status_code == 409


def test_restart_in_between_is_said_and_read_again(
    admin: FlaskClient, db: Session, unit: Unit
) -> None:
    address = send(admin, HEAD + "1;Hồ An;1980;Vụ A\n").location
    for state in (RunState.READING, RunState.WRITING):
        db.execute(update(ImportRun).values(state=state))
        page = admin.get(address)
        assert "Việc nhập bị gián đoạn" in page.text
        assert "Chưa ghi gì" in page.text
        assert "bị gián đoạn" in admin.get("/nhan-su/nhap/lich-su").text
        assert members(db) == set()
        admin.post(f"{address}/doc-lai")
        assert "Nhập 1 người" in admin.get(address).text


def test_running_import_is_left_alone(admin: FlaskClient, db: Session, unit: Unit) -> None:
    address = send(admin, HEAD + "1;Hồ An;1980;Vụ A\n").location
    db.execute(update(ImportRun).values(state=RunState.READING))
    settings = admin.application.extensions["settings"]
    with locked(settings, run_of(db).id) as handle:
        Report(handle).tell(Stage.ROWS, 12_000, 50_000)
        page = admin.get(address).text
        assert "12.000 / 50.000" in page
        assert look_at(settings, run_of(db).id).stage is Stage.ROWS
        assert admin.post(f"{address}/doc-lai").status_code == 409
        assert admin.post(address).status_code == 409


def test_rows_of_imports_long_past_go(admin: FlaskClient, db: Session, unit: Unit) -> None:
    send(admin, HEAD + "1;Hồ An;1980;Vụ A\n")
    assert db.scalar(select(func.count(ImportRow.id))) == 1
    run = run_of(db)
    run.created_at = run.created_at.replace(year=run.created_at.year - 1)
    send(admin, HEAD + "1;Hồ An;1980;Vụ B\n")
    rows = db.scalars(select(ImportRow.run_id)).all()
    assert run.id not in rows
    assert db.scalar(select(func.count(ImportRun.id))) == 2
