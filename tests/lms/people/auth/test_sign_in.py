"""Signing in and out."""

import re
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, text

from lms import clock
from lms.config import read_settings
from lms.people.auth import passwords
from lms.people.auth.models import SignInFailure
from lms.people.auth.passwords import (
    cost_of,
    hash_password,
    is_outdated,
    passes_for,
    verify_password,
)
from lms.people.models import Account
from tests.factories import PASSWORD, make_account, make_person

WRONG = "Tên đăng nhập hoặc mật khẩu chưa đúng."
NOW = datetime(2021, 3, 27, 1, 0, tzinfo=UTC)


@pytest.fixture
def account(db):
    person = make_person(
        db, full_name="Nguyễn Thị Ánh", email="anh@bo.example", personnel_code="BNV-0412"
    )
    return make_account(db, person=person)


def sign_in(client, login="anh@bo.example", password=PASSWORD, **more):
    return client.post("/dang-nhap", data={"login": login, "password": password, **more})


@pytest.mark.parametrize(
    "login", ["anh@bo.example", " ANH@BO.EXAMPLE ", "BNV-0412", "bnv-0412", "BNV -0412"]
)
def test_by_email_or_personnel_code(client, account, login):
    response = sign_in(client, login)
    assert (response.status_code, response.location) == (303, "/")
    assert "Đồng chí Ánh" in client.get("/").text


def test_the_time_of_signing_in_is_kept(client, db, account):
    with clock.fixed(NOW):
        sign_in(client)
    db.expire_all()
    assert account.last_signed_in_at == NOW


def test_wrong_password_and_unknown_name_get_one_answer(client, account):
    wrong = sign_in(client, password="sai-mat-khau-1")
    unknown = sign_in(client, login="ai-do@bo.example")
    assert wrong.status_code == unknown.status_code == 422
    assert WRONG in wrong.text
    pages = [
        re.sub(r'"[\w.-]{60,}"', "", page.text)  # form tokens change every second
        for page in (wrong, unknown)
    ]
    assert pages[0].replace("anh@bo.example", "") == pages[1].replace("ai-do@bo.example", "")
    assert 'value="anh@bo.example"' in wrong.text
    assert "sai-mat-khau-1" not in wrong.text


def test_an_account_without_password_cannot_be_entered(client, db):
    make_account(db)  # somebody can sign in, so the system is set up
    make_account(db, person=make_person(db, email="moi@bo.example"), has_password=False)
    assert sign_in(client, "moi@bo.example", "").status_code == 422
    assert sign_in(client, "moi@bo.example", "nobody has this password").status_code == 422


def test_a_closed_account_cannot_be_entered(client, account):
    account.is_active = False
    assert WRONG in sign_in(client).text


def test_empty_fields_are_named(client, account):
    response = sign_in(client, login=" ", password="")
    assert response.status_code == 422
    assert "Nhập thư điện tử hoặc mã cán bộ." in response.text
    assert "Nhập mật khẩu." in response.text


@pytest.mark.parametrize("login", ["anh@bo.example", "khong-co@bo.example"])
def test_failures_keep_the_name_waiting_whether_it_exists_or_not(client, db, account, login):
    with clock.fixed(NOW):
        for _ in range(5):
            assert sign_in(client, login, "sai-mat-khau-1").status_code == 422
        closed = sign_in(client, login, PASSWORD)
    assert closed.status_code == 429
    assert "Đề nghị chờ 31 giây" in closed.text or "Đề nghị chờ 30 giây" in closed.text
    assert db.query(SignInFailure).one().count == 5


def test_waiting_ends_and_success_wipes_the_count(client, db, account):
    with clock.fixed(NOW):
        for _ in range(5):
            sign_in(client, password="sai-mat-khau-1")
    with clock.fixed(NOW + timedelta(seconds=31)):
        assert sign_in(client).status_code == 303
    assert db.query(SignInFailure).count() == 0


def test_both_names_of_an_account_are_counted_together(client, account):
    with clock.fixed(NOW):
        for login in ("anh@bo.example", "BNV-0412", "bnv-0412", "Anh@bo.example", "BNV -0412"):
            sign_in(client, login, "sai-mat-khau-1")
        assert sign_in(client).status_code == 429


def test_many_guesses_at_the_same_moment_are_no_more_than_the_free_ones(app, db, account):
    """A right password that was read before the others failed is judged after them."""
    from lms.people.auth.rules import name_hash
    from lms.people.auth.services import Closed, record_failure, record_success

    key = name_hash("anh@bo.example")
    for _ in range(5):
        record_failure(db, key)
        db.flush()
    with pytest.raises(Closed):
        record_success(db, account.id, key)


def test_a_rush_of_sign_ins_is_turned_away_before_it_takes_every_thread(client, account):
    with ExitStack() as rush:
        for _ in range(passwords.MOST_WAITING):
            passwords._places.acquire()
            rush.callback(passwords._places.release)
        refused = sign_in(client)
    assert refused.status_code == 503
    assert "rất nhiều người cùng đăng nhập" in refused.text
    assert sign_in(client).status_code == 303


def test_another_name_from_the_same_phone_is_not_kept_waiting(client, db, account):
    make_account(db, person=make_person(db, email="an@bo.example"))
    with clock.fixed(NOW):
        for _ in range(7):
            sign_in(client, password="sai-mat-khau-1")
        assert sign_in(client, "an@bo.example").status_code == 303


def test_the_typed_name_itself_is_not_stored(client, db, account):
    sign_in(client, login="mat-khau-go-nham", password="x")
    assert "mat-khau" not in db.query(SignInFailure).one().name_hash


def test_what_was_asked_for_opens_afterwards(client, account):
    asked = client.get("/ve-toi?x=1")
    assert asked.location == "/dang-nhap?next=/ve-toi?x%3D1"
    assert 'name="next"' in client.get(asked.location).text
    assert sign_in(client, next="/ve-toi?x=1").location == "/ve-toi?x=1"


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "/\\evil.example"])
def test_never_to_another_site(client, account, target):
    assert sign_in(client, next=target).location == "/"
    client.post("/dang-xuat")
    page = client.get("/dang-nhap", query_string={"next": target}).text
    assert '<input id="next" name="next" type="hidden" value="/">' in page


def test_the_session_is_a_new_one(client, account):
    with client.session_transaction() as session:
        session["planted"] = "by somebody else"
    sign_in(client)
    with client.session_transaction() as session:
        assert "planted" not in session


def test_signing_out_forgets_the_session(client, account):
    sign_in(client)
    response = client.post("/dang-xuat")
    assert (response.status_code, response.location) == (303, "/dang-nhap")
    assert "Đồng chí đã đăng xuất." in client.get("/dang-nhap").text
    assert client.get("/ve-toi").status_code == 303


def test_signing_out_is_not_a_link(client, account):
    sign_in(client)
    assert client.get("/dang-xuat").status_code == 405
    assert client.get("/ve-toi").status_code == 200


def test_hashes_cost_a_minimum_that_owasp_names_and_no_more():
    """Password Storage Cheat Sheet: the least memory of its equal settings, five passes, one lane."""
    kept = hash_password(PASSWORD, read_settings({}).argon2_memory_kib)
    assert kept.startswith("$argon2id$v=19$m=7168,t=5,p=1$")
    assert not is_outdated(kept, 7_168)
    assert is_outdated(kept, 19_456)


@pytest.mark.parametrize(
    ("memory_kib", "passes"),
    [
        (65_536, 1),
        (47_104, 1),
        (47_103, 2),
        (19_456, 2),
        (12_288, 3),
        (9_216, 4),
        (7_168, 5),
        (8, 5),
    ],
)
def test_passes_follow_from_the_memory_as_in_owasps_list(memory_kib, passes):
    assert passes_for(memory_kib) == passes


def test_hashes_are_those_of_the_published_standard():
    """The vector of the reference implementation's own tests (phc-winner-argon2, `test.c`)."""
    kept = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"
    assert verify_password(kept, "password", cost_of(8))
    assert not verify_password(kept, "Password", cost_of(8))


@pytest.mark.parametrize("kept", ["", "$argon2id$v=19$m=8,t=1,p=1$", "sha256:1234", "ắ" * 100])
def test_what_is_no_hash_fits_no_password(kept):
    assert not verify_password(kept, PASSWORD, cost_of(8))


@pytest.mark.parametrize("password", ["", "mật khẩu dài" * 500, "một\0hai"])
def test_any_text_can_be_a_password(password):
    kept = hash_password(password, 8)
    assert verify_password(kept, password, cost_of(8))
    assert not verify_password(kept, password + "x", cost_of(8))


def test_signing_in_takes_few_statements(client, db, account, count_queries):
    sign_in(client)
    client.post("/dang-xuat")
    with count_queries() as statements:
        assert sign_in(client).status_code == 303
    assert len(statements) <= 10, statements


def test_hashes_follow_the_setting(client, db, account):
    before = account.password_hash
    assert ",t=1," in before
    sign_in(client)
    db.expire_all()
    renewed = db.get_one(Account, account.id).password_hash
    assert ",t=5,p=1$" in (renewed or "")
    client.post("/dang-xuat")
    assert sign_in(client).status_code == 303


def test_whoever_has_left_is_out_and_comes_in_no_more(client, db):
    make_account(db)  # somebody can sign in, so the system is set up
    person = make_person(db, email="di@bo.example")
    make_account(db, person=person)
    assert sign_in(client, "di@bo.example").status_code == 303
    assert client.get("/").status_code == 200
    person.left_on = clock.today()
    assert client.get("/").status_code == 303
    assert sign_in(client.application.test_client(), "di@bo.example").status_code == 422


def test_old_failures_are_swept_away_by_an_index(db):
    """However many names somebody makes up, a failure takes no longer."""
    statement = delete(SignInFailure).where(SignInFailure.last_at < clock.now())
    compiled = str(statement.compile(db.get_bind(), compile_kwargs={"literal_binds": True}))
    if db.get_bind().dialect.name == "sqlite":
        plan = db.execute(text(f"EXPLAIN QUERY PLAN {compiled}")).all()
    else:
        db.execute(text("SET LOCAL enable_seqscan = off"))
        plan = db.execute(text(f"EXPLAIN {compiled}")).all()
    assert "ix_sign_in_failures_last_at" in str(plan)
