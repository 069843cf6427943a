"""What a name of a unit means is remembered when it is said: a list that is corrected and sent again asks no more."""

from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from lms.people.enums import Role
from lms.people.importing.former import key_of
from lms.people.importing.remembered import told_of_units
from lms.people.models import Account
from lms.units.enums import Tree
from lms.units.models import Unit
from tests.factories import make_account
from tests.lms.people.importing.test_units_told import ASKED, LIST, units_of
from tests.lms.people.importing.two_units import centre, ministry, office
from tests.lms.people.test_roster_reading import admin, say, send  # noqa: F401 - a fixture

__all__ = ["centre", "ministry", "office"]  # fixtures
Login = Callable[[FlaskClient, Account], FlaskClient]


def test_list_that_is_corrected_before_it_is_written_is_not_asked_about_again(
    admin: FlaskClient,  # noqa: F811
    db: Session,
    centre: Unit,
) -> None:
    say(admin, send(admin, LIST.format(name="Hồ An")), khac_0=str(centre.id))
    address = send(admin, LIST.format(name="Hồ Văn An"))
    page = admin.get(address).text
    assert ASKED not in page
    assert "1 tên đơn vị đọc theo lựa chọn" in page
    admin.post(address)
    assert units_of(db) == {"Hồ Văn An": "Trung tâm Dữ liệu"}


def test_so_is_one_whose_answer_was_taken_back_or_forgotten_since(
    admin: FlaskClient,  # noqa: F811
    centre: Unit,
) -> None:
    first = send(admin, LIST.format(name="Hồ An"))
    say(admin, first, khac_0=str(centre.id))
    say(admin, first, don_vi_0="")
    second = send(admin, LIST.format(name="Hồ An"))
    assert ASKED in admin.get(second).text
    say(admin, second, khac_0=str(centre.id))
    page = "/nhan-su/nhap/ten-don-vi"
    assert "TT Dữ liệu" in admin.get(page).text
    admin.post(page, data={"ten": key_of(Tree.STATE, "TT Dữ liệu")})
    third = admin.get(send(admin, LIST.format(name="Hồ An"))).text
    assert ASKED in third
    assert "Theo lựa chọn" not in third


def test_answers_of_somebody_elses_waiting_list_are_proposed_alone(
    admin: FlaskClient,  # noqa: F811
    db: Session,
    app: Flask,
    login: Login,
    centre: Unit,
) -> None:
    say(admin, send(admin, LIST.format(name="Hồ An")), khac_0=str(centre.id))
    other = login(app.test_client(), make_account(db, role=Role.ADMINISTRATOR, full_name="Tô Nga"))
    page = other.get(send(other, LIST.format(name="Đỗ Mai"))).text
    assert ASKED in page
    assert f'<option value="{centre.id}" selected>đọc là Trung tâm Dữ liệu' in page


def test_what_was_forgotten_and_said_otherwise_of_the_same_list_is_remembered(
    admin: FlaskClient,  # noqa: F811
    db: Session,
    centre: Unit,
    office: Unit,
) -> None:
    key, address = key_of(Tree.STATE, "TT Dữ liệu"), send(admin, LIST.format(name="Hồ An"))
    say(admin, address, khac_0=str(centre.id))
    admin.post("/nhan-su/nhap/ten-don-vi", data={"ten": key})
    assert told_of_units(db, {key}) == {}
    say(admin, address, don_vi_0=str(centre.id), khac_0=str(office.id))
    db.expire_all()
    assert told_of_units(db, {key})[key].unit_id == office.id
