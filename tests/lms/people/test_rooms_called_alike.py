"""Rooms of many departments have the same names: wherever people are listed, the department stands beside the room."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy.orm import Session

from lms import clock
from lms.people.enums import Role
from lms.people.models import Account, Person
from lms.people.places import leave, move
from lms.units.enums import Tree
from lms.units.models import Unit, UnitPlacement
from lms.units.tree import load_tree
from tests.factories import grant_role, make_account, make_person, make_unit
from tests.lms.people.rosters import read_people

Login = Callable[[FlaskClient, Account], FlaskClient]
DAY = date(2026, 3, 1)
ROOM = "Phòng Tổng hợp"


@pytest.fixture
def rooms(db: Session) -> tuple[Unit, Unit]:
    """Two rooms called alike; that of the Vụ Pháp chế went to another department later."""
    office = make_unit(db, name="Bộ Nội vụ")
    legal, pay, staff = (
        make_unit(db, name=name, parent=office)
        for name in ("Vụ Pháp chế", "Vụ Tiền lương", "Cục Cán bộ")
    )
    one, other = make_unit(db, name=ROOM, parent=legal), make_unit(db, name=ROOM, parent=pay)
    placed = db.query(UnitPlacement).filter_by(unit_id=one.id).one()
    placed.ends_on = DAY + timedelta(days=30)
    db.add(
        UnitPlacement(unit_id=one.id, parent_id=staff.id, starts_on=placed.ends_on + timedelta(1))
    )
    db.flush()
    return one, other


@pytest.fixture
def person(db: Session, rooms: tuple[Unit, Unit]) -> Person:
    """Stood in the first room until the day, and in the other since."""
    moved = make_person(db, full_name="Lê An", unit=rooms[0])
    move(db, [moved.id], rooms[1].id, DAY)
    return moved


@pytest.fixture
def clerk(db: Session, client: FlaskClient, login: Login) -> FlaskClient:
    return login(client, make_account(db, role=Role.RECORDS_CLERK, full_name="Hồ Sơ"))


def beside_room(page: str) -> list[str]:
    """What stands as a note right below the room, row by row."""
    return re.findall(rf'{ROOM}(?:</a>)?<span class="cell-note">([^<]*)', page)


def test_lists_of_today_and_of_a_day_name_the_department(
    clerk: FlaskClient, person: Person
) -> None:
    assert beside_room(clerk.get("/nhan-su?tim=le+an").text)[0] == "Vụ Tiền lương"
    then = clerk.get(f"/nhan-su?tim=le+an&ngay={DAY - timedelta(days=1)}").text
    assert beside_room(then)[0] == "Vụ Pháp chế"


def test_page_of_a_person_names_the_department_of_each_time(
    db: Session, clerk: FlaskClient, person: Person, rooms: tuple[Unit, Unit]
) -> None:
    page = clerk.get(f"/nhan-su/{person.id}").text
    assert beside_room(page)[:2] == ["Vụ Tiền lương", "Vụ Pháp chế"]
    move(db, [person.id], rooms[0].id, clock.today())
    db.flush()
    assert beside_room(clerk.get(f"/nhan-su/{person.id}").text)[0] == "Cục Cán bộ"


def test_preview_of_a_move_says_from_which_room_and_to_which(
    clerk: FlaskClient, person: Person, rooms: tuple[Unit, Unit]
) -> None:
    asked = {"nguoi": person.id, "act": "dieu-chuyen", "unit_id": rooms[0].id}
    asked |= {"on": clock.today().isoformat(), "category": "worker", "party_status": "none"}
    page = clerk.get("/nhan-su/hang-loat/xem-truoc", query_string=asked | {"is_exempt": "1"})
    assert page.status_code == 200
    assert f"{ROOM}, Cục Cán bộ" in page.text
    assert f"{ROOM}, Vụ Tiền lương" in page.text


def test_file_has_a_column_for_it_that_an_import_understands(
    clerk: FlaskClient, person: Person
) -> None:
    file = clerk.get("/nhan-su/danh-sach.xlsx?tim=le+an").data
    heading, row = ([cell.value for cell in line] for line in load_workbook(BytesIO(file)).active)
    told = dict(zip(heading, row, strict=True))
    assert (told["Đơn vị"], told["Đơn vị cấp trên"]) == (ROOM, "Vụ Tiền lương")
    (read,) = read_people(*heading, rows=[row]).people
    assert (read.full_name, read.units) == ("Lê An", ("Vụ Tiền lương", ROOM))
    row[heading.index("Đơn vị cấp trên")] = None
    assert read_people(*heading, rows=[row]).people[0].units == (ROOM,)


def test_whole_office_is_not_told(db: Session, rooms: tuple[Unit, Unit]) -> None:
    tree = load_tree(db, Tree.STATE, clock.today())
    room = rooms[1].id
    department, office = tree.ancestors(room)
    assert [tree.above(each) for each in (room, department, office)] == ["Vụ Tiền lương", "", ""]
    assert tree.name_within(department) == "Vụ Tiền lương"


def test_roles_say_over_the_room_of_which_department(
    db: Session, client: FlaskClient, login: Login, rooms: tuple[Unit, Unit]
) -> None:
    head = make_account(db, full_name="Vũ Bình", unit=rooms[1])
    grant_role(db, head, Role.UNIT_HEAD, unit=rooms[1])
    admin = login(client, make_account(db, role=Role.ADMINISTRATOR))
    assert "Vụ Tiền lương" in beside_room(admin.get("/phan-quyen?tim=vu+binh").text)
    person = head.person_id
    assert "Vụ Tiền lương" in beside_room(admin.get(f"/nhan-su/{person}/vai-tro").text)
    assert f"{ROOM}, Vụ Tiền lương" in admin.get(f"/nhan-su/{person}").text


def test_list_of_leavers_names_the_department_of_the_last_room(
    db: Session, clerk: FlaskClient, person: Person
) -> None:
    leave(db, [person.id], clock.today())
    assert f"{ROOM}, Vụ Tiền lương" in clerk.get("/nhan-su/da-roi").text


def test_leaving_the_units_of_a_clerk_says_which_room_is_left(
    db: Session, client: FlaskClient, login: Login, person: Person, rooms: tuple[Unit, Unit]
) -> None:
    account = make_account(db, full_name="Hồ Sơ")
    grant_role(db, account, Role.RECORDS_CLERK, unit=rooms[1])
    clerk = login(client, account)
    asked = {"nguoi": person.id, "act": "roi-don-vi", "on": clock.today().isoformat()}
    asked |= {"category": "worker", "party_status": "none", "is_exempt": "1"}
    page = clerk.get("/nhan-su/hang-loat/xem-truoc", query_string=asked)
    assert f"{ROOM}, Vụ Tiền lương" in page.text
    alone = clerk.get(f"/nhan-su/{person.id}/sua/roi-don-vi")
    assert f"{ROOM}, Vụ Tiền lương" in alone.text


def test_leavers_of_an_import_are_shown_with_the_department(
    db: Session, clerk: FlaskClient, person: Person, rooms: tuple[Unit, Unit]
) -> None:
    other = make_person(db, full_name="Đỗ Chi", unit=rooms[1], born_on=date(1980, 3, 2))
    text = f"Họ và tên;Ngày sinh;Đơn vị\n{other.full_name};2/3/1980;Vụ Tiền lương - {ROOM}\n"
    text = text.replace("Đơn vị\n", "Đơn vị cấp trên;Đơn vị\n").replace(" - ", ";")
    sent = clerk.post("/nhan-su/nhap", data={"file": (BytesIO(text.encode()), "ds.csv")})
    page = clerk.get(f"{sent.location}?loai=missing").text
    assert "Lê An" in page
    assert f"Vụ Tiền lương › {ROOM}" in page
