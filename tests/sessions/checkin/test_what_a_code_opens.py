"""A personal code checks its owner in. It opens no account, least of all one that holds a role."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from lms import clock
from lms.people.auth.devices.models import AccountSession
from lms.people.enums import Role
from lms.people.models import Account
from lms.people.slips.models import ActivationSlip
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


@pytest.mark.parametrize("role", [None, Role.TRAINER, Role.ADMINISTRATOR])
@pytest.mark.parametrize("has_password", [True, False])
@pytest.mark.parametrize("has_slip", [True, False])
def test_the_code_gives_no_account_a_password(
    app, client, db, hall, person, at_0752, role, has_password, has_slip
):
    account = make_account(db, person=person, role=role, has_password=has_password)
    kept = account.password_hash
    if has_slip:
        moment = clock.now()
        slip = ActivationSlip(
            account_id=account.id, issued_at=moment, expires_at=moment + timedelta(days=1)
        )
        db.add(slip)
    code = personal_code(app, db, person)
    data = {
        "login": person.personnel_code,
        "code": code,
        "new_password": NEW,
        "repeated": NEW,
    }
    assert client.post("/kich-hoat", data=data).status_code == 422
    assert client.get("/ve-toi").status_code == 303
    db.expire_all()
    assert db.scalar(select(Account.password_hash).where(Account.id == account.id)) == kept


def test_the_code_is_no_password(app, client, db, hall, person, at_0752):
    make_account(db, person=person, role=Role.TRAINER)
    code = personal_code(app, db, person)
    data = {"login": person.personnel_code, "password": code}
    assert client.post("/dang-nhap", data=data).status_code == 422
