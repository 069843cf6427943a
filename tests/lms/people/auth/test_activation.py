"""The first password of an account: the invitation's personal code is the proof."""

import dataclasses

import pytest

from lms import clock
from lms.areas import Area
from lms.people.enums import Role
from lms.people.models import Account, RoleGrant
from tests.factories import make_account, make_person

PASSWORD = "mua-thu-nam-45"


@pytest.fixture
def person(db):
    return make_person(
        db, full_name="Lò Thị Thu", email="thu@bo.example", personnel_code="BNV-0777"
    )


@pytest.fixture(autouse=True)
def invitations(app, db, person):
    """An area that knows one personal code: 7KQ2-M4XD is Lò Thị Thu's."""
    make_account(db)  # somebody can sign in, so the system is set up
    codes = {"7KQ2M4XD": person.id}
    first, *rest = app.extensions["areas"] or [Area(name="none")]
    known = dataclasses.replace(first, personal_code_owner=lambda _db, code: codes.get(code))
    app.extensions["areas"] = [
        known,
        *(dataclasses.replace(area, personal_code_owner=None) for area in rest),
    ]


def activate(client, login="thu@bo.example", code="7kq2-m4xd", password=PASSWORD):
    data = {"login": login, "code": code, "new_password": password, "repeated": password}
    return client.post("/kich-hoat", data=data)


@pytest.mark.parametrize("login", ["thu@bo.example", "BNV-0777"])
def test_an_account_is_made_and_entered(client, db, person, login):
    response = activate(client, login)
    assert (response.status_code, response.location) == (303, "/")
    assert "Đồng chí Thu" in client.get("/").text
    account = db.query(Account).filter_by(person_id=person.id).one()
    assert account.login == "thu@bo.example"
    client.post("/dang-xuat")
    data = {"login": "BNV-0777", "password": PASSWORD}
    assert client.post("/dang-nhap", data=data).status_code == 303


def test_an_account_without_password_gets_one(client, db, person):
    account = make_account(db, person=person, has_password=False)
    assert activate(client).status_code == 303
    db.expire_all()
    assert db.get_one(Account, account.id).password_hash is not None


def test_an_account_in_use_is_not_taken_over(client, db, person):
    account = make_account(db, person=person)
    before = account.password_hash
    response = activate(client)
    assert response.status_code == 409
    assert "Tài khoản này đã kích hoạt." in response.text
    db.expire_all()
    assert db.get_one(Account, account.id).password_hash == before


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.TRAINER, Role.UNIT_HEAD])
def test_whoever_prints_codes_comes_into_no_role(client, db, person, role):
    account = make_account(db, person=person, role=role, has_password=False)
    response = activate(client)
    assert response.status_code == 403
    assert "Đề nghị nhận mật khẩu lần đầu từ quản trị viên." in response.text
    db.expire_all()
    assert db.get_one(Account, account.id).password_hash is None


def test_a_role_that_was_ended_is_none(client, db, person):
    account = make_account(db, person=person, role=Role.TRAINER, has_password=False)
    grant = db.query(RoleGrant).filter_by(account_id=account.id).one()
    grant.ended_at = clock.now()
    db.commit()
    assert activate(client).status_code == 303
    db.expire_all()
    assert db.get_one(Account, account.id).password_hash is not None


def test_a_closed_account_stays_closed(client, db, person):
    make_account(db, person=person, has_password=False).is_active = False
    assert "Tài khoản này đã khóa." in activate(client).text


@pytest.mark.parametrize(
    ("login", "code"),
    [("thu@bo.example", "AAAA2222"), ("khac@bo.example", "7KQ2M4XD"), ("", "7KQ2M4XD")],
)
def test_code_and_name_must_belong_together(client, db, person, login, code):
    response = activate(client, login, code)
    assert response.status_code == 422
    assert db.query(Account).filter_by(person_id=person.id).count() == 0


def test_the_code_of_another_is_refused(client, db, person):
    make_person(db, email="khac@bo.example")
    assert "Mã cá nhân không khớp" in activate(client, "khac@bo.example").text


def test_guessing_codes_keeps_the_name_waiting(client, person):
    for _ in range(5):
        activate(client, code="AAAA2222")
    assert activate(client).status_code == 429


def test_a_weak_password_is_refused_and_the_rest_kept(client, person):
    response = activate(client, password="thu12345")
    assert response.status_code in (303, 422)
    response = activate(client, password="lothithu1")
    assert "không được trùng với họ tên" in response.text
    assert 'value="thu@bo.example"' in response.text
