"""E-mail address and code of somebody with a role are an administrator's to change, whoever keeps the records."""

from collections.abc import Callable
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.people.enums import Role
from lms.people.models import Account, Person
from lms.people.scope_rules import EVERYTHING, Scope
from lms.units.models import Unit
from tests.factories import make_account, make_person, make_unit

Login = Callable[[FlaskClient, Account], FlaskClient]
HEAD = "Họ và tên;Mã cán bộ;Ngày sinh;Đơn vị;Chức vụ;Email\n"
NEEDS = "việc sửa cần quản trị hệ thống"


@pytest.fixture
def unit(db: Session) -> Unit:
    return make_unit(db, name="Vụ Pháp chế", parent=make_unit(db, name="Bộ Nội vụ"))


@pytest.fixture
def boss(db: Session, unit: Unit) -> Account:
    """An administrator on record in the unit."""
    person = make_person(
        db, full_name="Lê Thị An", unit=unit, personnel_code="PC-1", email="sep@bo.example"
    )
    return make_account(db, person=person, role=Role.ADMINISTRATOR)


@pytest.fixture
def clerk(client: FlaskClient, login: Login, db: Session) -> FlaskClient:
    """A clerk of everything."""
    return login(client, make_account(db, role=Role.RECORDS_CLERK, full_name="Đỗ Hồ Sơ"))


def record(**changes: str) -> dict[str, str]:
    kept = {"full_name": "Lê Thị An", "sex": "", "born_on": "17/05/1975"}
    return kept | {"personnel_code": "PC-1", "email": "sep@bo.example"} | changes


def send(client: FlaskClient, *rows: str) -> str:
    data = (HEAD + "\n".join(rows) + "\n").encode()
    answer = client.post("/nhan-su/nhap", data={"file": (BytesIO(data), "danh-sach.csv")})
    assert answer.status_code == 303, answer.text
    return str(answer.location)


@pytest.mark.parametrize(
    "change", [{"email": "toi@bo.example"}, {"email": ""}, {"personnel_code": "TOI-1"}]
)
def test_a_clerk_of_everything_does_not_change_them(
    clerk: FlaskClient, db: Session, boss: Account, change: dict[str, str]
) -> None:
    path = f"/nhan-su/{boss.person_id}/sua/thong-tin"
    refused = clerk.post(path, data=record(**change))
    assert refused.status_code == 403
    assert "do quản trị hệ thống sửa" in refused.text
    (field,) = change
    for name in ("full_name", "email", "personnel_code"):
        assert (f'id="{name}-error"' in refused.text) is (name == field)
    db.expire_all()
    person = db.get_one(Person, boss.person_id)
    assert (person.email, person.personnel_code) == ("sep@bo.example", "PC-1")
    assert boss.login == "sep@bo.example"
    assert clerk.post(path, data=record(phone="0912345678")).status_code == 303


def test_an_administrator_does(
    client: FlaskClient, login: Login, db: Session, boss: Account
) -> None:
    login(client, make_account(db, role=Role.ADMINISTRATOR))
    path = f"/nhan-su/{boss.person_id}/sua/thong-tin"
    assert client.post(path, data=record(email="moi@bo.example")).status_code == 303
    db.expire_all()
    assert boss.login == "moi@bo.example"


def test_a_roster_leaves_them_and_says_so_while_the_rest_is_written(
    clerk: FlaskClient, db: Session, boss: Account, unit: Unit
) -> None:
    other = make_person(db, full_name="Lê Thị Bé", unit=unit, personnel_code="PC-2").id
    address = send(
        clerk,
        "Lê Thị An;PC-1;17/05/1975;Vụ Pháp chế;Vụ trưởng;toi@bo.example",
        "Lê Thị Bé;PC-2;17/05/1975;Vụ Pháp chế;Phó Vụ trưởng;be@bo.example",
    )
    remarks = clerk.get(f"{address}?loai=remark").text
    assert remarks.count(NEEDS) == 1
    rows = remarks[remarks.index("Một ô không nhận") :]
    assert rows.count("Lê Thị An") == 2  # in its column, and in the sentence
    changed = clerk.get(f"{address}?loai=changed").text
    assert (
        "toi@bo.example" not in changed[changed.rindex("<caption") :]
    )  # the rows, not the columns
    assert clerk.post(address).status_code == 303
    db.expire_all()
    holder = db.get_one(Person, boss.person_id)
    assert (holder.email, holder.position) == ("sep@bo.example", "Vụ trưởng")
    assert boss.login == "sep@bo.example"
    assert db.get_one(Person, other).email == "be@bo.example"


def test_a_code_is_not_given_to_a_role_holder_by_a_roster(
    clerk: FlaskClient, db: Session, boss: Account
) -> None:
    db.get_one(Person, boss.person_id).personnel_code = None
    address = send(clerk, "Lê Thị An;TOI-1;17/05/1975;Vụ Pháp chế;Chuyên viên;sep@bo.example")
    assert NEEDS in clerk.get(f"{address}?loai=remark").text
    clerk.post(address)
    db.expire_all()
    assert db.get_one(Person, boss.person_id).personnel_code is None


def test_an_administrators_roster_does(
    client: FlaskClient, login: Login, db: Session, boss: Account
) -> None:
    login(client, make_account(db, role=Role.ADMINISTRATOR))
    address = send(client, "Lê Thị An;PC-1;17/05/1975;Vụ Pháp chế;Vụ trưởng;moi@bo.example")
    assert NEEDS not in client.get(f"{address}?loai=remark").text
    client.post(address)
    assert "đã thay đổi" not in client.get(address).text
    db.expire_all()
    assert db.get_one(Person, boss.person_id).email == "moi@bo.example"
    assert db.scalars(select(Account.login).filter_by(id=boss.id)).one() == "moi@bo.example"


def test_what_a_clerks_roster_changes_of_others_is_marked(
    clerk: FlaskClient, db: Session, unit: Unit
) -> None:
    ids = {
        code: make_person(db, full_name=name, unit=unit, personnel_code=code).id
        for code, name in (("PC-2", "Lê Thị Bé"), ("PC-3", "Lê Thị Cúc"))
    }
    address = send(
        clerk,
        "Lê Thị Bé;PC-2;17/05/1975;Vụ Pháp chế;Chuyên viên;ke@bo.example",
        "Lê Thị Cúc;PC-3;17/05/1975;Vụ Pháp chế;Vụ trưởng;",
    )
    assert clerk.post(address).status_code == 303
    told = clerk.get(address).text
    assert "Thư điện tử hoặc mã nhân sự của 1 người đã thay đổi" in told
    assert "Cần quản trị hệ thống xác nhận" in told
    db.expire_all()
    marked = {code: db.get_one(Person, ids[code]).needs_vouching for code in ids}
    assert marked == {"PC-2": True, "PC-3": False}


def test_a_code_is_taken_in_small_letters_too(
    clerk: FlaskClient, db: Session, boss: Account, unit: Unit
) -> None:
    other = make_person(db, full_name="Lê Thị Bé", unit=unit).id
    form = {"full_name": "Lê Thị Bé", "sex": "", "personnel_code": "pc-1"}
    refused = clerk.post(f"/nhan-su/{other}/sua/thong-tin", data=form)
    assert refused.status_code == 409
    assert "Mã nhân sự này đã là của" in refused.text


def test_only_an_administrator_is_trusted_with_them() -> None:
    clerk = Scope(None, frozenset({7}))
    assert clerk.is_everything
    assert not clerk.is_trusted
    assert clerk.mark
    assert not clerk.may_rename_login(7, ["email"])
    assert clerk.may_rename_login(7, ["phone"])
    assert clerk.may_rename_login(8, ["email"])
    assert EVERYTHING.is_trusted
    assert EVERYTHING.mark == ""
