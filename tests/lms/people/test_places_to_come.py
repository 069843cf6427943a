"""A place still to come, of a merger or a planned move, bars nobody from leaving or moving before its day."""

from collections.abc import Callable, Iterable
from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.organisation.orders import Order
from lms.organisation.services import record_act
from lms.organisation.undoing import undo_act
from lms.people.access_words import detail_words
from lms.people.enums import Role
from lms.people.importing.applying import apply_roster_import
from lms.people.leaving import cancelled_there, judge_leaving_units, leave_units
from lms.people.models import AccessEntry, Account, Membership, Person
from lms.people.places import judge_leaving, judge_moves, move
from lms.units.enums import ActKind, Tree
from lms.units.models import Unit, UnitAct
from tests.factories import LONG_AGO, make_account, make_person, make_unit
from tests.lms.people.rosters import read_people

Login = Callable[[FlaskClient, Account], FlaskClient]
DAY = date(2999, 1, 1)
EARLIER, BEFORE = date(2026, 1, 10), date(2026, 1, 9)


class Merged:
    """A unit that another takes in on a day far off, with four people."""

    def __init__(self, db: Session) -> None:
        self.db = db
        top = make_unit(db, name="Bộ")
        self.old, self.new, self.third = (
            make_unit(db, name=name, parent=top) for name in ("Vụ Một", "Vụ Hai", "Vụ Ba")
        )
        self.people = [make_person(db, unit=self.old) for _ in range(4)]
        self.act = self.record(ActKind.MERGE, self.old, target=self.new.id)

    def record(self, kind: ActKind, *units: Unit, target: int) -> UnitAct:
        ids = tuple(unit.id for unit in units)
        order = Order(kind, Tree.STATE, DAY, "9/QĐ", units=ids, target=target)
        return record_act(self.db, order, None)

    def places(self, person: Person) -> list[tuple[int, date, date | None]]:
        self.db.expire_all()
        columns = Membership.unit_id, Membership.starts_on, Membership.ends_on
        wanted = select(*columns).where(Membership.person_id == person.id)
        return [tuple(row) for row in self.db.execute(wanted.order_by(Membership.starts_on))]


@pytest.fixture
def merged(db: Session) -> Merged:
    return Merged(db)


@pytest.fixture
def admin(db: Session, client: FlaskClient, login: Login) -> FlaskClient:
    return login(client, make_account(db, role=Role.ADMINISTRATOR, full_name="Quản Trị Hệ Thống"))


def details(db: Session, action: str, people: Iterable[Person]) -> set[str]:
    ids = [each.id for each in people]
    wanted = select(AccessEntry.detail).where(
        AccessEntry.action == action, AccessEntry.subject_id.in_(ids)
    )
    return set(db.scalars(wanted))


def test_who_leaves_or_moves_before_a_merger_is_not_taken_along(
    merged: Merged, admin: FlaskClient
) -> None:
    leaver, mover, many, stays = merged.people
    for person, act, more in (
        (leaver, "roi-co-quan", {}),
        (mover, "dieu-chuyen", {"unit_id": str(merged.third.id)}),
    ):
        address = f"/nhan-su/{person.id}/sua/{act}"
        assert admin.post(address, data={"on": "10/01/2026", **more}).status_code == 303
    values = {"nguoi": str(many.id), "act": "roi-co-quan", "on": "2026-01-10", "unit_id": "0"}
    values |= {
        "category": "cadre",
        "party_status": "none",
        "is_exempt": "0",
        "so-nguoi": "1",
        "so-go": "1",
    }
    assert admin.post("/nhan-su/hang-loat", data=values).status_code == 303
    gone = [(merged.old.id, LONG_AGO, BEFORE)]
    assert merged.places(leaver) == merged.places(many) == gone
    assert merged.places(mover) == [*gone, (merged.third.id, EARLIER, None)]
    for action, people in (("marked as left", [leaver, many]), ("moved to a unit", [mover])):
        (told,) = details(merged.db, action, people)
        assert told.endswith(", planned=Vụ Hai 2999-01-01")
        assert "Vụ Hai 01/01/2999" in detail_words(told)
    undo_act(merged.db, merged.act.id, "Hoãn", None)
    assert merged.places(leaver) == merged.places(many) == gone
    assert merged.places(mover) == [*gone, (merged.third.id, EARLIER, None)]
    assert merged.places(stays) == [(merged.old.id, LONG_AGO, None)]


def test_who_leaves_the_unit_before_a_merger_does_not_come_with_it(merged: Merged) -> None:
    leaver, stays, *_others = merged.people
    units = {merged.old.id}
    assert judge_leaving_units(merged.db, [leaver.id], units, EARLIER).change == {leaver.id}
    coming = {leaver.id: [(merged.new.id, DAY)]}
    assert cancelled_there(merged.db, [leaver.id], units, EARLIER) == coming
    leave_units(merged.db, [leaver.id], units, EARLIER)
    assert merged.places(leaver) == [(merged.old.id, LONG_AGO, BEFORE)]
    assert len(merged.places(stays)) == 2
    undo_act(merged.db, merged.act.id, "Hoãn", None)
    assert merged.places(stays) == [(merged.old.id, LONG_AGO, None)]


def test_a_planned_move_elsewhere_stays_when_the_unit_is_left(merged: Merged) -> None:
    person = make_person(merged.db, unit=merged.third)
    move(merged.db, [person.id], merged.new.id, DAY)
    leave_units(merged.db, [person.id], {merged.third.id}, EARLIER)
    assert merged.places(person) == [
        (merged.third.id, LONG_AGO, BEFORE),
        (merged.new.id, DAY, None),
    ]


def test_what_has_begun_since_still_bars_an_earlier_day(merged: Merged) -> None:
    person = make_person(merged.db, unit=merged.third)
    move(merged.db, [person.id], merged.new.id, EARLIER)
    assert person.id in judge_leaving(merged.db, [person.id], date(2025, 1, 1)).refused
    refused = judge_moves(merged.db, [person.id], merged.third.id, date(2025, 1, 1)).refused
    assert person.id in refused


def test_a_move_still_to_come_is_not_said_to_be_done(merged: Merged, admin: FlaskClient) -> None:
    person = make_person(merged.db, unit=merged.third)
    data = {"unit_id": str(merged.new.id), "on": "01/01/2999"}
    done = admin.post(f"/nhan-su/{person.id}/sua/dieu-chuyen", data=data)
    page = admin.get(done.location).text
    assert "có hiệu lực từ ngày 01/01/2999" in page
    assert "Đã chuyển đơn vị" not in page


def test_an_import_that_moves_cancels_what_was_planned(merged: Merged) -> None:
    person, *_others = merged.people
    person.personnel_code = "NV-1"
    merged.db.flush()
    row = ["NV-1", person.full_name, merged.third.code]
    parsed = read_people("Mã cán bộ", "Họ và tên", "Mã đơn vị", rows=[row])
    apply_roster_import(merged.db, parsed, EARLIER)
    assert merged.places(person) == [
        (merged.old.id, LONG_AGO, BEFORE),
        (merged.third.id, EARLIER, None),
    ]


def test_who_comes_to_the_unit_meanwhile_goes_along_until_moved_on(merged: Merged) -> None:
    late, moves_on = (make_person(merged.db, unit=merged.third) for _ in range(2))
    move(merged.db, [late.id, moves_on.id], merged.old.id, EARLIER)
    along = [(merged.old.id, EARLIER, date(2998, 12, 31)), (merged.new.id, DAY, None)]
    assert merged.places(late)[1:] == merged.places(moves_on)[1:] == along
    move(merged.db, [moves_on.id], merged.third.id, date(2026, 2, 1))
    gone = [(merged.old.id, EARLIER, date(2026, 1, 31)), (merged.third.id, date(2026, 2, 1), None)]
    assert merged.places(moves_on)[1:] == gone
    undo_act(merged.db, merged.act.id, "Hoãn", None)
    assert merged.places(late)[1:] == [(merged.old.id, EARLIER, None)]
    assert merged.places(moves_on)[1:] == gone
