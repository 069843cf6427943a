"""A code or an address on record for somebody of another name and birth: asked about, never taken over."""

from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from lms.people.importing.models import RunState
from lms.people.importing.planning import plan_roster_import
from lms.people.importing.problems import Problem
from lms.people.importing.roster_plan import RosterPlan
from lms.people.models import Person
from lms.units.models import Unit
from tests.factories import make_person, make_unit
from tests.lms.people.rosters import TODAY, read_people
from tests.lms.people.test_roster_reading import (  # noqa: F401 - fixtures
    admin,
    people,
    run_of,
    send,
    unit,
)

COLUMNS = ("STT", "Mã cán bộ", "Email", "Họ và tên", "Ngày sinh", "Đơn vị")


def plan_of(db: Session, *rows: list[object]) -> RosterPlan:
    return plan_roster_import(db, read_people(*COLUMNS, rows=rows), TODAY)


@pytest.fixture
def known(db: Session, unit: Unit) -> Person:  # noqa: F811
    return make_person(
        db,
        full_name="Nguyễn Thị Hoa",
        personnel_code="PT-70",
        email="hoa@bo.example",
        born_on=date(1980, 5, 6),
        unit=unit,
    )


@pytest.mark.parametrize(
    ("name", "born", "is_asked"),
    [
        ("Hoàn Toàn Khác", "1/2/1999", True),
        ("Nguyễn Thị Lan", "1/2/1999", True),
        ("Trần Văn Nam", "", True),
        ("Hoàn Toàn Khác", "6/5/1980", False),  # the same birth: a new name
        ("Nguyễn Thị Hoà", "1/2/1999", False),  # the birth was mistyped
        ("Trần Thị Hoa", "1/2/1999", False),
        ("Nguyễn Thị Lan", "", False),
        ("Nguyễn Thị Hoa", "1980", False),
    ],
)
@pytest.mark.parametrize(("code", "email"), [("PT-70", ""), ("", "hoa@bo.example")])
def test_wholly_another_name_and_birth_is_asked(
    db: Session, known: Person, name: str, born: str, is_asked: bool, code: str, email: str
) -> None:
    plan = plan_of(db, [1, code, email, name, born, "Vụ A"])
    assert len(plan.doubtful) == is_asked
    assert len(plan.changed) + len(plan.unchanged) == (not is_asked)
    if is_asked:
        assert [each.problems[0].kind for each in plan.rejected] == [Problem.OTHER_PERSON]
        assert plan.missing == []


def test_row_of_somebody_another_row_is_about_is_left_out(db: Session, known: Person) -> None:
    by_email: list[object] = [1, "", "hoa@bo.example", "Nguyễn Thị Hoa", "6/5/1980", "Vụ A"]
    plan = plan_of(db, [2, "PT-70", "", "Hoàn Toàn Khác", "1/2/1999", "Vụ A"], by_email)
    assert plan.doubtful == []
    assert [each.problems[0].kind for each in plan.rejected] == [Problem.DUPLICATE]


@pytest.mark.parametrize(
    ("choice", "written"),
    [("same", {"Hoàn Toàn Khác"}), ("out", {"Nguyễn Thị Hoa"}), ("new", {"Nguyễn Thị Hoa"})],
)
def test_it_is_the_same_or_left_out_but_nobody_new(
    admin: FlaskClient,  # noqa: F811
    db: Session,
    known: Person,
    choice: str,
    written: set[str],
) -> None:
    make_unit(db, name="Vụ B")
    text = (
        ";".join(COLUMNS)
        + "\n1;PT-70;;Hoàn Toàn Khác;1/2/1999;Vụ A\n2;B-1;;Lê Văn An;1/2/1990;Vụ B\n"
    )
    address = send(admin, text)
    page = admin.get(address).text
    assert (
        "Mã nhân sự hoặc email của Hoàn Toàn Khác" not in page
    )  # the question itself is shown instead
    assert "Mã nhân sự hoặc email đang thuộc" in page
    assert "cùng người với Nguyễn Thị Hoa" in page
    assert "người mới</option>" not in page
    value = str(known.id) if choice == "same" else choice
    admin.post(f"{address}/nghi-van", data={"dong-2": value})
    admin.post(address)
    assert run_of(db).state is RunState.WRITTEN
    assert set(people(db)) == written | {"Lê Văn An"}
