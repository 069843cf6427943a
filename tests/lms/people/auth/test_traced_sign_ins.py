"""Sign-ins and failed ones are in the trace: by whom, how, and never what was typed."""

import pytest
from sqlalchemy import select

from lms.people.enums import Role
from lms.people.models import AccessEntry
from tests.factories import PASSWORD, make_account, make_person


@pytest.fixture
def account(db):
    return make_account(db, person=make_person(db, email="anh@bo.example"))


def sign_in(client, login="anh@bo.example", password=PASSWORD):
    return client.post("/dang-nhap", data={"login": login, "password": password})


def traced(db):
    db.expire_all()
    entries = db.scalars(select(AccessEntry).order_by(AccessEntry.id))
    return [(each.action, each.account_id, each.subject_id, each.detail) for each in entries]


def test_who_came_in_and_who_did_not(client, db, account):
    sign_in(client, password="sai-mat-khau-1")
    sign_in(client)
    assert traced(db) == [
        ("sign-in failed", None, account.person_id, "password"),
        ("signed in", account.id, account.person_id, "password"),
    ]


def test_names_that_are_nobodys_are_written_once_a_minute_without_the_name(client, db, account):
    for number in range(3):
        sign_in(client, login=f"mat-khau-{number}")
    assert traced(db) == [("sign-in failed", None, None, "password")]


def test_a_new_password_is_no_sign_in(client, db, login, account):
    login(client, account)
    before = len(traced(db))
    data = {
        "present_password": PASSWORD,
        "new_password": "mot-mat-khau-that-dai-9",
        "again": "mot-mat-khau-that-dai-9",
    }
    client.post("/doi-mat-khau", data=data)
    assert "signed in" not in [each[0] for each in traced(db)[before:]]


def test_people_see_their_sign_ins_but_not_among_who_looked(client, db, account):
    sign_in(client, password="sai-mat-khau-1")
    sign_in(client)
    page = client.get("/ve-toi/du-lieu").text
    assert "Các lần đăng nhập" in page
    assert "đăng nhập không thành công" in page
    looked = page.partition("Ai đã xem dữ liệu của tôi")[2]
    assert "đăng nhập" not in looked.partition("</section>")[0]


def test_the_trace_says_it_in_words(client, app, db, login, account):
    sign_in(app.test_client(), password="sai-mat-khau-1")
    login(client, make_account(db, role=Role.ADMINISTRATOR))
    page = client.get("/du-lieu-ca-nhan/nhat-ky?viec=sign-in failed").text
    assert "đăng nhập không thành công" in page
    assert "mật khẩu" in page
