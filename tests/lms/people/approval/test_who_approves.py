"""Who may give the second word on a list by which many would leave, and what is asked where nobody may."""

from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms import clock
from lms.people.enums import Decision, Role
from lms.people.importing.models import ImportApproval
from lms.people.models import Account
from lms.units.models import Unit
from tests.factories import make_account, make_person
from tests.lms.people.approval.lists import (
    GONE,
    LEAVES,
    left,
    on_record,
    send,
    traced,
)

Login = Callable[[FlaskClient, Account], FlaskClient]


def test_whoever_would_leave_does_not_approve(
    clerk: FlaskClient, db: Session, unit: Unit, app: Flask, login: Login
) -> None:
    leaver = make_account(
        db, person=make_person(db, full_name="Cao Rời", unit=unit), role=Role.RECORDS_CLERK
    )
    concerned = login(app.test_client(), leaver)
    address = send(clerk)
    clerk.post(address, data=LEAVES)
    assert "Duyệt và nhập" not in concerned.get(address).text
    assert concerned.post(f"{address}/duyet").status_code == 403
    assert left(db) == set()


def test_clerk_of_other_units_neither_sees_nor_approves(
    clerk: FlaskClient, second: FlaskClient, db: Session, unit: Unit, app: Flask, login: Login
) -> None:
    local = login(app.test_client(), make_account(db, role=Role.RECORDS_CLERK, unit=unit))
    address = send(clerk)
    clerk.post(address, data=LEAVES)
    assert local.get(address).status_code == 404
    assert local.post(f"{address}/duyet").status_code == 404
    assert "chờ đồng chí duyệt" not in local.get("/").text
    assert left(db) == set()


def test_clerks_of_the_same_unit_approve_each_others(
    db: Session, unit: Unit, app: Flask, login: Login
) -> None:
    one, other = (
        login(app.test_client(), make_account(db, role=Role.RECORDS_CLERK, unit=unit))
        for _each in range(2)
    )
    address = send(one)
    one.post(address, data=LEAVES)
    assert other.get(address).status_code == 200
    done = other.post(f"{address}/duyet", follow_redirects=True)
    assert done.status_code == 200
    assert left(db) == GONE


def test_sole_administrator_types_the_number_and_it_is_traced(
    db: Session, unit: Unit, app: Flask, login: Login
) -> None:
    admin = login(app.test_client(), make_account(db, role=Role.ADMINISTRATOR))
    make_account(db, role=Role.RECORDS_CLERK, has_password=False)  # cannot sign in
    closed = make_account(db, role=Role.ADMINISTRATOR)
    closed.is_active = False
    gone = make_person(db, full_name="Hà Đã Nghỉ")
    make_account(db, person=gone, role=Role.ADMINISTRATOR)
    gone.left_on = clock.today()
    db.flush()
    address = send(admin)
    assert "gõ số 6" in admin.get(address).text
    for typed in ("", "3", "x"):
        assert admin.post(address, data={**LEAVES, "typed": typed}).status_code == 422
    assert left(db) == {"Hà Đã Nghỉ"}
    done = admin.post(address, data={**LEAVES, "typed": "6"}, follow_redirects=True).text
    assert "không có người thứ hai đủ quyền duyệt" in done
    assert left(db) == {"Hà Đã Nghỉ", *GONE}
    assert "leavers confirmed alone" in traced(db)
    approval = db.scalars(select(ImportApproval)).one()
    assert (approval.decision, approval.decided_by) == (Decision.GRANTED, None)


def test_sole_clerk_imports_without_the_leavers_only(clerk: FlaskClient, db: Session) -> None:
    address = send(clerk)
    assert "không có ai khác được quyền nhập" in clerk.get(address).text
    refused = clerk.post(address, data={**LEAVES, "typed": "6"})
    assert refused.status_code == 422
    assert "Không có ai khác đủ quyền duyệt" in refused.text
    assert left(db) == set()
    clerk.post(address)
    assert on_record(db, "Hồ An")
