"""A later roster: what changes of the people it means, what is kept, who leaves and comes back."""

from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.organisation.queries import count_by_unit
from lms.people.belonging import units_of_people
from lms.people.enums import PartyStatus, Sex
from lms.people.importing.applying import apply_roster_import
from lms.people.models import Account, Membership, Person
from lms.units.enums import Tree
from lms.units.models import Unit
from tests.factories import make_account, make_person, make_unit
from tests.lms.people.importing.later_rosters import import_rows, plan_rows
from tests.lms.people.rosters import TODAY, read_people

BORN = date(1980, 1, 1)
HEADINGS = "Họ và tên|Ngày sinh|Đơn vị"


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
