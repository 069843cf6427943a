"""The list of people as a file, imported again as it was downloaded: nothing changes, and nothing is written."""

import csv
import random
import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from io import BytesIO, StringIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from lms.people.enums import Category, PartyStatus, Role, Sex
from lms.people.importing.stamp import read_stamp
from lms.people.list_numbers import OLD_LIST, UNLISTED, UNNUMBERED
from lms.people.models import Account, Membership, Person
from lms.text import fold, name_sort_key
from lms.units.enums import Tree
from lms.units.models import Unit
from tests.factories import make_account, make_person, make_unit

Login = Callable[[FlaskClient, Account], FlaskClient]
FILE = "/nhan-su/danh-sach.xlsx"
WORDS = "Nguyễn Lê Hoà Đỗ Đình Dũng Phạm Thùy My Ý Trần Tổng Cộng Nam Bùi Ngọc Ánh".split()
POSITIONS = ["", "Chuyên viên", "Vụ trưởng", "Phó Trưởng phòng", "Người lập biểu"]
PARTY_POSITIONS = ["", "Bí thư", "Đảng ủy viên"]
ORDERS = ["ten", "-ten", "don-vi", "chuc-vu", "danh-sach", "-danh-sach", "nhap"]
NOTHING = "không có gì mới"


class Ministry:
    """People of any kind and in any order of lists, in a few units of both trees."""

    def __init__(self, db: Session, seed: int) -> None:
        self.db, self.dice = db, random.Random(seed)
        top = make_unit(db, name="Bộ Nội vụ", code="BNV")
        self.department = make_unit(db, name="Vụ Pháp chế", code="PC", parent=top)
        other = make_unit(db, name="Cục Văn thư", code="VT", parent=top)
        rooms = [
            make_unit(db, name="Phòng Tổng hợp", code=f"TH{place}", parent=parent)
            for place, parent in enumerate((self.department, other))
        ]
        party = make_unit(db, name="Đảng bộ Bộ", code="DB", tree=Tree.PARTY)
        cells = [
            make_unit(db, name=f"Chi bộ {each}", code=f"CB{each}", parent=party, tree=Tree.PARTY)
            for each in (1, 2)
        ]
        for place in range(self.dice.randrange(4, 25)):
            self.add(place, [self.department, other, *rooms], cells)
        db.commit()

    def add(self, place: int, units: list[Unit], cells: list[Unit]) -> None:
        dice = self.dice
        name = " ".join(dice.choices(WORDS, k=dice.randrange(2, 5)))
        born = dice.choice([None, date(1960, 1, 1) + timedelta(days=dice.randrange(15_000))])
        is_member = dice.random() < 0.6
        person = make_person(
            self.db,
            full_name=name,
            unit=dice.choice(units),
            party_unit=dice.choice(cells) if is_member else None,
            personnel_code=f"NV{place:03}",
            is_exempt=dice.random() < 0.2,
            position=dice.choice(POSITIONS),
            born_on=born,
        )
        person.birth_year = dice.choice([None, 1971]) if born is None else None
        person.sex = dice.choice([None, *Sex])
        person.category = dice.choice(list(Category))
        if is_member:
            person.party_status = dice.choice([PartyStatus.OFFICIAL, PartyStatus.PROBATIONARY])
            person.party_position = dice.choice(PARTY_POSITIONS)
        if dice.random() < 0.3:
            person.email = None
        if dice.random() < 0.3:
            person.phone = ""
        if dice.random() < 0.3:
            person.sort_key = name_sort_key("Anh")
        if dice.random() < 0.3:
            person.note = "Đi học"
        person.list_no = dice.choice([UNNUMBERED, dice.randrange(1, 40), 123_456])
        person.list_rank = dice.choice([UNLISTED, OLD_LIST, -1000, -2000, -1999])
        person.list_row = UNLISTED if person.list_rank == UNLISTED else dice.randrange(1, 900)
        assert person.name_fold == fold(name)


def on_record(db: Session) -> list[Any]:
    db.rollback()
    found: list[Any] = [read_stamp(db)]
    for model in (Person, Membership, Account):
        table = model.__table__
        assert isinstance(table, Table)
        found.append([tuple(row) for row in db.execute(select(table).order_by(table.c.id))])
    return found


def as_csv(book: bytes) -> bytes:
    """What an office program saves of the workbook."""
    text = StringIO()
    out = csv.writer(text, delimiter=";")
    for row in load_workbook(BytesIO(book)).active.iter_rows(values_only=True):
        days = (f"{each:%d/%m/%Y}" if isinstance(each, datetime | date) else each for each in row)
        out.writerow(["" if each is None else each for each in days])
    return text.getvalue().encode("utf-8-sig")


def upload(client: FlaskClient, name: str, content: bytes) -> str:
    sent = client.post("/nhan-su/nhap", data={"file": (BytesIO(content), name)})
    assert sent.status_code == 303
    return str(sent.location)


@pytest.fixture
def admin(db: Session, client: FlaskClient, login: Login) -> FlaskClient:
    return login(client, make_account(db, role=Role.ADMINISTRATOR, full_name="Quản Trị Viên"))


@pytest.mark.parametrize("seed", range(5))
def test_nothing_changes_and_nothing_is_written(db: Session, admin: FlaskClient, seed: int) -> None:
    ministry = Ministry(db, seed)
    admin_person = db.scalars(select(Person).where(Person.full_name == "Quản Trị Viên")).one()
    db.add(
        Membership(
            person_id=admin_person.id,
            unit_id=ministry.department.id,
            tree=Tree.STATE,
            starts_on=date(2020, 1, 1),
        )
    )
    db.commit()
    before = on_record(db)
    for narrowed in ("", f"&don-vi={ministry.department.id}", "&dang-vien=official"):
        order = ministry.dice.choice(ORDERS)
        book = admin.get(f"{FILE}?thu-tu={order}{narrowed}").data
        for name, content in (("ds.xlsx", book), ("ds.csv", as_csv(book))):
            address = upload(admin, name, content)
            page = admin.get(address)
            assert page.status_code == 200
            if load_workbook(BytesIO(book)).active.max_row > 1:
                assert NOTHING in page.text, (order, narrowed, name)
            admin.post(address, follow_redirects=True)
            assert on_record(db) == before, (order, narrowed, name)


def in_list(client: FlaskClient) -> list[str]:
    page = client.get("/nhan-su?thu-tu=danh-sach").text
    return re.findall(r'<a href="/nhan-su/\d+">([^<]*)</a>', page)


def rows_of(client: FlaskClient) -> list[list[Any]]:
    book = client.get(f"{FILE}?thu-tu=-ten").data
    return list(csv.reader(StringIO(as_csv(book).decode("utf-8-sig")), delimiter=";"))


def send(client: FlaskClient, rows: list[list[Any]]) -> str:
    text = StringIO()
    csv.writer(text, delimiter=";").writerows(rows)
    return upload(client, "ds.csv", text.getvalue().encode())


@pytest.fixture
def three(db: Session, admin: FlaskClient) -> FlaskClient:
    unit = make_unit(db, name="Vụ Pháp chế")
    for place, name in enumerate(("Vũ Yên", "Lê Bình", "Bùi Hoa"), 1):
        make_person(db, full_name=name, unit=unit, list_no=place)
    db.commit()
    return admin


OLD = ["Vũ Yên", "Lê Bình", "Bùi Hoa"]


def test_what_is_corrected_in_the_file_is_taken_over_and_nobody_moves(
    db: Session, three: FlaskClient
) -> None:
    rows = rows_of(three)
    place = rows[0].index("Chức vụ")
    for row in rows[1:]:
        row[place] = "Vụ trưởng" if row[2] == "Lê Bình" else row[place]
    address = send(three, rows)
    page = three.get(address).text
    assert "giữ nguyên chỗ trong danh sách" in page
    three.post(address)
    db.rollback()
    found = select(Person.full_name).where(Person.position == "Vụ trưởng")
    assert db.scalars(found).all() == ["Lê Bình"]
    assert [each for each in in_list(three) if each in OLD] == OLD


def test_whoever_is_added_to_the_file_stands_behind_all(db: Session, three: FlaskClient) -> None:
    rows = rows_of(three)
    new = ["", "", "An Thị Mới", *rows[1][3:]]
    new[rows[0].index("Thư điện tử")] = new[rows[0].index("Điện thoại")] = ""
    new[rows[0].index("Đơn vị")] = "Vụ Pháp chế"
    three.post(send(three, [rows[0], new, *rows[1:]]))
    listed = [each for each in in_list(three) if each in (*OLD, "An Thị Mới")]
    assert listed == [*OLD, "An Thị Mới"]
    added = db.scalars(select(Person).where(Person.full_name == "An Thị Mới")).one()
    assert (added.list_no, added.list_rank) == (UNNUMBERED, UNLISTED)


def test_with_a_heading_of_its_own_the_order_of_its_rows_is_taken_over(
    three: FlaskClient,
) -> None:
    rows = [row for row in rows_of(three) if row[2] in ("Họ và tên", *OLD)]
    head = ["STT", *rows[0][1:]]
    by_name = sorted(rows[1:], key=lambda row: str(row[2]))
    numbered = [[str(place), *row[1:]] for place, row in enumerate(by_name, 1)]
    address = send(three, [head, *numbered])
    assert "giữ nguyên chỗ trong danh sách" not in three.get(address).text
    three.post(address)
    assert [each for each in in_list(three) if each in OLD] == sorted(OLD)
