"""One administrator who can sign in stays; the server's console names another when there is none."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient, FlaskCliRunner
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms import clock
from lms.config import SingleSignOn
from lms.people.auth.devices.enums import SignInMethod
from lms.people.auth.devices.models import AccountSession
from lms.people.auth.second_step.models import SecondStep
from lms.people.enums import Role
from lms.people.models import AccessEntry, Account, Person, RoleGrant
from lms.people.roles.rules import SignInRules, Ways, can_sign_in
from tests.factories import make_account, make_person, make_unit
from tests.support.signing_in import open_account_session

Login = Callable[[FlaskClient, Account], FlaskClient]
NOBODY_ELSE = "Chưa có quản trị hệ thống nào khác đăng nhập được"


@pytest.fixture
def boss(db: Session) -> Account:
    return make_account(db, role=Role.ADMINISTRATOR, full_name="Phạm Quản Trị")


@pytest.fixture
def admin(boss: Account, client: FlaskClient, login: Login) -> FlaskClient:
    return login(client, boss)


def end_own(admin: FlaskClient, db: Session, boss: Account) -> tuple[int, str]:
    db.flush()
    grant = db.scalars(select(RoleGrant.id).filter_by(account_id=boss.id)).one()
    answer = admin.post(f"/nhan-su/{boss.person_id}/vai-tro/{grant}/ket-thuc")
    return answer.status_code, answer.text


def ask_for_second_step(app: Flask, **more: object) -> None:
    app.extensions["settings"] = replace(app.extensions["settings"], totp_required=True, **more)


def enrol(db: Session, account: Account) -> None:
    db.add(SecondStep(account_id=account.id, secret="sealed", last_step=0, since_at=clock.now()))
    db.flush()


def test_another_who_has_no_password_does_not_count(
    admin: FlaskClient, db: Session, boss: Account
) -> None:
    make_account(db, role=Role.ADMINISTRATOR, has_password=False)
    status, text = end_own(admin, db, boss)
    assert (status, NOBODY_ELSE in text) == (409, True)
    assert admin.post(f"/nhan-su/{boss.person_id}/tai-khoan/dong").status_code == 409
    db.expire_all()
    assert db.get_one(Account, boss.id).is_active


def test_nor_one_who_has_not_chosen_it(admin: FlaskClient, db: Session, boss: Account) -> None:
    make_account(db, role=Role.ADMINISTRATOR).must_change_password = True
    assert end_own(admin, db, boss)[0] == 409


def test_nor_one_whose_account_is_closed(admin: FlaskClient, db: Session, boss: Account) -> None:
    make_account(db, role=Role.ADMINISTRATOR).is_active = False
    assert end_own(admin, db, boss)[0] == 409


def test_who_has_to_sign_in_first_is_said(admin: FlaskClient, db: Session, boss: Account) -> None:
    make_account(db, role=Role.ADMINISTRATOR, has_password=False)
    told = end_own(admin, db, boss)[1]
    assert "một trong những người được giao vai trò quản trị hệ thống cần tự đặt mật khẩu" in told


def test_nor_one_who_has_left(admin: FlaskClient, db: Session, boss: Account) -> None:
    other = make_account(db, role=Role.ADMINISTRATOR)
    db.get_one(Person, other.person_id).left_on = clock.today()
    assert end_own(admin, db, boss)[0] == 409


def test_nor_one_without_the_second_step_that_is_asked_for(
    app: Flask, client: FlaskClient, db: Session, boss: Account
) -> None:
    other = make_account(db, role=Role.ADMINISTRATOR)
    enrol(db, boss)
    ask_for_second_step(app)
    admin = sign_in_strongly(app, client, db, boss)
    assert end_own(admin, db, boss)[0] == 409
    enrol(db, other)
    assert end_own(admin, db, boss)[0] == 303


def test_one_who_came_in_by_the_office_counts(
    app: Flask, client: FlaskClient, db: Session, boss: Account
) -> None:
    other = make_account(db, role=Role.ADMINISTRATOR, has_password=False)
    enrol(db, boss)
    office = SingleSignOn("https://sso.bo.example", "diem-cau", "", name="Bộ")
    ask_for_second_step(app, oidc=office)
    admin = sign_in_strongly(app, client, db, boss)
    assert end_own(admin, db, boss)[0] == 409
    came = clock.now()
    db.add(
        AccountSession(
            account_id=other.id,
            digest="0" * 64,
            epoch=0,
            method=SignInMethod.SINGLE_SIGN_ON_STRONG,
            made_at=came,
            seen_at=came,
        )
    )
    assert end_own(admin, db, boss)[0] == 303


def sign_in_strongly(app: Flask, client: FlaskClient, db: Session, account: Account) -> FlaskClient:
    token = open_account_session(app, account, SignInMethod.SECOND_STEP)
    db.flush()
    with client.session_transaction() as session:
        session["_user_id"], session["_fresh"] = token, True
    return client


@pytest.mark.parametrize(
    ("ways", "required", "can"),
    [
        (Ways(True, False, False, False), False, True),
        (Ways(True, False, False, False), True, False),
        (Ways(True, True, False, False), True, True),
        (Ways(False, True, False, False), True, False),
        (Ways(False, True, True, False), True, True),
        (Ways(False, False, True, False), True, False),
        (Ways(False, False, True, True), True, True),
        (Ways(False, False, False, False), False, False),
    ],
)
def test_who_can_sign_in(ways: Ways, required: bool, can: bool) -> None:
    assert can_sign_in(ways, SignInRules(required, has_office=True)) is can


def test_an_office_that_is_no_more_lets_nobody_in() -> None:
    assert not can_sign_in(Ways(False, True, True, True), SignInRules(False, has_office=False))
    assert not can_sign_in(Ways(True, False, True, True), SignInRules(True, has_office=False))


def test_a_roster_lets_no_administrator_go(admin: FlaskClient, db: Session) -> None:
    unit = make_unit(db, name="Vụ Pháp chế", parent=make_unit(db, name="Bộ Nội vụ"))
    kept = make_person(db, full_name="Lê Thị An", unit=unit, personnel_code="PC-1")
    make_account(db, person=kept, role=Role.ADMINISTRATOR)
    make_person(db, full_name="Lê Thị Bé", unit=unit, personnel_code="PC-2")
    rows = "Họ và tên;Mã cán bộ;Đơn vị\nLê Văn Mới;PC-3;Vụ Pháp chế\n"
    file = (BytesIO(rows.encode()), "danh-sach.csv")
    address = admin.post("/nhan-su/nhap", data={"file": file}).location
    page = admin.get(f"{address}?loai=missing").text
    missing = page.partition("<tbody>")[2]  # above it she stands as one who may approve
    assert "Lê Thị Bé" in missing
    assert "Lê Thị An" not in missing


# from the server's console

NAME = ["people", "name-administrator"]


def test_the_console_names_an_administrator_and_leaves_a_trace(
    runner: FlaskCliRunner, client: FlaskClient, db: Session
) -> None:
    account = make_account(db, full_name="Lê Thị An", has_password=False)
    account.is_active = False
    db.flush()
    number, login = account.id, account.login
    done = runner.invoke(args=[*NAME, login, "--reason", "QĐ 12", "--password"])
    assert done.exit_code == 0, done.output
    assert "Lê Thị An" in done.output
    db.expire_all()
    grant = db.scalars(select(RoleGrant).filter_by(account_id=number)).one()
    assert (grant.role, grant.reason, grant.granted_by) == (Role.ADMINISTRATOR, "QĐ 12", None)
    traced = db.scalars(select(AccessEntry).filter_by(subject_id=account.person_id)).all()
    assert {each.action for each in traced} == {
        "account opened",
        "role granted",
        "first password set",
    }
    assert {each.account_id for each in traced} == {None}
    (password,) = re.findall(r"[a-z]{4}-\d{4}-[a-z]{4}", done.output)
    entered = client.post("/dang-nhap", data={"login": login, "password": password})
    assert entered.location == "/doi-mat-khau"


def test_naming_one_twice_grants_once(runner: FlaskCliRunner, db: Session) -> None:
    account = make_account(db, role=Role.ADMINISTRATOR)
    done = runner.invoke(args=[*NAME, account.login, "--reason", "QĐ 12"])
    assert done.exit_code == 0, done.output
    assert "từ trước" in done.output
    assert len(db.scalars(select(RoleGrant).filter_by(account_id=account.id)).all()) == 1


def test_somebody_without_an_account_gets_one(runner: FlaskCliRunner, db: Session) -> None:
    person = make_person(db, email="moi@bo.example")
    done = runner.invoke(args=[*NAME, person.personnel_code or "", "--reason", "QĐ 12"])
    assert done.exit_code == 0, done.output
    db.expire_all()
    account = db.scalars(select(Account).filter_by(person_id=person.id)).one()
    assert account.login == "moi@bo.example"


def test_strangers_and_leavers_are_not_named(runner: FlaskCliRunner, db: Session) -> None:
    left = make_account(db)
    db.get_one(Person, left.person_id).left_on = clock.today() - timedelta(days=1)
    for login in ("ai@bo.example", left.login):
        done = runner.invoke(args=[*NAME, login, "--reason", "QĐ 12"])
        assert done.exit_code == 1
        assert "Không có ai" in done.output
    assert db.scalars(select(RoleGrant)).all() == []
