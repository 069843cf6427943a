"""A unit in several columns, level by level: each is found within the one beside it."""

from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.organisation.orders import Order
from lms.organisation.services import record_act
from lms.people.importing.asked_names import AskedName
from lms.people.importing.columns import Field
from lms.people.importing.leftovers import write_leftovers
from lms.people.importing.planning import plan_roster_import
from lms.people.importing.problems import Problem
from lms.people.importing.roster import parse_roster
from lms.people.importing.roster_plan import RosterPlan
from lms.people.importing.sentences import sentences
from lms.people.models import Membership, Person
from lms.spreadsheets import open_spreadsheet
from lms.units.enums import ActKind, Tree
from lms.units.models import Unit
from tests.lms.people.rosters import TODAY, read_people, read_rows
from tests.lms.people.test_roster_reading import admin, send  # noqa: F401 - a fixture
from tests.lms.units.lists import import_lines

NAMES = ("Lê Văn An", "Lê Văn Bình", "Lê Văn Cường", "Lê Văn Dũng", "Lê Văn Giang")


@pytest.fixture(autouse=True)
def tree(db: Session) -> None:
    import_lines(
        db,
        "state,S,Bộ Nội vụ,,,",
        "state,S1,Cục A,S,,",
        "state,S1.1,Phòng Tổng hợp,S1,,",
        "state,S1.1.1,Tổ 1,S1.1,,",
        "state,S1.2,Phòng Kế hoạch,S1,,",
        "state,S1.2.1,Tổ 1,S1.2,,",
        "state,S2,Cục B,S,,",
        "state,S2.1,Phòng Tổng hợp,S2,,",
        "state,S2.2,Phòng Riêng,S2,,",
    )


def fields_of(*headings: str) -> list[Field | None]:
    parsed = read_rows([["Họ và tên", *headings], ["Lê An", *("x" for _each in headings)]])
    found = parsed.header.columns[1:]
    return [
        each.field if parsed.header.column_of(each.field or Field.NOTE) == place else None
        for place, each in enumerate(found, 1)
    ]


@pytest.mark.parametrize(
    ("headings", "levels"),
    [
        (("Đơn vị", "Phòng"), "12"),
        (("Phòng", "Đơn vị"), "21"),
        (("Cục", "Phòng", "Tổ"), "123"),
        (("Đơn vị công tác", "Phòng/Ban"), "12"),
        (("Cơ quan", "Đơn vị", "Bộ phận"), "123"),
        (("Khoa", "Bộ môn"), "1-"),
        (("Trường", "Khoa", "Tổ"), "123"),
        (("Khoa/Phòng", "Tổ"), "12"),
        (("Đơn vị", "Phòng ban"), "12"),
        (("Mã đơn vị", "Phòng"), "12"),
        (("Mã đơn vị", "Tên đơn vị"), "1-"),
        (("Mã đơn vị", "Đơn vị", "Phòng"), "1-2"),
        (("Phòng",), "1"),
    ],
)
def test_levels_are_told_by_the_headings_wherever_they_stand(
    headings: tuple[str, ...], levels: str
) -> None:
    meant = {"1": Field.UNIT, "2": Field.UNIT_WITHIN, "3": Field.UNIT_WITHIN_THAT, "-": None}
    assert fields_of(*headings) == [meant[each] for each in levels]


def plan_of(db: Session, columns: str, *rows: str) -> RosterPlan:
    told = [[name, *row.split("|")] for name, row in zip(NAMES, rows, strict=False)]
    return plan_roster_import(db, read_people("Họ và tên", *columns.split("|"), rows=told), TODAY)


def codes(db: Session, plan: RosterPlan) -> list[str]:
    return [db.get_one(Unit, each.unit_id).code for each in plan.new]


def test_same_room_is_found_within_the_unit_beside_it(db: Session) -> None:
    rows = ("Cục A|Phòng Tổng hợp", "Cục B|phòng tổng hợp", "S2|Phòng Riêng", "Cục B|")
    assert codes(db, plan_of(db, "Đơn vị|Phòng", *rows)) == ["S1.1", "S2.1", "S2.2", "S2"]


def test_three_levels(db: Session) -> None:
    rows = (
        "Cục A|Phòng Tổng hợp|Tổ 1",
        "Cục A|Phòng Kế hoạch|Tổ 1",
        "Cục A|Phòng Kế hoạch|",
        "Cục A||",
        "Cục A|-|.",
    )
    plan = plan_of(db, "Cục|Phòng|Tổ", *rows)
    assert codes(db, plan) == ["S1.1.1", "S1.2.1", "S1.2", "S1", "S1"]


def test_leaders_and_the_unit_named_twice_stand_in_the_unit_itself(db: Session) -> None:
    plan = plan_of(db, "Đơn vị|Phòng", "Cục A|Lãnh đạo Cục", "Cục A|Cục A")
    assert codes(db, plan) == ["S1", "S1"]


def test_room_of_another_unit_is_never_meant(db: Session) -> None:
    plan = plan_of(
        db, "Đơn vị|Phòng", "Cục A|Phòng Riêng", "Cục A|Phòng Riêng", "Cục Lạ|Phòng Riêng"
    )
    assert plan.new == []
    asked = list(plan.asked.values())
    assert [(each.name, each.rows, each.above is not None) for each in asked] == [
        ("Cục A › Phòng Riêng", 2, True),
        ("Cục Lạ", 1, False),
    ]
    assert "“Cục A › Phòng Riêng”" in sentences(plan.rejected[0].problems)


def test_same_name_in_two_parts_of_the_unit_is_not_guessed(db: Session) -> None:
    (bad,) = plan_of(db, "Đơn vị|Tổ", "Cục A|Tổ 1").rejected
    assert bad.problems[0].kind is Problem.AMBIGUOUS_UNIT


def test_room_alone_is_found_under_the_heading_row(db: Session) -> None:
    rows = [["STT", "Họ và tên", "Đơn vị", "Phòng"], ["I. CỤC B", "", "", ""]]
    rows += [["1", "Lê An", "", "Phòng Tổng hợp"]]
    plan = plan_roster_import(db, read_rows(rows), TODAY)
    assert codes(db, plan) == ["S2.1"]


def test_former_room_is_asked_only_where_it_stood_within_that_unit(db: Session) -> None:
    room = db.scalars(select(Unit).where(Unit.code == "S2.2")).one()
    order = Order(
        ActKind.RENAME, Tree.STATE, date(2026, 3, 1), "1/QĐ", units=(room.id,), name="Phòng Mới"
    )
    record_act(db, order, None)
    plan = plan_of(db, "Đơn vị|Phòng", "Cục B|Phòng Riêng", "Cục A|Phòng Riêng")

    def told(asked: AskedName) -> tuple[str, bool, tuple[int, ...]]:
        return asked.name, asked.is_former, asked.units

    assert [told(each) for each in plan.asked.values()] == [
        ("Cục B › Phòng Riêng", True, (room.id,)),
        ("Cục A › Phòng Riêng", False, ()),
    ]


def test_rows_left_out_come_back_with_all_their_units(db: Session) -> None:
    parsed = read_people("Họ và tên", "Cục", "Phòng", "Tổ", rows=[["Lê An", "Cục A", "P", "T"]])
    plan = plan_roster_import(db, parsed, TODAY)
    book = write_leftovers(parsed.header, plan.rejected)
    (person,) = parse_roster(open_spreadsheet(book, "a.xlsx"), TODAY).people
    assert person.units == ("Cục A", "P", "T")


def test_preview_shows_the_path_and_people_are_written_there(
    admin: FlaskClient,  # noqa: F811
    db: Session,
) -> None:
    address = send(
        admin, "Họ và tên;Đơn vị;Phòng\nHồ An;Cục A;Phòng Tổng hợp\nĐỗ Mai;Cục B;Phòng Tổng hợp\n"
    )
    page = admin.get(f"{address}?loai=new").text
    assert "Cục A › Phòng Tổng hợp" in page
    assert "Cục B › Phòng Tổng hợp" in page
    found = admin.get(f"{address}?loai=new&tim=cuc+b").text
    assert (found.count(">Hồ An</th>"), found.count(">Đỗ Mai</th>")) == (0, 1)
    admin.post(address)
    placed = select(Person.full_name, Unit.code).join(Membership, Membership.person_id == Person.id)
    rows = db.execute(placed.join(Unit, Unit.id == Membership.unit_id))
    found = {row[0]: row[1] for row in rows}
    assert found == {"Hồ An": "S1.1", "Đỗ Mai": "S2.1"}
