"""The list of another day: narrowed by what people were then, and taken away as a file of that day."""

from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms import clock
from lms.people.enums import Category, PartyStatus, Role
from lms.people.models import AccessEntry, Account, Person
from lms.people.places import move
from lms.people.standing import change_standing
from lms.people.tracing.queries import concerns
from lms.units.enums import Tree
from lms.units.models import Unit
from tests.factories import grant_role, make_account, make_person, make_unit

Login = Callable[[FlaskClient, Account], FlaskClient]
DAY = date(2026, 3, 1)
THEN, SINCE = DAY - timedelta(1), DAY
FILE = "/nhan-su/danh-sach.xlsx"


class Office:
    """Two units and a cell; An became an official and a member on the day, Bình moved to the other unit."""

    def __init__(self, db: Session) -> None:
        self.legal, self.pay = (
            make_unit(db, name="Vụ Pháp chế"),
            make_unit(db, name="Vụ Tiền lương"),
        )
        self.cell = make_unit(db, name="Chi bộ Bốn", tree=Tree.PARTY)
        self.an = self._add(db, "Lê Thị An", self.legal, party_unit=self.cell)
        self.binh = self._add(db, "Vũ Văn Bình", self.legal, position="Vụ trưởng")
        self.cuc = self._add(db, "Cao Thị Cúc", self.pay, party_status=PartyStatus.OFFICIAL)
        became = {"category": Category.CADRE, "party_status": PartyStatus.OFFICIAL}
        change_standing(db, {self.an.id: became}, DAY)
        change_standing(db, {self.binh.id: {"position": "Bộ trưởng", "is_exempt": True}}, DAY)
        move(db, [self.binh.id], self.pay.id, DAY)
        db.flush()

    def _add(self, db: Session, name: str, unit: Unit, **more: object) -> Person:
        values = {"party_status": PartyStatus.NONE} | more
        person = make_person(db, full_name=name, unit=unit, **values)  # type: ignore[arg-type] # as named
        person.category = Category.CIVIL_SERVANT
        return person


@pytest.fixture
def office(db: Session) -> Office:
    return Office(db)


@pytest.fixture
def clerk(db: Session, client: FlaskClient, login: Login, office: Office) -> FlaskClient:
    return login(client, make_account(db, role=Role.RECORDS_CLERK, full_name="Hồ Sơ"))


NAMES = ("Lê Thị An", "Vũ Văn Bình", "Cao Thị Cúc")


def shown(client: FlaskClient, day: date, **query: object) -> set[str]:
    page = client.get("/nhan-su", query_string={"ngay": day.isoformat(), **query})
    assert page.status_code == 200
    return {each for each in NAMES if f">{each}<" in page.text}


def rows(client: FlaskClient, day: date, **query: object) -> list[list[object]]:
    answer = client.get(FILE, query_string={"ngay": day.isoformat(), **query})
    assert answer.status_code == 200
    assert f"nhan-su-{day}.xlsx" in answer.headers["Content-Disposition"]
    sheet = load_workbook(BytesIO(answer.data)).active
    return [[cell.value for cell in row] for row in sheet.rows]


def taken(client: FlaskClient, day: date, **query: object) -> set[object]:
    return {row[2] for row in rows(client, day, **query)[1:]} & set(NAMES)


@pytest.mark.parametrize(
    ("query", "then", "since"),
    [
        ({"loai-nhan-su": "civil servant"}, set(NAMES), {"Vũ Văn Bình", "Cao Thị Cúc"}),
        ({"loai-nhan-su": "cadre"}, set(), {"Lê Thị An"}),
        ({"dang-vien": "official"}, {"Cao Thị Cúc"}, {"Cao Thị Cúc", "Lê Thị An"}),
        ({"mien-sinh-hoat": "co"}, set(), {"Vũ Văn Bình"}),
        (
            {"mien-sinh-hoat": "khong", "loai-nhan-su": "civil servant"},
            set(NAMES),
            {"Cao Thị Cúc"},
        ),
        ({"loai-nhan-su": "nothing"}, set(NAMES), set(NAMES)),
    ],
)
def test_filters_ask_what_people_were_on_the_day(
    clerk: FlaskClient, query: dict[str, str], then: set[str], since: set[str]
) -> None:
    for day, names in ((THEN, then), (SINCE, since)):
        assert shown(clerk, day, **query) == names
        assert taken(clerk, day, **query) == names


def test_filters_go_together_with_units_and_words(clerk: FlaskClient, office: Office) -> None:
    asked = {"don-vi": office.legal.id, "loai-nhan-su": "civil servant"}
    assert (
        shown(clerk, THEN, **asked) == taken(clerk, THEN, **asked) == {"Lê Thị An", "Vũ Văn Bình"}
    )
    assert shown(clerk, SINCE, **asked) == taken(clerk, SINCE, **asked) == set()
    assert taken(clerk, THEN, tim="binh", **asked) == {"Vũ Văn Bình"}


def test_page_offers_filters_and_file_and_says_what_is_of_today(clerk: FlaskClient) -> None:
    page = clerk.get(f"/nhan-su?ngay={THEN}&loai-nhan-su=cadre&cho-dung=chua-co-don-vi").text
    assert "Loại nhân sự" in page
    assert "Chưa thuộc đơn vị nào" in page
    assert 'id="search-tim-form"' in page
    assert page.count('name="ngay"') == 1
    assert "danh-sach.xlsx" not in page, "nobody is in the list"
    everybody = clerk.get(f"/nhan-su?ngay={THEN}").text
    assert f"danh-sach.xlsx?ngay={THEN}" in everybody
    assert "theo ghi nhận hiện nay" in everybody


def test_file_tells_units_and_standing_of_the_day(clerk: FlaskClient) -> None:
    found = rows(clerk, THEN, tim="binh")
    heading, binh = found
    told = dict(zip(heading, binh, strict=True))
    assert (told["Chức vụ"], told["Đơn vị"]) == ("Vụ trưởng", "Vụ Pháp chế")
    assert "Họ và tên (theo ghi nhận hiện nay)" in told
    since = dict(zip(*rows(clerk, SINCE, tim="binh"), strict=True))
    assert (since["Chức vụ"], since["Đơn vị"]) == ("Bộ trưởng", "Vụ Tiền lương")
    today = clerk.get(f"{FILE}?ngay={clock.today()}")
    assert "hiện nay" not in str(
        [cell.value for cell in load_workbook(BytesIO(today.data)).active[1]]
    )


def test_file_has_the_order_of_the_page(clerk: FlaskClient) -> None:
    by_position = [row[2] for row in rows(clerk, THEN, **{"thu-tu": "chuc-vu"})[1:]]
    assert by_position[0] == "Vũ Văn Bình"
    by_unit = [row[2] for row in rows(clerk, SINCE, **{"thu-tu": "don-vi"})[1:]]
    assert by_unit[:3] == ["Lê Thị An", "Vũ Văn Bình", "Cao Thị Cúc"]


def test_file_is_cut_to_the_grant_as_it_reached_on_the_day(
    db: Session, client: FlaskClient, login: Login, office: Office
) -> None:
    account = make_account(db, role=Role.RECORDS_CLERK, unit=office.pay)
    grant_role(db, account, Role.UNIT_HEAD)  # reads everybody, takes nobody away
    own = login(client, account)
    assert shown(own, THEN) == set(NAMES)
    assert taken(own, THEN) == {"Cao Thị Cúc"}
    assert taken(own, SINCE) == {"Cao Thị Cúc", "Vũ Văn Bình"}
    assert taken(own, THEN, **{"don-vi": office.legal.id}) == set()


def test_party_filter_finds_only_whom_the_reader_could_know_on_the_day(
    db: Session, client: FlaskClient, login: Login, office: Office
) -> None:
    account = make_account(db, role=Role.UNIT_HEAD)
    grant_role(db, account, Role.CELL_COMMITTEE, office.cell)
    reader = login(client, account)
    assert shown(reader, SINCE) == set(NAMES)
    assert shown(reader, SINCE, **{"dang-vien": "official"}) == {"Lê Thị An"}
    assert shown(reader, THEN, **{"dang-vien": "none"}) == {"Lê Thị An"}
    head = login(client, make_account(db, role=Role.UNIT_HEAD))
    page = head.get(f"/nhan-su?ngay={SINCE}&dang-vien=official").text
    assert all(name in page for name in NAMES), "the filter is not theirs to ask, and left open"
    assert "loc-dang-vien" not in page


@pytest.mark.parametrize("role", [Role.UNIT_HEAD, Role.CELL_COMMITTEE, Role.LEARNER])
def test_others_get_no_file_of_a_day_either(
    db: Session, client: FlaskClient, login: Login, office: Office, role: Role
) -> None:
    reader = login(client, make_account(db, role=role))
    assert reader.get(f"{FILE}?ngay={THEN}").status_code == 404
    if role is not Role.LEARNER:
        assert "danh-sach.xlsx" not in reader.get(f"/nhan-su?ngay={THEN}").text


def test_trace_names_the_day_and_exactly_those_of_the_file(
    clerk: FlaskClient, db: Session, office: Office
) -> None:
    rows(clerk, THEN, **{"dang-vien": "official"})
    entry = db.scalars(
        select(AccessEntry).where(AccessEntry.action == "list of people downloaded")
    ).one()
    assert entry.detail == "1 · 28/02/2026 · dang-vien=official"
    named = {each.id for each in (office.an, office.binh, office.cuc)}
    for person_id in named:
        found = db.scalars(
            select(AccessEntry.id).where(AccessEntry.id == entry.id, concerns(person_id))
        )
        assert list(found) == ([entry.id] if person_id == office.cuc.id else [])
