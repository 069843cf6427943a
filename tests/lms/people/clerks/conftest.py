"""A records clerk of a department and its rooms, and units of others."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from lms.people.enums import Role
from lms.people.models import Account
from lms.units.enums import Tree
from lms.units.models import Unit
from tests.factories import make_account, make_unit

Login = Callable[[FlaskClient, Account], FlaskClient]


@pytest.fixture
def units(db: Session) -> dict[str, Unit]:
    """A department with a room, which the clerk keeps; another department, which they do not."""
    ministry = make_unit(db, name="Bộ Nội vụ")
    mine = make_unit(db, name="Vụ Pháp chế", parent=ministry)
    return {
        "mine": mine,
        "room": make_unit(db, name="Phòng Soạn thảo", parent=mine),
        "other": make_unit(db, name="Vụ Tiền lương", parent=ministry),
        "cell": make_unit(db, name="Chi bộ Pháp chế", tree=Tree.PARTY),
    }


@pytest.fixture
def boss(db: Session, units: dict[str, Unit]) -> Account:
    return make_account(db, role=Role.RECORDS_CLERK, unit=units["mine"], full_name="Đỗ Hồ Sơ")


@pytest.fixture
def clerk(client: FlaskClient, login: Login, boss: Account) -> FlaskClient:
    return login(client, boss)
