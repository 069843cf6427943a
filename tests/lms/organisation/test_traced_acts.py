"""Acts on units are in the trace, with all whom they moved; taking one back too."""

from datetime import date

from sqlalchemy.orm import Session

from lms.organisation.orders import NewUnit, Order
from lms.organisation.services import record_act
from lms.organisation.undoing import undo_act
from lms.people.models import Person
from lms.privacy.trace import Wanted, read_trace
from lms.privacy.words import detail_words
from lms.units.enums import ActKind, Tree, UnitKind
from tests.factories import make_account, make_person, make_unit

DAY = date(2026, 3, 1)


def told(db: Session, person: Person) -> list[str]:
    rows = read_trace(db, Wanted(person_id=person.id))[0]
    return [f"{each.by}: {detail_words(each.entry.detail)}" for each in rows]


def test_who_merged_units_and_who_was_moved_by_it(app, db: Session) -> None:
    ministry = make_unit(db, name="Bộ")
    a, b = make_unit(db, name="Vụ A", parent=ministry), make_unit(db, name="Vụ B", parent=ministry)
    moved, stranger = make_person(db, unit=a), make_person(db, unit=ministry)
    account = make_account(db, full_name="Trần Tổ Chức")
    result = NewUnit("VM", "Vụ Mới", UnitKind.UNIT, parent_id=ministry.id)
    order = Order(ActKind.MERGE, Tree.STATE, DAY, "12/QĐ-BNV", units=(a.id, b.id), target=result)
    act = record_act(db, order, account.id)
    undo_act(db, act.id, "Ghi nhầm", account.id)

    with app.test_request_context():
        assert told(db, moved) == [
            "Trần Tổ Chức: Hủy ghi nhận: 12/QĐ-BNV, 01/03/2026",
            "Trần Tổ Chức: Sáp nhập, hợp nhất: 12/QĐ-BNV, 01/03/2026",
        ]
        assert told(db, stranger) == []
