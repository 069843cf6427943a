"""A unit of seven, and two clerks who keep its records."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from lms.people.enums import Role
from lms.people.models import Account
from lms.units.models import Unit
from tests.factories import make_account, make_person, make_unit
from tests.lms.people.approval.lists import (
    GONE,
)

Login = Callable[[FlaskClient, Account], FlaskClient]


@pytest.fixture
def unit(db: Session) -> Unit:
    unit = make_unit(db, name="Vụ A")
    for name in (*sorted(GONE), "Đỗ Mai"):
        make_person(db, full_name=name, unit=unit)
    return unit


@pytest.fixture
def clerk(db: Session, unit: Unit, app: Flask, login: Login) -> FlaskClient:
    return login(app.test_client(), make_account(db, role=Role.RECORDS_CLERK, full_name="Vũ Hồ Sơ"))


@pytest.fixture
def second(db: Session, unit: Unit, app: Flask, login: Login) -> FlaskClient:
    return login(app.test_client(), make_account(db, role=Role.RECORDS_CLERK, full_name="Tạ Duyệt"))
