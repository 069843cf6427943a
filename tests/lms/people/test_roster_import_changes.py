"""A later roster: who is recognised, what changes, what is kept, what is refused."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.organisation.queries import count_by_unit
from lms.people.belonging import units_of_people
from lms.people.enums import PartyStatus, Sex
from lms.people.importing.acts import dump_doubt, load_doubt
from lms.people.importing.applying import apply_roster_import
from lms.people.importing.deciding import NEW, OUT, Decided, decide_rows
from lms.people.importing.planning import RosterPlan, plan_roster_import
from lms.people.importing.problems import Problem
from lms.people.models import Account, Membership, Person
from lms.units.enums import Tree
from lms.units.models import Unit
from tests.factories import make_account, make_person, make_unit
from tests.lms.people.rosters import TODAY, read_people

BORN = date(1980, 1, 1)


@pytest.fixture
def office(db: Session) -> dict[str, Unit]:
    ministry = make_unit(db, name="Bộ", code="S")
    party = make_unit(db, name="Đảng bộ Bộ", code="P", tree=Tree.PARTY)
    return {
        "A": make_unit(db, name="Vụ A", code="S1", parent=ministry),
        "B": make_unit(db, name="Vụ B", code="S2", parent=ministry),
        "cell A": make_unit(db, name="Chi bộ Vụ A", parent=party, tree=Tree.PARTY),
        "cell B": make_unit(db, name="Chi bộ Vụ B", parent=party, tree=Tree.PARTY),
    }


def import_rows(db: Session, columns: str, *rows: Sequence[object], on: date = TODAY) -> RosterPlan:
    return apply_roster_import(db, read_people(*columns.split("|"), rows=rows), on)


def plan_rows(db: Session, columns: str, *rows: Sequence[object]) -> RosterPlan:
    return plan_roster_import(db, read_people(*columns.split("|"), rows=rows), TODAY)


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


HEADINGS = "Họ và tên|Ngày sinh|Đơn vị"


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


def test_missing_are_those_of_the_part_that_the_roster_covers(
    db: Session, office: dict[str, Unit]
) -> None:
    gone = make_person(db, full_name="Lê Hoà", born_on=BORN, unit=office["A"])
    make_person(db, full_name="Bùi Mai", unit=office["B"])
    make_person(db, full_name="Võ Lan", personnel_code="V1", unit=office["A"])
    rows = (["Đỗ An", "", "Vụ A", ""], ["Võ Lan", "40/1/1980", "Vụ A", "v1"])
    plan = plan_rows(db, HEADINGS + "|Mã số", *rows)
    assert [person.id for person in plan.missing] == [gone.id]
    assert (plan.covered, plan.is_guarded) == (2, True)


def test_missing_leave_when_asked(db: Session, office: dict[str, Unit]) -> None:
    gone = make_person(db, full_name="Lê Hoà", born_on=BORN, unit=office["A"])
    ending = {"starts_on": date(2000, 1, 1), "ends_on": TODAY + timedelta(days=90)}
    cell = make_unit(db, tree=Tree.PARTY)
    db.add(Membership(person_id=gone.id, unit_id=cell.id, tree=Tree.PARTY, **ending))
    parsed = read_people(*HEADINGS.split("|"), rows=[["Đỗ An", "", "Vụ A"]])
    apply_roster_import(db, parsed, TODAY)
    assert gone.id in units_of_people(db, Tree.STATE, TODAY)
    apply_roster_import(db, parsed, TODAY, leave=True)
    for tree in Tree:
        assert gone.id not in units_of_people(db, tree, TODAY)
    assert count_by_unit(db, [office["A"].id, cell.id], TODAY) == {office["A"].id: 1}
    db.refresh(gone)
    assert gone.left_on == TODAY
    back = plan_rows(db, HEADINGS, ["Lê Hoà", "1/1/1980", "Vụ A"])
    assert len(back.doubtful) == 1


def test_address_of_somebody_else_is_refused(db: Session, office: dict[str, Unit]) -> None:
    make_person(db, personnel_code="NV1", email="an@bo.example", unit=office["A"])
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


def test_move_ends_the_old_membership_the_day_before(db: Session, office: dict[str, Unit]) -> None:
    person = make_person(db, personnel_code="NV1", unit=office["A"], party_unit=office["cell A"])
    import_rows(
        db,
        "Mã nhân sự|Họ và tên|Đơn vị|Đảng viên|Chi bộ",
        ["NV1", person.full_name, "Vụ B", "x", "Chi bộ Vụ B"],
    )
    yesterday = date(2026, 11, 22)
    assert units_of_people(db, Tree.STATE, yesterday) == {person.id: office["A"].id}
    assert units_of_people(db, Tree.STATE, TODAY) == {person.id: office["B"].id}
    assert units_of_people(db, Tree.PARTY, yesterday) == {person.id: office["cell A"].id}
    assert units_of_people(db, Tree.PARTY, TODAY) == {person.id: office["cell B"].id}


def test_move_corrected_on_the_same_day_leaves_one_membership(
    db: Session, office: dict[str, Unit]
) -> None:
    columns = "Mã nhân sự|Họ và tên|Đơn vị"
    make_person(db, personnel_code="NV0", unit=office["A"])
    import_rows(db, columns, ["NV1", "Lê An", "Vụ A"])
    import_rows(db, columns, ["NV1", "Lê An", "Vụ B"])
    person = db.scalars(select(Person).where(Person.personnel_code == "NV1")).one()
    held = db.scalars(select(Membership).where(Membership.person_id == person.id)).all()
    assert [(each.unit_id, each.starts_on) for each in held] == [(office["B"].id, TODAY)]


def test_member_who_left_the_party_leaves_the_cell(db: Session, office: dict[str, Unit]) -> None:
    person = make_person(db, personnel_code="NV1", unit=office["A"], party_unit=office["cell A"])
    import_rows(db, "Mã nhân sự|Họ và tên|Đơn vị|Đảng viên", ["NV1", person.full_name, "Vụ A", ""])
    assert db.get_one(Person, person.id).party_status is PartyStatus.NONE
    assert units_of_people(db, Tree.PARTY, TODAY) == {}


def test_roster_without_a_column_says_nothing_about_it(
    db: Session, office: dict[str, Unit]
) -> None:
    person = make_person(
        db,
        personnel_code="NV1",
        unit=office["A"],
        party_unit=office["cell A"],
        email="an@bo.example",
    )
    person.sex, person.phone = Sex.FEMALE, "0912345678"
    db.flush()
    plan = import_rows(
        db,
        "Mã nhân sự|Họ và tên|Đơn vị|Ngày sinh|Điện thoại",
        ["NV1", person.full_name, "Vụ A", 1975, ""],
    )
    assert plan.changes_nothing, plan.changed
    assert db.get_one(Person, person.id).born_on == date(1975, 5, 17)


def test_login_follows_a_changed_address_only_if_it_was_the_old_one(
    db: Session, office: dict[str, Unit]
) -> None:
    follows = make_person(db, personnel_code="NV1", email="cu@bo.example", unit=office["A"])
    stays = make_person(db, personnel_code="NV2", email="cu2@bo.example", unit=office["A"])
    make_account(db, person=follows)
    own = make_account(db, person=stays)
    own.login = "ten-rieng"
    db.flush()
    import_rows(
        db,
        "Mã nhân sự|Họ và tên|Đơn vị|Email",
        ["NV1", follows.full_name, "Vụ A", "moi@bo.example"],
        ["NV2", stays.full_name, "Vụ A", "moi2@bo.example"],
    )
    logins = dict(db.execute(select(Account.person_id, Account.login)).all())
    assert logins == {follows.id: "moi@bo.example", stays.id: "ten-rieng"}


def test_people_on_record_without_an_account_get_one(db: Session, office: dict[str, Unit]) -> None:
    person = make_person(db, personnel_code="NV1", email="an@bo.example", unit=office["A"])
    import_rows(db, "Mã nhân sự|Họ và tên|Đơn vị", ["NV1", person.full_name, "Vụ A"])
    account = db.scalars(select(Account).where(Account.person_id == person.id)).one()
    assert (account.login, account.password_hash) == ("nv1", None)


def test_people_without_code_and_address_get_logins_of_their_own(
    db: Session, office: dict[str, Unit]
) -> None:
    import_rows(
        db,
        "Họ và tên|Ngày sinh|Đơn vị",
        ["Lê Văn Đạt", 1980, "Vụ A"],
        ["Lê Văn Đạt", 1981, "Vụ A"],
    )
    assert set(db.scalars(select(Account.login))) == {"datlv", "datlv2"}


def test_somebody_who_had_left_and_is_listed_again_is_back(
    db: Session, office: dict[str, Unit]
) -> None:
    person = make_person(db, personnel_code="NV1", unit=office["A"])
    person.left_on = date(2026, 1, 1)
    db.flush()
    plan = import_rows(db, "Mã nhân sự|Họ và tên|Đơn vị", ["NV1", person.full_name, "Vụ A"])
    assert plan.changed[0].values == {"left_on": None}
    assert db.get_one(Person, person.id).left_on is None
