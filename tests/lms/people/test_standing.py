"""What people were on a day: the history and the present columns in step."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from lms import clock
from lms.areas import each_day
from lms.people.enums import Category, PartyStatus
from lms.people.models import Person, PersonStanding
from lms.people.standing import (
    bring_up_to_day,
    change_standing,
    note_changes,
    other_standings_on,
    standings_of,
    standings_on,
)
from lms.people.standing_rules import Standing, changed_from
from tests.factories import make_person

FIRST = Standing(None, None, "Chuyên viên", Category.CIVIL_SERVANT, PartyStatus.NONE, False)
MARCH, MAY, JULY = date(2021, 3, 1), date(2021, 5, 1), date(2021, 7, 1)


def test_a_change_parts_what_was_from_what_is() -> None:
    before, after = changed_from([FIRST], {"position": "Vụ trưởng"}, MARCH)
    assert (before.ends_on, before.position) == (date(2021, 2, 28), "Chuyên viên")
    assert (after.starts_on, after.ends_on, after.position) == (MARCH, None, "Vụ trưởng")


def test_a_change_told_late_holds_until_the_next_change_of_the_same_column() -> None:
    chain = changed_from([FIRST], {"position": "Vụ trưởng"}, JULY)
    chain = changed_from(chain, {"position": "Phó Vụ trưởng", "is_exempt": True}, MAY)
    told = [(each.starts_on, each.position, each.is_exempt) for each in chain]
    assert told == [
        (None, "Chuyên viên", False),
        (MAY, "Phó Vụ trưởng", True),
        (JULY, "Vụ trưởng", True),
    ]


def test_a_change_on_the_day_of_another_replaces_it_and_back_again_leaves_one() -> None:
    chain = changed_from([FIRST], {"position": "Vụ trưởng"}, MARCH)
    chain = changed_from(chain, {"position": "Chuyên viên"}, MARCH)
    assert chain == (FIRST,)


def test_changing_writes_history_and_columns_and_nothing_for_what_is_so(db: Session) -> None:
    person, other = make_person(db), make_person(db)
    values = {"party_status": PartyStatus.PROBATIONARY}
    assert change_standing(db, {person.id: values, other.id: {}}, MARCH) == {person.id}
    db.expire_all()
    assert person.party_status is PartyStatus.PROBATIONARY
    assert len(standings_of(db, [person.id])[person.id]) == 2
    assert len(db.scalars(select(PersonStanding)).all()) == 2
    assert change_standing(db, {person.id: values}, MAY) == set()


def test_everybody_had_a_standing_on_any_day(db: Session) -> None:
    person, other = make_person(db), make_person(db, position="Vụ trưởng")
    change_standing(db, {person.id: {"category": Category.CADRE}}, MAY)
    then = standings_on(db, [person.id, other.id], MARCH)
    assert then[person.id].category is Category.CIVIL_SERVANT
    assert then[other.id].position == "Vụ trưởng"
    assert standings_on(db, [person.id], MAY)[person.id].category is Category.CADRE


def test_the_history_follows_what_an_import_writes_itself(db: Session) -> None:
    person = make_person(db)
    note_changes(db, [(person.id, {}, {"position": "Trưởng phòng", "phone": "1"})], MARCH)
    db.get_one(Person, person.id).position = "Trưởng phòng"
    db.flush()
    assert [each.position for each in standings_of(db, [person.id])[person.id]] == [
        "Chuyên viên",
        "Trưởng phòng",
    ]


def test_whoever_was_something_else_on_a_day_is_read_and_nobody_else(
    db: Session, count_queries: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    person, other = make_person(db), make_person(db)
    values = {"party_status": PartyStatus.OFFICIAL}
    change_standing(db, {person.id: values}, MAY)
    with count_queries() as queries:
        then = other_standings_on(db, MARCH)
    assert len(queries) == 1
    assert then.keys() == {person.id}
    assert then[person.id].party_status is PartyStatus.NONE
    assert other_standings_on(db, MAY) == other_standings_on(db, JULY) == {}
    assert other_standings_on(db, MARCH, [other.id]) == {}


def test_what_is_to_come_is_told_beforehand_and_holds_from_its_day_on(
    db: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    today = clock.today()
    day, before = today + timedelta(days=30), today + timedelta(days=29)
    person, other = make_person(db), make_person(db)
    assert change_standing(db, {person.id: {"position": "Vụ trưởng"}}, day) == {person.id}
    db.expire_all()
    rank = person.position_rank
    assert person.position == "Chuyên viên"
    assert standings_on(db, [person.id], before)[person.id].position == "Chuyên viên"
    assert standings_on(db, [person.id], day)[person.id].position == "Vụ trưởng"
    then = other_standings_on(db, day)
    assert {each: was.position for each, was in then.items()} == {person.id: "Vụ trưởng"}
    assert bring_up_to_day(db) == 0
    monkeypatch.setattr(clock, "today", lambda: day)
    assert bring_up_to_day(db) == 1
    db.expire_all()
    assert (person.position, other.position) == ("Vụ trưởng", "Chuyên viên")
    assert person.position_rank < rank
    assert bring_up_to_day(db) == 0
    assert other_standings_on(db, day) == {}


def test_a_change_of_today_leaves_what_is_to_come(db: Session) -> None:
    today = clock.today()
    person = make_person(db)
    change_standing(db, {person.id: {"position": "Vụ trưởng"}}, today + timedelta(days=30))
    change_standing(db, {person.id: {"category": Category.CADRE}}, today)
    db.expire_all()
    assert (person.position, person.category) == ("Chuyên viên", Category.CADRE)
    told = [(each.position, each.category) for each in standings_of(db, [person.id])[person.id]]
    assert told == [
        ("Chuyên viên", Category.CIVIL_SERVANT),
        ("Chuyên viên", Category.CADRE),
        ("Vụ trưởng", Category.CADRE),
    ]


def test_the_new_day_is_work_of_the_server(app: Flask, db: Session) -> None:
    """As the server's thread does it, for whatever part has something to do."""
    person = make_person(db)
    change_standing(db, {person.id: {"position": "Vụ trưởng"}}, clock.today())
    db.execute(update(Person).values(position="Chuyên viên"))
    db.commit()
    with app.app_context():
        each_day()
    db.expire_all()
    assert person.position == "Vụ trưởng"
