"""People in Vietnamese name order, by position, and as in the imported list, on both databases."""

import random
import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from lms import clock
from lms.people.enums import Role
from lms.people.list_numbers import UNNUMBERED
from lms.people.models import Account, Person
from lms.people.position_ranks import UNRANKED, position_rank
from lms.people.queries import choose_people
from lms.people.question import BY_LIST, Question
from lms.people.standing import change_standing
from lms.text import fold, name_sort_key
from tests.factories import make_account, make_person, make_unit
from tests.lms.test_text_name_order import FULL_NAMES, WORDS

Login = Callable[[FlaskClient, Account], FlaskClient]
ADMIN = "Quản Trị Hệ Thống"
LEADERS_FIRST = [
    "Chủ tịch nước",
    "Phó Thủ tướng Chính phủ",
    "Bộ trưởng",
    "Thứ trưởng",
    "Tổng cục trưởng",
    "Phó Tổng Cục trưởng",
    "Vụ trưởng",
    "Phó Vụ trưởng",
    "Trưởng phòng",
    "Phó Trưởng phòng",
    "Tổ trưởng",
    "Tổ phó",
    "Chuyên viên cao cấp",
    "Chuyên viên chính",
    "Chuyên viên",
    "Nhân viên lái xe",
    "",
]
SAME = [
    ("Vụ trưởng", "Cục trưởng", "Chánh Văn phòng", "Viện trưởng", "Giám đốc Sở", "Quyền Vụ trưởng"),
    ("Phó Cục trưởng", "Phó Chánh Văn phòng", "phó giám đốc", "PHÓ VỤ TRƯỞNG, Bí thư chi bộ"),
    ("Trưởng phòng", "Trưởng phòng Hành chính", "Chi cục trưởng", "Đội trưởng", "Trưởng khoa"),
    ("Phó Trưởng phòng", "Phó trưởng khoa", "Đội phó"),
    ("Chuyên viên chính", "Giảng viên chính", "Thanh tra viên chính kiêm Tổ trưởng"),
    ("Chuyên viên", "Chuyên viên tài chính", "Chuyên viên (Phó Bí thư chi bộ)", "Kế toán viên"),
]


def names_on(page: str) -> list[str]:
    names = re.findall(r'<a href="/nhan-su/\d+">([^<]*)</a>', page)
    return [name for name in names if name != ADMIN]


@pytest.fixture
def admin(db: Session, client: FlaskClient, login: Login) -> FlaskClient:
    return login(client, make_account(db, role=Role.ADMINISTRATOR, full_name=ADMIN))


def test_ranks_go_from_leaders_to_service_staff() -> None:
    ranks = [position_rank(each) for each in LEADERS_FIRST]
    assert ranks == sorted(ranks)
    assert len(set(ranks)) == len(ranks)


@pytest.mark.parametrize("positions", SAME, ids=lambda positions: positions[0])
def test_positions_of_one_rank(positions: tuple[str, ...]) -> None:
    assert {each: position_rank(each) for each in positions} == dict.fromkeys(
        positions, position_rank(positions[0])
    )


def test_what_nobody_knows_stands_last() -> None:
    assert position_rank("Cộng tác viên") == position_rank("") == position_rank("?") == UNRANKED


@pytest.mark.parametrize("names", [FULL_NAMES, WORDS.split()], ids=["full names", "words"])
def test_list_stands_in_vietnamese_name_order(
    db: Session, admin: FlaskClient, names: list[str]
) -> None:
    shuffled = random.Random(3).sample(names, len(names))
    for name in shuffled:
        make_person(db, full_name=name)
    assert names_on(admin.get("/nhan-su").text) == names
    assert names_on(admin.get("/nhan-su?thu-tu=-ten").text) == names[::-1]


def test_list_by_position_begins_with_the_leaders_of_the_unit(
    db: Session, admin: FlaskClient
) -> None:
    legal = make_unit(db, name="Vụ Pháp chế")
    for name, position in (
        ("Lê Thị An", "Chuyên viên"),
        ("Trần Văn Bình", "Phó Vụ trưởng"),
        ("Đỗ Thị Yến", "Vụ trưởng"),
        ("Bùi Ánh", "Phó Vụ trưởng"),
    ):
        make_person(db, full_name=name, position=position, unit=legal)
    make_person(db, full_name="Lò Khác", position="Bộ trưởng")
    leaders_first = ["Đỗ Thị Yến", "Bùi Ánh", "Trần Văn Bình", "Lê Thị An"]
    address = f"/nhan-su?don-vi={legal.id}&thu-tu="
    assert names_on(admin.get(f"{address}chuc-vu").text) == leaders_first
    assert names_on(admin.get(f"{address}-chuc-vu").text) == leaders_first[::-1]
    assert names_on(admin.get("/nhan-su?thu-tu=chuc-vu").text) == ["Lò Khác", *leaders_first]


def test_list_as_imported_goes_by_the_numbers_of_the_roster(
    db: Session, admin: FlaskClient
) -> None:
    for number, name in ((3, "Lê Thị An"), (1, "Đỗ Thị Yến"), (2, "Bùi Ánh")):
        make_person(db, full_name=name, list_no=number)
    page = admin.get("/nhan-su?thu-tu=danh-sach").text
    assert names_on(page) == ["Đỗ Thị Yến", "Bùi Ánh", "Lê Thị An"]
    assert '<option value="danh-sach" selected>Theo danh sách gốc</option>' in page


def test_people_without_a_number_stand_last_in_name_order(db: Session, admin: FlaskClient) -> None:
    for number, name in ((2, "Lê Thị An"), (UNNUMBERED, "Đỗ Thị Yến"), (1, "Bùi Ánh")):
        make_person(db, full_name=name, list_no=number)
    by_hand = "Cao Bá Em"
    db.add(Person(full_name=by_hand, name_fold=fold(by_hand), sort_key=name_sort_key(by_hand)))
    page = admin.get("/nhan-su?thu-tu=danh-sach").text
    assert names_on(page) == ["Bùi Ánh", "Lê Thị An", "Cao Bá Em", "Đỗ Thị Yến"]
    assert str(UNNUMBERED) not in page
    assert names_on(admin.get("/nhan-su?thu-tu=-danh-sach").text)[:2] == ["Đỗ Thị Yến", "Cao Bá Em"]


def test_rank_follows_the_position_however_it_changes(db: Session) -> None:
    person = make_person(db, position="Chuyên viên")
    person.position = "Phó Vụ trưởng"
    db.flush()
    rank = select(Person.position_rank).where(Person.id == person.id)
    assert db.scalar(rank) == position_rank("Phó Vụ trưởng")
    change_standing(db, {person.id: {"position": "Vụ trưởng"}}, clock.today())
    assert db.scalar(rank) == position_rank("Vụ trưởng")


def test_order_of_the_list_is_that_of_its_index(db: Session) -> None:
    """Nobody sorts 200,000 people to show fifty of them."""
    make_person(db, list_no=UNNUMBERED)
    question = choose_people(Question(sort=BY_LIST)).limit(50)
    explain = "EXPLAIN QUERY PLAN "
    if db.get_bind().dialect.name == "postgresql":
        explain = "EXPLAIN "  # so few people it would rather read and sort
        db.execute(text("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off"))
    told = question.compile(db.get_bind(), compile_kwargs={"literal_binds": True})
    plan = " ".join(str(tuple(row)) for row in db.execute(text(explain + str(told))))
    assert "ix_people_in_list_order" in plan
    assert "TEMP B-TREE" not in plan
    assert "Sort" not in plan
