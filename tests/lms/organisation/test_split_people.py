"""Splitting a unit: units by code and name in one line, people ticked by their names."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.organisation import split_people
from lms.people.enums import Role
from lms.people.models import Account, Membership, Person
from lms.units.models import Unit, UnitAct
from tests.factories import make_account, make_person, make_unit

Login = Callable[[FlaskClient, Account], FlaskClient]
DECIDED = {"effective_on": "2026-03-01", "decision": "12/QĐ-BNV"}
INTO_TWO = {**DECIDED, "results": "S31: Vụ Một\nS32; Vụ Hai", "unit": "S32"}
OUT_OF_ONE = {**DECIDED, "results": "S31: Vụ Một", "stays": "y"}


@pytest.fixture
def unit(db: Session) -> Unit:
    unit = make_unit(db, name="Vụ Tổ chức", parent=make_unit(db, name="Bộ"))
    for name in ("Lê Thị An", "Bùi Văn Bình", "Vũ Minh Châu"):
        make_person(db, full_name=name, unit=unit)
    make_person(db, full_name="Người Khác", unit=make_unit(db, name="Cục khác"))
    return unit


@pytest.fixture
def admin(db: Session, client: FlaskClient, login: Login, unit: Unit) -> FlaskClient:
    return login(client, make_account(db, role=Role.ADMINISTRATOR))


def person(db: Session, name: str) -> Person:
    return db.scalars(select(Person).where(Person.full_name == name)).one()


def where(db: Session, name: str) -> str:
    """The code of the unit the person stands in at the end."""
    places = select(Unit.code).join(Membership, Membership.unit_id == Unit.id)
    return db.scalars(
        places.where(Membership.person_id == person(db, name).id, Membership.ends_on.is_(None))
    ).one()


def test_people_are_ticked_for_the_one_unit_that_leaves(
    admin: FlaskClient, db: Session, unit: Unit
) -> None:
    address = f"/don-vi/{unit.id}/chia-tach"
    an = person(db, "Lê Thị An").id
    page = admin.post(address, data={**OUT_OF_ONE, "buoc": "nguoi"}).text
    assert f'type="checkbox" name="toi-{an}" value="S31"' in page
    assert page.index("Lê Thị An") < page.index("Bùi Văn Bình") < page.index("Vũ Minh Châu")
    assert "Người Khác" not in page
    assert "ở lại đơn vị" in page

    shown = admin.post(address, data={**OUT_OF_ONE, f"toi-{an}": "S31", "buoc": "chon"}).text
    assert f"#{an}; S31" in shown
    assert db.scalar(select(UnitAct.id)) is None
    again = admin.post(address, data={**OUT_OF_ONE, "people": f"#{an}; S31", "buoc": "nguoi"}).text
    assert f'name="toi-{an}" value="S31" checked' in again
    written = admin.post(address, data={**OUT_OF_ONE, "people": f"#{an}; S31", "buoc": "ghi"})
    assert written.status_code == 303
    assert (where(db, "Lê Thị An"), where(db, "Vũ Minh Châu")) == ("S31", unit.code)


def test_people_are_sent_to_one_of_several_and_the_rest_to_the_heir(
    admin: FlaskClient, db: Session, unit: Unit
) -> None:
    address = f"/don-vi/{unit.id}/chia-tach"
    three = {**INTO_TWO, "results": INTO_TWO["results"] + "\nS33\tVụ Ba"}
    an, binh = person(db, "Lê Thị An").id, person(db, "Bùi Văn Bình").id
    page = admin.post(address, data={**three, "buoc": "nguoi"}).text
    assert f'<select class="input" name="toi-{an}">' in page
    assert '<option value="S32"' not in page  # the heir is where those not chosen go
    chosen = {f"toi-{an}": "S31", f"toi-{binh}": "S33"}
    admin.post(address, data={**three, **chosen, "buoc": "chon"})
    lines = f"#{an}; S31\n#{binh}; S33"
    assert admin.post(address, data={**three, "people": lines, "buoc": "ghi"}).status_code == 303
    assert [where(db, name) for name in ("Lê Thị An", "Bùi Văn Bình", "Vũ Minh Châu")] == [
        "S31",
        "S33",
        "S32",
    ]


@pytest.mark.parametrize("line", ["S31: Vụ Một", "S31 : Vụ Một", "S31; Vụ Một", "S31\tVụ Một"])
def test_code_and_name_are_parted_by_either_mark(
    admin: FlaskClient, db: Session, unit: Unit, line: str
) -> None:
    typed = {**DECIDED, "results": f"{line}\nS32; Vụ Hai", "unit": "S32", "buoc": "ghi"}
    assert admin.post(f"/don-vi/{unit.id}/chia-tach", data=typed).status_code == 303
    assert db.scalar(select(Unit.code).where(Unit.code == "S31")) == "S31"


@pytest.mark.parametrize("line", ["S31, Vụ Một", "S31- Vụ Một", "S31:", ": Vụ Một"])
def test_line_that_is_neither_is_refused_at_its_own_field(
    admin: FlaskClient, db: Session, unit: Unit, line: str
) -> None:
    typed = {**DECIDED, "results": f"{line}\nS32; Vụ Hai", "unit": "S32", "buoc": "xem"}
    answer = admin.post(f"/don-vi/{unit.id}/chia-tach", data=typed)
    assert answer.status_code == 422
    assert 'id="results-error"' in answer.text
    assert 'id="unit-error"' not in answer.text


def test_somebody_of_another_unit_cannot_be_sent(
    admin: FlaskClient, db: Session, unit: Unit
) -> None:
    for record in (person(db, "Người Khác").id, 999_999):
        data = {**OUT_OF_ONE, f"toi-{record}": "S31", "buoc": "chon"}
        answer = admin.post(f"/don-vi/{unit.id}/chia-tach", data=data)
        assert answer.status_code == 422
        assert "không thuộc đơn vị này" in answer.text


def test_more_than_can_be_ticked_are_named_by_line(
    admin: FlaskClient, unit: Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(split_people, "MOST_TICKED", 2)
    answer = admin.post(f"/don-vi/{unit.id}/chia-tach", data={**OUT_OF_ONE, "buoc": "nguoi"})
    assert answer.status_code == 422
    assert 'id="people-error"' in answer.text
