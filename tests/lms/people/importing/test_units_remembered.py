"""The page of what names of units were said to mean: who sees which, forgetting one, and what stays as it was."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms import clock
from lms.organisation.orders import Order
from lms.organisation.services import record_act
from lms.people.access_words import ACTION_WORDS
from lms.people.enums import Role
from lms.people.importing.former import key_of
from lms.people.importing.reading import LEFT_OUT, load_reading
from lms.people.importing.remembered import told_of_units
from lms.people.models import AccessEntry, Account
from lms.units.enums import ActKind, Tree
from lms.units.models import Unit
from tests.factories import make_account, make_person
from tests.lms.people.importing.two_units import centre, ministry, office
from tests.lms.people.test_roster_reading import admin, run_of, say, send  # noqa: F401 - a fixture

__all__ = ["centre", "ministry", "office"]  # fixtures
Login = Callable[[FlaskClient, Account], FlaskClient]
PAGE = "/nhan-su/nhap/ten-don-vi"
KEY = key_of(Tree.STATE, "TT Dữ liệu")


def list_with(unit: str, name: str = "Hồ An") -> str:
    return f"Họ và tên;Đơn vị\n{name};{unit}\nBùi Lan;Văn phòng\n"


def remember(client: FlaskClient, told: int, unit: str = "TT Dữ liệu", name: str = "Hồ An") -> str:
    address = send(client, list_with(unit, name), f"{unit}.csv")
    say(client, address, khac_0=str(told)) if told else say(client, address, don_vi_0="0")
    client.post(address)
    return address


def clerk_of(db: Session, app: Flask, login: Login, unit: Unit) -> FlaskClient:
    person = make_person(db, full_name=f"Văn Thư {unit.code}", unit=unit)
    account = make_account(db, person=person, role=Role.RECORDS_CLERK, unit=unit)
    db.commit()
    return login(app.test_client(), account)


def test_nothing_yet_is_said_so(admin: FlaskClient) -> None:  # noqa: F811
    assert "Chưa ghi nhớ tên nào" in admin.get(PAGE).text
    assert PAGE in admin.get("/nhan-su/nhap").text


def test_names_stand_with_unit_who_and_list_and_are_looked_for(
    admin: FlaskClient,  # noqa: F811
    centre: Unit,
    office: Unit,
) -> None:
    address = remember(admin, centre.id)
    remember(admin, office.id, "VP Bộ")
    page = admin.get(PAGE).text
    assert page.index("TT Dữ liệu") < page.index("VP Bộ")
    for told in ("Trung tâm Dữ liệu", "Quản Trị Viên", "TT Dữ liệu.csv", address):
        assert told in page
    found = admin.get(f"{PAGE}?tim=trung+tam").text
    assert "TT Dữ liệu" in found
    assert "VP Bộ" not in found
    assert "Không có tên hay đơn vị nào" in admin.get(f"{PAGE}?tim=khong+co").text


def test_one_is_forgotten_for_the_next_list_and_the_old_one_stays(
    admin: FlaskClient,  # noqa: F811
    db: Session,
    centre: Unit,
    office: Unit,
) -> None:
    remember(admin, office.id)
    address = remember(admin, centre.id)
    answer = admin.post(PAGE, data={"ten": KEY}, follow_redirects=True)
    assert "Đã bỏ ghi nhớ “TT Dữ liệu”" in answer.text
    assert told_of_units(db, {KEY}) == {}, "the older answer does not come back"
    assert load_reading(run_of(db).reading).units == {KEY: centre.id}
    assert "đọc là Trung tâm Dữ liệu" in admin.get(address).text
    assert "Theo lựa chọn" not in admin.get(send(admin, list_with("TT Dữ liệu", "Đỗ Mai"))).text
    entry = db.scalars(
        select(AccessEntry).where(AccessEntry.action == "name of a unit forgotten")
    ).one()
    assert "TT Dữ liệu → " in entry.detail
    assert entry.action in ACTION_WORDS
    again = admin.post(PAGE, data={"ten": KEY}, follow_redirects=True).text
    assert "Tên này không còn được ghi nhớ." in again


def test_what_is_said_again_afterwards_is_remembered(
    admin: FlaskClient,  # noqa: F811
    db: Session,
    centre: Unit,
    office: Unit,
) -> None:
    remember(admin, centre.id)
    admin.post(PAGE, data={"ten": KEY})
    remember(admin, office.id)
    assert told_of_units(db, {KEY})[KEY].unit_id == office.id


def test_clerk_sees_and_forgets_names_of_their_units_alone(
    admin: FlaskClient,  # noqa: F811
    db: Session,
    app: Flask,
    login: Login,
    centre: Unit,
    office: Unit,
) -> None:
    address = remember(admin, centre.id)
    remember(admin, office.id, "VP Bộ")
    clerk = clerk_of(db, app, login, centre)
    page = clerk.get(PAGE).text
    assert "TT Dữ liệu" in page
    for told in ("VP Bộ", "Quản Trị Viên", address):
        assert told not in page
    hidden = clerk.post(PAGE, data={"ten": key_of(Tree.STATE, "VP Bộ")}, follow_redirects=True)
    assert "Tên này không còn được ghi nhớ." in hidden.text
    assert clerk.post(PAGE, data={"ten": KEY}).status_code == 303
    assert set(told_of_units(db)) == {key_of(Tree.STATE, "VP Bộ")}


def test_rows_left_out_and_units_that_stand_no_more_are_told_so(
    admin: FlaskClient,  # noqa: F811
    db: Session,
    centre: Unit,
    office: Unit,
) -> None:
    remember(admin, centre.id)
    order = Order(
        ActKind.MERGE,
        Tree.STATE,
        date(2026, 11, 1),
        "1/QĐ",
        units=(centre.id,),
        target=office.id,
    )
    record_act(db, order, None)
    db.commit()
    address = send(admin, list_with("Hội đồng"))
    say(admin, address, khac_0=str(office.id))
    say(admin, address, don_vi_0=str(LEFT_OUT))
    admin.post(address)
    page = admin.get(PAGE).text
    assert "không còn hoạt động; không gợi ý" in page
    assert "Trung tâm Dữ liệu" in page
    assert "bỏ các dòng này" in page


@pytest.mark.parametrize("sent", ["", "state:khong co", "x" * 5000])
def test_no_such_name_changes_nothing(
    admin: FlaskClient,  # noqa: F811
    db: Session,
    centre: Unit,
    sent: str,
) -> None:
    remember(admin, centre.id)
    assert admin.post(PAGE, data={"ten": sent}).status_code == 303
    assert set(told_of_units(db)) == {KEY}


def test_head_of_a_unit_does_not_see_it(
    db: Session, client: FlaskClient, login: Login, centre: Unit
) -> None:
    login(client, make_account(db, role=Role.UNIT_HEAD, unit=centre))
    assert client.get(PAGE).status_code in (403, 404)
    assert client.post(PAGE, data={"ten": KEY}).status_code in (403, 404)


def test_page_asks_as_often_for_one_name_as_for_three(
    admin: FlaskClient,  # noqa: F811
    count_queries: Callable[[], AbstractContextManager[list[str]]],
    centre: Unit,
    office: Unit,
) -> None:
    asked = []
    with clock.fixed(clock.now()):  # when somebody was seen last is written once a minute
        for unit, name in (("TT Dữ liệu", "Hồ An"), ("VP Bộ", "Đỗ Mai"), ("Ban Lạ", "Vũ Tú")):
            remember(admin, office.id, unit, name)
            admin.get(PAGE)  # the trees are read anew after an import
            with count_queries() as statements:
                page = admin.get(PAGE).text
            assert unit in page
            asked.append(len(statements))
    assert asked[0] == asked[-1]
