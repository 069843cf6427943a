"""Who has left is given nothing to come in by, and whose record is anonymous stays as it is."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms import clock
from lms.people.enums import Role
from lms.people.models import AccessEntry, Account, Person, RoleGrant
from lms.people.slips.models import ActivationSlip
from lms.privacy.anonymising import anonymise
from lms.units.models import Unit
from tests.factories import grant_role, make_account, make_person, make_unit

Login = Callable[[FlaskClient, Account], FlaskClient]
TODAY = clock.today()
YESTERDAY = TODAY - timedelta(days=1)
WHY = "Quyết định số 12/QĐ-BNV"


@pytest.fixture
def unit(db: Session) -> Unit:
    return make_unit(db, name="Vụ Pháp chế")


@pytest.fixture
def admin(db: Session, client: FlaskClient, login: Login) -> FlaskClient:
    return login(client, make_account(db, role=Role.ADMINISTRATOR, full_name="Quản Trị Hệ Thống"))


@pytest.fixture
def gone(db: Session) -> Account:
    """Of somebody who left yesterday, without a password."""
    account = make_account(db, full_name="Lê Thị An", has_password=False)
    db.get_one(Person, account.person_id).left_on = YESTERDAY
    db.flush()
    return account


def test_no_role_is_granted(admin: FlaskClient, db: Session, gone: Account) -> None:
    page = f"/nhan-su/{gone.person_id}/vai-tro"
    assert "không giao vai trò" in admin.get(page).text
    form = {"role": "records clerk", "is_everywhere": "1", "reason": WHY}
    assert admin.post(page, data=form).status_code == 422
    assert db.scalars(select(RoleGrant).filter_by(account_id=gone.id)).all() == []


def test_nor_one_that_begins_after_the_day_of_leaving(
    admin: FlaskClient, db: Session, gone: Account
) -> None:
    db.get_one(Person, gone.person_id).left_on = TODAY + timedelta(days=10)
    page = f"/nhan-su/{gone.person_id}/vai-tro"
    form = {"role": "records clerk", "is_everywhere": "1", "reason": WHY}
    late = form | {"starts_on": (TODAY + timedelta(days=10)).isoformat()}
    assert admin.post(page, data=late).status_code == 422
    assert admin.post(page, data=form).status_code == 303


def test_no_first_password_and_no_slip(admin: FlaskClient, db: Session, gone: Account) -> None:
    path = f"/nhan-su/{gone.person_id}"
    page = admin.get(path).text
    assert f"{path}/mat-khau" not in page
    assert f"{path}/phieu-kich-hoat" not in page
    refused = admin.post(f"{path}/mat-khau")
    assert refused.status_code == 422
    assert "đã rời cơ quan" in refused.text
    assert admin.post(f"{path}/phieu-kich-hoat").status_code == 422
    assert "không cấp phiếu" in admin.get(f"{path}/phieu-kich-hoat").text
    db.expire_all()
    assert db.get_one(Account, gone.id).password_hash is None
    assert db.scalars(select(ActivationSlip)).all() == []


def grants(db: Session, account: Account) -> list[RoleGrant]:
    db.expire_all()
    rows = select(RoleGrant).filter_by(account_id=account.id).order_by(RoleGrant.id)
    return list(db.scalars(rows))


def test_roles_end_with_the_day_of_leaving(admin: FlaskClient, db: Session, unit: Unit) -> None:
    account = make_account(
        db, person=make_person(db, unit=unit), role=Role.RECORDS_CLERK, unit=unit
    )
    grant_role(db, account, Role.UNIT_HEAD, unit, starts_on=TODAY + timedelta(days=30))
    left = admin.post(f"/nhan-su/{account.person_id}/sua/roi-co-quan", data={"on": f"{TODAY}"})
    assert left.status_code == 303
    clerk, head = grants(db, account)
    assert (clerk.ends_on, clerk.ended_at is not None) == (YESTERDAY, True)
    assert (head.ends_on, head.ended_at is not None) == (None, True)
    assert clerk.end_reason == "đã rời cơ quan"
    traced = db.scalars(
        select(AccessEntry.detail).filter_by(action="role ended", subject_id=account.person_id)
    )
    assert sorted(traced) == ["records clerk", "unit head"]
    page = admin.get(f"/nhan-su/{account.person_id}/vai-tro").text
    assert "đang hiệu lực" not in page.lower()
    back = {"unit_id": unit.id, "on": f"{TODAY}"}
    assert admin.post(f"/nhan-su/{account.person_id}/sua/tro-lai", data=back).status_code == 303
    assert all(each.ended_at for each in grants(db, account))


def test_roles_of_who_leaves_later_hold_until_then(
    admin: FlaskClient, db: Session, unit: Unit
) -> None:
    account = make_account(
        db, person=make_person(db, unit=unit), role=Role.RECORDS_CLERK, unit=unit
    )
    day = TODAY + timedelta(days=30)
    form = {
        "nguoi": [account.person_id],
        "act": "roi-co-quan",
        "on": f"{day}",
        "so-nguoi": 1,
        "so-go": 1,
    }
    form |= {"unit_id": 0, "category": "worker", "party_status": "none", "is_exempt": "1"}
    assert admin.post("/nhan-su/hang-loat", data=form).status_code == 303
    (clerk,) = grants(db, account)
    assert (clerk.ends_on, clerk.ended_at) == (day - timedelta(days=1), None)


@pytest.fixture
def nameless(app: Flask, db: Session, gone: Account) -> Account:
    """The same, made anonymous."""
    person = db.get_one(Person, gone.person_id)
    person.left_on = TODAY - timedelta(days=20 * 366)
    db.flush()
    with app.app_context():
        anonymise(db, person.id, 1, by=None)
    return gone


def test_an_anonymous_record_is_not_opened_again(
    admin: FlaskClient, db: Session, nameless: Account
) -> None:
    path = f"/nhan-su/{nameless.person_id}"
    assert "Mở lại tài khoản" not in admin.get(path).text
    assert admin.post(f"{path}/tai-khoan/mo").status_code == 409
    db.expire_all()
    assert not db.get_one(Account, nameless.id).is_active


@pytest.mark.parametrize("act", ["thong-tin", "chuc-danh", "dieu-chuyen", "roi-co-quan", "tro-lai"])
def test_an_anonymous_record_is_not_edited(
    admin: FlaskClient, db: Session, nameless: Account, unit: Unit, act: str
) -> None:
    path = f"/nhan-su/{nameless.person_id}"
    assert f"{path}/sua" not in admin.get(path).text
    assert admin.get(f"{path}/sua/{act}").status_code == 404
    form = {"full_name": "Lê Thị An", "on": f"{TODAY}", "unit_id": f"{unit.id}", "sex": ""}
    assert admin.post(f"{path}/sua/{act}", data=form).status_code == 404
    db.expire_all()
    person = db.get_one(Person, nameless.person_id)
    assert person.full_name.startswith("Người đã rời cơ quan")
    assert person.left_on is not None


def test_an_anonymous_record_is_in_no_act_on_many(admin: FlaskClient, nameless: Account) -> None:
    asked = {"nguoi": [nameless.person_id], "act": "loai-nhan-su", "on": f"{TODAY}"}
    assert admin.get("/nhan-su/hang-loat", query_string=asked).status_code == 303
    answer = admin.get("/nhan-su/hang-loat/xem-truoc", query_string=asked)
    assert answer.status_code == 422
