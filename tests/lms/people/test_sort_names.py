"""A name to sort by, for names that do not end in the given name (domain notes, 5.1)."""

from collections.abc import Callable
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.people.enums import Role
from lms.people.models import Account, Person
from lms.text import name_sort_key
from lms.units.models import Unit
from tests.factories import make_account, make_person, make_unit

Login = Callable[[FlaskClient, Account], FlaskClient]
HA, BY_HA = "Y Thanh Hà Niê Kđăm", "Y Thanh Hà"
HEAD = "Họ và tên;Tên để sắp xếp;Mã cán bộ;Đơn vị\n"


@pytest.fixture
def unit(db: Session) -> Unit:
    return make_unit(db, name="Vụ Pháp chế", parent=make_unit(db, name="Bộ Nội vụ"))


@pytest.fixture
def admin(db: Session, client: FlaskClient, login: Login) -> FlaskClient:
    return login(client, make_account(db, role=Role.ADMINISTRATOR, full_name="Zừ A Zạ"))


def record(**changes: str) -> dict[str, str]:
    return {"full_name": HA, "sex": "", "sort_name": BY_HA} | changes


def send(client: FlaskClient, *rows: str) -> str:
    data = (HEAD + "\n".join(rows) + "\n").encode()
    answer = client.post("/nhan-su/nhap", data={"file": (BytesIO(data), "danh-sach.csv")})
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def of_code(db: Session, code: str) -> Person:
    db.expire_all()
    return db.scalars(select(Person).filter_by(personnel_code=code)).one()


def order(client: FlaskClient, *names: str) -> list[str]:
    page = client.get("/nhan-su").text
    return sorted(names, key=page.index)


def test_lists_follow_it_and_show_the_name(admin: FlaskClient, db: Session, unit: Unit) -> None:
    person = make_person(db, full_name=HA, unit=unit).id
    for name in ("Lê Văn Hùng", "Lê Văn Dũng"):
        make_person(db, full_name=name, unit=unit)
    names = (HA, "Lê Văn Hùng", "Lê Văn Dũng")
    assert order(admin, *names) == ["Lê Văn Dũng", "Lê Văn Hùng", HA]
    assert admin.post(f"/nhan-su/{person}/sua/thong-tin", data=record()).status_code == 303
    assert order(admin, *names) == ["Lê Văn Dũng", HA, "Lê Văn Hùng"]
    assert BY_HA in admin.get(f"/nhan-su/{person}").text
    again = admin.post(f"/nhan-su/{person}/sua/thong-tin", data=record(sort_name=""))
    assert again.status_code == 303
    assert order(admin, *names) == ["Lê Văn Dũng", "Lê Văn Hùng", HA]


def test_the_name_may_change_and_the_order_stays(
    admin: FlaskClient, db: Session, unit: Unit
) -> None:
    person = make_person(db, full_name=HA, unit=unit, personnel_code="NV-1")
    admin.post(f"/nhan-su/{person.id}/sua/thong-tin", data=record(personnel_code="NV-1"))
    address = send(admin, "Y Thanh Hà Niê;;NV-1;Vụ Pháp chế")
    assert admin.post(address).status_code == 303
    found = of_code(db, "NV-1")
    assert (found.full_name, found.sort_name) == ("Y Thanh Hà Niê", BY_HA)
    assert found.sort_key == name_sort_key(BY_HA)


def test_somebody_added_by_hand_has_it(admin: FlaskClient, db: Session, unit: Unit) -> None:
    form = {"category": "worker", "party_status": "none", "party_unit_id": "0"}
    form |= {"unit_id": str(unit.id), "starts_on": "01/03/2021", "personnel_code": "NV-1"}
    assert admin.post("/nhan-su/moi", data=record() | form).status_code == 303
    assert of_code(db, "NV-1").sort_key == name_sort_key(BY_HA)


def test_a_roster_may_say_it_and_the_same_roster_again_changes_nothing(
    admin: FlaskClient, db: Session, unit: Unit
) -> None:
    rows = (f"{HA};{BY_HA};NV-1;Vụ Pháp chế", "Lê Văn Hùng;;NV-2;Vụ Pháp chế")
    address = send(admin, *rows)
    assert BY_HA in admin.get(f"{address}?loai=new").text
    assert admin.post(address).status_code == 303
    assert of_code(db, "NV-1").sort_key == name_sort_key(BY_HA)
    assert of_code(db, "NV-2").sort_key == name_sort_key("Lê Văn Hùng")
    again = send(admin, *rows)
    assert "không có gì mới" in admin.get(f"{again}?loai=changed").text
    other = send(admin, f"{HA};Niê Hà;NV-1;Vụ Pháp chế")
    assert "Tên để sắp xếp" in admin.get(f"{other}?loai=changed").text
    admin.post(other)
    assert of_code(db, "NV-1").sort_key == name_sort_key("Niê Hà")
    assert of_code(db, "NV-1").name_fold == "y thanh ha nie kdam"


def test_they_are_found_by_every_part_of_the_name(
    admin: FlaskClient, db: Session, unit: Unit
) -> None:
    person = make_person(db, full_name=HA, unit=unit).id
    admin.post(f"/nhan-su/{person}/sua/thong-tin", data=record())
    for words in ("nie", "Hà", "kdam thanh", "ha nie"):
        assert HA in admin.get("/nhan-su", query_string={"tim": words}).text
