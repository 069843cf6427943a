"""A row that tells a name and no birth: somebody of that name in another unit is asked about, a crowd of them is not."""

import pytest
from sqlalchemy.orm import Session

from lms.people.importing.on_record import FEW_NAMESAKES
from lms.people.importing.planning import plan_roster_import
from lms.people.importing.roster_plan import RosterPlan
from lms.people.models import Person
from lms.units.models import Unit
from tests.factories import make_person, make_unit
from tests.lms.people.rosters import TODAY, read_people

COLUMNS = ("STT", "Mã nhân sự", "Họ và tên", "Ngày sinh", "Đơn vị")


@pytest.fixture
def legal(db: Session) -> Unit:
    return make_unit(db, name="Vụ Pháp chế")


@pytest.fixture
def office(db: Session) -> Unit:
    return make_unit(db, name="Văn phòng")


def namesake(db: Session, unit: Unit, code: str | None = None) -> Person:
    person = make_person(db, full_name="Đinh Phương Hoa", unit=unit, personnel_code=code)
    person.email = None
    db.flush()
    return person


def planned(
    db: Session, name: str = "Đinh Phương Hoa", *, code: str = "", born: str = ""
) -> RosterPlan:
    return plan_roster_import(
        db, read_people(*COLUMNS, rows=[[1, code, name, born, "Văn phòng"]]), TODAY
    )


def candidates(plan: RosterPlan) -> set[int]:
    return {each.before.id for doubt in plan.doubtful for each in doubt.candidates}


@pytest.mark.usefixtures("office")
def test_somebody_of_the_name_elsewhere_is_asked_about(db: Session, legal: Unit) -> None:
    people = {namesake(db, legal).id for _ in range(2)}
    plan = planned(db)
    assert candidates(plan) == people
    assert plan.new == []
    assert plan.doubtful[0].may_be_new


@pytest.mark.usefixtures("office")
@pytest.mark.parametrize(
    "told",
    [{"name": "Đinh Phương Hòa"}, {"born": "19/11/1991"}, {"code": "KHAC-1"}],
    ids=["another name", "another birth", "another code"],
)
def test_whoever_is_told_apart_is_new(db: Session, legal: Unit, told: dict[str, str]) -> None:
    namesake(db, legal, "NV-1")
    plan = planned(db, **told)
    assert (plan.doubtful, len(plan.new)) == ([], 1)


@pytest.mark.usefixtures("office")
def test_of_a_crowd_of_namesakes_a_name_tells_nobody(db: Session, legal: Unit) -> None:
    for _ in range(FEW_NAMESAKES + 1):
        namesake(db, legal)
    plan = planned(db)
    assert (plan.doubtful, len(plan.new)) == ([], 1)


def test_in_their_own_unit_they_are_asked_about_all_the_same(db: Session, office: Unit) -> None:
    person = namesake(db, office)
    assert candidates(planned(db)) == {person.id}
