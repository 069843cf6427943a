"""Values that no form of ours sends: each gets a sentence, and nothing is written."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms import clock
from lms.people.enums import Role
from lms.people.models import Account, Person
from tests.factories import make_account, make_person

Login = Callable[[FlaskClient, Account], FlaskClient]
NUMBERS = ["²", "٣", "9" * 5000, "-1", "9" * 12, "1\x00"]
DAYS = ["9999-12-31", "0001-01-01", "2026-02-30", "9" * 5000, "\x00"]
WORDS = [
    "\x00ab",
    "ab \x00cd",
    "a'b \\",
    "%_ %%",
    "/ /",
    "x" * 200,
    "0" * 80,
    "0 0 00",
    "\n",
    "le " * 30,
    "\U0010ffff le",
]
LISTS = ["/nhan-su", "/phan-quyen", "/du-lieu-ca-nhan/yeu-cau", "/so-cap-giay", "/nhan-su/da-nghi"]


@pytest.fixture
def admin(app: Flask, db: Session, client: FlaskClient, login: Login) -> FlaskClient:
    app.testing = False  # the product's own answer to what nobody foresaw
    return login(client, make_account(db, role=Role.ADMINISTRATOR))


@pytest.mark.parametrize("number", NUMBERS, ids=range(len(NUMBERS)))
def test_pages_of_lists(admin: FlaskClient, number: str) -> None:
    for path in LISTS:
        for name in ("trang", "don-vi"):
            answer = admin.get(path, query_string={name: number})
            assert answer.status_code < 500, (path, name)


@pytest.mark.parametrize("words", WORDS, ids=range(len(WORDS)))
def test_words_while_one_types(admin: FlaskClient, words: str) -> None:
    for typed in (words, f"{words} s05", f"an {words}"):
        answer = admin.get("/nhan-su/tim", query_string={"q": typed})
        assert answer.status_code == 200, typed
        assert answer.json is not None


@pytest.mark.parametrize("day", DAYS, ids=range(len(DAYS)))
def test_days_of_the_trace(admin: FlaskClient, day: str) -> None:
    for path in ("/du-lieu-ca-nhan/nhat-ky", "/du-lieu-ca-nhan/nhat-ky/tai-ve.csv"):
        for name in ("tu", "den"):
            assert admin.get(path, query_string={name: day}).status_code < 500, name
    for path in ("/nhan-su/theo-ngay", "/don-vi"):
        assert admin.get(path, query_string={"ngay": day}).status_code < 500, path


@pytest.mark.parametrize("number", NUMBERS, ids=range(len(NUMBERS)))
def test_acts_on_many(admin: FlaskClient, db: Session, number: str) -> None:
    person = make_person(db)
    sent = {"act": "roi-co-quan", "on": clock.today().isoformat(), "unit_id": "0"}
    sent |= {"category": "cadre", "party_status": "none", "is_exempt": "0"}
    for more in ({"so-nguoi": number, "nguoi": str(person.id)}, {"so-nguoi": "1", "nguoi": number}):
        assert 400 <= admin.post("/nhan-su/hang-loat", data=sent | more).status_code < 500
    db.expire_all()
    assert db.get_one(Person, person.id).left_on is None


def test_a_choice_that_is_none(admin: FlaskClient, db: Session) -> None:
    before = db.scalar(select(func.count(Person.id)))
    sent = {"full_name": "Lê An", "starts_on": clock.today().isoformat(), "is_nowhere": "y"}
    sent |= {"category": "cadre", "party_status": "", "party_position": "Bí thư"}
    assert admin.post("/nhan-su/moi", data=sent).status_code == 422
    assert db.scalar(select(func.count(Person.id))) == before
