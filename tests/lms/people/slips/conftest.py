"""A unit with a head who is signed in, and another unit."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from lms.people.enums import Role
from lms.people.models import Account
from lms.units.models import Unit
from tests.factories import make_account, make_unit

Login = Callable[[FlaskClient, Account], FlaskClient]


@pytest.fixture
def unit(db: Session) -> Unit:
    return make_unit(db, name="Vụ Một", parent=make_unit(db, name="Bộ"))


@pytest.fixture
def other(db: Session) -> Unit:
    return make_unit(db, name="Vụ Hai")


@pytest.fixture
def head(db: Session, client: FlaskClient, login: Login, unit: Unit) -> FlaskClient:
    return login(client, make_account(db, role=Role.UNIT_HEAD, unit=unit))
