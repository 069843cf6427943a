"""A move made by mistake is put right: moved back on the same day, the history is as it was; what is left is told."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms import clock
from lms.organisation.undoing import undo_act
from lms.people.enums import Role
from lms.people.models import Account, Membership, Person
from lms.people.places import end_places, move
from lms.units.enums import Tree
from lms.units.models import Unit, UnitAct
from tests.factories import LONG_AGO, make_account, make_person, make_unit

Login = Callable[[FlaskClient, Account], FlaskClient]
DAY = date(2026, 3, 1)
BEFORE = DAY - timedelta(days=1)


@pytest.fixture
def units(db: Session) -> tuple[Unit, Unit]:
    return make_unit(db, name="Vụ Pháp chế", code="PC"), make_unit(db, name="Vụ Tiền lương")


@pytest.fixture
def people(db: Session, units: tuple[Unit, Unit]) -> list[int]:
    return [make_person(db, unit=units[0]).id for _each in range(3)]


@pytest.fixture
def admin(db: Session, client: FlaskClient, login: Login) -> FlaskClient:
    return login(client, make_account(db, role=Role.ADMINISTRATOR))


def places(db: Session, person_id: int) -> list[tuple[int, date, date | None]]:
    db.expire_all()
    rows = select(Membership).where(
        Membership.person_id == person_id, Membership.tree == Tree.STATE
    )
    return [
        (each.unit_id, each.starts_on, each.ends_on)
        for each in db.scalars(rows.order_by(Membership.starts_on))
    ]


def test_whoever_is_moved_back_on_the_day_has_stood_there_all_along(
    db: Session, units: tuple[Unit, Unit], people: list[int]
) -> None:
    own, other = (each.id for each in units)
    move(db, people, other, DAY)
    assert places(db, people[0]) == [(own, LONG_AGO, BEFORE), (other, DAY, None)]
    newcomer = make_person(db, unit=units[1]).id
    move(db, [*people, newcomer], own, DAY)
    for each in people:
        assert places(db, each) == [(own, LONG_AGO, None)]
    assert places(db, newcomer) == [(other, LONG_AGO, BEFORE), (own, DAY, None)]


def test_a_place_that_ended_earlier_is_another(
    db: Session, units: tuple[Unit, Unit], people: list[int]
) -> None:
    own, other = (each.id for each in units)
    move(db, people[:1], other, DAY)
    later = DAY + timedelta(days=10)
    move(db, people[:1], own, later)
    assert places(db, people[0]) == [
        (own, LONG_AGO, BEFORE),
        (other, DAY, later - timedelta(days=1)),
        (own, later, None),
    ]
    end_places(db, people[1:2], DAY)
    move(db, people[1:2], own, DAY + timedelta(days=1))
    assert places(db, people[1]) == [
        (own, LONG_AGO, BEFORE),
        (own, DAY + timedelta(days=1), None),
    ]


def test_an_act_on_units_can_still_be_taken_back(
    db: Session, admin: FlaskClient, units: tuple[Unit, Unit], people: list[int]
) -> None:
    own = units[0].id
    decided = {"effective_on": DAY.isoformat(), "decision": "12/QĐ-BNV, 20/02/2026"}
    decided["buoc"] = "ghi"
    code = db.scalars(select(Person.personnel_code).where(Person.id == people[0])).one()
    parts = {"results": "MOI; Vụ Mới", "stays": "y", "people": f"{code}; MOI"}
    answer = admin.post(f"/don-vi/{own}/chia-tach", data=decided | parts)
    assert answer.status_code == 303
    new = db.scalars(select(Unit.id).where(Unit.code == "MOI")).one()
    assert places(db, people[0]) == [(own, LONG_AGO, BEFORE), (new, DAY, None)]
    move(db, people[:1], own, DAY)
    assert places(db, people[0]) == [(own, LONG_AGO, None)]
    act = db.scalars(select(UnitAct.id).order_by(UnitAct.id.desc())).first()
    undo_act(db, act or 0, "ghi nhầm", None)
    for each in people:
        assert places(db, each) == [(own, LONG_AGO, None)]


def test_taking_a_move_away_tells_what_stays_ended(
    db: Session, admin: FlaskClient, units: tuple[Unit, Unit], people: list[int]
) -> None:
    move(db, people[:1], units[1].id, clock.today())
    db.flush()
    moved = db.scalars(
        select(Membership.id).where(Membership.unit_id == units[1].id, Membership.ends_on.is_(None))
    ).one()
    done = admin.post(
        f"/nhan-su/{people[0]}/noi/{moved}", data={"viec": "xoa"}, follow_redirects=True
    )
    assert "Thời gian ở Vụ Pháp chế vẫn kết thúc ngày" in done.text
    left = db.scalars(select(Membership.id).where(Membership.person_id == people[0])).one()
    only = admin.post(
        f"/nhan-su/{people[0]}/noi/{left}", data={"viec": "xoa"}, follow_redirects=True
    )
    assert "vẫn kết thúc ngày" not in only.text
