"""Units under names of before, merged, split or closed: the row is told what became of them, and may be read so."""

from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.organisation.orders import Order
from lms.organisation.services import record_act
from lms.organisation.undoing import undo_act
from lms.people.importing.planning import plan_roster_import
from lms.people.importing.problems import Problem
from lms.people.importing.roster_plan import RosterPlan
from lms.people.importing.sentences import sentences
from lms.people.models import Membership, Person
from lms.units.enums import ActKind, Tree
from lms.units.models import Unit, UnitAct
from tests.factories import make_unit
from tests.lms.people.rosters import TODAY, read_people
from tests.lms.people.test_roster_reading import admin, say, send  # noqa: F401 - a fixture

ON = date(2025, 3, 1)


def act(db: Session, kind: ActKind, *units: Unit, **order: Any) -> UnitAct:
    ids = tuple(each.id for each in units)
    return record_act(db, Order(kind, Tree.STATE, ON, "12/QĐ", units=ids, **order), None)


def plan_of(db: Session, *units: str) -> RosterPlan:
    rows = [[place, f"Lê Văn {'ABCDEG'[place]}n", unit] for place, unit in enumerate(units)]
    return plan_roster_import(db, read_people("STT", "Họ và tên", "Đơn vị", rows=rows), TODAY)


def told(plan: RosterPlan) -> list[tuple[Problem, str]]:
    return [(each.problems[0].kind, each.problems[0].meant) for each in plan.rejected]


@pytest.fixture
def ministry(db: Session) -> Unit:
    return make_unit(db, name="Bộ")


@pytest.fixture
def unit(db: Session, ministry: Unit) -> Unit:
    return make_unit(db, name="Vụ Tiền lương", parent=ministry, code="TL")


@pytest.fixture
def heir(db: Session, ministry: Unit) -> Unit:
    return make_unit(db, name="Vụ Tổng hợp", parent=ministry)


def test_former_name_is_told_with_the_new_one(db: Session, unit: Unit) -> None:
    act(db, ActKind.RENAME, unit, name="Vụ Tiền lương và Bảo hiểm")
    plan = plan_of(db, "vụ tiền lương", "Vụ Tiền lương và Bảo hiểm")
    assert told(plan) == [(Problem.UNIT_RENAMED, "Vụ Tiền lương và Bảo hiểm")]
    assert len(plan.new) == 1
    (former,) = plan.asked.values()
    assert (former.units, former.rows, former.is_former) == ((unit.id,), 1, True)


def test_merged_unit_is_told_with_the_one_that_stands_now(
    db: Session, unit: Unit, heir: Unit, ministry: Unit
) -> None:
    act(db, ActKind.MERGE, unit, target=heir.id)
    last = make_unit(db, name="Vụ Kế hoạch", parent=ministry)
    act(db, ActKind.MERGE, heir, target=last.id)
    plan = plan_of(db, "Vụ Tiền lương", "TL", "Vụ Tổng hợp")
    assert told(plan) == [(Problem.UNIT_MERGED, "Vụ Kế hoạch")] * 3


def test_merger_that_was_taken_back_is_none(db: Session, unit: Unit, heir: Unit) -> None:
    merged = act(db, ActKind.MERGE, unit, target=heir.id)
    undo_act(db, merged.id, "13/QĐ", None)
    plan = plan_of(db, "Vụ Tiền lương")
    assert (len(plan.new), told(plan)) == (1, [])


def test_split_unit_is_told_with_all_that_took_over(
    db: Session, unit: Unit, heir: Unit, ministry: Unit
) -> None:
    other = make_unit(db, name="Vụ Bảo hiểm", parent=ministry)
    act(db, ActKind.SPLIT, unit, results=(heir.id, other.id), heir=0)
    plan = plan_of(db, "Vụ Tiền lương")
    ((kind, meant),) = told(plan)
    assert kind is Problem.UNIT_SPLIT
    assert set(meant.split("”, “")) == {"Vụ Tổng hợp", "Vụ Bảo hiểm"}


def test_closed_unit_and_one_of_later_are_told_apart_from_unknown_ones(
    db: Session, unit: Unit, ministry: Unit
) -> None:
    act(db, ActKind.CLOSE, unit)
    make_unit(db, name="Vụ Số hóa", parent=ministry, starts_on=date(2027, 1, 1))
    plan = plan_of(db, "Vụ Tiền lương", "Vụ Số hóa", "Vụ Không có")
    assert told(plan) == [
        (Problem.UNIT_CLOSED, ""),
        (Problem.UNIT_LATER, "01/01/2027"),
        (Problem.UNKNOWN_UNIT, ""),
    ]
    assert [(each.name, each.units, each.is_former) for each in plan.asked.values()] == [
        ("Vụ Tiền lương", (), True),
        ("Vụ Không có", (), False),
    ]


def test_row_is_read_with_the_unit_of_today_when_somebody_says_so(
    admin: FlaskClient,  # noqa: F811
    db: Session,
    unit: Unit,
    heir: Unit,
) -> None:
    act(db, ActKind.MERGE, unit, target=heir.id)
    rows = "Họ và tên;Ngày sinh;Đơn vị\nHồ An;1/1/1980;Vụ Tiền lương\nBùi Lan;;\nI. Vụ Tiền lương\nĐỗ Mai;;\n"
    address = send(admin, rows)
    page = admin.get(address).text
    assert "Có 2 dòng ghi đơn vị theo tên cũ" in page
    assert "đọc là Vụ Tổng hợp" in page
    assert "đơn vị tiếp nhận là “Vụ Tổng hợp”" in page
    assert "Có 2 dòng" in say(admin, address, don_vi_0="999").text
    page = say(admin, address, don_vi_0=str(heir.id)).text
    assert "theo tên cũ" not in page
    assert "Nhập 2 người" in page
    admin.post(address)
    names = select(Person.full_name).join(Membership).where(Membership.unit_id == heir.id)
    assert set(db.scalars(names)) == {"Hồ An", "Đỗ Mai"}


def test_all_that_is_wrong_with_a_row_is_told_at_once(db: Session, unit: Unit) -> None:
    rows = [[1, "Lê Văn An", "31/2/1980", "an@@bo", "Vụ Không có", "x", "Chi bộ Không có"]]
    columns = ("STT", "Họ và tên", "Ngày sinh", "Email", "Đơn vị", "Đảng viên", "Chi bộ")
    (bad,) = plan_roster_import(db, read_people(*columns, rows=rows), TODAY).rejected
    assert [each.kind for each in bad.problems] == [
        Problem.BAD_DATE,
        Problem.BAD_EMAIL,
        Problem.UNKNOWN_UNIT,
        Problem.UNKNOWN_PARTY_UNIT,
    ]
    assert "Vụ Không có" in sentences(bad.problems)


def test_good_row_with_two_unknown_units_is_told_both(db: Session, unit: Unit) -> None:
    rows = [[1, "Lê Văn An", "Vụ Không có", "x", "Chi bộ Không có"]]
    parsed = read_people("STT", "Họ và tên", "Đơn vị", "Đảng viên", "Chi bộ", rows=rows)
    (bad,) = plan_roster_import(db, parsed, TODAY).rejected
    assert [each.kind for each in bad.problems] == [
        Problem.UNKNOWN_UNIT,
        Problem.UNKNOWN_PARTY_UNIT,
    ]
