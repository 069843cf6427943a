"""What follows when a clerk changes an e-mail address or a code, and how an administrator confirms it."""

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms import clock
from lms.people.enums import Role
from lms.people.models import AccessEntry, Account, Person
from lms.people.vouching import doubt
from lms.units.models import Unit
from tests.factories import make_account, make_person, make_unit

Login = Callable[[FlaskClient, Account], FlaskClient]
PAGE = "/nhan-su/cho-xac-nhan"


@pytest.fixture
def unit(db: Session) -> Unit:
    return make_unit(db, name="Vụ Pháp chế")


@pytest.fixture
def learner(db: Session, unit: Unit) -> Account:
    person = make_person(db, full_name="Lê Thị An", unit=unit, email="cu@bo.example")
    account = make_account(db, person=person)
    account.login = "cu@bo.example"
    db.flush()
    return account


@pytest.fixture
def clerk(client: FlaskClient, login: Login, db: Session, unit: Unit) -> FlaskClient:
    account = make_account(db, role=Role.RECORDS_CLERK, unit=unit, full_name="Đỗ Hồ Sơ")
    return login(client.application.test_client(), account)


@pytest.fixture
def admin(client: FlaskClient, login: Login, db: Session) -> FlaskClient:
    return login(client, make_account(db, role=Role.ADMINISTRATOR))


def correct(client: FlaskClient, person_id: int, **changes: str) -> str:
    """The page after a correction of the record."""
    kept = {"full_name": "Lê Thị An", "sex": "", "email": "cu@bo.example"} | changes
    answer = client.post(f"/nhan-su/{person_id}/sua/thong-tin", data=kept, follow_redirects=True)
    assert answer.status_code == 200
    return answer.text


def waits(db: Session, person_id: int) -> bool:
    db.expire_all()
    return db.get_one(Person, person_id).needs_vouching


def values(page: str) -> list[str]:
    return re.findall(r'name="nguoi" value="([^"]+)"', page)


def test_a_clerk_is_told_what_follows(clerk: FlaskClient, learner: Account) -> None:
    page = correct(clerk, learner.person_id, email="moi@bo.example")
    assert "Từ nay đồng chí này đăng nhập bằng moi@bo.example." in page
    assert "cần quản trị hệ thống xác nhận" in page
    again = correct(clerk, learner.person_id, email="moi@bo.example", phone="0912345678")
    assert "cần quản trị hệ thống xác nhận" not in again
    assert "đăng nhập bằng" not in again


def test_an_administrator_is_told_of_the_login_alone(admin: FlaskClient, learner: Account) -> None:
    page = correct(admin, learner.person_id, email="moi@bo.example")
    assert "đăng nhập bằng moi@bo.example." in page
    assert "cần quản trị hệ thống xác nhận" not in page


def test_who_waits_is_found_from_the_first_page_and_confirmed(
    admin: FlaskClient, clerk: FlaskClient, db: Session, learner: Account
) -> None:
    assert PAGE not in admin.get("/").text
    assert "Không có ai chờ xác nhận" in admin.get(PAGE).text
    correct(clerk, learner.person_id, email="moi@bo.example")
    assert f'href="{PAGE}"' in admin.get("/").text
    assert PAGE not in clerk.get("/").text
    page = admin.get(PAGE).text
    for told in ("Lê Thị An", "moi@bo.example", "trước đó: cu@bo.example", "Đỗ Hồ Sơ"):
        assert told in page
    (shown,) = values(page)
    done = admin.post(PAGE, data={"mot": shown}, follow_redirects=True).text
    assert "Đã xác nhận 1 người." in done
    assert not waits(db, learner.person_id)
    traced = select(AccessEntry.subject_id).where(AccessEntry.action == "e-mail and code confirmed")
    assert db.scalars(traced).all() == [learner.person_id]


def test_those_ticked_are_confirmed_at_once_and_nobody_else(
    admin: FlaskClient, db: Session, unit: Unit
) -> None:
    ids = [make_person(db, full_name=f"Người {each}", unit=unit).id for each in "ABC"]
    doubt(db, ids)
    shown = values(admin.get(PAGE).text)
    assert admin.post(PAGE, data={"nguoi": shown[:2]}).status_code == 303
    assert [waits(db, each) for each in ids] == [False, False, True]
    nobody = admin.post(PAGE, data={}, follow_redirects=True).text
    assert "Chưa chọn người nào" in nobody
    assert waits(db, ids[2])


def test_one_button_confirms_one_whoever_is_ticked(
    admin: FlaskClient, db: Session, unit: Unit
) -> None:
    ids = [make_person(db, full_name=f"Người {each}", unit=unit).id for each in "AB"]
    doubt(db, ids)
    first, second = values(admin.get(PAGE).text)
    admin.post(PAGE, data={"nguoi": first, "mot": second})
    assert [waits(db, each) for each in ids] == [True, False]


def test_what_was_changed_after_it_was_shown_is_not_confirmed(
    admin: FlaskClient, clerk: FlaskClient, db: Session, learner: Account
) -> None:
    correct(clerk, learner.person_id, email="moi@bo.example")
    (shown,) = values(admin.get(PAGE).text)
    correct(clerk, learner.person_id, email="khac@bo.example")
    told = admin.post(PAGE, data={"nguoi": shown}, follow_redirects=True).text
    assert "1 người vừa được sửa hoặc xác nhận" in told
    assert waits(db, learner.person_id)


@pytest.mark.parametrize("value", ["x", "1", "9" * 12 + "-a", "²-a", "-"])
def test_forged_values_confirm_nobody(
    admin: FlaskClient, db: Session, learner: Account, value: str
) -> None:
    doubt(db, [learner.person_id])
    assert admin.post(PAGE, data={"nguoi": value}).status_code == 303
    assert waits(db, learner.person_id)


def test_leavers_do_not_wait(admin: FlaskClient, db: Session, learner: Account) -> None:
    doubt(db, [learner.person_id])
    db.get_one(Person, learner.person_id).left_on = clock.today()
    db.flush()
    assert values(admin.get(PAGE).text) == []


def test_a_clerk_does_not_confirm(clerk: FlaskClient) -> None:
    assert clerk.get(PAGE).status_code == 404
    assert clerk.post(PAGE, data={"mot": "1-a"}).status_code == 404
