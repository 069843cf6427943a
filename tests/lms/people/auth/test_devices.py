"""Sessions of an account: on record, listed, ended, and over by themselves."""

from datetime import UTC, datetime, timedelta

import pytest

from lms import clock
from lms.people.auth.devices.models import AccountSession
from lms.people.auth.devices.rules import Limits, device_words, has_run_out, token_digest
from lms.people.enums import Role
from lms.people.models import AccessEntry
from tests.factories import PASSWORD, make_account, make_person

NOW = datetime(2021, 3, 27, 1, 0, tzinfo=UTC)
PAGE = "/tai-khoan/thiet-bi"
CHROME = "Mozilla/5.0 (Linux; Android 13; SM-A145F) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Mobile Safari/537.36"


@pytest.fixture
def account(db):
    return make_account(db, person=make_person(db, full_name="Lê An", email="an@bo.example"))


@pytest.fixture
def admin(app, db, login):
    return login(app.test_client(), make_account(db, role=Role.ADMINISTRATOR))


def sign_in(client, **headers):
    data = {"login": "an@bo.example", "password": PASSWORD}
    return client.post("/dang-nhap", data=data, headers=headers)


def token_of(client):
    with client.session_transaction() as session:
        return session["_user_id"]


def open_sessions(db, account):
    db.expire_all()
    found = db.query(AccountSession).filter_by(account_id=account.id, ended_at=None)
    return found.order_by(AccountSession.id).all()


def test_signing_in_is_on_record_without_the_token_itself(client, db, account):
    with clock.fixed(NOW):
        sign_in(client, **{"User-Agent": CHROME})
    (opened,) = open_sessions(db, account)
    assert (opened.device, opened.method, opened.made_at) == ("Chrome · Android", "password", NOW)
    assert opened.digest == token_digest(token_of(client)) != token_of(client)


def test_signing_in_again_is_a_new_session_and_ends_the_former(client, app, db, account):
    sign_in(client)
    before = token_of(client)
    sign_in(client)
    assert token_of(client) != before
    assert len(open_sessions(db, account)) == 1
    copied = app.test_client()
    with copied.session_transaction() as session:
        session.update(_user_id=before, _fresh=True)
    assert copied.get("/ve-toi").status_code == 303


def test_signing_out_ends_the_session_for_a_copied_cookie_too(client, app, db, account):
    sign_in(client)
    copied = app.test_client()
    with copied.session_transaction() as session:
        session.update(_user_id=token_of(client), _fresh=True)
    assert copied.get("/ve-toi").status_code == 200
    client.post("/dang-xuat")
    assert copied.get("/ve-toi").status_code == 303
    assert open_sessions(db, account) == []


@pytest.mark.parametrize("token", ["", "7", "1.0", "x" * 5000, "7.0' OR 1=1"])
def test_a_token_that_was_never_given_opens_nothing(client, account, token):
    with client.session_transaction() as session:
        session.update(_user_id=token, _fresh=True)
    assert client.get("/ve-toi").status_code == 303


def test_changing_the_password_gives_a_new_session(client, db, account):
    sign_in(client)
    before = token_of(client)
    data = {
        "present_password": PASSWORD,
        "new_password": "mua-thu-nam-45",
        "repeated": "mua-thu-nam-45",
    }
    client.post("/doi-mat-khau", data=data)
    assert token_of(client) != before
    assert client.get("/ve-toi").status_code == 200


def test_the_page_lists_them_and_marks_this_one(client, app, account, login):
    assert client.get(PAGE).location == f"/dang-nhap?next={PAGE}"
    sign_in(client, **{"User-Agent": CHROME})
    sign_in(app.test_client(), **{"User-Agent": "curl/8"})
    page = client.get(PAGE).text
    assert page.count("thiết bị này") == 1
    assert "Chrome · Android" in page
    assert "thiết bị chưa rõ" in page
    assert page.count("/ket-thuc") == 2  # the other one, and all others


def test_the_number_of_queries_does_not_grow(client, app, account, login, count_queries):
    login(client, account)
    client.get(PAGE)
    with count_queries() as one:
        client.get(PAGE)
    for _ in range(3):
        login(app.test_client(), account)
    with count_queries() as four:
        client.get(PAGE)
    assert len(one) == len(four)


def test_one_is_ended_and_refused_at_once(client, app, db, account, login):
    other = login(app.test_client(), account)
    login(client, account)
    first, mine = open_sessions(db, account)
    assert client.post(f"{PAGE}/{first.id}/ket-thuc").status_code == 303
    assert "Đã đăng xuất thiết bị đó." in client.get(PAGE).text
    assert other.get("/ve-toi").status_code == 303
    assert [each.id for each in open_sessions(db, account)] == [mine.id]
    assert client.post(f"{PAGE}/{first.id}/ket-thuc").status_code == 404


def test_nobody_ends_that_of_somebody_else(client, app, db, account, login):
    stranger = login(app.test_client(), make_account(db, full_name="Người Ngoài"))
    login(client, account)
    (mine,) = open_sessions(db, account)
    assert stranger.post(f"{PAGE}/{mine.id}/ket-thuc").status_code == 404
    assert client.get("/ve-toi").status_code == 200


def test_all_others_are_ended(client, app, db, account, login):
    others = [login(app.test_client(), account) for _ in range(2)]
    login(client, account)
    assert client.post(f"{PAGE}/ket-thuc-khac").status_code == 303
    assert "Đã đăng xuất 2 thiết bị." in client.get(PAGE).text
    assert {other.get("/ve-toi").status_code for other in others} == {303}
    client.post(f"{PAGE}/ket-thuc-khac")
    assert "Không có thiết bị nào khác." in client.get(PAGE).text


def test_an_administrator_sees_and_ends_those_of_a_person(client, db, account, admin, login):
    login(client, account)
    page = f"/nhan-su/{account.person_id}/thiet-bi"
    assert page in admin.get(f"/nhan-su/{account.person_id}").text
    assert "Chrome · Windows" in admin.get(page).text
    (opened,) = open_sessions(db, account)
    assert admin.post(f"{page}/{opened.id}/ket-thuc").status_code == 303
    assert client.get("/ve-toi").status_code == 303
    login(client, account)
    assert admin.post(f"{page}/ket-thuc").status_code == 303
    assert client.get("/ve-toi").status_code == 303
    actions = [entry.action for entry in db.query(AccessEntry).order_by(AccessEntry.id)]
    assert [each for each in actions if each in ("session ended", "all sessions ended")] == [
        "session ended",
        "all sessions ended",
    ]
    assert "devices viewed" in actions


def test_administrators_only(client, db, account, login):
    page = f"/nhan-su/{account.person_id}/thiet-bi"
    assert client.get(page).status_code == 303
    login(client, make_account(db, role=Role.UNIT_HEAD))
    assert client.get(page).status_code == 404
    assert client.post(f"{page}/ket-thuc").status_code == 404
    assert client.post(f"/nhan-su/{account.person_id}/xac-thuc/xoa").status_code == 404


@pytest.mark.parametrize(
    ("role", "minutes"),
    [(Role.ADMINISTRATOR, 30), (Role.TRAINER, 8 * 60), (Role.LEARNER, 30 * 24 * 60)],
)
def test_a_session_left_idle_is_over_by_role(client, db, login, role, minutes):
    with clock.fixed(NOW):
        login(client, make_account(db, role=role))
    with clock.fixed(NOW + timedelta(minutes=minutes)):
        assert client.get("/ve-toi").status_code == 200
    db.expire_all()
    with clock.fixed(NOW + timedelta(minutes=2 * minutes, seconds=1)):
        assert client.get("/ve-toi").status_code == 303


def test_use_is_noted_now_and_then_and_keeps_the_session(client, db, account, login):
    with clock.fixed(NOW):
        login(client, account)
    for minutes, noted in ((2, 0), (4, 4), (5, 4), (8, 8)):
        with clock.fixed(NOW + timedelta(minutes=minutes)):
            client.get("/ve-toi")
        (opened,) = open_sessions(db, account)
        assert opened.seen_at == NOW + timedelta(minutes=noted)


def test_no_session_lasts_for_ever(client, db, account, login):
    with clock.fixed(NOW):
        login(client, account)
    for days in range(5, 91, 5):
        with clock.fixed(NOW + timedelta(days=days)):
            assert client.get("/ve-toi").status_code == 200
    with clock.fixed(NOW + timedelta(days=90, minutes=4)):
        assert client.get("/ve-toi").status_code == 303


def test_sessions_long_over_are_forgotten(client, db, account):
    with clock.fixed(NOW):
        sign_in(client)
    with clock.fixed(NOW + timedelta(days=101)):
        sign_in(client)
    db.expire_all()
    assert db.query(AccountSession).count() == 1


def test_who_is_asking_costs_one_query(client, account, login, count_queries):
    login(client, account)
    client.get("/doi-mat-khau")
    with count_queries() as statements:
        client.get("/doi-mat-khau")
    assert len(statements) == 1


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (CHROME, "Chrome · Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Safari/604.1", "Safari · iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/120.0 Safari/537.36 Edg/120.0", "Edge · Windows"),
        ("Mozilla/5.0 (Linux; Android 13) Chrome/120.0 Safari/537.36 Zalo android/1", "Zalo · Android"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:121.0) Gecko/20100101 Firefox/121.0", "Firefox · Linux"),
        ("curl/8.5.0", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_a_browser_in_words(said, words):
    assert device_words(said) == words


def test_a_session_runs_out():
    limits = Limits(timedelta(minutes=30), timedelta(days=1))
    assert not has_run_out(NOW, NOW, NOW + timedelta(minutes=30), limits)
    assert has_run_out(NOW, NOW, NOW + timedelta(minutes=30, seconds=1), limits)
    assert has_run_out(NOW, NOW + timedelta(days=1), NOW + timedelta(days=1, seconds=1), limits)
