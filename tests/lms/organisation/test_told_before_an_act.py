"""Lists and pages by which places and positions are given in a cell that goes: whoever gives them is told."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.people.enums import Role
from lms.people.importing.applying import apply_roster_import
from lms.people.models import AccessEntry, Account, Membership, Person
from lms.people.place_days import correct_place
from lms.people.places import move
from tests.factories import make_account, make_unit
from tests.lms.organisation.coming import ONE, SECRETARY, Coming
from tests.lms.people.rosters import read_people

Login = Callable[[FlaskClient, Account], FlaskClient]


@pytest.fixture
def coming(app, db: Session) -> Coming:
    return Coming(db)


def test_a_list_gives_places_and_positions_that_end_with_the_act(coming: Coming) -> None:
    office = make_unit(coming.db, name="Vụ Một", parent=make_unit(coming.db, name="Bộ"))
    move(coming.db, [coming.member.id], office.id, coming.today - timedelta(days=9))
    coming.member.personnel_code = "NV1"
    coming.merge()
    parsed = read_people(
        *("Mã nhân sự", "Họ và tên", "Đơn vị", "Đảng viên", "Chi bộ", "Chức vụ Đảng"),
        rows=[
            ["NV1", "Lê An", "Vụ Một", "x", "Chi bộ Một", "Phó Bí thư"],
            ["NV2", "Ngô Văn Em", "Vụ Một", "x", "Chi bộ Một", "Chi ủy viên"],
        ],
    )
    plan = apply_roster_import(coming.db, parsed, coming.today)
    assert (len(plan.new), len(plan.changed)) == (1, 1)
    new = coming.db.scalar(select(Person).where(Person.full_name == "Ngô Văn Em"))
    assert coming.around(coming.member) == ("Phó Bí thư", "")
    assert coming.around(new) == ("Chi ủy viên", "")
    places = {unit: last for unit, _since, last in coming.places(new)}
    assert places == {office.id: None, coming.one.id: coming.on - ONE, coming.two.id: None}


def assert_told(page: str) -> None:
    for each in ("“Chi bộ Một” không còn", "“Chi bộ Hai”", "9/QĐ"):
        assert each in page


@pytest.fixture
def admin(db: Session, client: FlaskClient, login: Login) -> FlaskClient:
    return login(client, make_account(db, role=Role.ADMINISTRATOR, full_name="Quản Trị"))


def test_whoever_gives_it_is_told_before_and_after(coming: Coming, admin: FlaskClient) -> None:
    coming.merge()
    address = f"/nhan-su/{coming.member.id}/sua/chuc-danh"
    told = admin.get(address).text
    last = (coming.on - ONE).strftime("%d/%m/%Y")
    assert all(each in told for each in (last, "Chi bộ Hai", "9/QĐ"))
    values = {
        "on": coming.today.isoformat(),
        "category": "civil servant",
        "party_status": "official",
        "party_position": SECRETARY,
    }
    page = admin.post(address, data=values, follow_redirects=True)
    assert page.status_code == 200
    assert f"Chức vụ Đảng “{SECRETARY}” kết thúc ngày {last}" in page.text
    assert coming.around(coming.member) == (SECRETARY, "")
    traced = coming.db.scalar(
        select(AccessEntry.detail).where(AccessEntry.action == "standing changed")
    )
    assert traced.endswith(f"party_position={SECRETARY}, until={coming.on - ONE}")


def test_moving_to_the_cell_tells_it(coming: Coming, admin: FlaskClient) -> None:
    coming.merge()
    late = coming.person("Vũ Bình", coming.three)
    values = {"on": coming.today.isoformat(), "unit_id": str(coming.one.id)}
    page = admin.post(
        f"/nhan-su/{late.id}/sua/dieu-chuyen", data=values, follow_redirects=True
    ).text
    assert_told(page)
    assert coming.places(late)[-1] == (coming.two.id, coming.on, None)


def test_the_preview_of_many_tells_it(coming: Coming, admin: FlaskClient) -> None:
    coming.merge()
    late = coming.person("Vũ Bình", coming.three)
    values = {"nguoi": str(late.id), "act": "dieu-chuyen", "on": coming.today.isoformat()}
    values |= {"category": "cadre", "party_status": "none", "is_exempt": "0"}
    values["unit_id"] = str(coming.one.id)
    page = admin.get("/nhan-su/hang-loat/xem-truoc", query_string=values).text
    assert_told(page)


def test_somebody_new_in_the_cell_goes_along_and_it_is_told(
    coming: Coming, admin: FlaskClient
) -> None:
    coming.merge()
    values = {"full_name": "Ngô Văn Em", "category": "civil servant", "party_status": "official"}
    values |= {"party_position": SECRETARY, "party_unit_id": str(coming.one.id), "sex": ""}
    values["starts_on"] = coming.today.isoformat()
    assert_told(admin.post("/nhan-su/moi", data=values, follow_redirects=True).text)
    new = coming.db.scalar(select(Person).where(Person.full_name == "Ngô Văn Em"))
    assert coming.places(new)[-1] == (coming.two.id, coming.on, None)
    assert coming.around(new) == (SECRETARY, "")


def test_opening_a_place_again_tells_it(coming: Coming, admin: FlaskClient) -> None:
    late = coming.person("Vũ Bình", coming.one)
    place = coming.db.scalar(select(Membership).where(Membership.person_id == late.id))
    since = place.starts_on
    correct_place(coming.db, place, since, coming.today)
    coming.merge()
    values = {"starts_on": since.isoformat(), "ends_on": ""}
    address = f"/nhan-su/{late.id}/noi/{place.id}"
    assert_told(admin.post(address, data=values, follow_redirects=True).text)
    assert coming.places(late)[-1] == (coming.two.id, coming.on, None)


def test_the_preview_of_a_list_tells_it_of_the_units_that_it_gives_alone(
    coming: Coming, admin: FlaskClient
) -> None:
    make_unit(coming.db, name="Vụ Một", parent=make_unit(coming.db, name="Bộ"))
    coming.merge()
    for cell, is_told in (("Chi bộ Một", True), ("Chi bộ Ba", False)):
        rows = f"Họ và tên;Đơn vị;Đảng viên;Chi bộ\nNgô Văn Em;Vụ Một;x;{cell}\n"
        file = {"file": (BytesIO(rows.encode()), f"{cell}.csv")}
        page = admin.post("/nhan-su/nhap", data=file, follow_redirects=True).text
        assert "Nhập 1 người" in page
        assert ("“Chi bộ Một” không còn" in page) is is_told
