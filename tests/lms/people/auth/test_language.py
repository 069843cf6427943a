"""Vietnamese by default, English by a switch, remembered on the browser and with the account."""

from lms.people.models import Account
from tests.factories import PASSWORD, make_account, make_person


def switch(client, locale, back="/kieu-dang"):
    return client.post("/ngon-ngu", data={"locale": locale, "next": back})


def test_vietnamese_whatever_the_browser_prefers(client, db):
    make_account(db)
    page = client.get("/dang-nhap", headers={"Accept-Language": "en-US,en"})
    assert '<html lang="vi">' in page.text
    assert "<title>Đăng nhập" in page.text


def test_english_on_this_browser(client, db):
    make_account(db)
    response = switch(client, "en", "/dang-nhap?next=/ve-toi")
    assert (response.status_code, response.location) == (303, "/dang-nhap?next=/ve-toi")
    page = client.get("/dang-nhap")
    assert '<html lang="en">' in page.text
    assert "<title>Sign in" in page.text


def test_the_choice_follows_the_account_to_another_phone(client, app, db, login):
    account = make_account(db, person=make_person(db, email="an@bo.example"))
    switch(login(client, account), "en")
    db.expire_all()
    assert db.get_one(Account, account.id).locale == "en"
    other = app.test_client()
    other.post("/dang-nhap", data={"login": "an@bo.example", "password": PASSWORD})
    assert '<html lang="en">' in other.get("/").text


def test_unknown_languages_and_other_sites_are_ignored(client, db):
    make_account(db)
    response = switch(client, "fr", "https://evil.example")
    assert response.location == "/"
    assert "Set-Cookie" not in response.headers
