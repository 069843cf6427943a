"""An older list: it would move people back and return leavers; that is shown, and its number typed."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms import clock
from lms.people.enums import Role
from lms.people.importing.models import ImportRow, ImportRun
from lms.people.importing.undoing import Stay, is_many, moved_back_since
from lms.people.models import Account, Membership, Person
from lms.people.places import leave, move
from lms.units.enums import Tree
from lms.units.models import Unit
from tests.factories import make_account, make_person, make_unit
from tests.lms.people.clerks.desk import here, send

Login = Callable[[FlaskClient, Account], FlaskClient]
DAY = date(2026, 6, 1)
LAST_WEEK = clock.today() - timedelta(days=7)


@pytest.fixture
def admin(db: Session, client: FlaskClient, login: Login) -> FlaskClient:
    return login(client, make_account(db, role=Role.ADMINISTRATOR))


@pytest.fixture
def units(db: Session) -> tuple[Unit, Unit]:
    ministry = make_unit(db, name="Bộ")
    return make_unit(db, name="Vụ Cũ", parent=ministry), make_unit(
        db, name="Vụ Mới", parent=ministry
    )


def moved(db: Session, units: tuple[Unit, Unit], count: int) -> list[Person]:
    """People who came from the old unit to the new one a week ago."""
    old, new = units
    people = [
        make_person(db, full_name=f"Lê Văn {sign}", unit=old, personnel_code=f"C-{sign}")
        for sign in "ABCDEFGH"[:count]
    ]
    move(db, [each.id for each in people], new.id, LAST_WEEK)
    db.commit()
    return people


def lines(people: list[Person], unit: str) -> list[str]:
    return [f"{each.full_name};{each.personnel_code};17/05/1975;{unit};" for each in people]


def test_an_old_list_is_told_as_such_and_its_number_typed(
    admin: FlaskClient, db: Session, units: tuple[Unit, Unit]
) -> None:
    people = moved(db, units, 4)
    leave(db, [people[3].id], LAST_WEEK + timedelta(days=2))
    db.commit()
    address = send(admin, *lines(people, "Vụ Cũ"))
    page = admin.get(f"{address}?loai=moved").text
    assert "4 người sẽ quay lại đơn vị cũ, hoặc trở lại" in page
    assert page.count("theo danh sách này sẽ quay lại") == 3
    assert page.count("theo danh sách này sẽ trở lại") == 1
    for typed in ("", "3"):
        refused = admin.post(address, data={"typed_undone": typed})
        assert refused.status_code == 422
        assert "Đề nghị gõ đúng số người quay lại" in refused.text
    assert here(db, people[0].id) == {units[1].id}
    assert admin.post(address, data={"typed_undone": "4"}).status_code == 303
    assert here(db, people[0].id) == {units[0].id}
    db.expire_all()
    assert db.get_one(Person, people[3].id).left_on is None


def test_one_who_comes_back_is_told_and_not_guarded(
    admin: FlaskClient, db: Session, units: tuple[Unit, Unit]
) -> None:
    people = moved(db, units, 2)
    address = send(admin, *lines(people, "Vụ Cũ"))
    assert "2 người sẽ quay lại đơn vị cũ" in admin.get(address).text
    assert admin.post(address).status_code == 303
    assert here(db, people[0].id) == {units[0].id}


def test_going_on_is_no_going_back(
    admin: FlaskClient, db: Session, units: tuple[Unit, Unit]
) -> None:
    third = make_unit(db, name="Vụ Ba")
    people = moved(db, units, 4)
    address = send(admin, *lines(people, third.code))
    assert "quay lại đơn vị cũ" not in admin.get(address).text
    assert db.scalars(select(ImportRow.kind)).all() == ["moved"] * 4
    assert admin.post(address).status_code == 303


def test_a_plan_that_was_shown_is_written_with_its_marks(
    admin: FlaskClient, db: Session, units: tuple[Unit, Unit]
) -> None:
    """The marks are part of what was shown: when they change, another preview is shown."""
    people = moved(db, units, 3)
    address = send(admin, *lines(people, "Vụ Cũ"))
    for each in people:
        row = db.scalars(select(Membership).filter_by(person_id=each.id, ends_on=None)).one()
        row.starts_on += timedelta(days=1)
    db.commit()
    admin.post(address, data={"typed_undone": "3"})
    assert "Bản xem trước đã thay đổi" in admin.get(address).text
    assert here(db, people[0].id) == {units[1].id}


def test_the_very_same_file_after_another_is_told(
    admin: FlaskClient, db: Session, units: tuple[Unit, Unit]
) -> None:
    people = moved(db, units, 1)
    same = [*lines(people, "Vụ Mới"), "Lê Thị Mới;PC-M;17/05/1975;Vụ Mới;"]
    other = lines(people, "Vụ Cũ")
    told = "Chính tệp này đã được nhập lúc"
    assert admin.post(send(admin, *same)).status_code == 303
    assert told not in admin.get(send(admin, *same)).text  # nothing else was imported since
    admin.post(send(admin, *other))
    page = admin.get(send(admin, *same)).text
    assert told in page
    assert "đã nhập 1 danh sách khác" in page


def test_imports_of_others_are_not_told_to_a_clerk_of_some_units(
    admin: FlaskClient, client: FlaskClient, db: Session, login: Login, units: tuple[Unit, Unit]
) -> None:
    people = moved(db, units, 1)
    same, other = lines(people, "Vụ Mới"), lines(people, "Vụ Cũ")
    for rows in (same, other):
        admin.post(send(admin, *rows))
    assert len(db.scalars(select(ImportRun)).all()) == 2
    login(client, make_account(db, role=Role.RECORDS_CLERK, unit=units[0]))
    assert "Chính tệp này" not in client.get(send(client, *same)).text


STATE = {Tree.STATE: 1}


@pytest.mark.parametrize(
    ("stays", "to", "since"),
    [
        # from 1 to 2, and back to 1
        ([(1, date(2020, 1, 1), date(2026, 4, 30)), (2, date(2026, 5, 1), None)], STATE, 5),
        # a gap between: nobody moved from one to the other
        ([(1, date(2020, 1, 1), date(2026, 3, 30)), (2, date(2026, 5, 1), None)], STATE, None),
        # to another unit than that
        ([(3, date(2020, 1, 1), date(2026, 4, 30)), (2, date(2026, 5, 1), None)], STATE, None),
        # long before, with a unit in between
        (
            [
                (1, date(2020, 1, 1), date(2021, 12, 31)),
                (3, date(2022, 1, 1), date(2026, 4, 30)),
                (2, date(2026, 5, 1), None),
            ],
            STATE,
            None,
        ),
        # the other tree does not count
        (
            [(1, date(2020, 1, 1), date(2026, 4, 30)), (2, date(2026, 5, 1), None)],
            {Tree.PARTY: 1},
            None,
        ),
        ([], STATE, None),
    ],
)
def test_who_goes_back(
    stays: list[tuple[int, date, date | None]], to: dict[Tree, int], since: int | None
) -> None:
    known = [Stay(Tree.STATE, *each) for each in stays]
    found = moved_back_since(known, to, DAY)
    assert found == (date(2026, since, 1) if since else None)


@pytest.mark.parametrize(
    ("undone", "covered", "many"),
    [
        (0, 0, False),
        (2, 10, False),
        (3, 10, True),
        (3, 150, False),
        (4, 199, True),
        (4, 200, False),
    ],
)
def test_how_many_are_many(undone: int, covered: int, many: bool) -> None:
    assert is_many(undone, covered) is many
