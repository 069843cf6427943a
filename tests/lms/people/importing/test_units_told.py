"""Names of units that are not on record: said once, kept with who and when, proposed for the next list, corrected."""

from collections.abc import Callable
from datetime import date

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms import clock
from lms.organisation.orders import Order
from lms.organisation.services import record_act
from lms.people.enums import Role
from lms.people.importing.reading import LEFT_OUT, load_reading
from lms.people.models import Account, Membership, Person
from lms.units.enums import ActKind, Tree
from lms.units.models import Unit, UnitName
from lms.web.format import format_date
from tests.factories import make_account, make_person, make_unit
from tests.lms.people.importing.two_units import centre, ministry, office
from tests.lms.people.test_roster_reading import admin, run_of, say, send  # noqa: F401 - a fixture

__all__ = ["centre", "ministry", "office"]  # fixtures
Login = Callable[[FlaskClient, Account], FlaskClient]
LIST = "Họ và tên;Đơn vị\n{name};TT Dữ liệu\n"
ASKED = "ghi đơn vị chưa có trong hệ thống"


def units_of(db: Session) -> dict[str, str]:
    placed = select(Person.full_name, UnitName.name).join(
        Membership, Membership.person_id == Person.id
    )
    named = placed.join(UnitName, UnitName.unit_id == Membership.unit_id)
    return {row[0]: row[1] for row in db.execute(named)}


def import_told(client: FlaskClient, name: str, **told: str) -> str:
    """A list written with what is told of its unit."""
    address = send(client, LIST.format(name=name))
    say(client, address, **told)
    client.post(address)
    return address


def test_unknown_name_is_asked_and_read_as_was_said(
    admin: FlaskClient,  # noqa: F811
    db: Session,
    centre: Unit,
) -> None:
    address = send(admin, LIST.format(name="Hồ An"))
    page = admin.get(address).text
    assert f"Có 1 dòng {ASKED}" in page
    assert 'name="khac-0"' in page
    page = say(admin, address, khac_0=str(centre.id)).text
    assert ASKED not in page
    assert "Nhập 1 người" in page
    assert "1 tên đơn vị đọc theo lựa chọn" in page
    done = admin.post(address, follow_redirects=True).text
    assert "đọc là Trung tâm Dữ liệu" in done
    assert units_of(db) == {"Hồ An": "Trung tâm Dữ liệu"}


def test_answer_is_proposed_for_the_next_list_with_who_and_when_and_does_not_count_by_itself(
    admin: FlaskClient,  # noqa: F811
    db: Session,
    centre: Unit,
) -> None:
    import_told(admin, "Hồ An", khac_0=str(centre.id))
    address = send(admin, LIST.format(name="Đỗ Mai"))
    page = admin.get(address).text
    assert f"Có 1 dòng {ASKED}" in page
    today = format_date(clock.today())
    assert f"Theo lựa chọn của Quản Trị Viên cho danh sách ngày {today}." in page
    assert f'<option value="{centre.id}" selected>đọc là Trung tâm Dữ liệu' in page
    assert "Nhập 1 người" not in page
    assert "Nhập 1 người" in say(admin, address, don_vi_0=str(centre.id)).text


def test_proposal_can_be_changed_and_the_newest_answer_counts(
    admin: FlaskClient,  # noqa: F811
    db: Session,
    centre: Unit,
    office: Unit,
) -> None:
    import_told(admin, "Hồ An", khac_0=str(centre.id))
    import_told(admin, "Đỗ Mai", don_vi_0=str(centre.id), khac_0=str(office.id))
    assert units_of(db)["Đỗ Mai"] == "Văn phòng"
    page = admin.get(send(admin, LIST.format(name="Bùi Lan"))).text
    assert f'<option value="{office.id}" selected>' in page


def test_answer_can_be_corrected_within_the_same_list_and_taken_back(
    admin: FlaskClient,  # noqa: F811
    db: Session,
    centre: Unit,
    office: Unit,
) -> None:
    address = send(admin, LIST.format(name="Hồ An"))
    say(admin, address, khac_0=str(centre.id))
    say(admin, address, don_vi_0=str(centre.id), khac_0=str(office.id))
    assert set(load_reading(run_of(db).reading).units.values()) == {office.id}
    assert ASKED in say(admin, address, don_vi_0="").text
    assert load_reading(run_of(db).reading).units == {}


def test_rows_left_out_on_purpose_are_told_so(
    admin: FlaskClient,  # noqa: F811
    db: Session,
    centre: Unit,
) -> None:
    import_told(admin, "Hồ An", khac_0=str(centre.id))
    address = send(admin, "Họ và tên;Đơn vị\nĐỗ Mai;TT Dữ liệu\nBùi Lan;Văn phòng\n")
    page = say(admin, address, don_vi_0=str(LEFT_OUT)).text
    assert ASKED not in page
    assert "Nhập 1 người" in page
    admin.post(address)
    again = admin.get(send(admin, LIST.format(name="Vũ Tú"))).text
    assert '<option value="0" selected>' in again


def test_answers_never_cross_the_trees(
    admin: FlaskClient,  # noqa: F811
    db: Session,
    centre: Unit,
) -> None:
    make_unit(db, name="Đảng bộ", tree=Tree.PARTY)
    import_told(admin, "Hồ An", khac_0=str(centre.id))
    text = "Họ và tên;Đơn vị;Đảng viên;Chi bộ\nĐỗ Mai;Văn phòng;x;TT Dữ liệu\n"
    address = send(admin, text)
    page = admin.get(address).text
    assert "Theo lựa chọn" not in page
    refused = admin.post(f"{address}/cach-doc", data={"khac-0": str(centre.id)})
    assert refused.status_code == 422
    assert "Đơn vị này không có trong hệ thống" in refused.text or "không thuộc" in refused.text
    assert load_reading(run_of(db).reading).units == {}


def test_same_room_of_two_units_is_told_apart(
    admin: FlaskClient,  # noqa: F811
    db: Session,
    centre: Unit,
    office: Unit,
) -> None:
    text = "Họ và tên;Đơn vị;Phòng\nHồ An;Trung tâm Dữ liệu;P. Mạng\nĐỗ Mai;Văn phòng;P. Mạng\n"
    address = send(admin, text)
    page = admin.get(address).text
    assert "Trung tâm Dữ liệu › P. Mạng" in page
    assert "Văn phòng › P. Mạng" in page
    say(admin, address, don_vi_0=str(centre.id))
    assert len(load_reading(run_of(db).reading).units) == 1
    say(admin, address, don_vi_tat_ca="1")
    assert set(load_reading(run_of(db).reading).units.values()) == {centre.id, office.id}
    admin.post(address)
    assert units_of(db) == {"Hồ An": "Trung tâm Dữ liệu", "Đỗ Mai": "Văn phòng"}


def test_unit_that_stands_no_more_is_not_proposed(
    admin: FlaskClient,  # noqa: F811
    db: Session,
    centre: Unit,
    office: Unit,
) -> None:
    import_told(admin, "Hồ An", khac_0=str(centre.id))
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
    page = admin.get(send(admin, LIST.format(name="Đỗ Mai"))).text
    assert ASKED in page
    assert "Theo lựa chọn" not in page


def test_words_that_mean_several_units_are_asked_without_a_script(
    admin: FlaskClient,  # noqa: F811
    db: Session,
    ministry: Unit,
) -> None:
    for number in range(70):
        make_unit(db, name=f"Phòng {number:02d}", parent=ministry)
    db.commit()
    address = send(admin, LIST.format(name="Hồ An"))
    refused = admin.post(f"{address}/cach-doc", data={"khac-0-tim": "phong 1"})
    assert refused.status_code == 422
    assert 'type="radio" name="khac-0"' in refused.text
    page = say(admin, address, khac_0_tim="Phòng 11").text
    assert "Nhập 1 người" in page


def test_colleague_is_not_named_to_a_clerk_of_some_units(
    admin: FlaskClient,  # noqa: F811
    db: Session,
    app: Flask,
    login: Login,
    centre: Unit,
) -> None:
    import_told(admin, "Hồ An", khac_0=str(centre.id))
    clerk_person = make_person(db, full_name="Văn Thư", unit=centre)
    account = make_account(db, person=clerk_person, role=Role.RECORDS_CLERK, unit=centre)
    db.commit()
    clerk = login(app.test_client(), account)
    page = clerk.get(send(clerk, LIST.format(name="Đỗ Mai"))).text
    assert "Theo lựa chọn cho danh sách ngày" in page
    assert "Quản Trị Viên" not in page


def test_row_that_names_two_is_counted_once(
    admin: FlaskClient,  # noqa: F811
    db: Session,
) -> None:
    make_unit(db, name="Đảng bộ", tree=Tree.PARTY)
    text = "Họ và tên;Đơn vị;Đảng viên;Chi bộ\nĐỗ Mai;TT Dữ liệu;x;CB Bốn\nHồ An;TT Dữ liệu;;\n"
    page = admin.get(send(admin, text)).text
    assert f"Có 2 dòng {ASKED}" in page


def test_names_in_an_old_font_are_not_asked_before_they_are_put_into_unicode(
    admin: FlaskClient,  # noqa: F811
) -> None:
    text = "Họ và tên;Đơn vị\nNguyÔn V¨n An;Trung t©m D÷ liÖu\n"
    page = admin.get(send(admin, text)).text
    assert "gõ bằng phông chữ cũ" in page
    assert ASKED not in page
