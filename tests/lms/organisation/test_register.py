"""The register of decisions about units: which are listed, for whom, and taken back from there."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.organisation.orders import NewUnit, Order
from lms.organisation.services import record_act
from lms.people.enums import Role
from lms.people.models import Account
from lms.units.enums import ActKind, Tree, UnitKind
from lms.units.models import Unit, UnitAct
from tests.factories import make_account, make_unit

Login = Callable[[FlaskClient, Account], FlaskClient]
OLD, RECENT, COMING = date(2025, 3, 1), date(2026, 2, 1), date(2031, 5, 1)


class Office:
    """Two units and a cell, each decided about in another year."""

    def __init__(self, db: Session) -> None:
        self.db = db
        self.ministry = make_unit(db, name="Bộ", code="B")
        self.a = make_unit(db, name="Vụ A", code="A", parent=self.ministry)
        self.b = make_unit(db, name="Vụ B", code="B1", parent=self.ministry)
        self.cell = make_unit(db, name="Chi bộ C", code="C", tree=Tree.PARTY)
        self.act(ActKind.RENAME, self.a, "1/QĐ", OLD, name="Vụ Á")
        self.act(ActKind.RENAME, self.b, "2/QĐ", COMING, name="Vụ B mới")
        self.act(ActKind.RENAME, self.cell, "3/QĐ", RECENT, tree=Tree.PARTY, name="Chi bộ Cờ")

    def act(self, kind: ActKind, unit: Unit, decision: str, on: date, **order: object) -> None:
        tree = order.pop("tree", Tree.STATE)
        order = Order(kind, tree, on, decision, units=(unit.id,), **order)  # type: ignore[arg-type]
        record_act(self.db, order, None)


@pytest.fixture
def office(db: Session) -> Office:
    return Office(db)


@pytest.fixture
def admin(db: Session, client: FlaskClient, login: Login, office: Office) -> FlaskClient:
    return login(client, make_account(db, role=Role.ADMINISTRATOR))


def listed(client: FlaskClient, **query: str) -> list[str]:
    """The decisions on the page, in its order."""
    page = client.get("/don-vi/quyet-dinh", query_string=query)
    assert page.status_code == 200
    return sorted((n for n in ("1/QĐ", "2/QĐ", "3/QĐ") if n in page.text), key=page.text.index)


@pytest.mark.parametrize(
    ("query", "decisions"),
    [
        ({}, ["2/QĐ", "3/QĐ", "1/QĐ"]),
        ({"cay": "party"}, ["3/QĐ"]),
        ({"cay": "state"}, ["2/QĐ", "1/QĐ"]),
        ({"nam": "2025"}, ["1/QĐ"]),
        ({"nam": "sap-toi"}, ["2/QĐ"]),
        ({"nam": "sap-toi", "cay": "party"}, []),
        ({"nam": "không", "cay": "không"}, ["2/QĐ", "3/QĐ", "1/QĐ"]),
    ],
)
def test_decisions_are_listed_by_tree_and_year(
    admin: FlaskClient, query: dict[str, str], decisions: list[str]
) -> None:
    assert listed(admin, **query) == decisions


def test_years_are_those_in_which_something_is_in_force(admin: FlaskClient) -> None:
    page = admin.get("/don-vi/quyet-dinh").text
    assert [year for year in range(2024, 2033) if f'value="{year}"' in page] == [2025, 2026, 2031]
    assert page.count(">sắp có hiệu lực<") == 1
    assert 'href="/don-vi/quyet-dinh"' in admin.get("/don-vi").text


def test_decision_is_taken_back_from_the_register(
    admin: FlaskClient, db: Session, office: Office
) -> None:
    act_id = db.scalars(select(UnitAct.id).where(UnitAct.decision == "2/QĐ")).one()
    address = f"/don-vi/{office.b.id}/quyet-dinh/{act_id}/huy"
    assert f'action="{address}"' in admin.get("/don-vi/quyet-dinh").text
    admin.post(address, data={"ly_do": "Nhầm ngày"})
    page = admin.get("/don-vi/quyet-dinh?nam=sap-toi").text
    assert f'action="{address}"' not in page
    assert "đã hủy" in page
    assert "Nhầm ngày" in page


def test_whoever_holds_a_unit_sees_its_decisions_and_takes_none_back(
    client: FlaskClient, db: Session, office: Office, login: Login
) -> None:
    login(client, make_account(db, role=Role.UNIT_HEAD, unit=office.a))
    assert listed(client) == ["1/QĐ"]
    page = client.get("/don-vi/quyet-dinh").text
    assert "/huy" not in page
    assert "Người ghi" not in page
    assert 'value="2031"' not in page
    login(client, make_account(db, role=Role.SECRETARY))
    assert client.get("/don-vi/quyet-dinh").status_code == 200
    login(client, make_account(db))
    assert client.get("/don-vi/quyet-dinh").status_code == 404


def test_queries_do_not_grow_with_the_register(
    admin: FlaskClient,
    office: Office,
    count_queries: Callable[[], AbstractContextManager[list[str]]],
) -> None:
    counts = []
    for round_ in range(2):
        admin.get("/don-vi/quyet-dinh")
        with count_queries() as statements:
            admin.get("/don-vi/quyet-dinh")
        counts.append(len(statements))
        for number in range(5):
            new = NewUnit(f"N{round_}{number}", "Cục", UnitKind.UNIT, "", office.ministry.id)
            record_act(office.db, Order(ActKind.FOUND, Tree.STATE, RECENT, "9", target=new), None)
        office.db.commit()
    assert counts[0] == counts[1]


def test_empty_register_says_what_to_do(client: FlaskClient, db: Session, login: Login) -> None:
    login(client, make_account(db, role=Role.ADMINISTRATOR))
    assert "Chưa có quyết định nào" in client.get("/don-vi/quyet-dinh").text
