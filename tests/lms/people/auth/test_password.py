"""One's own password: changing it, and having to."""

import pytest

from lms.people.models import Account
from tests.factories import PASSWORD, make_account, make_person

NEW = "mua-thu-nam-45"


@pytest.fixture
def account(db):
    return make_account(db, person=make_person(db, full_name="Lê An", email="an@bo.example"))


def change(client, present=PASSWORD, new=NEW, repeated=NEW):
    data = {"present_password": present, "new_password": new, "repeated": repeated}
    return client.post("/doi-mat-khau", data=data)


def test_strangers_are_asked_to_sign_in(client, account):
    assert client.get("/doi-mat-khau").location == "/dang-nhap?next=/doi-mat-khau"
    assert change(client).location == "/dang-nhap"


def test_the_new_password_holds_and_other_devices_are_out(client, app, db, account, login):
    other = login(app.test_client(), account)
    login(client, account)
    assert change(client).status_code == 303
    assert "Đã đổi mật khẩu" in client.get("/").text
    assert other.get("/ve-toi").location == "/dang-nhap?next=/ve-toi"
    client.post("/dang-xuat")
    data = {"login": "an@bo.example", "password": NEW}
    assert client.post("/dang-nhap", data=data).status_code == 303


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"present": "khong-phai-1"}, "Mật khẩu hiện tại chưa đúng."),
        ({"new": "ngan-1", "repeated": "ngan-1"}, "Dùng ít nhất 8 ký tự."),
        ({"repeated": "mua-thu-nam-46"}, "Hai lần nhập không giống nhau."),
        ({"new": PASSWORD, "repeated": PASSWORD}, "khác với mật khẩu hiện tại"),
        ({"new": "an@bo.example", "repeated": "an@bo.example"}, "không được trùng với họ tên"),
    ],
)
def test_mistakes_change_nothing(client, db, account, login, fields, sentence):
    before = account.password_hash
    response = change(login(client, account), **fields)
    assert response.status_code == 422
    assert sentence in response.text
    db.expire_all()
    assert db.get_one(Account, account.id).password_hash == before


def test_guessing_the_present_password_must_wait(client, account, login):
    login(client, account)
    for _ in range(5):
        change(client, present="khong-phai-1")
    assert "Nhập sai quá nhiều lần" in change(client).text


def test_a_password_set_by_others_is_changed_first(client, db, account, login):
    account.must_change_password = True
    data = {"login": "an@bo.example", "password": PASSWORD, "next": "/ve-toi"}
    assert client.post("/dang-nhap", data=data).location == "/doi-mat-khau"
    assert client.get("/ve-toi").location == "/doi-mat-khau"
    refused = client.get("/ve-toi", headers={"Accept": "application/json"})
    assert (refused.status_code, refused.json["error"]) == (
        403,
        "Đề nghị đồng chí đổi mật khẩu trước.",
    )
    assert client.get("/kieu-dang").status_code == 200
    assert change(client).status_code == 303
    assert client.get("/ve-toi").status_code == 200
    db.expire_all()
    assert db.get_one(Account, account.id).must_change_password is False
