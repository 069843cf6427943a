"""Who knows a name cannot keep its owner out with wrong passwords: browsers that are known count for themselves."""

from datetime import timedelta

import pytest
from itsdangerous import TimestampSigner, URLSafeTimedSerializer

from lms import clock
from lms.people.auth.known_browsers import COOKIE, KEPT_FOR, MOST_ACCOUNTS
from lms.people.auth.rules import FREE_TRIES
from lms.people.auth.second_step.rules import code_at, step_at
from tests.factories import PASSWORD, make_account, make_person
from tests.lms.people.auth.authenticator import ASK, NOW, answer, boss, required, set_up
from tests.lms.people.auth.authenticator import sign_in as ask_of

__all__ = ["boss", "required"]  # fixtures

WRONG = "sai-mat-khau-1"


@pytest.fixture
def account(db):
    return make_account(
        db, person=make_person(db, email="anh@bo.example", personnel_code="BNV-0412")
    )


@pytest.fixture
def own(app, account):
    """A browser on which its owner has signed in, and out."""
    client = app.test_client()
    assert sign_in(client) == 303
    client.post("/dang-xuat")
    return client


def sign_in(client, login="anh@bo.example", password=PASSWORD):
    return client.post("/dang-nhap", data={"login": login, "password": password}).status_code


def guess(client, times=FREE_TRIES, login="anh@bo.example"):
    return [sign_in(client, login, WRONG) for _ in range(times)]


def test_guesses_elsewhere_do_not_close_the_owners_browser(app, own):
    stranger = app.test_client()
    assert guess(stranger, FREE_TRIES + 1) == [422] * FREE_TRIES + [429]
    assert sign_in(stranger) == 429
    assert sign_in(app.test_client()) == 429
    assert sign_in(own) == 303
    assert sign_in(own, "bnv-0412") == 303
    assert sign_in(stranger) == 429


def test_guesses_on_it_close_it_and_nothing_else(app, own):
    assert guess(own, FREE_TRIES + 1) == [422] * FREE_TRIES + [429]
    assert sign_in(own) == 429
    assert sign_in(app.test_client()) == 303
    with clock.fixed(clock.now() + timedelta(seconds=31)):
        assert sign_in(own) == 303
        assert guess(own) == [422] * FREE_TRIES


def test_its_owner_may_change_the_password_while_others_guess(app, own):
    assert sign_in(own) == 303
    guess(app.test_client())
    fields = {
        "present_password": PASSWORD,
        "new_password": "mua-thu-2021",
        "repeated": "mua-thu-2021",
    }
    assert own.post("/doi-mat-khau", data=fields).status_code == 303


def test_it_is_known_to_that_account_only(app, db, own):
    other = make_account(db, person=make_person(db, email="binh@bo.example"))
    db.commit()
    guess(app.test_client(), login=other.login)
    assert sign_in(own, other.login) == 429


class LongAgo(TimestampSigner):
    """Signs as of the day before the last on which a cookie is believed."""

    def get_timestamp(self):
        return super().get_timestamp() - int(KEPT_FOR.total_seconds()) - 86_400


@pytest.mark.parametrize("make", ["forged", "garbled", "of another use", "too old", "none"])
def test_a_cookie_that_is_not_ours_makes_nobody_known(app, own, account, make):
    kept, marks = own.get_cookie(COOKIE).value, [[account.id, "m" * 24]]
    old = URLSafeTimedSerializer(app.secret_key, salt="known browser", signer=LongAgo)
    cookies = {
        "forged": kept[:-4] + "AAAA",
        "garbled": "~".join(kept),
        "of another use": URLSafeTimedSerializer(app.secret_key).dumps(marks),
        "too old": old.dumps(marks),
        "none": "",
    }
    guess(app.test_client())
    assert sign_in(own) == 303
    own.post("/dang-xuat")
    own.set_cookie(COOKIE, cookies[make])
    assert sign_in(own) == 429


def test_the_cookie_is_for_the_server_alone_and_ends(own):
    kept = own.get_cookie(COOKIE)
    assert kept.http_only
    assert kept.same_site == "Lax"
    assert kept.max_age == KEPT_FOR.total_seconds()


def test_many_accounts_of_one_browser_push_out_the_oldest(app, db, own):
    others = [
        make_account(db, person=make_person(db, email=f"nguoi{number}@bo.example"))
        for number in range(MOST_ACCOUNTS)
    ]
    db.commit()
    for each in others:
        assert sign_in(own, each.login) == 303
        own.post("/dang-xuat")
    stranger = app.test_client()
    guess(stranger)
    guess(stranger, login=others[0].login)
    assert sign_in(own) == 429
    assert sign_in(own, others[0].login) == 303


def test_a_password_without_the_second_step_makes_nothing_known(app, boss):
    first, second = app.test_client(), app.test_client()
    ask_of(first)
    assert first.get_cookie(COOKIE) is not None
    secret, _ = set_up(first)
    later = NOW + timedelta(minutes=5)
    with clock.fixed(later):
        assert ask_of(second).location == ASK
        assert second.get_cookie(COOKIE) is None
        answer(second, code_at(secret, step_at(later)))
        assert second.get_cookie(COOKIE) is not None
