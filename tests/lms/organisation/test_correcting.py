"""Correcting a unit's code, kind, order and the title of its head; each traced with what it was."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms import clock
from lms.people.enums import Role
from lms.people.models import AccessEntry, Account
from lms.units.enums import Tree, UnitKind
from lms.units.models import Unit
from lms.units.tree import load_tree
from tests.factories import make_account, make_unit

Login = Callable[[FlaskClient, Account], FlaskClient]


class Office:
    """A ministry with three departments in their order, and a cell that has the code of one."""

    def __init__(self, db: Session) -> None:
        self.ministry = make_unit(db, name="Bộ", code="S")
        self.a, self.b, self.c = (
            make_unit(db, name=f"Vụ {each}", code=each, parent=self.ministry) for each in "ABC"
        )
        self.cell = make_unit(db, name="Chi bộ", code="D", tree=Tree.PARTY)


@pytest.fixture
def office(db: Session) -> Office:
    return Office(db)


@pytest.fixture
def admin(db: Session, client: FlaskClient, login: Login, office: Office) -> FlaskClient:
    return login(client, make_account(db, role=Role.ADMINISTRATOR, full_name="Quản Trị"))


def typed(**changed: str) -> dict[str, str]:
    """What the form of unit B carries, with something changed."""
    as_is = {"code": "B", "kind": "unit", "leader_title": "", "reason": "Nhập nhầm"}
    return as_is | changed


def order(db: Session) -> list[str]:
    tree = load_tree(db, Tree.STATE, clock.today())
    return [tree.nodes[each].code for each in tree.children(tree.roots[0])]


def details(db: Session) -> list[str]:
    entries = select(AccessEntry.detail).where(AccessEntry.action == "unit corrected")
    return list(db.scalars(entries))


def test_form_shows_what_is_on_record(admin: FlaskClient, office: Office) -> None:
    page = admin.get(f"/don-vi/{office.b.id}/dinh-chinh").text
    assert 'value="B"' in page
    assert f'<option selected value="{office.a.id}"' in page
    assert f"/don-vi/{office.b.id}/dinh-chinh" in admin.get(f"/don-vi/{office.b.id}").text


def test_correction_is_written_traced_and_told_on_the_page(
    admin: FlaskClient, db: Session, office: Office
) -> None:
    address = f"/don-vi/{office.b.id}"
    changed = typed(code="D", kind="sub-unit", leader_title="Trưởng phòng", after=str(office.c.id))
    assert admin.post(f"{address}/dinh-chinh", data=changed).status_code == 303
    unit = db.get_one(Unit, office.b.id)
    assert (unit.code, unit.kind, unit.leader_title) == ("D", UnitKind.SUB_UNIT, "Trưởng phòng")
    assert order(db) == ["A", "C", "D"]
    said = "Nhập nhầm. Mã: B → D; Loại: Đơn vị → Đơn vị cấp dưới; Chức danh người đứng đầu"
    assert details(db)[0].startswith(said)
    page = admin.get(address).text
    assert "Mã: B → D" in page
    assert "Quản Trị" in page


def test_unit_is_put_first(admin: FlaskClient, db: Session, office: Office) -> None:
    admin.post(f"/don-vi/{office.b.id}/dinh-chinh", data=typed(after=""))
    assert order(db) == ["B", "A", "C"]


def test_nothing_changed_writes_nothing(admin: FlaskClient, db: Session, office: Office) -> None:
    data = typed(after=str(office.a.id))
    answer = admin.post(f"/don-vi/{office.b.id}/dinh-chinh", data=data, follow_redirects=True)
    assert "Không có gì thay đổi" in answer.text
    assert details(db) == []


@pytest.mark.parametrize(
    ("changed", "status", "field"),
    [
        ({"code": "a"}, 409, "code"),
        ({"code": ""}, 422, "code"),
        ({"code": "X" * 41}, 422, "code"),
        ({"kind": "party cell"}, 422, "kind"),
        ({"after": "999999"}, 422, "after"),
        ({"reason": ""}, 422, "reason"),
    ],
)
def test_refusals_stand_at_their_field_and_write_nothing(
    admin: FlaskClient,
    db: Session,
    office: Office,
    changed: dict[str, str],
    status: int,
    field: str,
) -> None:
    data = typed(leader_title="Vụ trưởng", after=str(office.a.id)) | changed
    answer = admin.post(f"/don-vi/{office.b.id}/dinh-chinh", data=data)
    assert answer.status_code == status
    assert f'id="{field}-error"' in answer.text
    assert "Vụ trưởng" in answer.text
    unit = db.get_one(Unit, office.b.id)
    assert (unit.code, unit.leader_title, details(db)) == ("B", "", [])


def test_only_those_who_keep_the_trees_correct(
    client: FlaskClient, db: Session, office: Office, login: Login
) -> None:
    login(client, make_account(db, role=Role.UNIT_HEAD, unit=office.b))
    address = f"/don-vi/{office.b.id}/dinh-chinh"
    assert client.get(address).status_code == 404
    assert client.post(address, data=typed(code="Z")).status_code == 404
    assert "dinh-chinh" not in client.get(f"/don-vi/{office.b.id}").text
    assert db.get_one(Unit, office.b.id).code == "B"


def test_unit_that_is_none_is_not_found(admin: FlaskClient) -> None:
    assert admin.get("/don-vi/999999/dinh-chinh").status_code == 404
