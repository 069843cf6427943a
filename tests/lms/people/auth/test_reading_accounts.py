"""Signing in reads accounts without a session: what it finds is what everything else finds."""

from datetime import UTC, date, datetime, timedelta

import pytest

from lms import clock
from lms.people.auth.queries import KnownAccount, find_account, read_account
from tests.factories import make_account, make_person

TODAY = date(2021, 3, 27)
NOON = datetime(2021, 3, 27, 5, tzinfo=UTC)
NAMES = (
    "anh@bo.example",
    " ANH@bo.example ",
    "BNV-0412",
    "bnv-0412",
    "binh@bo.example",
    "cuc@bo.example",
    "dung@bo.example",
    "BNV-0999",
    "nobody@bo.example",
    "",
)


@pytest.fixture
def office(db):
    """An account with e-mail and code, a closed one, leavers of yesterday and of tomorrow, and one without."""
    make_account(db, person=make_person(db, email="anh@bo.example", personnel_code="BNV-0412"))
    closed = make_account(db, person=make_person(db, email="binh@bo.example"))
    closed.is_active = False
    for email, leaves in (("cuc@bo.example", -1), ("dung@bo.example", 1)):
        person = make_person(db, email=email)
        person.left_on = TODAY + timedelta(days=leaves)
        make_account(db, person=person)
    make_person(db, personnel_code="BNV-0999")
    db.commit()
    return db


@pytest.mark.parametrize("typed", NAMES)
def test_it_is_the_account_that_everybody_finds(office, typed):
    with clock.fixed(NOON):
        found, known = find_account(office, typed), read_account(office.connection(), typed)
    assert (known is None) == (found is None)
    if found is not None:
        assert known == KnownAccount(
            found.id,
            found.person_id,
            found.login,
            found.password_hash,
            found.must_change_password,
            found.session_epoch,
            found.locale,
        )


def test_some_names_are_somebodys_and_some_nobodys(office):
    with clock.fixed(NOON):
        found = [typed for typed in NAMES if read_account(office.connection(), typed)]
    assert found == [*NAMES[:4], "dung@bo.example"]
