"""An empty system asks for its administrator, once."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from lms.db.engine import Database
from lms.errors import Conflict
from lms.people.auth.services import create_first_administrator
from lms.people.enums import Role
from lms.people.models import Account, Person, RoleGrant
from tests.factories import make_account, make_person

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
    assert "Nhập danh mục đơn vị" in client.get("/").text
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


def test_two_at_once_make_one_administrator(app, db):
    database: Database = app.extensions["database"]
    first_has_written, second_has_begun = threading.Event(), threading.Event()

    def first():
        with database.transaction() as session:
            make_first(session, "mot@bo.gov.vn")
            first_has_written.set()
            if not database.is_sqlite:  # there the second waits outside its transaction
                second_has_begun.wait(5)
                time.sleep(0.5)  # it has asked by now, or waits for this transaction

    def second():
        first_has_written.wait(5)
        with database.transaction() as session:
            session.connection()
            second_has_begun.set()
            make_first(session, "hai@bo.gov.vn")

    def make_first(session, email):
        create_first_administrator(session, full_name="Trần Văn Quản", email=email, new_hash="x")

    with ThreadPoolExecutor(2) as threads:
        waits = [threads.submit(work) for work in (first, second)]
    assert waits[0].exception() is None
    assert isinstance(waits[1].exception(), Conflict)
    assert db.query(Account).count() == 1


def test_a_roster_imported_first_does_not_lock_everybody_out(client, db):
    known = make_person(db, full_name="Trần Văn Quản", email="quan@bo.gov.vn")
    make_account(db, person=known, has_password=False)
    assert client.get("/").location == "/cai-dat-ban-dau"
    assert client.post("/cai-dat-ban-dau", data=FIELDS).location == "/"
    assert "Nhập danh mục đơn vị" in client.get("/").text
    assert db.query(Person).count() == db.query(Account).count() == 1
