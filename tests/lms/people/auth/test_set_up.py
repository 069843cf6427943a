"""An empty system asks for its administrator, once."""

import pytest

from lms.people.enums import Role
from lms.people.models import Account, Person, RoleGrant
from tests.factories import make_account

FIELDS = {
    "full_name": "Trần Văn Quản",
    "email": "Quan@Bo.gov.vn",
    "new_password": "mua-thu-nam-45",
    "repeated": "mua-thu-nam-45",
}


@pytest.mark.parametrize("path", ["/", "/dang-nhap", "/kieu-dang", "/khong-co-trang-nay"])
def test_every_page_leads_there(client, path):
    assert client.get(path).location == "/cai-dat-ban-dau"


def test_the_page_itself_and_its_files_open(client):
    page = client.get("/cai-dat-ban-dau")
    assert page.status_code == 200
    assert "Cài đặt hệ thống" in page.text
    assert client.get("/static/v-000000000000/img/mark.svg").status_code == 200


def test_the_administrator_is_made_and_signed_in(client, db):
    response = client.post("/cai-dat-ban-dau", data=FIELDS)
    assert (response.status_code, response.location) == (303, "/")
    assert "Nhập đơn vị" in client.get("/").text
    person = db.query(Person).one()
    account = db.query(Account).one()
    assert (person.full_name, person.name_fold) == ("Trần Văn Quản", "tran van quan")
    assert account.login == "quan@bo.gov.vn"
    assert account.password_hash.startswith("$argon2id$")
    grant = db.query(RoleGrant).one()
    assert (grant.role, grant.unit_id) == (Role.ADMINISTRATOR, None)


def test_only_once(client, db):
    make_account(db)
    assert client.get("/cai-dat-ban-dau").location == "/dang-nhap"
    assert client.post("/cai-dat-ban-dau", data=FIELDS).status_code == 409
    assert db.query(Account).count() == 1


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"email": "khong-phai-thu"}, "Nhập địa chỉ thư điện tử theo dạng"),
        ({"full_name": " "}, "Nhập họ và tên."),
        ({"new_password": "12345678", "repeated": "12345678"}, "Dùng cả chữ cái và chữ số"),
    ],
)
def test_mistakes_write_nothing_and_keep_what_was_typed(client, db, change, sentence):
    response = client.post("/cai-dat-ban-dau", data=FIELDS | change)
    assert response.status_code == 422
    assert sentence in response.text
    assert (FIELDS | change)["email"] in response.text
    assert db.query(Account).count() == 0
