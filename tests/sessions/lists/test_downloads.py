"""The attendance list as a file: right order, right people, counts that reconcile, a trace."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.people.enums import PartyStatus, Role
from lms.people.models import AccessEntry, Account, Membership, Person
from lms.people.standing import change_standing
from lms.units.enums import Tree
from lms.units.models import Unit
from sessions.checkin.enums import AttendanceState
from sessions.checkin.staff import Staff, gate_of_person, tick
from sessions.conferences.models import Conference
from sessions.conferences.summoning import summon
from sessions.lists.enums import ListOrder
from sessions.lists.roll import load_roll
from tests.factories import grant_role, make_account, make_person, make_unit
from tests.sessions.conferences.scene import (
    Ministry,
    make_ministry,
    plan_conference,
    reload,
    scan_in,
)

Login = Callable[[FlaskClient, Account], FlaskClient]


@pytest.fixture
def scene(db: Session, client: FlaskClient, login: Login) -> Ministry:
    scene = make_ministry(db)
    login(client, scene.trainer)
    return scene


@pytest.fixture
def conference(db: Session, scene: Ministry) -> Conference:
    """Dũng came by phone, Ánh was ticked late, =An has a dangerous name and has not come."""
    cell = make_unit(db, name="Chi bộ Văn phòng", tree=Tree.PARTY)
    dung = make_person(
        db, full_name="Đặng Văn Dũng", unit=scene.archives, list_no=1, party_unit=cell
    )
    anh = make_person(db, full_name="Nguyễn Thị Ánh", unit=scene.office, list_no=2)
    an = make_person(db, full_name="=Trần Văn An", unit=scene.archives, list_no=3)
    made = plan_conference(db, scene, sessions=2)
    here = dict.fromkeys((dung.id, anh.id, an.id), made.venues[0].id)
    summon(db, made, here, leave_out_clashes=False, by=None)
    made = reload(db, made)
    sitting = made.study_sessions[0]
    scan_in(db, sitting, dung.id, at=sitting.starts_at - timedelta(minutes=38))
    staff = Staff(scene.trainer.id, sitting.starts_at + timedelta(minutes=20))
    gate = gate_of_person(db, sitting.id, anh.id)
    tick(db, gate.id, anh.id, staff, states=AttendanceState.LATE)
    db.commit()
    return reload(db, made)


def sheet(client: FlaskClient, address: str) -> list[dict[str, object]]:
    file = client.get(address)
    assert file.status_code == 200, address
    book = openpyxl.load_workbook(BytesIO(file.data))
    rows = list(book["Dữ liệu"].iter_rows(values_only=True))
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def test_position_and_membership_on_the_list_are_those_of_the_day(
    db: Session, scene: Ministry, conference: Conference
) -> None:
    dung = db.scalars(select(Person).where(Person.full_name == "Đặng Văn Dũng")).one()
    was, values = dung.position, {"position": "Vụ trưởng", "party_status": PartyStatus.NONE}
    change_standing(db, {dung.id: values}, conference.starts_at.date() + timedelta(days=9))
    db.expire_all()
    line = load_roll(db, reload(db, conference), ListOrder.NAME, [dung.id]).lines[0]
    assert (line.position, line.is_member) == (was, True)
    assert dung.position == "Vụ trưởng"


def test_workbook_holds_everybody_in_name_order_with_what_was_recorded(
    client: FlaskClient, db: Session, scene: Ministry, conference: Conference, login: Login
) -> None:
    login(client, make_account(db, role=Role.CAMPAIGN_OFFICE, unit=scene.ministry))
    rows = sheet(client, f"/hoi-nghi/{conference.id}/danh-sach-diem-danh.xlsx")
    assert [row["Họ và tên"] for row in rows] == ["=Trần Văn An", "Nguyễn Thị Ánh", "Đặng Văn Dũng"]
    an, anh, dung = rows
    assert (dung["Chuyên đề 1 - Giờ vào"], dung["Chuyên đề 1 - Trạng thái"]) == ("07:52", "Có mặt")
    assert (dung["Chuyên đề 1 - Mức"], dung["ĐV"], dung["Chi bộ"]) == (
        "E2",
        "x",
        "Chi bộ Văn phòng",
    )
    assert (anh["Chuyên đề 1 - Trạng thái"], anh["Chuyên đề 1 - Mức"]) == ("Đi muộn", "E4")
    assert (an["Chuyên đề 1 - Trạng thái"], an["Hình thức"]) == ("Chưa điểm danh", None)
    assert dung["Điểm cầu"] == "Điểm cầu chính"


def test_orders_by_unit_and_by_the_imported_list(
    client: FlaskClient, conference: Conference
) -> None:
    base = f"/hoi-nghi/{conference.id}/danh-sach-diem-danh.xlsx"
    by_unit = [row["Họ và tên"] for row in sheet(client, f"{base}?thu-tu=unit")]
    assert by_unit == ["Nguyễn Thị Ánh", "=Trần Văn An", "Đặng Văn Dũng"]
    imported = [row["Họ và tên"] for row in sheet(client, f"{base}?thu-tu=roster")]
    assert imported == ["Đặng Văn Dũng", "Nguyễn Thị Ánh", "=Trần Văn An"]


def test_pdf_is_signed_off_with_counts_that_add_up(
    client: FlaskClient, conference: Conference
) -> None:
    file = client.get(f"/hoi-nghi/{conference.id}/danh-sach-diem-danh.pdf")
    text = " ".join(
        " ".join(page.extract_text() for page in PdfReader(BytesIO(file.data)).pages).split()
    )
    assert "DANH SÁCH ĐIỂM DANH" in text
    assert "Chuyên đề 1: triệu tập 3 người; có mặt 2; trong đó đi muộn 1;" in text
    assert "chưa điểm danh 1" in text
    for signature in ("NGƯỜI LẬP BIỂU", "THỦ TRƯỞNG ĐƠN VỊ"):
        assert signature in text.upper()


def test_csv_opens_in_a_vietnamese_spreadsheet_and_wakes_no_formula(
    client: FlaskClient, conference: Conference
) -> None:
    file = client.get(f"/hoi-nghi/{conference.id}/danh-sach-diem-danh.csv")
    assert file.data.startswith(b"\xef\xbb\xbf")
    text = file.data.decode("utf-8-sig")
    assert ";" in text.splitlines()[0]
    assert "=Trần Văn An" not in [cell.strip('"') for cell in text.replace("\n", ";").split(";")]


def test_file_can_be_cut_to_a_unit_and_every_download_is_traced(
    client: FlaskClient, db: Session, scene: Ministry, conference: Conference
) -> None:
    base = f"/hoi-nghi/{conference.id}/danh-sach-diem-danh.xlsx"
    names = [row["Họ và tên"] for row in sheet(client, f"{base}?don-vi={scene.office.id}")]
    assert names == ["Nguyễn Thị Ánh"]
    entry = db.scalars(select(AccessEntry)).one()
    assert (entry.account_id, entry.action, entry.subject_id) == (
        scene.trainer.id,
        "attendance list downloaded",
        conference.id,
    )
    assert "Văn phòng Bộ" in entry.detail


def test_head_of_a_unit_takes_away_the_own_people_only(
    client: FlaskClient, db: Session, scene: Ministry, conference: Conference, login: Login
) -> None:
    login(client, make_account(db, role=Role.UNIT_HEAD, unit=scene.archives))
    base = f"/hoi-nghi/{conference.id}/danh-sach-diem-danh.xlsx"
    own = {"=Trần Văn An", "Đặng Văn Dũng"}
    assert {row["Họ và tên"] for row in sheet(client, base)} == own
    assert sheet(client, f"{base}?don-vi={scene.office.id}") == []
    assert {row["Họ và tên"] for row in sheet(client, f"{base}?don-vi={scene.ministry.id}")} == own


def test_party_cell_and_membership_are_told_to_those_who_may_know_them(
    client: FlaskClient, db: Session, scene: Ministry, conference: Conference, login: Login
) -> None:
    base = f"/hoi-nghi/{conference.id}/danh-sach-diem-danh.xlsx"
    assert not {"ĐV", "Chi bộ"} & set(sheet(client, base)[0])
    login(client, make_account(db, role=Role.UNIT_HEAD, unit=scene.archives))
    assert not {"ĐV", "Chi bộ"} & set(sheet(client, base)[0])
    other = make_unit(db, name="Chi bộ khác", tree=Tree.PARTY)
    secretary = make_account(db, role=Role.CELL_COMMITTEE, unit=other)
    grant_role(db, secretary, Role.TRAINER, scene.ministry)
    login(client, secretary)
    assert not {"ĐV", "Chi bộ"} & set(sheet(client, base)[0])
    dung = next(each for each in db.scalars(select(Person)) if each.full_name == "Đặng Văn Dũng")
    (own,) = (each.unit_id for each in memberships(db, dung) if each.tree is Tree.PARTY)
    grant_role(db, secretary, Role.CELL_COMMITTEE, db.get_one(Unit, own))
    rows = {row["Họ và tên"]: (row["ĐV"], row["Chi bộ"]) for row in sheet(client, base)}
    assert rows["Đặng Văn Dũng"] == ("x", "Chi bộ Văn phòng")
    assert rows["Nguyễn Thị Ánh"] == (None, None)


def memberships(db: Session, person: Person) -> list[Membership]:
    return list(db.scalars(select(Membership).where(Membership.person_id == person.id)))
