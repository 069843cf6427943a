"""Thousands of new rows at once: they come back as they were given, with the model's defaults, on both databases."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from lms.db.mass import insert_rows
from lms.people.enums import Category, PartyStatus, Sex
from lms.people.models import Account, Person


def _person(number, **more):
    return {
        "id": number,
        "full_name": "Đạt \"chưa\"\t100 %\\ 'mức'\n\\N",
        "name_fold": "dat",
        "sort_key": b"\x00\\\x01\xff",
        "personnel_code": f"NV{number}",
        "sex": Sex.MALE,
        "born_on": date(1980, 2, 29),
        "left_on": None,
        **more,
    }


def test_rows_come_back_as_they_were_given(db):
    insert_rows(db, Person.__table__, [_person(1), _person(2, sex=None, born_on=None)])
    first, second = db.scalars(select(Person).order_by(Person.id))
    told = _person(1)
    assert {name: getattr(first, name) for name in told} == told
    assert (first.category, first.party_status, first.position) == (
        Category.OTHER,
        PartyStatus.NONE,
        "",
    )
    assert (second.sex, second.born_on) == (None, None)


def test_ids_are_drawn_where_none_are_given(db):
    insert_rows(db, Person.__table__, [_person(1), _person(2)])
    insert_rows(
        db, Account.__table__, [{"person_id": 1, "login": "a"}, {"person_id": 2, "login": "b"}]
    )
    accounts = list(db.scalars(select(Account).order_by(Account.person_id)))
    assert [each.login for each in accounts] == ["a", "b"]
    assert all(each.is_active and not each.must_change_password for each in accounts)


def test_no_rows_are_nothing(db):
    insert_rows(db, Person.__table__, [])


def test_what_the_database_refuses_is_an_integrity_error(db):
    with pytest.raises(IntegrityError):
        insert_rows(db, Person.__table__, [_person(1), _person(1)])
