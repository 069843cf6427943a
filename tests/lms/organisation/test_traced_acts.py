"""Acts on units are in the trace, with everybody whose place, unit or role they change; taking one back too."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from lms.organisation.orders import NewUnit, Order
from lms.organisation.services import record_act
from lms.organisation.undoing import undo_act
from lms.people.enums import Role
from lms.people.models import AccessEntry, Membership, Person
from lms.people.tracing.models import AccessReach
from lms.privacy.trace import Wanted, read_trace
from lms.privacy.words import detail_words
from lms.units.enums import ActKind, Tree, UnitKind
from tests.factories import grant_role, make_account, make_person, make_unit

DAY = date(2026, 3, 1)
DECISION = "12/QĐ-BNV"
Count = Callable[[], AbstractContextManager[list[str]]]


def told(db: Session, person: Person) -> list[str]:
    rows = read_trace(db, Wanted(person_id=person.id))[0]
    return [f"{each.by}: {detail_words(each.entry.detail)}" for each in rows]


@pytest.fixture
def office(db: Session):
    class Office:
        ministry = make_unit(db, name="Bộ")
        a = make_unit(db, name="Vụ A", parent=ministry)
        b = make_unit(db, name="Vụ B", parent=ministry)
        room = make_unit(db, name="Phòng A1", parent=a)
        by = make_account(db, full_name="Trần Tổ Chức").id

    made = Office()
    made.people = {name: make_person(db, unit=getattr(made, name)) for name in ("a", "b", "room")}
    made.stranger = make_person(db, unit=made.ministry)
    return made


def order(kind: ActKind, *units, **more) -> Order:
    return Order(kind, Tree.STATE, DAY, DECISION, units=tuple(each.id for each in units), **more)


def who_is_told(db: Session, office) -> list[str]:
    people = {**office.people, "stranger": office.stranger}
    return [name for name, person in people.items() if told(db, person)]


def test_who_merged_units_and_who_was_moved_by_it(app, db: Session, office) -> None:
    result = NewUnit("VM", "Vụ Mới", UnitKind.UNIT, parent_id=office.ministry.id)
    act = record_act(db, order(ActKind.MERGE, office.a, office.b, target=result), office.by)
    undo_act(db, act.id, "Ghi nhầm", office.by)

    with app.test_request_context():
        for moved in ("a", "b", "room"):
            assert told(db, office.people[moved]) == [
                "Trần Tổ Chức: Hủy ghi nhận: 12/QĐ-BNV, 01/03/2026",
                "Trần Tổ Chức: Sáp nhập, hợp nhất: 12/QĐ-BNV, 01/03/2026",
            ]
        assert told(db, office.stranger) == []


def test_whoever_stands_in_a_unit_that_moves_or_below_it(app, db: Session, office) -> None:
    act = record_act(db, order(ActKind.MOVE, office.a, target=office.b.id), office.by)
    with app.test_request_context():
        assert who_is_told(db, office) == ["a", "room"]
        undo_act(db, act.id, "Ghi nhầm", office.by)
        assert len(told(db, office.people["room"])) == 2
        assert who_is_told(db, office) == ["a", "room"]


def test_whoever_stands_in_a_renamed_unit(app, db: Session, office) -> None:
    act = record_act(db, order(ActKind.RENAME, office.b, name="Vụ Bê"), office.by)
    undo_act(db, act.id, "Ghi nhầm", office.by)
    with app.test_request_context():
        assert who_is_told(db, office) == ["b"]
        assert len(told(db, office.people["b"])) == 2


def test_of_a_split_unit_that_stays_only_those_who_go(app, db: Session, office) -> None:
    goes = make_person(db, unit=office.a)
    office.people["goes"] = goes
    result = NewUnit("VC", "Vụ C", UnitKind.UNIT, parent_id=office.ministry.id)
    record_act(
        db, order(ActKind.SPLIT, office.a, results=(result,), people={goes.id: 0}), office.by
    )
    with app.test_request_context():
        assert who_is_told(db, office) == ["goes"]


def test_whoever_left_before_the_day_is_not_told(app, db: Session, office) -> None:
    gone = Membership.person_id == office.people["b"].id
    db.execute(update(Membership).where(gone).values(ends_on=date(2026, 2, 28)))
    record_act(db, order(ActKind.RENAME, office.b, name="Vụ Bê"), office.by)
    with app.test_request_context():
        assert who_is_told(db, office) == []


def test_holder_of_a_role_over_a_unit_that_ends(app, db: Session, office) -> None:
    head = make_account(db, full_name="Lê Thị Trưởng")
    grant_role(db, head, Role.UNIT_HEAD, unit=office.b)
    office.people["head"] = db.get_one(Person, head.person_id)
    record_act(db, order(ActKind.CLOSE, office.b, target=office.a.id), office.by)
    with app.test_request_context():
        assert who_is_told(db, office) == ["b", "head"]


def test_queries_do_not_grow_with_those_who_move(
    app, db: Session, office, count_queries: Count
) -> None:
    counts = []
    for unit, more in ((office.room, 0), (office.b, 150)):
        for _each in range(more):
            make_person(db, unit=unit)
        db.flush()
        wanted = order(ActKind.CLOSE, unit, target=office.ministry.id)
        db.expire_all()
        with count_queries() as statements:
            act = record_act(db, wanted, office.by)
            undo_act(db, act.id, "Ghi nhầm", office.by)
        counts.append(len(statements))
    assert counts[0] == counts[1]
    shown = select(AccessEntry.shown).order_by(AccessEntry.id.desc()).limit(1)
    assert db.scalar(shown) == 151
    newest = select(func.max(AccessEntry.id)).scalar_subquery()
    rows = select(func.count()).select_from(AccessReach).where(AccessReach.entry_id == newest)
    assert db.scalar(rows) <= 5  # sixty-two people share a row


def test_page_about_me_tells_of_the_act_with_its_unit(
    client: FlaskClient, db: Session, login, office
) -> None:
    account = make_account(db, person=office.people["room"])
    record_act(db, order(ActKind.MOVE, office.a, target=office.b.id), office.by)
    mine = login(client, account)
    for address in ("/ve-toi", "/ve-toi/du-lieu"):
        page = mine.get(address).text
        assert "Trần Tổ Chức" in page, address
        assert "Chuyển cấp trên trực tiếp" in page, address
        assert "12/QĐ-BNV, từ 01/03/2026" in page, address
        assert "Vụ A" in page, address
