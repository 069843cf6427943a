"""A personal code checks its owner in. It opens no account, least of all one that holds a role."""

import pytest
from sqlalchemy import select

from lms.people.auth.devices.models import AccountSession
from lms.people.enums import Role
from lms.people.models import Account
from tests.factories import make_account
from tests.sessions.checkin.hall import evidence
from tests.sessions.checkin.phone import (
    at_0752,
    by_code,
    hall,
    person,
    personal_code,
    scan,
)

__all__ = ["at_0752", "hall", "person"]  # fixtures
NEW = "mua-thu-nam-45"


@pytest.mark.parametrize("role", [None, Role.TRAINER, Role.UNIT_HEAD, Role.ADMINISTRATOR])
def test_a_phone_that_checked_in_is_signed_in_nowhere(app, client, db, hall, person, at_0752, role):
    make_account(db, person=person, role=role)
    by_code(client, scan(client, hall.gate), personal_code(app, db, person))
    assert len(evidence(db, person)) == 1
    for path in ("/ve-toi", "/nhan-su", "/tai-khoan/thiet-bi", "/hoi-nghi/", "/doi-mat-khau"):
        assert client.get(path).location.startswith("/dang-nhap"), path
    assert client.post("/doi-mat-khau", data={}).location == "/dang-nhap"
    assert db.query(AccountSession).count() == 0


@pytest.mark.parametrize("role", [Role.TRAINER, Role.UNIT_HEAD, Role.ADMINISTRATOR])
@pytest.mark.parametrize("has_password", [True, False])
def test_the_code_sets_no_password_for_an_account_with_a_role(
    app, client, db, hall, person, at_0752, role, has_password
):
    account = make_account(db, person=person, role=role, has_password=has_password)
    kept = account.password_hash
    code = personal_code(app, db, person)
    data = {
        "login": person.personnel_code,
        "code": code,
        "new_password": NEW,
        "repeated": NEW,
    }
    assert client.post("/kich-hoat", data=data).status_code in (403, 409)
    assert client.get("/ve-toi").status_code == 303
    db.expire_all()
    assert db.scalar(select(Account.password_hash).where(Account.id == account.id)) == kept


def test_the_code_is_no_password(app, client, db, hall, person, at_0752):
    make_account(db, person=person, role=Role.TRAINER)
    code = personal_code(app, db, person)
    data = {"login": person.personnel_code, "password": code}
    assert client.post("/dang-nhap", data=data).status_code == 422
