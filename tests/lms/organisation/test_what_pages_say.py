"""What pages say of units and acts: people as they are now, what is still to come, both names of a renaming."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms import clock
from lms.people.enums import Role
from lms.people.models import Account, Membership
from lms.people.places import leave
from lms.units.models import UnitAct
from tests.factories import make_account, make_person, make_unit
from tests.lms.organisation.test_tree_browser import DECIDED, Place

FOUNDED = {"code": "N", "kind": "unit", "buoc": "xem"}
Login = Callable[[FlaskClient, Account], FlaskClient]


@pytest.fixture
def place(db: Session) -> Place:
    return Place(db)


@pytest.fixture
def admin(db: Session, client: FlaskClient, login: Login, place: Place) -> FlaskClient:
    return login(client, make_account(db, role=Role.ADMINISTRATOR))


def test_people_who_came_a_moment_ago_are_counted(
    db: Session, admin: FlaskClient, place: Place
) -> None:
    for address in ("/don-vi", "/don-vi/cay.csv"):
        admin.get(address)
    for _ in range(70):
        make_person(db, unit=place.b, personnel_code=None)
    assert "<strong>75</strong>" in admin.get("/don-vi").text
    assert "72" in admin.get("/don-vi/cay.csv").text
    leave(
        db,
        db.scalars(select(Membership.person_id).filter_by(unit_id=place.a.id)).all(),
        clock.today(),
    )
    assert "<strong>73</strong>" in admin.get("/don-vi").text


def test_a_unit_with_a_coming_closure_is_still_decided_about(
    admin: FlaskClient, place: Place
) -> None:
    data = DECIDED | {"effective_on": "2999-01-01", "unit": "PC", "buoc": "ghi"}
    assert admin.post(f"/don-vi/{place.a.id}/sap-nhap", data=data).status_code == 303
    page = admin.get(f"/don-vi/{place.a.id}").text
    assert "01/01/2999" in page
    assert f"/don-vi/{place.a.id}/doi-ten" in page


@pytest.mark.parametrize("act", ["doi-ten", "sap-nhap", "chia-tach", "giai-the", "dinh-chinh"])
def test_the_form_of_an_act_names_its_unit(admin: FlaskClient, place: Place, act: str) -> None:
    head = admin.get(f"/don-vi/{place.a.id}/{act}").text.split("<h1>")[1].split("</p>")[0]
    assert "<strong>Vụ Tổ chức</strong>" in head


def test_the_unit_is_named_also_as_of_a_day_on_which_it_does_not_stand(
    admin: FlaskClient, place: Place
) -> None:
    data = DECIDED | {"effective_on": "1900-01-01", "name": "Vụ Khác", "buoc": "xem"}
    refused = admin.post(f"/don-vi/{place.a.id}/doi-ten", data=data)
    assert refused.status_code in (404, 409, 422)
    assert ">Vụ Tổ chức</a>" in refused.text


@pytest.mark.parametrize(
    ("act", "typed"),
    [
        ("lap", {"name": "VU PHÁP CHẾ", "code": "N", "kind": "unit"}),
        ("doi-ten", {"name": "Vụ Pháp Chế"}),
    ],
)
def test_a_second_unit_of_a_name_beside_the_first_is_pointed_out(
    admin: FlaskClient, place: Place, act: str, typed: dict[str, str]
) -> None:
    on = place.ministry if act == "lap" else place.a
    shown = admin.post(f"/don-vi/{on.id}/{act}", data=DECIDED | typed | {"buoc": "xem"})
    assert "Vụ Pháp chế (PC) đã có dưới cùng đơn vị cấp trên" in shown.text
    below = admin.post(f"/don-vi/{place.b.id}/lap", data=DECIDED | typed | FOUNDED)
    assert "đã có dưới cùng" not in below.text
    assert "Kiểm tra" in below.text


def test_a_merger_may_keep_the_name_of_a_unit_that_it_closes(
    admin: FlaskClient, place: Place
) -> None:
    data = DECIDED | {"others": "PC", "unit": "N", "name": "Vụ Pháp chế", "buoc": "xem"}
    shown = admin.post(f"/don-vi/{place.a.id}/sap-nhap", data=data)
    assert "Kiểm tra" in shown.text
    assert "đã có dưới cùng" not in shown.text


def test_a_unit_moved_beside_a_namesake_is_pointed_out(
    db: Session, admin: FlaskClient, place: Place
) -> None:
    make_unit(db, name="Phòng Một", code="PC1", parent=place.b)
    data = DECIDED | {"unit": "PC", "buoc": "xem"}
    shown = admin.post(f"/don-vi/{place.room.id}/chuyen", data=data)
    assert "Phòng Một (PC1) đã có dưới cùng đơn vị cấp trên" in shown.text


def test_what_is_still_to_come_is_not_said_to_be_done(admin: FlaskClient, place: Place) -> None:
    data = DECIDED | {"effective_on": "2999-01-01", "unit": "PC", "buoc": "ghi"}
    done = admin.post(f"/don-vi/{place.a.id}/sap-nhap", data=data)
    page = admin.get(done.location).text
    assert "người sẽ chuyển từ ngày 01/01/2999" in page
    assert "Đã chuyển" not in page
    for address in ("/don-vi/quyet-dinh", f"/don-vi/{place.a.id}"):
        assert "Sẽ chuyển 2 người" in admin.get(address).text


def test_a_new_name_beside_a_code_that_stands_is_not_dropped(
    admin: FlaskClient, db: Session, place: Place
) -> None:
    data = DECIDED | {"unit": "PC", "name": "Vụ Hợp nhất", "buoc": "ghi"}
    address = f"/don-vi/{place.a.id}/sap-nhap"
    refused = admin.post(address, data=data)
    assert refused.status_code == 422
    assert "“Vụ Pháp chế” đã có mã hoặc tên này" in refused.text
    assert db.scalar(select(func.count(UnitAct.id))) == 0
    db.commit()
    assert admin.post(address, data=data | {"name": "Vụ Pháp chế"}).status_code == 303


def test_a_renaming_tells_both_names(admin: FlaskClient, place: Place) -> None:
    data = DECIDED | {"name": "Vụ Tổ chức cán bộ", "buoc": "ghi"}
    assert admin.post(f"/don-vi/{place.a.id}/doi-ten", data=data).status_code == 303
    for address in ("/don-vi/quyet-dinh", f"/don-vi/{place.a.id}"):
        assert "Vụ Tổ chức → Vụ Tổ chức cán bộ" in admin.get(address).text
