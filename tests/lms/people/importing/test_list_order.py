"""The order as in the imported list: the newest list row by row, then whom older ones named; lists are never mixed."""

import re
from collections.abc import Callable
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.people.enums import Role
from lms.people.importing.stamp import read_stamp
from lms.people.list_numbers import OLD_LIST, UNLISTED, UNNUMBERED
from lms.people.models import Account, Person
from lms.people.queries import choose_people
from lms.people.question import BY_LIST, Question
from lms.units.models import Unit
from tests.factories import make_account, make_person
from tests.lms.people.importing.later_rosters import import_rows, plan_rows

Login = Callable[[FlaskClient, Account], FlaskClient]
COLUMNS = "STT|Mã nhân sự|Họ và tên|Đơn vị"
AN, BINH, CHI, DUNG = (
    ["1", "NV-A", "Lê An", "Vụ A"],
    ["2", "NV-B", "Vũ Bình", "Vụ A"],
    ["1", "NV-C", "Bùi Chi", "Vụ B"],
    ["2", "NV-D", "Hồ Dung", "Vụ B"],
)


def in_list(db: Session) -> list[str]:
    by_id = {each.id: each.full_name for each in db.scalars(select(Person))}
    return [by_id[each] for each in db.scalars(choose_people(Question(sort=BY_LIST)))]


def places(db: Session) -> dict[str, tuple[int, int]]:
    rows = select(Person.full_name, Person.list_rank, Person.list_row)
    return {name: (rank, row) for name, rank, row in db.execute(rows)}


@pytest.fixture(autouse=True)
def units(office: dict[str, Unit]) -> dict[str, Unit]:
    return office


def test_two_lists_are_not_mixed_and_the_newest_comes_first(db: Session) -> None:
    import_rows(db, COLUMNS, BINH, AN)
    import_rows(db, COLUMNS, CHI, DUNG)
    assert in_list(db) == ["Bùi Chi", "Hồ Dung", "Vũ Bình", "Lê An"]


def test_whom_a_later_list_names_again_stands_there_changed_or_not(db: Session) -> None:
    import_rows(db, COLUMNS, AN, BINH, DUNG)
    import_rows(db, COLUMNS, CHI, [*DUNG[:2], "Hồ Dũng", "Vụ B"], AN)
    assert in_list(db) == ["Bùi Chi", "Hồ Dũng", "Lê An", "Vũ Bình"]


def test_sections_that_number_from_one_again_stay_apart(db: Session) -> None:
    import_rows(db, COLUMNS, AN, BINH, CHI, DUNG)
    assert in_list(db) == ["Lê An", "Vũ Bình", "Bùi Chi", "Hồ Dung"]


def test_same_list_twice_changes_nothing(db: Session) -> None:
    import_rows(db, COLUMNS, AN, BINH, CHI)
    before, stamp = places(db), read_stamp(db)
    plan = import_rows(db, COLUMNS, AN, BINH, CHI)
    assert plan.keeps_order
    assert (places(db), read_stamp(db)) == (before, stamp)


def test_list_that_only_stands_in_another_order_is_taken_over(db: Session) -> None:
    import_rows(db, COLUMNS, AN, BINH)
    stamp = read_stamp(db)
    plan = import_rows(db, COLUMNS, BINH, AN)
    assert plan.changed or plan.unchanged
    assert in_list(db) == ["Vũ Bình", "Lê An"]
    assert read_stamp(db) != stamp  # previews of others are compared anew


def test_older_list_imported_once_more_is_the_newest_again(db: Session) -> None:
    for rows in ((AN, BINH), (BINH, CHI), (AN, BINH)):
        import_rows(db, COLUMNS, *rows)
    assert in_list(db) == ["Lê An", "Vũ Bình", "Bùi Chi"]


def test_people_of_no_list_stand_last_and_of_old_ones_before_them(db: Session) -> None:
    make_person(db, full_name="Lò Cũ", list_no=7)
    make_person(db, full_name="Á Không", list_no=UNNUMBERED)
    import_rows(db, COLUMNS, AN)
    assert in_list(db) == ["Lê An", "Lò Cũ", "Á Không"]
    assert places(db)["Á Không"] == (UNLISTED, UNLISTED)
    assert places(db)["Lê An"][0] < OLD_LIST


def test_plan_alone_moves_nobody(db: Session) -> None:
    import_rows(db, COLUMNS, AN, BINH)
    before = places(db)
    assert not plan_rows(db, COLUMNS, BINH, AN).keeps_order
    assert places(db) == before


@pytest.fixture
def admin(db: Session, client: FlaskClient, login: Login) -> FlaskClient:
    person = make_person(db, full_name="Quản Trị Viên", personnel_code="QT-1", list_no=UNNUMBERED)
    return login(client, make_account(db, person=person, role=Role.ADMINISTRATOR))


def send(client: FlaskClient, head: str, *rows: list[str]) -> str:
    text = "\n".join([head.replace("|", ";"), *(";".join(row) for row in rows)])
    answer = client.post("/nhan-su/nhap", data={"file": (BytesIO(text.encode()), "ds.csv")})
    return str(answer.location)


def names_on(page: str) -> list[str]:
    return re.findall(r'<a href="/nhan-su/\d+">([^<]*)</a>', page)


def test_uploaded_lists_order_the_page(admin: FlaskClient) -> None:
    for rows in ((AN, BINH), (CHI, AN, DUNG)):
        admin.post(send(admin, COLUMNS, *rows))
    page = admin.get("/nhan-su?thu-tu=danh-sach").text
    assert names_on(page) == ["Bùi Chi", "Lê An", "Hồ Dung", "Vũ Bình", "Quản Trị Viên"]


def test_order_alone_can_be_taken_over_and_the_page_says_so(admin: FlaskClient) -> None:
    head, an, binh = "Mã nhân sự|Họ và tên|Đơn vị", AN[1:], BINH[1:]
    admin.post(send(admin, head, an, binh))
    assert "không có gì mới" in admin.get(send(admin, head, an, binh)).text
    address = send(admin, head, binh, an)
    page = admin.get(address).text
    assert "không có gì mới" not in page
    assert "chỉ đổi thứ tự" in page
    assert "Lấy thứ tự của danh sách này" in page
    admin.post(address)
    assert names_on(admin.get("/nhan-su?thu-tu=danh-sach").text)[:2] == ["Vũ Bình", "Lê An"]


def test_row_that_was_decided_on_stands_at_its_row(admin: FlaskClient, db: Session) -> None:
    known = make_person(db, full_name="Lê Hoà", list_no=UNNUMBERED)
    head, doubtful = "Họ và tên|Đơn vị|Ngày sinh", ["Lê Hòa", "Vụ A", "17/5/1975"]
    address = send(admin, head, ["Vũ Bình", "Vụ A", ""], doubtful, ["Hồ Dung", "Vụ B", ""])
    admin.post(f"{address}/nghi-van", data={"dong-3": str(known.id)})
    admin.post(address)
    page = admin.get("/nhan-su?thu-tu=danh-sach").text
    assert names_on(page)[:3] == ["Vũ Bình", "Lê Hòa", "Hồ Dung"]
