"""Who belongs to a Party unit is not found out by searching for its name."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from lms.people.enums import Role
from lms.people.models import Account
from lms.units.enums import Tree
from lms.units.models import Unit
from tests.factories import grant_role, make_account, make_person, make_unit

Login = Callable[[FlaskClient, Account], FlaskClient]
WORDS = "dang bo co so"
ORDERS = ("ten", "chuc-vu", "danh-sach", "nhap")


@pytest.fixture
def office(db: Session) -> dict[str, Unit]:
    """A department of two of whom one is a Party member, and a cell elsewhere."""
    department = make_unit(db, name="Cục Dịch vụ")
    party = make_unit(db, name="Đảng bộ cơ sở Cục Dịch vụ", tree=Tree.PARTY)
    make_person(db, full_name="Lê Thị An", unit=department, party_unit=party)
    make_person(db, full_name="Bùi Bình", unit=department)
    return {"department": department, "party": party, "other": make_unit(db, name="Vụ khác")}


def found(client: FlaskClient, address: str = "/nhan-su", **query: object) -> list[str]:
    page = client.get(address, query_string={"tim": WORDS, **query}).text
    return [name for name in ("Lê Thị An", "Bùi Bình") if name in page]


@pytest.mark.parametrize("order", ORDERS)
def test_the_head_of_a_state_unit_finds_nobody_by_it(
    client: FlaskClient, db: Session, office: dict[str, Unit], login: Login, order: str
) -> None:
    login(client, make_account(db, role=Role.UNIT_HEAD, unit=office["department"]))
    assert found(client, **{"thu-tu": order}) == []
    assert client.get("/nhan-su", query_string={"tim": "cuc dich vu"}).text.count("Bùi Bình")


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize(
    ("role", "unit"),
    [
        (Role.RECORDS_CLERK, "department"),
        (Role.CAMPAIGN_OFFICE, "department"),
        (Role.CELL_COMMITTEE, "party"),
        (Role.ADMINISTRATOR, None),
    ],
)
def test_those_who_may_know_find_them(
    client: FlaskClient,
    db: Session,
    office: dict[str, Unit],
    login: Login,
    order: str,
    role: Role,
    unit: str | None,
) -> None:
    login(client, make_account(db, role=role, unit=office[unit] if unit else None))
    assert found(client, **{"thu-tu": order}) == ["Lê Thị An"]


def test_a_head_of_everything_cannot_choose_a_party_unit_as_filter(
    client: FlaskClient, db: Session, office: dict[str, Unit], login: Login
) -> None:
    login(client, make_account(db, role=Role.UNIT_HEAD, unit=None))
    chosen = {"don-vi": office["party"].id, "tim": ""}
    assert found(client, **chosen) == ["Lê Thị An", "Bùi Bình"]
    assert "Đảng bộ cơ sở" not in client.get("/nhan-su").text


def test_a_clerk_who_also_heads_elsewhere_changes_nobody_found_by_it(
    client: FlaskClient, db: Session, office: dict[str, Unit], login: Login
) -> None:
    account = make_account(db, role=Role.RECORDS_CLERK, unit=office["other"])
    grant_role(db, account, Role.UNIT_HEAD, office["department"])
    login(client, account)
    assert found(client, "/nhan-su/hang-loat", **{"tat-ca": "1"}) == []
