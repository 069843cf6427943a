"""The position in the Party beside that in the office: told, dated, imported, taken away, and shown to those who may know."""

from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms import clock
from lms.people.enums import PartyStatus, Role
from lms.people.importing.applying import apply_roster_import
from lms.people.importing.planning import plan_roster_import
from lms.people.models import Account, Person, PersonStanding
from lms.people.standing import change_standing
from lms.people.tracing.models import PersonChange
from lms.units.enums import Tree
from lms.units.models import Unit
from tests.factories import make_account, make_person, make_unit
from tests.lms.people.rosters import TODAY, read_people

Login = Callable[[FlaskClient, Account], FlaskClient]
SECRETARY = "Bí thư chi bộ"


@pytest.fixture
def legal(db: Session) -> Unit:
    return make_unit(db, name="Vụ Pháp chế")


@pytest.fixture
def cell(db: Session) -> Unit:
    return make_unit(db, name="Chi bộ Bốn", tree=Tree.PARTY)


@pytest.fixture
def member(db: Session, legal: Unit, cell: Unit) -> Person:
    person = make_person(
        db,
        full_name="Cao Minh Đức",
        unit=legal,
        party_unit=cell,
        party_status=PartyStatus.OFFICIAL,
        position="Vụ trưởng",
    )
    person.party_position = SECRETARY
    db.flush()
    return person


def standing(**changes: str) -> dict[str, str]:
    told = {"on": f"{clock.today():%d/%m/%Y}", "position": "Vụ trưởng", "category": "civil servant"}
    return told | {"party_status": "official"} | changes


def test_it_is_told_from_a_day_on_and_the_one_before_is_kept(
    db: Session, client: FlaskClient, login: Login, member: Person
) -> None:
    login(client, make_account(db, role=Role.RECORDS_CLERK))
    address = f"/nhan-su/{member.id}/sua/chuc-danh"
    assert SECRETARY in client.get(address).text
    assert client.post(address, data=standing(party_position="Chi ủy viên")).status_code == 303
    db.refresh(member)
    assert member.party_position == "Chi ủy viên"
    kept = db.scalars(
        select(PersonStanding.party_position)
        .where(PersonStanding.person_id == member.id)
        .order_by(PersonStanding.ends_on.is_(None))
    )
    assert list(kept) == [SECRETARY, "Chi ủy viên"]
    changed = db.scalars(select(PersonChange).where(PersonChange.field == "party_position")).one()
    assert (changed.before, changed.after) == (SECRETARY, "Chi ủy viên")
    page = client.get(f"/nhan-su/{member.id}").text
    assert SECRETARY in page
    assert "Chi ủy viên" in page


def test_who_is_no_member_holds_none(
    db: Session, client: FlaskClient, login: Login, member: Person
) -> None:
    login(client, make_account(db, role=Role.RECORDS_CLERK))
    address = f"/nhan-su/{member.id}/sua/chuc-danh"
    wrong = standing(party_status="none", party_position=SECRETARY)
    answer = client.post(address, data=wrong)
    assert answer.status_code == 422
    assert "Chỉ đảng viên mới giữ chức vụ trong Đảng" in answer.text
    db.refresh(member)
    assert member.party_status is PartyStatus.OFFICIAL
    assert client.post(address, data=standing(party_status="none")).status_code == 303
    db.refresh(member)
    assert (member.party_status, member.party_position) == (PartyStatus.NONE, "")


def test_somebody_new_has_it_from_the_first_day(
    db: Session, client: FlaskClient, login: Login, legal: Unit, cell: Unit
) -> None:
    login(client, make_account(db, role=Role.RECORDS_CLERK))
    data = {
        "full_name": "Lê Thị Mới",
        "sex": "",
        "category": "civil servant",
        "unit_id": str(legal.id),
        "party_unit_id": str(cell.id),
        "party_status": "official",
        "party_position": SECRETARY,
        "starts_on": "01/02/2026",
    }
    assert client.post("/nhan-su/moi", data=data).status_code == 303
    person = db.scalars(select(Person).where(Person.full_name == "Lê Thị Mới")).one()
    assert person.party_position == SECRETARY


@pytest.mark.usefixtures("member")
def test_pages_and_file_tell_it_to_those_who_may_know_the_membership(
    db: Session, client: FlaskClient, login: Login, legal: Unit, cell: Unit, member: Person
) -> None:
    yesterday = clock.today() - timedelta(days=1)
    pages = ("/nhan-su", f"/nhan-su?ngay={yesterday}", f"/nhan-su/{member.id}")
    knowing = (
        make_account(db, role=Role.RECORDS_CLERK),
        make_account(db, role=Role.CELL_COMMITTEE, unit=cell),
    )
    for account in knowing:
        login(client, account)
        assert [SECRETARY in client.get(page).text for page in pages] == [True] * 3
    login(client, make_account(db, role=Role.UNIT_HEAD, unit=legal))
    told = [client.get(page).text for page in pages]
    assert all(member.full_name in page and SECRETARY not in page for page in told)


def test_each_unit_of_today_stands_with_the_position_held_there(
    client: FlaskClient, login: Login, db: Session, member: Person
) -> None:
    login(client, make_account(db, role=Role.RECORDS_CLERK))
    page = client.get(f"/nhan-su/{member.id}").text
    units = page[page.index("<table") : page.index("</table>")]
    rows = {name: row for row in units.split("<tr>") for name in ("Bốn", "Pháp chế") if name in row}
    assert SECRETARY in rows["Bốn"]
    assert "Vụ trưởng" not in rows["Bốn"]
    assert "Vụ trưởng" in rows["Pháp chế"]


def test_file_has_it_in_a_column_beside_the_membership(
    db: Session, client: FlaskClient, login: Login, member: Person
) -> None:
    change_standing(db, {member.id: {"party_position": "Chi ủy viên"}}, clock.today())
    db.flush()
    login(client, make_account(db, role=Role.RECORDS_CLERK))

    def told(query: str) -> dict[object, object]:
        answer = client.get(f"/nhan-su/danh-sach.xlsx?tim=duc&{query}")
        heading, row = load_workbook(BytesIO(answer.data)).active.values
        return dict(zip(heading, row, strict=True))

    today, before = told(""), told(f"ngay={clock.today() - timedelta(days=1)}")
    assert (today["Chức vụ"], today["Chức vụ Đảng"]) == ("Vụ trưởng", "Chi ủy viên")
    assert before["Chức vụ Đảng"] == SECRETARY


def test_own_page_tells_it(db: Session, client: FlaskClient, login: Login, member: Person) -> None:
    login(client, make_account(db, person=member))
    assert SECRETARY in client.get("/ve-toi").text


COLUMNS = (
    "STT",
    "Họ và tên",
    "Năm sinh",
    "Đơn vị",
    "Chức vụ",
    "Đảng viên",
    "Chi bộ",
    "Chức vụ Đảng",
)


def imported(db: Session, *rows: list[object], columns: tuple[str, ...] = COLUMNS) -> None:
    apply_roster_import(db, read_people(*columns, rows=rows), TODAY)
    db.expire_all()


def held(db: Session, name: str) -> str:
    return db.scalars(select(Person.party_position).where(Person.full_name == name)).one()


@pytest.mark.usefixtures("legal", "cell")
def test_a_roster_brings_changes_and_ends_it(db: Session) -> None:
    an: list[object] = [1, "Lê Văn An", 1978, "Vụ Pháp chế", "Vụ trưởng", "x", "Chi bộ Bốn"]
    binh: list[object] = [2, "Vũ Thị Bình", 1980, "Vụ Pháp chế", "Chuyên viên", "", ""]
    imported(db, [*an, SECRETARY], [*binh, "Chi ủy viên"])
    assert (held(db, "Lê Văn An"), held(db, "Vũ Thị Bình")) == (SECRETARY, "")
    again = read_people(*COLUMNS, rows=[[*an, SECRETARY], [*binh, "Chi ủy viên"]])
    plan = plan_roster_import(db, again, TODAY)
    assert (plan.new, plan.changed, len(plan.unchanged)) == ([], [], 2)
    imported(db, [*an, "Phó Bí thư"], [*binh, ""])
    assert held(db, "Lê Văn An") == "Phó Bí thư"
    imported(db, an, binh, columns=COLUMNS[:-1])
    assert held(db, "Lê Văn An") == "Phó Bí thư", "a list without the column says nothing of it"
    imported(db, [*an[:5], "", "", ""], [*binh, ""])
    assert held(db, "Lê Văn An") == ""


@pytest.mark.usefixtures("legal", "member")
def test_a_roster_without_marks_of_members_tells_it_of_known_members_alone(db: Session) -> None:
    columns = ("STT", "Họ và tên", "Ngày sinh", "Đơn vị", "Chức vụ Đảng")
    rows: list[list[object]] = [
        [1, "Cao Minh Đức", date(1975, 5, 17), "Vụ Pháp chế", "Phó Bí thư"],
        [2, "Vũ Thị Bình", date(1980, 1, 2), "Vụ Pháp chế", "Chi ủy viên"],
    ]
    imported(db, *rows, columns=columns)
    assert (held(db, "Cao Minh Đức"), held(db, "Vũ Thị Bình")) == ("Phó Bí thư", "")
    plan = plan_roster_import(db, read_people(*columns, rows=rows), TODAY)
    assert len(plan.unchanged) == 2
