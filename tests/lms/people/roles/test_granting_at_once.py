"""Two administrators at one moment: a role is granted once and ended once, and whoever came second is told."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.people.enums import Role
from lms.people.models import AccessEntry, Account, RoleGrant
from tests.factories import grant_role, make_account, make_unit
from tests.lms.people.importing.test_racing_writers import at_once

Login = Callable[[FlaskClient, Account], FlaskClient]


@pytest.fixture
def bosses(app: Flask, db: Session, login: Login) -> list[FlaskClient]:
    """Several, in browsers of their own."""
    return [
        login(app.test_client(), make_account(db, role=Role.ADMINISTRATOR)) for _each in range(4)
    ]


def test_the_same_role_is_granted_once(app: Flask, db: Session, bosses: list[FlaskClient]) -> None:
    account, unit = make_account(db), make_unit(db, name="Vụ Pháp chế")
    page, account_id = f"/nhan-su/{account.person_id}/vai-tro", account.id
    form = {"role": Role.UNIT_HEAD.value, "unit_id": unit.id, "reason": "QĐ 12"}
    answers = run(app, db, bosses, page, form)
    assert sorted(answers) == [303, 409, 409, 409]
    held = db.scalars(select(RoleGrant).where(RoleGrant.account_id == account_id)).all()
    assert len(held) == 1


def test_a_role_is_ended_once(app: Flask, db: Session, bosses: list[FlaskClient]) -> None:
    account = make_account(db)
    grant = grant_role(db, account, Role.TRAINER, make_unit(db, name="Vụ Pháp chế"))
    page = f"/nhan-su/{account.person_id}/vai-tro/{grant.id}/ket-thuc"
    answers = run(app, db, bosses, page, {"reason": "hết nhiệm kỳ"})
    assert sorted(answers) == [303, 409, 409, 409]
    ended = db.scalars(select(AccessEntry).where(AccessEntry.action == "role ended")).all()
    assert len(ended) == 1


def run(
    app: Flask, db: Session, bosses: list[FlaskClient], page: str, form: dict[str, object]
) -> list[int]:
    """The statuses of all who send the form at one moment, in transactions of their own."""
    db.commit()
    app.extensions["test_session"] = None
    answers = at_once([lambda boss=boss: boss.post(page, data=form) for boss in bosses])
    statuses = [each.status_code for each in answers]
    db.rollback()
    return statuses
