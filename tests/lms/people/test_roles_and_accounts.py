"""What administrators do on a person's page: first passwords, closing accounts."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from time import sleep

import pytest
from flask import Flask
from flask.testing import FlaskClient
from nacl.pwhash import argon2id
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms import clock
from lms.db.engine import Database
from lms.people.enums import Role
from lms.people.models import AccessEntry, Account, Person, RoleGrant
from lms.people.roles.rules import SignInRules
from lms.people.services import close_account, make_first_password
from tests.factories import make_account, make_person, make_unit

Login = Callable[[FlaskClient, Account], FlaskClient]


@pytest.fixture
def boss(db: Session) -> Account:
    return make_account(db, role=Role.ADMINISTRATOR)


@pytest.fixture
def admin(boss: Account, client: FlaskClient, login: Login) -> FlaskClient:
    return login(client, boss)


@pytest.fixture
def account(db: Session) -> Account:
    return make_account(db, full_name="Lê Thị An")


def test_last_administrator_stays(admin: FlaskClient, db: Session, boss: Account) -> None:
    grant = db.scalars(select(RoleGrant).where(RoleGrant.account_id == boss.id)).one()
    page = f"/nhan-su/{boss.person_id}"
    assert admin.post(f"{page}/vai-tro/{grant.id}/ket-thuc").status_code == 409
    assert admin.post(f"{page}/tai-khoan/dong").status_code == 409
    make_account(db, role=Role.ADMINISTRATOR)
    assert admin.post(f"{page}/tai-khoan/dong").status_code == 303


def test_first_password_is_shown_once_and_must_be_changed(
    admin: FlaskClient, db: Session, account: Account
) -> None:
    before = account.session_epoch
    address = f"/nhan-su/{account.person_id}"
    shown = admin.post(f"{address}/mat-khau")
    assert shown.status_code == 200
    assert shown.cache_control.no_store
    (password,) = re.findall(r"<code>([a-z]{4}-\d{4}-[a-z]{4})</code>", shown.text)
    assert password not in admin.get(address).text
    kept = db.get_one(Account, account.id)
    assert argon2id.verify((kept.password_hash or "").encode(), password.encode())
    assert kept.must_change_password
    assert kept.session_epoch > before


def test_first_passwords_differ_and_are_easy_to_copy() -> None:
    made = {make_first_password() for _ in range(200)}
    assert len(made) == 200
    assert not set("".join(made)) & set("ijlo01")


def test_closed_account_is_signed_out_and_opened_again(
    admin: FlaskClient, db: Session, account: Account, login: Login
) -> None:
    page = f"/nhan-su/{account.person_id}"
    learner = login(admin.application.test_client(), account)
    assert learner.get("/").status_code == 200
    assert admin.post(f"{page}/tai-khoan/dong").status_code == 303
    assert "/dang-nhap" in (learner.get("/").location or "")
    assert admin.post(f"{page}/mat-khau").status_code == 422
    assert admin.post(f"{page}/tai-khoan/mo").status_code == 303
    assert db.get_one(Account, account.id).is_active


def test_a_leavers_account_is_not_opened(admin: FlaskClient, db: Session) -> None:
    account = make_account(db)
    account.is_active = False
    db.get_one(Person, account.person_id).left_on = clock.today()
    page = f"/nhan-su/{account.person_id}"
    db.flush()
    assert "tai-khoan/mo" not in admin.get(page).text
    refused = admin.post(f"{page}/tai-khoan/mo")
    assert refused.status_code == 409
    assert "ghi nhận trở lại trước" in refused.text
    db.expire_all()
    assert not db.get_one(Account, account.id).is_active
    traced = select(AccessEntry.id).where(AccessEntry.action == "account opened")
    assert db.scalar(traced) is None


def test_person_without_account_is_refused(admin: FlaskClient, db: Session) -> None:
    person = make_person(db)
    assert admin.post(f"/nhan-su/{person.id}/mat-khau").status_code == 404
    assert "chưa có tài khoản" in admin.get(f"/nhan-su/{person.id}").text


@pytest.mark.parametrize("act", ["vai-tro", "vai-tro/1/ket-thuc", "mat-khau", "tai-khoan/dong"])
def test_only_administrators_act(
    client: FlaskClient, db: Session, account: Account, login: Login, act: str
) -> None:
    unit = make_unit(db)
    person = make_person(db, unit=unit)
    make_account(db, person=person)
    address = f"/nhan-su/{person.id}/{act}"
    assert "/dang-nhap" in (client.post(address).location or "")
    head = make_account(db, role=Role.UNIT_HEAD, unit=unit)
    for stranger in (account, head):
        login(client, stranger)
        assert client.post(address, data={"role": "trainer"}).status_code == 404


def test_the_last_two_administrators_cannot_close_each_other_at_once(
    app: Flask, db: Session
) -> None:
    ids = [make_account(db, role=Role.ADMINISTRATOR).id for _ in range(2)]
    db.commit()
    database: Database = app.extensions["database"]
    both_have_begun = Barrier(1 if database.is_sqlite else 2)

    def close(account_id: int) -> None:
        with database.transaction() as session:
            account = session.get_one(Account, account_id)
            both_have_begun.wait(5)
            close_account(session, account, SignInRules(False, False))
            sleep(0.3)

    with ThreadPoolExecutor(2) as threads:
        refusals = [each.exception() for each in [threads.submit(close, id_) for id_ in ids]]
    assert sorted(type(each).__name__ for each in refusals) == ["Conflict", "NoneType"]
    db.expire_all()
    assert sum(db.get_one(Account, id_).is_active for id_ in ids) == 1
