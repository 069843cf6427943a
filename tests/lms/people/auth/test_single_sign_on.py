"""Signing in with the office's account, against a real OpenID Connect provider."""

import base64
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from lms import clock
from lms.config import SettingError, SingleSignOn, read_settings
from lms.people.auth.devices.models import AccountSession
from lms.people.auth.second_step.rules import code_at, provider_asked_twice, step_at
from lms.people.enums import Role
from lms.people.models import Account, Person
from tests.factories import grant_role, make_account, make_person
from tests.support import oidc

SET_UP = "/tai-khoan/xac-thuc"
START, BACK = "/dang-nhap/co-quan", "/dang-nhap/co-quan/ve"
AN = {"email": "An@bo.example", "email_verified": True}


@pytest.fixture(scope="module")
def provider() -> Iterator[oidc.Provider]:
    with oidc.running_provider() as running:
        yield running


@pytest.fixture
def office(app, db, provider):
    """The product with the provider set; somebody can sign in, so the system is set up."""
    make_account(db)
    wanted = SingleSignOn(provider.issuer, oidc.CLIENT_ID, oidc.CLIENT_SECRET, name="tài khoản Bộ")
    return configure(app, wanted)


def configure(app, wanted, **more):
    app.extensions.pop("single_sign_on", None)
    app.extensions["settings"] = replace(app.extensions["settings"], oidc=wanted, **more)
    return wanted


@pytest.fixture
def an(db):
    person = make_person(db, full_name="Lê An", email="an@bo.example", personnel_code="BNV-0001")
    return make_account(db, person=person)


def go(client, provider, claims, amr="", **query):
    address = client.get(START, query_string=query).location
    return client.get(provider.answer(address, claims, amr))


def sentence(client):
    return client.get("/dang-nhap").text


def test_the_button_is_there_only_when_a_provider_is_set(client, app, db, office):
    page = client.get("/dang-nhap?next=/ve-toi").text
    assert "Đăng nhập bằng tài khoản Bộ" in page
    assert f"{START}?next=/ve-toi" in page
    configure(app, None)
    assert START not in client.get("/dang-nhap").text
    assert (client.get(START).status_code, client.get(BACK).status_code) == (404, 404)


def test_somebody_on_the_roster_comes_in(client, db, provider, office, an):
    response = go(client, provider, AN, next="/ve-toi")
    assert (response.status_code, response.location) == (303, "/ve-toi")
    assert "Đồng chí An" in client.get("/").text
    assert db.query(AccountSession).one().method == "single sign-on"
    db.expire_all()
    assert db.get_one(Account, an.id).last_signed_in_at is not None


def test_what_is_asked_of_the_provider(client, office):
    asked = parse_qs(urlsplit(client.get(START).location).query)
    assert asked["response_type"] == ["code"]
    assert asked["code_challenge_method"] == ["S256"]
    assert len(asked["state"][0]) >= 20
    assert len(asked["nonce"][0]) >= 20
    assert asked["redirect_uri"] == [oidc.REDIRECT_URI]


def test_a_stranger_is_told_and_no_account_is_made(client, db, provider, office):
    before = db.query(Account).count()
    response = go(client, provider, {"email": "la@noi.khac", "email_verified": True})
    assert response.location == "/dang-nhap"
    assert "Đồng chí chưa có trong danh sách nhân sự." in sentence(client)
    assert client.get("/ve-toi").status_code == 303
    db.expire_all()
    assert db.query(Account).count() == before


def test_a_person_on_record_without_account_gets_one(client, db, provider, office):
    person = make_person(db, email="moi@bo.example")
    assert go(client, provider, {"email": "moi@bo.example"}).location == "/"
    assert db.query(Account).filter_by(person_id=person.id).one().password_hash is None


def test_by_personnel_code(client, app, provider, office, an):
    configure(app, replace(office, claim="personnel_code", field="personnel_code"))
    assert go(client, provider, {"personnel_code": "bnv-0001"}).location == "/"
    other = app.test_client()
    assert go(other, provider, {"personnel_code": "an@bo.example"}).location == "/dang-nhap"


@pytest.mark.parametrize(
    ("claims", "said"),
    [
        ({"email": "an@bo.example", "email_verified": False}, "Cơ quan chưa xác nhận"),
        ({"email": "an@bo.example", "email_verified": "false"}, "Cơ quan chưa xác nhận"),
        ({"name": "An"}, "không cho biết đồng chí là ai"),
        ({"email": ["an@bo.example"]}, "không cho biết đồng chí là ai"),
    ],
)
def test_claims_that_name_nobody(client, provider, office, an, claims, said):
    assert go(client, provider, claims).location == "/dang-nhap"
    assert said in sentence(client)


def test_a_closed_account_stays_closed(client, provider, office, an):
    an.is_active = False
    assert go(client, provider, AN).location == "/dang-nhap"
    assert "Tài khoản này đã khóa." in sentence(client)


def test_breaking_off_is_no_error(client, provider, office):
    back = provider.break_off(client.get(START).location)
    assert client.get(back).location == "/dang-nhap"
    assert "đã dừng lại. Không có gì thay đổi." in sentence(client)


def test_an_answer_belongs_to_the_browser_that_asked(client, app, provider, office, an):
    back = provider.answer(client.get(START).location, AN)
    thief = app.test_client()
    assert thief.get(back).location == "/dang-nhap"
    assert "trả lời không hợp lệ" in sentence(thief)
    assert thief.get("/ve-toi").status_code == 303


def test_an_answer_is_good_once(client, app, provider, office, an):
    back = provider.answer(client.get(START).location, AN)
    assert client.get(back).location == "/"
    client.post("/dang-xuat")
    assert client.get(back).location == "/dang-nhap"


def test_a_foreign_nonce_is_refused(client, provider, office, an):
    address = client.get(START).location
    with client.session_transaction() as session:
        (name,) = [key for key in session if key.startswith("_state_office_")]
        session[name]["data"]["nonce"] = "another one"
        session.modified = True
    assert client.get(provider.answer(address, AN)).location == "/dang-nhap"
    assert client.get("/ve-toi").status_code == 303


@pytest.mark.parametrize(
    "query", ["", "?code=x", "?state=x", "?code=x&state=x", "?error=server_error"]
)
def test_made_up_answers_are_refused(client, office, query):
    assert client.get(BACK + query).location == "/dang-nhap"
    assert "trả lời không hợp lệ" in sentence(client)


def test_a_provider_that_is_down_is_one_sentence(client, app, office):
    configure(app, replace(office, issuer="http://127.0.0.1:9"))
    assert client.get(START).location == "/dang-nhap"
    assert "Hiện không kết nối được" in sentence(client)


def test_a_provider_under_another_name_is_not_believed(client, app, office):
    configure(app, replace(office, issuer=office.issuer.replace("127.0.0.1", "localhost")))
    assert client.get(START).location == "/dang-nhap"
    assert "trả lời không hợp lệ" in sentence(client)


def test_an_administrator_sets_up_our_second_step_unless_the_provider_asked(
    client, app, db, provider, office
):
    person = make_person(db, email="quan@bo.example")
    make_account(db, person=person, role=Role.ADMINISTRATOR)
    configure(app, office, totp_required=True)
    go(client, provider, {"email": "quan@bo.example"})
    assert client.get("/nhan-su").location == "/tai-khoan/xac-thuc"
    strong = app.test_client()
    go(strong, provider, {"email": "quan@bo.example"}, amr="pwd mfa")
    assert strong.get("/nhan-su").status_code == 200


def test_our_code_is_asked_of_those_who_set_it_up(client, app, db, provider, office, an):
    now = clock.now()
    go(client, provider, AN)
    key = re.findall(r"<code>([A-Z2-7 ]{39})</code>", client.get(SET_UP).text)[0]
    secret = base64.b32decode(key.replace(" ", ""))
    with clock.fixed(now):
        client.post(SET_UP, data={"code": code_at(secret, step_at(now))})
    other = app.test_client()
    assert go(other, provider, AN).location == "/dang-nhap/ma-xac-thuc"
    assert other.get("/ve-toi").status_code == 303
    later = now + timedelta(seconds=60)
    with clock.fixed(later):
        code = code_at(secret, step_at(later))
        assert other.post("/dang-nhap/ma-xac-thuc", data={"code": code}).location == "/"
    methods = [each.method for each in db.query(AccountSession).order_by(AccountSession.id)]
    assert methods == ["single sign-on", "strong single sign-on", "strong single sign-on"]


def test_a_first_password_is_not_asked_of_whom_the_office_vouches_for(
    client, db, provider, office, an
):
    an.must_change_password = True
    assert go(client, provider, AN, next="/ve-toi").location == "/ve-toi"
    assert client.get("/ve-toi").status_code == 200
    db.expire_all()
    assert db.get_one(Account, an.id).must_change_password


@pytest.mark.parametrize(
    ("claims", "twice"),
    [
        ({"amr": ["pwd", "mfa"]}, True),
        ({"acr": "mfa"}, True),
        ({"amr": ["pwd"]}, False),
        ({"amr": "mfa"}, False),
        ({"amr": None}, False),
        ({}, False),
    ],
)
def test_what_a_provider_says_of_its_second_step(claims, twice):
    assert provider_asked_twice(claims, ("mfa", "hwk")) is twice


def test_settings_that_cannot_be_used():
    with pytest.raises(SettingError, match="OIDC_ISSUER"):
        read_settings({"OIDC_ISSUER": "sso.example.vn", "OIDC_CLIENT_ID": "x"})
    with pytest.raises(SettingError, match="OIDC_CLIENT_ID"):
        read_settings({"OIDC_ISSUER": "https://sso.example.vn"})
    with pytest.raises(SettingError, match="OIDC_FIELD"):
        read_settings({"OIDC_ISSUER": "https://a", "OIDC_CLIENT_ID": "x", "OIDC_FIELD": "name"})
    read = read_settings({"OIDC_ISSUER": "https://a", "OIDC_CLIENT_ID": "x", "OIDC_MFA": "a, b"})
    assert read.oidc is not None
    assert read.oidc.mfa == ("a", "b")


NOT_SURE = "Chưa chắc chắn tài khoản cơ quan này là của đồng chí"


def test_a_role_is_not_entered_by_an_address_that_nobody_vouches_for(
    client, app, db, provider, office, an, login
):
    """A clerk's correction before the role was granted is worth nothing until an administrator confirms it."""
    clerk = login(app.test_client(), make_account(db, role=Role.RECORDS_CLERK))
    record = {"full_name": "Lê An", "sex": "", "personnel_code": "BNV-0001"}
    path = f"/nhan-su/{an.person_id}/sua/thong-tin"
    taken = clerk.post(path, data=record | {"email": "ke@bo.example"})
    assert taken.status_code == 303
    thief = {"email": "ke@bo.example", "email_verified": True}
    grant_role(db, an, Role.SECRETARY, place_id=1)
    assert go(client, provider, thief).location == "/dang-nhap"
    assert NOT_SURE in sentence(client)
    admin = login(app.test_client(), make_account(db, role=Role.ADMINISTRATOR))
    assert "không phải quản trị hệ thống" in admin.get(f"/nhan-su/{an.person_id}").text
    assert admin.post(path, data=record | {"email": "an@bo.example"}).status_code == 303
    assert "không phải quản trị hệ thống" not in admin.get(f"/nhan-su/{an.person_id}").text
    assert go(client, provider, thief).location == "/dang-nhap"
    assert go(client, provider, AN).location == "/"


def test_an_administrator_who_grants_a_role_vouches(client, app, db, provider, office, an, login):
    db.get_one(Person, an.person_id).needs_vouching = True
    admin = login(app.test_client(), make_account(db, role=Role.ADMINISTRATOR))
    page = f"/nhan-su/{an.person_id}/vai-tro"
    assert "an@bo.example" in admin.get(page).text
    form = {"role": "records clerk", "is_everywhere": "1", "reason": "QĐ 12"}
    assert admin.post(page, data=form).status_code == 303
    assert go(client, provider, AN).location == "/"


def test_learners_come_in_as_the_roster_says(client, db, provider, office, an):
    db.get_one(Person, an.person_id).needs_vouching = True
    assert go(client, provider, AN).location == "/"


def test_two_spellings_of_one_code_name_nobody(client, app, db, provider, office, an):
    configure(app, replace(office, claim="personnel_code", field="personnel_code"))
    make_person(db, personnel_code="bnv-0001")
    assert go(client, provider, {"personnel_code": "BNV-0001"}).location == "/dang-nhap"
    assert NOT_SURE in sentence(client)
