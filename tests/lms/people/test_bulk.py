"""One act on many people: previewed, refused where it cannot be, done in one transaction."""

from collections.abc import Callable
from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.people.enums import Category, PartyStatus, Role
from lms.people.models import AccessEntry, Account, Membership, Person
from lms.units.models import Unit
from tests.factories import make_account, make_person, make_unit

Login = Callable[[FlaskClient, Account], FlaskClient]
BASE = {"unit_id": "0", "category": "cadre", "party_status": "official", "is_exempt": "1"}


@pytest.fixture
def admin(db: Session, client: FlaskClient, login: Login) -> FlaskClient:
    return login(client, make_account(db, role=Role.ADMINISTRATOR, full_name="Quản Trị Hệ Thống"))


@pytest.fixture
def legal(db: Session) -> Unit:
    return make_unit(db, name="Vụ Pháp chế")


@pytest.fixture
def people(db: Session, legal: Unit) -> list[Person]:
    return [
        make_person(db, full_name=f"Cao Minh {name}", unit=legal) for name in ("An", "Bình", "Chi")
    ]


def chosen(people: list[Person], **values: object) -> dict[str, object]:
    return BASE | {"nguoi": [str(each.id) for each in people], "on": "2021-03-01"} | values


def traced(db: Session, action: str) -> int:
    return db.scalar(select(func.count()).where(AccessEntry.action == action)) or 0


def test_moving_is_previewed_and_done_with_a_trace_for_each(
    db: Session, admin: FlaskClient, people: list[Person]
) -> None:
    pay = make_unit(db, name="Vụ Tiền lương")
    people[0].left_on = date(2021, 1, 1)
    db.flush()
    values = chosen(people, act="dieu-chuyen", unit_id=str(pay.id))
    assert "3 người" in admin.get("/nhan-su/hang-loat", query_string=values).text
    preview = admin.get("/nhan-su/hang-loat/xem-truoc", query_string=values).text
    assert "đã rời cơ quan" in preview
    assert "Thay đổi 2 người" in preview
    assert "Đơn vị hiện nay" in preview
    assert "Vụ Pháp chế" in preview
    assert db.scalar(select(func.count()).where(Membership.unit_id == pay.id)) == 0
    wrong = values | {"so-nguoi": "3"}
    assert admin.post("/nhan-su/hang-loat", data=wrong).status_code == 409
    assert traced(db, "moved to a unit") == 0
    assert admin.post("/nhan-su/hang-loat", data=values | {"so-nguoi": "2"}).status_code == 303
    moved = select(Membership.person_id).where(Membership.unit_id == pay.id)
    assert set(db.scalars(moved)) == {people[1].id, people[2].id}
    assert traced(db, "moved to a unit") == 2


def test_values_are_set_from_a_day_on(
    db: Session, admin: FlaskClient, people: list[Person]
) -> None:
    for act in ("loai-nhan-su", "dang-vien", "mien-sinh-hoat"):
        values = chosen(people[:2], act=act)
        page = admin.get("/nhan-su/hang-loat/xem-truoc", query_string=values)
        assert "Thay đổi 2 người" in page.text
        done = admin.post("/nhan-su/hang-loat", data=values | {"so-nguoi": "2"})
        assert done.status_code == 303
    person, untouched = people[0], people[2]
    assert (person.category, person.party_status, person.is_exempt) == (
        Category.CADRE,
        PartyStatus.OFFICIAL,
        True,
    )
    assert untouched.category is Category.CIVIL_SERVANT
    again = admin.get(
        "/nhan-su/hang-loat/xem-truoc", query_string=chosen(people[:2], act="dang-vien")
    )
    assert "so-nguoi" not in again.text
    future = chosen(people, act="dang-vien", on="2999-01-01")  # told beforehand, as moves are
    assert admin.get("/nhan-su/hang-loat/xem-truoc", query_string=future).status_code == 200


def test_the_preview_says_what_each_person_is_now(admin: FlaskClient, people: list[Person]) -> None:
    for act, now in (
        ("roi-co-quan", "Đơn vị hiện nay"),
        ("loai-nhan-su", "Công chức"),
        ("dang-vien", "Đảng viên hiện nay"),
        ("mien-sinh-hoat", "Đang được miễn"),
    ):
        values = chosen(people[:2], act=act)
        page = admin.get("/nhan-su/hang-loat/xem-truoc", query_string=values)
        assert page.status_code == 200, act
        assert now in page.text, act


def test_the_list_people_were_ticked_in_is_kept_for_the_next_ones(
    db: Session, admin: FlaskClient, people: list[Person]
) -> None:
    asked = {"tim": "cao minh", "loai-nhan-su": "civil servant", "thu-tu": "-don-vi"}
    page = admin.get("/nhan-su", query_string=asked).text
    bar = page.partition('id="bulk"')[2].partition("</form>")[0]
    for name, value in asked.items():
        assert f'name="{name}" value="{value}"' in bar
    listed = "/nhan-su?tim=cao+minh&amp;loai-nhan-su=civil+servant&amp;thu-tu=-don-vi"
    values = chosen(people[:2], act="mien-sinh-hoat") | asked
    for step in ("", "/xem-truoc"):
        told = admin.get(f"/nhan-su/hang-loat{step}", query_string=values).text
        assert 'name="thu-tu" value="-don-vi"' in told
    assert listed in admin.get("/nhan-su/hang-loat", query_string=values).text
    done = admin.post("/nhan-su/hang-loat", data=values | {"so-nguoi": "2"})
    assert (done.status_code, done.location) == (303, listed.replace("&amp;", "&"))


def test_whoever_chose_nobody_is_back_in_the_list_with_a_sentence(
    admin: FlaskClient, people: list[Person]
) -> None:
    answer = admin.get("/nhan-su/hang-loat?tim=cao+minh")
    assert (answer.status_code, answer.location) == (303, "/nhan-su?tim=cao+minh")
    assert "Chưa chọn người nào" in admin.get(answer.location).text


def test_everybody_found_can_leave_but_administrators(
    db: Session, admin: FlaskClient, people: list[Person]
) -> None:
    make_account(db, role=Role.ADMINISTRATOR, person=people[0])
    values = BASE | {"tat-ca": "1", "tim": "cao minh", "act": "roi-co-quan", "on": "2021-03-01"}
    preview = admin.get("/nhan-su/hang-loat/xem-truoc", query_string=values).text
    assert "đang là quản trị hệ thống" in preview
    assert (
        admin.post("/nhan-su/hang-loat", data=values | {"so-nguoi": "2", "so-go": "2"}).status_code
        == 303
    )
    assert [each.left_on for each in people] == [None, date(2021, 3, 1), date(2021, 3, 1)]
    assert traced(db, "marked as left") == 2


@pytest.mark.parametrize(
    ("values", "status"),
    [
        ({"nguoi": []}, 422),
        ({"act": "gi-do"}, 422),
        ({"on": ""}, 422),
        ({"act": "dieu-chuyen", "unit_id": "0"}, 422),
        ({"act": "dieu-chuyen", "unit_id": "99999"}, 422),
    ],
)
def test_what_cannot_be_done_is_said(
    admin: FlaskClient, people: list[Person], values: dict[str, object], status: int
) -> None:
    asked = chosen(people, act="dang-vien") | values
    answer = admin.get("/nhan-su/hang-loat/xem-truoc", query_string=asked)
    assert answer.status_code == status
    assert admin.post("/nhan-su/hang-loat", data=asked | {"so-nguoi": "3"}).status_code == status


def test_acts_on_many_are_for_administrators(
    db: Session, client: FlaskClient, login: Login, people: list[Person], legal: Unit
) -> None:
    values = chosen(people, act="dang-vien")
    assert client.get("/nhan-su/hang-loat", query_string=values).status_code == 303
    login(client, make_account(db, role=Role.UNIT_HEAD, unit=legal))
    for address in ("/nhan-su/hang-loat", "/nhan-su/hang-loat/xem-truoc"):
        assert client.get(address, query_string=values).status_code == 404
    refused = client.post("/nhan-su/hang-loat", data=values | {"so-nguoi": "3"})
    assert refused.status_code == 404
    assert people[0].party_status is PartyStatus.NONE
