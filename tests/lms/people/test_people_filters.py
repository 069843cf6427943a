"""Filters of the list of people: on the page, in its acts on many, and for whom Party membership is a question."""

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms import clock
from lms.people.among import Among
from lms.people.enums import Category, PartyStatus, Role
from lms.people.models import Account, Person
from lms.people.places import move
from lms.people.queries import choose_people
from lms.people.question import Question
from lms.units.enums import Tree
from lms.units.models import Unit
from tests.factories import grant_role, make_account, make_person, make_unit

Login = Callable[[FlaskClient, Account], FlaskClient]
NAMES = {"Lê Viên Chức", "Bùi Đảng Viên", "Vũ Miễn", "Hồ Không Chỗ"}


@pytest.fixture
def unit(db: Session) -> Unit:
    unit = make_unit(db, name="Vụ Pháp chế")
    public, member = Category.PUBLIC_EMPLOYEE, PartyStatus.OFFICIAL
    make_person(db, full_name="Lê Viên Chức", unit=unit).category = public
    make_person(db, full_name="Bùi Đảng Viên", unit=unit, party_status=member).category = public
    make_person(db, full_name="Vũ Miễn", unit=unit, is_exempt=True)
    make_person(db, full_name="Hồ Không Chỗ")
    db.flush()
    return unit


@pytest.fixture
def admin(db: Session, client: FlaskClient, login: Login, unit: Unit) -> FlaskClient:
    person = make_person(db, full_name="Quản Trị", unit=unit)
    return login(client, make_account(db, person=person, role=Role.ADMINISTRATOR))


def shown(client: FlaskClient, query: str) -> set[str]:
    page = client.get(f"/nhan-su?{query}").text
    return {name for name in NAMES if name in page}


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("loai-nhan-su=public+employee", {"Lê Viên Chức", "Bùi Đảng Viên"}),
        ("loai-nhan-su=public+employee&dang-vien=official", {"Bùi Đảng Viên"}),
        ("dang-vien=probationary", set()),
        ("mien-sinh-hoat=co", {"Vũ Miễn"}),
        ("mien-sinh-hoat=khong&tim=le", {"Lê Viên Chức"}),
        ("cho-dung=chua-co-don-vi", {"Hồ Không Chỗ"}),
        ("loai-nhan-su=vua&mien-sinh-hoat=x&cho-dung=y&dang-vien=z", NAMES),
    ],
)
def test_list_is_narrowed_to_what_is_asked(admin: FlaskClient, query: str, names: set[str]) -> None:
    assert shown(admin, query) == names


def test_chosen_filter_is_told_and_can_be_cleared(admin: FlaskClient, unit: Unit) -> None:
    page = admin.get(f"/nhan-su?loai-nhan-su=public+employee&don-vi={unit.id}&tim=le").text
    assert "Lọc thêm: Viên chức" in page
    assert '<option value="public employee" selected>' in page
    assert f"/nhan-su?tim=le&amp;don-vi={unit.id}&amp;thu-tu=ten" in page


def test_nobody_found_by_a_filter_is_not_an_empty_system(admin: FlaskClient) -> None:
    page = admin.get("/nhan-su?dang-vien=probationary").text
    assert "Không tìm thấy" in page
    assert "Đề nghị chọn điều kiện khác, hoặc bỏ lọc" in page
    assert "gõ ít chữ hơn" not in page
    assert "gõ ít chữ hơn" in admin.get("/nhan-su?dang-vien=probationary&tim=le").text


def test_an_empty_unit_is_said_to_be_one(admin: FlaskClient, db: Session) -> None:
    empty = make_unit(db, name="Vụ Trống")
    page = admin.get(f"/nhan-su?don-vi={empty.id}").text
    assert "Hôm nay không có ai thuộc đơn vị này" in page
    assert "gõ ít chữ hơn" not in page


def test_head_of_a_state_unit_cannot_ask_who_is_a_member(
    db: Session, client: FlaskClient, login: Login, unit: Unit
) -> None:
    head = login(client, make_account(db, role=Role.UNIT_HEAD, unit=unit))
    page = head.get("/nhan-su").text
    assert 'name="dang-vien"' not in page
    assert "Đảng viên</" not in page.partition("<thead")[2].partition("</thead>")[0]
    assert 'name="cho-dung"' not in page
    assert 'name="mien-sinh-hoat"' not in page
    everybody = NAMES - {"Hồ Không Chỗ"}
    assert shown(head, "dang-vien=official") == everybody
    assert shown(head, "dang-vien=none") == everybody
    assert shown(head, "mien-sinh-hoat=co") == everybody
    assert shown(head, "mien-sinh-hoat=khong") == everybody
    assert shown(head, "cho-dung=chua-co-don-vi") == everybody


def test_member_of_unknown_units_is_in_no_answer_about_membership(
    db: Session, client: FlaskClient, login: Login, unit: Unit
) -> None:
    other = make_unit(db, name="Vụ khác")
    member = PartyStatus.OFFICIAL
    make_person(db, full_name="Tô Bí Mật", unit=other, party_status=member, is_exempt=True)
    account = make_account(db, role=Role.UNIT_HEAD, unit=other)
    grant_role(db, account, Role.RECORDS_CLERK, unit)
    exempt = login(client, account).get("/nhan-su?mien-sinh-hoat=co").text
    assert "Vũ Miễn" in exempt
    assert "Tô Bí Mật" not in exempt
    page = client.get("/nhan-su?dang-vien=official").text
    assert "Bùi Đảng Viên" in page
    assert "Tô Bí Mật" not in page
    assert "Tô Bí Mật" not in client.get("/nhan-su?dang-vien=none").text
    assert "Tô Bí Mật" in client.get("/nhan-su").text


def test_act_on_all_found_takes_the_filtered_only(admin: FlaskClient) -> None:
    page = admin.get("/nhan-su?mien-sinh-hoat=co").text
    assert '<input type="hidden" name="mien-sinh-hoat" value="co">' in page
    chosen = admin.get("/nhan-su/hang-loat?tat-ca=1&mien-sinh-hoat=co").text
    assert "Thay đổi 1 người" in chosen
    assert '<input type="hidden" name="mien-sinh-hoat" value="co">' in chosen


def test_back_from_nobody_keeps_the_filters(admin: FlaskClient) -> None:
    answer = admin.get("/nhan-su/hang-loat?mien-sinh-hoat=co&tim=abc")
    assert parse_qs(urlsplit(answer.location).query) == {"mien-sinh-hoat": ["co"], "tim": ["abc"]}


def test_filters_hold_in_long_lists_too(db: Session, unit: Unit) -> None:
    among = Among(category=Category.PUBLIC_EMPLOYEE, party_units=None)
    assert len(db.scalars(choose_people(Question(among=among))).all()) == 2
    assert Among().is_open
    assert not among.is_open


def test_head_on_the_list_has_no_column_of_membership_for_their_own_alone(
    db: Session, client: FlaskClient, login: Login, unit: Unit
) -> None:
    member = PartyStatus.OFFICIAL
    person = make_person(db, full_name="Trưởng Vụ", unit=unit, party_status=member)
    head = login(client, make_account(db, person=person, role=Role.UNIT_HEAD, unit=unit))
    table = head.get("/nhan-su").text.partition("<table")[2]
    assert "Trưởng Vụ" in table
    assert "Đảng viên chính thức" not in table
    assert "Đảng</" not in table.partition("</thead>")[0]


def test_whose_membership_is_not_known_is_no_plain_dash(
    db: Session, client: FlaskClient, login: Login, unit: Unit
) -> None:
    cell = make_unit(db, name="Chi bộ Pháp chế", tree=Tree.PARTY)
    make_person(db, full_name="Hoàng Bí Thư", unit=unit, party_unit=cell)
    account = make_account(db, role=Role.UNIT_HEAD, unit=unit)
    grant_role(db, account, Role.CELL_COMMITTEE, cell)
    table = login(client, account).get("/nhan-su").text.partition("<table")[2]
    rows = {
        name: row
        for row in table.split("</tr>")
        for name in (*NAMES, "Hoàng Bí Thư")
        if name in row
    }
    assert "không hiển thị" in rows["Bùi Đảng Viên"]
    assert "không hiển thị" not in rows["Hoàng Bí Thư"]


def test_a_day_that_is_none_is_told(admin: FlaskClient) -> None:
    assert "“khongphai” không phải là ngày" in admin.get("/nhan-su?ngay=khongphai").text
    assert shown(admin, "ngay=khongphai") == NAMES
    for query in ("", "ngay=", f"ngay={clock.today()}"):
        assert "không phải là ngày" not in admin.get(f"/nhan-su?{query}").text


def test_who_stands_nowhere_is_told_anew_with_every_place(
    db: Session, admin: FlaskClient, unit: Unit
) -> None:
    asked = "cho-dung=chua-co-don-vi"
    assert shown(admin, asked) == {"Hồ Không Chỗ"}
    nobody = db.scalars(select(Person.id).where(Person.full_name == "Hồ Không Chỗ")).one()
    move(db, [nobody], unit.id, clock.today())
    db.flush()
    assert shown(admin, asked) == set()
