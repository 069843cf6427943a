"""Whom the rows of a later roster mean: recognised, asked, refused."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from lms.people.importing.acts import dump_doubt, load_doubt
from lms.people.importing.deciding import NEW, OUT, Decided, decide_rows
from lms.people.importing.problems import Problem
from lms.people.importing.roster_plan import RosterPlan
from lms.people.models import Person
from lms.units.models import Unit
from tests.factories import make_person
from tests.lms.people.importing.later_rosters import import_rows, plan_rows

BORN = date(1980, 1, 1)
HEADINGS = "Họ và tên|Ngày sinh|Đơn vị"


def decided(plan: RosterPlan, choices: dict[int, str]) -> Decided:
    doubts = [(doubt.row.row, load_doubt(dump_doubt(doubt))) for doubt in plan.doubtful]
    return decide_rows(doubts, choices)


def problems(plan: RosterPlan) -> list[str]:
    return [problem.kind.value for bad in plan.rejected for problem in bad.problems]


def test_person_is_known_by_code_whatever_the_name(db: Session, office: dict[str, Unit]) -> None:
    person = make_person(db, personnel_code="NV1", full_name="Lê Thị An", unit=office["A"])
    plan = import_rows(db, "Mã nhân sự|Họ và tên|Đơn vị", ["nv1", "LÊ THỊ ÂN", "Vụ A"])
    assert plan.changed[0].values["full_name"] == "Lê Thị Ân"
    assert db.get_one(Person, person.id).name_fold == "le thi an"
    assert db.get_one(Person, person.id).full_name == "Lê Thị Ân"


def test_person_without_code_is_known_by_address_then_by_name_birth_and_unit(
    db: Session, office: dict[str, Unit]
) -> None:
    by_mail = make_person(db, full_name="Lê Hoà", email="hoa@bo.example", unit=office["A"])
    by_name = make_person(db, full_name="Bùi Hoà", born_on=BORN, unit=office["A"])
    plan = import_rows(
        db,
        "Họ và tên|Ngày sinh|Đơn vị|Email|Chức vụ",
        ["Lê Hòa", "", "Vụ A", "hoa@bo.example", "Vụ trưởng"],
        ["Bùi Hòa", "1/1/1980", "Vụ A", "", "Vụ phó"],
        ["Bùi Hòa", "1/1/1980", "Vụ B", "", "Vụ phó"],
    )
    assert [change.before.id for change in plan.changed] == [by_mail.id, by_name.id]
    assert [new.row.unit for new in plan.new] == ["Vụ B"]


def test_namesakes_on_record_are_not_guessed_at(db: Session, office: dict[str, Unit]) -> None:
    for code in ("NV1", "NV2"):
        make_person(db, full_name="Lê An", personnel_code=code, born_on=BORN, unit=office["A"])
    plan = import_rows(db, "Họ và tên|Ngày sinh|Đơn vị", ["Lê An", "1/1/1980", "Vụ A"])
    assert problems(plan) == ["ambiguous person"]


@pytest.mark.parametrize(
    "row",
    [
        ["Lê Hòa", "1/1/1980", "Vụ B"],
        ["Lê Hoa", "1/1/1980", "Vụ A"],
        ["Lê Hòa", "", "Vụ A"],
        ["Lê Hòa", "1980", "Vụ A"],
        ["Lê Hòa", "1980", "Vụ B"],
        ["Lê Hoa", "1980", "Vụ B"],
    ],
)
def test_doubtful_row_is_asked_and_decided(
    db: Session, office: dict[str, Unit], row: list[str]
) -> None:
    known = make_person(db, full_name="Lê Hoà", born_on=BORN, unit=office["A"])
    plan = import_rows(db, HEADINGS, row)
    assert problems(plan) == ["in doubt"]
    (doubt,) = plan.doubtful
    assert [each.before.id for each in doubt.candidates] == [known.id]
    assert plan.missing == []  # as long as nobody knows
    for choice, new, rejected in ((NEW, 1, 0), (OUT, 0, 1), (str(known.id), 0, 0), ("77", 0, 1)):
        found = decided(plan, {6: choice})
        assert (len(found.added), len(found.left_out)) == (new, rejected)


def test_two_rows_in_doubt_said_to_be_one_person_count_once(
    db: Session, office: dict[str, Unit]
) -> None:
    known = make_person(db, full_name="Lê Hoà", born_on=BORN, unit=office["A"])
    rows = (["Lê Hoa", "1/1/1980", "Vụ A"], ["Lê Hòa", "1/1/1980", "Vụ B"])
    plan = plan_rows(db, HEADINGS, *rows)
    found = decided(plan, {6: str(known.id), 7: str(known.id)})
    assert [change.person_id for change in found.changes] == [known.id]
    assert found.left_out[7].kind is Problem.DUPLICATE
    assert found.left_out[7].other_row == 6


def test_year_on_record_and_a_day_in_the_file_are_asked_wherever_the_unit(
    db: Session, office: dict[str, Unit]
) -> None:
    known = make_person(db, full_name="Lê Hoà", born_on=None, unit=office["A"])
    known.birth_year = 1980
    db.flush()
    for unit in ("Vụ A", "Vụ B"):
        plan = plan_rows(db, HEADINGS, ["Lê Hòa", "2/5/1980", unit])
        assert [each.before.id for each in plan.doubtful[0].candidates] == [known.id]
        assert plan_rows(db, HEADINGS, ["Lê Hòa", "2/5/1981", unit]).doubtful == []


def test_who_a_row_means_is_told_by_code_before_address_before_name(
    db: Session, office: dict[str, Unit]
) -> None:
    coded = make_person(db, full_name="Lê Hoà", personnel_code="A1", born_on=BORN, unit=office["A"])
    mailed = make_person(
        db, full_name="Lê Hoà", email="hoa@bo.example", born_on=BORN, unit=office["B"]
    )
    mailed.personnel_code = coded.email = None
    named = make_person(db, full_name="Bùi Lan", born_on=BORN, unit=office["A"])
    named.personnel_code = named.email = None
    db.flush()
    columns = HEADINGS + "|Mã số|Email"
    for row, known in (
        (["Lê Hoà", "1/1/1980", "Vụ B", "a1", ""], coded),
        (["Bùi Lan", "1/1/1980", "Vụ A", "A1", ""], coded),
        (["Bùi Lan", "1/1/1980", "Vụ A", "", "HOA@bo.example"], mailed),
        (["Bùi Lan", "1/1/1980", "Vụ A", "A7", "lan@bo.example"], named),
    ):
        plan = plan_rows(db, columns, row)
        assert [each.before.id for each in plan.changed] == [known.id]


def test_different_births_or_codes_leave_no_doubt(db: Session, office: dict[str, Unit]) -> None:
    make_person(db, full_name="Lê Hoà", born_on=BORN, personnel_code="A1", unit=office["A"])
    plan = import_rows(db, HEADINGS, ["Lê Hòa", "2/1/1980", "Vụ A"])
    assert (len(plan.new), plan.doubtful) == (1, [])
    coded = import_rows(db, HEADINGS + "|Mã số", ["Lê Hoa", "1/1/1980", "Vụ B", "A2"])
    assert (len(coded.new), coded.doubtful) == (1, [])


def test_address_of_somebody_else_is_refused(db: Session, office: dict[str, Unit]) -> None:
    make_person(
        db, full_name="Lê An", personnel_code="NV1", email="an@bo.example", unit=office["A"]
    )
    make_person(db, personnel_code="NV2", email="binh@bo.example", unit=office["A"])
    columns = "Mã nhân sự|Họ và tên|Đơn vị|Email"
    plan = import_rows(
        db,
        columns,
        ["NV2", "Lê Bình", "Vụ A", "an@bo.example"],
        ["NV3", "Lê Cúc", "Vụ A", "binh@bo.example"],
    )
    assert problems(plan) == ["taken by another person", "taken by another person"]


def test_two_rows_that_mean_one_person_on_record_count_once(
    db: Session, office: dict[str, Unit]
) -> None:
    make_person(
        db, full_name="Lê An", personnel_code="NV1", email="an@bo.example", unit=office["A"]
    )
    plan = import_rows(
        db,
        "Mã nhân sự|Họ và tên|Đơn vị|Email",
        ["NV1", "Lê An", "Vụ A", ""],
        ["", "Lê An Bình", "Vụ A", "an@bo.example"],
    )
    assert problems(plan) == ["duplicate"]
