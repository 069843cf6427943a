"""A list by which many units would be renamed may be another office's: it is asked about before it is written."""

from collections.abc import Callable
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.people.enums import Role
from lms.people.models import Account
from lms.units.models import UnitAct, UnitName
from tests.factories import make_account, make_unit
from tests.lms.units.lists import DECISION, HEADING
from tests.lms.units.uploads import confirm

Login = Callable[[FlaskClient, Account], FlaskClient]
ASKED = "đơn vị đang có sẽ đổi tên"


@pytest.fixture
def admin(db: Session, client: FlaskClient, login: Login) -> FlaskClient:
    ministry = make_unit(db, name="Bộ Một", code="M")
    for number in range(29):
        make_unit(db, name=f"Vụ {number}", code=f"M{number}", parent=ministry)
    return login(client, make_account(db, role=Role.ADMINISTRATOR))


def upload(client: FlaskClient, renamed: int) -> str:
    lines = [HEADING, "state,M,Bộ Một,,ministry,"]
    for number in range(29):
        name = f"Cục {number}" if number < renamed else f"Vụ {number}"
        lines.append(f"state,M{number},{name},M,unit,")
    data = "\n".join(lines).encode()
    return client.post("/don-vi/nhap", data={"file": (BytesIO(data), "units.csv")}).location


def renamed_units(db: Session) -> int:
    return len(db.scalars(select(UnitName).where(UnitName.name.like("Cục%"))).all())


def test_many_renamings_are_asked_about_first(admin: FlaskClient, db: Session) -> None:
    address = upload(admin, 11)
    page = admin.get(address).text
    assert f"11 trong số 30 {ASKED}" in page
    refused = confirm(admin, address, decision=DECISION)
    assert refused.status_code == 422
    assert 'href="#renames"' in refused.text
    assert (renamed_units(db), db.scalars(select(UnitAct)).all()) == (0, [])
    assert confirm(admin, address, decision=DECISION, renames="y").status_code == 303
    assert renamed_units(db) == 11


@pytest.mark.parametrize("renamed", [1, 10])
def test_some_renamings_are_an_ordinary_list(admin: FlaskClient, db: Session, renamed: int) -> None:
    address = upload(admin, renamed)
    page = admin.get(address).text
    assert ASKED not in page
    assert 'name="renames"' not in page
    assert confirm(admin, address, decision=DECISION).status_code == 303
    assert renamed_units(db) == renamed
