"""What somebody says of how to read a file: its columns, its fonts, its day; asked on the preview, kept with the run."""

from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

import orjson
import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms import clock
from lms.legacy_text import LegacyFont, from_unicode
from lms.people.enums import Role
from lms.people.importing.columns_read import load_columns
from lms.people.importing.forgetting import forget_lines
from lms.people.importing.models import ImportRun, RunState
from lms.people.models import Account, Membership, Person
from lms.units.models import Unit
from tests.factories import make_account, make_person, make_unit
from tests.lms.spreadsheets.workbooks import make_workbook

Login = Callable[[FlaskClient, Account], FlaskClient]
ODD = "STT;Họ và tên;Nơi ở hiện nay;Nhóm\n1;Hồ An;Vụ A;HT\n2;Bùi Lan;Vụ A;\n"


def send(client: FlaskClient, data: str | bytes, name: str = "ds.csv") -> str:
    data = data.encode() if isinstance(data, str) else data
    answer = client.post("/nhan-su/nhap", data={"file": (BytesIO(data), name)})
    assert answer.status_code == 303
    address: str = answer.location
    return address


def say(client: FlaskClient, address: str, **sent: str) -> Any:
    told = {name if name == "starts_on" else name.replace("_", "-"): sent[name] for name in sent}
    return client.post(f"{address}/cach-doc", data=told, follow_redirects=True)


def people(db: Session) -> dict[str, Person]:
    db.expire_all()
    return {each.full_name: each for each in db.scalars(select(Person).join(Membership).distinct())}


def run_of(db: Session) -> ImportRun:
    db.expire_all()
    return db.scalars(select(ImportRun).order_by(ImportRun.id.desc()).limit(1)).one()


@pytest.fixture
def admin(db: Session, client: FlaskClient, login: Login) -> FlaskClient:
    person = make_person(db, full_name="Quản Trị Viên", personnel_code="QT-1")
    return login(client, make_account(db, person=person, role=Role.ADMINISTRATOR))


@pytest.fixture
def unit(db: Session) -> Unit:
    return make_unit(db, name="Vụ A")


def test_every_column_is_told_with_its_first_values(admin: FlaskClient, unit: Unit) -> None:
    page = admin.get(send(admin, ODD)).text
    assert "Đọc 2 trong 4 cột. Không đọc: Nơi ở hiện nay, Nhóm." in page
    assert "Hồ An · Bùi Lan" in page
    assert "Vụ A" in page


def test_column_is_corrected_and_the_file_read_again(
    admin: FlaskClient, db: Session, unit: Unit
) -> None:
    address = send(admin, ODD)
    assert "Nhập 2 người" not in admin.get(address).text
    page = say(admin, address, cot_2="unit", cot_3="note").text
    assert "Đọc 4 trong 4 cột." in page
    admin.post(address)
    assert set(people(db)) == {"Hồ An", "Bùi Lan"}
    assert people(db)["Hồ An"].note == "HT"


def test_what_was_said_of_columns_holds_for_the_next_list_with_these_headings(
    admin: FlaskClient, db: Session, unit: Unit
) -> None:
    address = send(admin, ODD)
    say(admin, address, cot_2="unit")
    other = admin.get(send(admin, ODD + "3;Đỗ Mai;Vụ A;\n")).text
    assert "Nhập 3 người" not in other  # nobody confirmed the first one yet
    admin.post(address)
    address = send(admin, ODD + "3;Đỗ Mai;Vụ A;\n")
    page = admin.get(address).text
    assert "Nhập 1 người" in page
    assert "cùng tiêu đề cột" in page
    page = say(admin, address, cot_2="").text
    assert "Nhập 1 người" not in page
    assert "cùng tiêu đề cột" not in page


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"cot_2": "unit", "cot_3": "unit"}, "Có hai cột cùng được chọn là “Đơn vị”"),
        ({"cot_1": ""}, "Đề nghị chọn cột có họ tên"),
    ],
)
def test_columns_that_cannot_be_are_refused(
    admin: FlaskClient, db: Session, unit: Unit, sent: dict[str, str], words: str
) -> None:
    address = send(admin, ODD)
    refused = say(admin, address, **sent)
    assert refused.status_code == 422
    assert words in refused.text
    assert run_of(db).state is RunState.READY
    assert run_of(db).reading == ""


def test_what_is_no_choice_is_passed_over(admin: FlaskClient, db: Session, unit: Unit) -> None:
    address = send(admin, ODD)
    sent = {
        "cot_99999999": "unit",
        "cot_x": "unit",
        "cot_2": "salary",
        "dong_2": "wings",
        "phong": "x",
    }
    assert say(admin, address, **sent, don_vi_0="1").status_code == 200
    assert "Đọc 2 trong 4 cột" in admin.get(address).text


def test_first_values_go_when_the_list_is_written(
    admin: FlaskClient, db: Session, unit: Unit
) -> None:
    address = send(admin, "STT;Họ và tên;Đơn vị\n1;Hồ An;Vụ A\n")
    assert "Hồ An" in run_of(db).columns
    page = admin.post(address, follow_redirects=True).text
    assert "Hồ An" not in run_of(db).columns
    assert [each.heading for each in load_columns(run_of(db).columns)] == [
        "STT",
        "Họ và tên",
        "Đơn vị",
    ]
    assert "Cách đọc các cột" in page
    assert say(admin, address, cot_1="unit").status_code == 409


def old_list() -> bytes:
    def old(text: str) -> str:
        return from_unicode(text, LegacyFont.TCVN3)

    names = ["Nguyễn Thị Hương", "Trần Văn Dũng", "Lê Thị Huệ"]
    rows = [[place, old(name), old("Thanh tra Bộ")] for place, name in enumerate(names, 1)]
    head = ["STT", old("Họ và tên"), old("Đơn vị")]
    return make_workbook([head, *rows, [4, "Tô Bá Tài", "Thanh tra Bộ"]])


@pytest.mark.parametrize(
    ("sent", "name"),
    [
        ({"phong": "unicode"}, "Tô Bá Tài"),
        ({"phong": "old"}, "Tụ Bỏ Tài"),
        ({"dong_5": "unicode"}, "Tô Bá Tài"),
    ],
)
def test_text_that_may_be_either_is_asked_about(
    admin: FlaskClient, db: Session, sent: dict[str, str], name: str
) -> None:
    make_unit(db, name="Thanh tra Bộ")
    address = send(admin, old_list(), "ds.xlsx")
    admin.post(f"{address}/doc-lai", data={"converts": "y"})
    page = admin.get(address).text
    assert "Có 1 dòng đọc được cả bằng Unicode lẫn phông chữ cũ" in page
    assert "Tô Bá Tài (Unicode)" in page
    assert "Tụ Bỏ Tài (phông chữ cũ)" in page
    assert "Nhập 3 người" in page  # “Thanh tra Bé” is known as Thanh tra Bộ, without a question
    page = say(admin, address, **sent).text
    assert "đọc được cả bằng" not in page
    admin.post(address)
    assert set(people(db)) == {"Nguyễn Thị Hương", "Trần Văn Dũng", "Lê Thị Huệ", name}


def test_day_on_which_no_unit_stood_is_no_dead_end(
    admin: FlaskClient, db: Session, unit: Unit
) -> None:
    make_person(db, unit=unit)
    address = send(admin, "STT;Họ và tên;Đơn vị\n1;Hồ An;Vụ A\n")
    page = say(admin, address, starts_on="1900-01-01").text
    assert "chỉ có từ ngày" in page
    assert 'name="starts_on"' in page
    assert "Xem lại theo ngày này" in page
    assert "Nhập 0 người" not in page
    assert run_of(db).state is RunState.READY
    page = say(admin, address, starts_on="2026-01-01").text
    assert "Nhập 1 người" in page
    admin.post(address, data={"starts_on": "2026-01-01"})
    held = db.scalars(
        select(Membership).where(Membership.person_id == people(db)["Hồ An"].id)
    ).one()
    assert held.starts_on.isoformat() == "2026-01-01"


def test_day_that_is_no_day_is_refused_beside_its_field(
    admin: FlaskClient, db: Session, unit: Unit
) -> None:
    address = send(admin, "STT;Họ và tên;Đơn vị\n1;Hồ An;Vụ A\n")
    assert say(admin, address, starts_on="31/02/2026").status_code == 422
    assert run_of(db).state is RunState.READY


def test_same_list_again_offers_nothing(admin: FlaskClient, db: Session, unit: Unit) -> None:
    text = "STT;Họ và tên;Đơn vị\n1;Hồ An;Vụ A\n"
    admin.post(send(admin, text))
    address = send(admin, text)
    page = admin.get(address).text
    assert "không có gì mới" in page
    assert "Nhập 0 người" not in page
    assert "button-primary" not in page.split("<main", 1)[1]
    refused = admin.post(address)
    assert refused.status_code == 422
    assert run_of(db).state is RunState.READY


def test_of_a_list_with_a_row_left_out_only_the_others_are_said_to_be_on_record(
    admin: FlaskClient, db: Session, unit: Unit
) -> None:
    admin.post(send(admin, "STT;Họ và tên;Đơn vị\n1;Hồ An;Vụ A\n"))
    page = admin.get(send(admin, "STT;Họ và tên;Đơn vị\n1;Hồ An;Vụ A\n2;Bùi Lan;\n")).text
    assert "Các dòng nhận được không có gì mới" in page
    assert "Tệp này không có gì mới" not in page


def test_list_that_only_misses_people_lets_them_leave_and_imports_nobody(
    admin: FlaskClient, db: Session, unit: Unit
) -> None:
    admin.post(send(admin, "STT;Họ và tên;Đơn vị\n1;Hồ An;Vụ A\n2;Bùi Lan;Vụ A\n"))
    address = send(admin, "STT;Họ và tên;Đơn vị\n1;Hồ An;Vụ A\n")
    page = admin.get(address).text
    assert "Nhập 0 người" not in page
    assert "không có gì mới" in page
    assert "button-primary" not in page.split("<main", 1)[1]
    assert "Ghi những người đã rời đơn vị" in page
    assert "Không có gì để ghi" in admin.post(address).text
    admin.post(address, data={"leaves": "y", "typed": "1"})
    assert run_of(db).state is RunState.WRITTEN
    assert people(db)["Bùi Lan"].left_on is not None


def test_rows_nobody_decided_on_are_not_called_left_out(
    admin: FlaskClient, db: Session, unit: Unit
) -> None:
    make_person(db, full_name="Hồ An", unit=make_unit(db, name="Vụ B"), born_on=date(1980, 1, 1))
    page = admin.get(send(admin, "STT;Họ và tên;Năm sinh;Đơn vị\n1;Hồ An;1980;Vụ A\n")).text
    figures = page.split('class="stats', 1)[1].split("</div>\n</div>", 1)[0]
    assert figures.count("stat-refused") == 0
    assert "cần xác định" in figures


def test_first_values_go_with_whoever_is_forgotten(
    admin: FlaskClient, db: Session, unit: Unit
) -> None:
    address = send(admin, ODD)
    assert "Hồ An" in run_of(db).columns
    forget_lines(db, 1, "Hồ An", clock.now())
    db.commit()
    assert run_of(db).columns == ""
    page = admin.get(address)
    assert page.status_code == 200
    assert "Đọc 2 trong 4 cột" not in page.text


def test_preview_of_an_older_version_is_still_shown(
    admin: FlaskClient, db: Session, unit: Unit
) -> None:
    address = send(admin, "STT;Họ và tên;Đơn vị\n1;Hồ An;Vụ A\n")
    run = run_of(db)
    figures = orjson.loads(run.figures)
    run.figures = orjson.dumps(
        {name: figures[name] for name in figures if name not in ("unsure", "former")}
    ).decode()
    run.columns = run.headings = ""
    db.commit()
    assert "Nhập 1 người" in admin.get(address).text
    assert say(admin, address, don_vi_0="1", phong="old").status_code == 200
