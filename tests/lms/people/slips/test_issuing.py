"""Handing out activation slips: to whom there is one, how many, and what another ends."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms import clock
from lms.people.enums import Role
from lms.people.forgotten import views as forgotten
from lms.people.models import AccessEntry, Person
from lms.people.slips import services
from lms.people.slips.keys import code_of
from lms.people.slips.readiness import count_readiness
from lms.people.slips.rules import HOLD, NoSlip, show_code, why_no_slip
from lms.units.models import Unit
from tests.factories import grant_role, make_account, make_person, make_unit
from tests.lms.people.slips.desk import PATH, slips, waiting


def test_everybody_who_waits_gets_one_and_nobody_else(
    head: FlaskClient, db: Session, unit: Unit, other: Unit
) -> None:
    below = make_unit(db, name="Phòng Một", parent=unit)
    wanted = [waiting(db, unit), waiting(db, below, "Lê Văn Bình")]
    make_account(db, person=make_person(db, unit=unit))
    waiting(db, unit).is_active = False
    grant_role(db, waiting(db, unit), Role.TRAINER)
    waiting(db, other)
    left = waiting(db, unit)
    db.get_one(Person, left.person_id).left_on = clock.today() - timedelta(days=1)
    ids = {each.id for each in wanted}
    page = head.post(PATH, data={"don-vi": unit.id}, follow_redirects=True)
    assert "Đã cấp 2 phiếu." in page.text
    assert {each.account_id for each in slips(db)} == ids
    again = head.post(PATH, data={"don-vi": unit.id}, follow_redirects=True)
    assert "Không còn ai trong đơn vị chờ cấp phiếu." in again.text
    assert len(slips(db)) == 2


def test_the_figures_add_up(db: Session, unit: Unit, app: Flask) -> None:
    accounts = [waiting(db, unit) for _ in range(3)]
    make_account(db, person=make_person(db, unit=unit))
    make_person(db, unit=unit)
    grant_role(db, waiting(db, unit), Role.TRAINER)
    services.issue_slip(db, accounts[0].id, by=None)
    counted = count_readiness(db, [unit.id], clock.today(), clock.now())
    assert (counted.people, counted.in_use, counted.waiting) == (6, 1, 4)
    assert (counted.holding_role, counted.without_account, counted.others) == (1, 1, 0)
    assert (counted.with_slip, counted.without_slip) == (1, 3)
    later = count_readiness(db, [unit.id], clock.today(), clock.now() + HOLD)
    assert later.without_slip == 4


def test_no_more_than_a_thousand_at_once(
    head: FlaskClient, db: Session, unit: Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "MOST_AT_ONCE", 2)
    for _ in range(3):
        waiting(db, unit)
    for issued in (2, 3, 3):
        head.post(PATH, data={"don-vi": unit.id})
        assert len(slips(db)) == issued


def test_one_slip_is_shown_and_another_ends_it(
    app: Flask, head: FlaskClient, db: Session, unit: Unit
) -> None:
    account = waiting(db, unit)
    path = f"/nhan-su/{account.person_id}/phieu-kich-hoat"
    assert "Cấp phiếu" in head.get(path).text
    page = head.post(path, follow_redirects=True)
    (first,) = slips(db)
    with app.app_context():
        former = show_code(code_of(first))
    assert former in page.text
    assert page.cache_control.no_store
    with clock.fixed(clock.now() + timedelta(minutes=2)):
        head.post(path)
    assert former not in head.get(path).text
    ended, fresh = slips(db)
    assert ended.ended_at is not None
    assert fresh.ended_at is None
    assert former not in " ".join(each.detail for each in db.scalars(select(AccessEntry)))


@pytest.mark.parametrize(
    ("state", "status", "words"),
    [("in use", 409, "đã kích hoạt"), ("role", 403, "vai trò"), ("closed", 422, "đã khóa")],
)
def test_a_slip_for_whom_none_is_meant_is_refused(
    head: FlaskClient, db: Session, unit: Unit, state: str, status: int, words: str
) -> None:
    account = waiting(db, unit)
    if state == "in use":
        account.password_hash = "set"
    elif state == "role":
        grant_role(db, account, Role.TRAINER)
    else:
        account.is_active = False
    path = f"/nhan-su/{account.person_id}/phieu-kich-hoat"
    refused = head.post(path)
    assert refused.status_code == status
    assert words in refused.text
    assert words in head.get(path).text
    assert head.get(f"{path}.pdf").status_code == 404
    assert slips(db) == []


@pytest.mark.parametrize(
    ("is_active", "left", "has_password", "role", "reason"),
    [
        (True, False, False, False, None),
        (False, True, True, True, NoSlip.CLOSED),
        (True, True, True, True, NoSlip.LEFT),
        (True, False, True, True, NoSlip.IN_USE),
        (True, False, False, True, NoSlip.HOLDS_ROLE),
    ],
)
def test_why_somebody_gets_no_slip(
    is_active: bool, left: bool, has_password: bool, role: bool, reason: NoSlip | None
) -> None:
    found = why_no_slip(
        is_active=is_active, has_left=left, has_password=has_password, holds_role=role
    )
    assert found is reason


def test_issuing_and_printing_take_as_many_queries_for_many(
    head: FlaskClient, db: Session, unit: Unit, count_queries: Callable[..., Any]
) -> None:
    figures = []
    head.get(f"{PATH}?don-vi={unit.id}")
    for count in (1, 3):
        for _ in range(count):
            waiting(db, unit)
        db.commit()
        with count_queries() as statements:
            head.post(PATH, data={"don-vi": unit.id})
            head.get(f"{PATH}?don-vi={unit.id}")
            head.get(f"{PATH}.pdf?don-vi={unit.id}")
        figures.append(len(statements))
    assert figures[0] == figures[1]


def test_who_forgot_the_password_is_led_to_the_sign_in_page_where_links_are_sent(
    head: FlaskClient, db: Session, unit: Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = make_account(db, person=make_person(db, unit=unit))
    path = f"/nhan-su/{account.person_id}/phieu-kich-hoat"
    alone = "Ai quên mật khẩu thì đề nghị quản trị hệ thống đặt lại."
    assert alone in head.get(path).text
    monkeypatch.setattr(forgotten, "sends_links", lambda: True)
    page = head.get(path).text
    assert "chọn “Quên mật khẩu” ở trang đăng nhập" in page
    assert alone not in page
