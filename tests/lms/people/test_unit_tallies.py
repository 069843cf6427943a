"""The count that the database keeps of places, on every day the same as counting the places themselves."""

import random
from datetime import date, timedelta

import pytest
from sqlalchemy import delete, func, insert, select, text, update
from sqlalchemy.orm import Session

from lms.db.mass import insert_rows
from lms.db.tallies import FILL
from lms.organisation.queries import count_by_unit
from lms.people.belonging import holds_on
from lms.people.models import Membership
from lms.people.tallies.models import UnitTally
from lms.units.enums import Tree
from tests.factories import make_person, make_unit

FIRST = date(2026, 1, 1)
DAYS = [FIRST + timedelta(days=each) for each in range(-1, 12)]


def counted_one_by_one(db: Session, unit_ids: list[int], on: date) -> dict[int, int]:
    rows = db.execute(
        select(Membership.unit_id, func.count())
        .where(Membership.unit_id.in_(unit_ids), holds_on(on))
        .group_by(Membership.unit_id)
    )
    return {unit_id: heads for unit_id, heads in rows}  # noqa: C416 - rows are typed


def check(db: Session, unit_ids: list[int]) -> None:
    for on in DAYS:
        assert count_by_unit(db, unit_ids, on) == counted_one_by_one(db, unit_ids, on)


def period(rng: random.Random) -> dict[str, date | None]:
    first = FIRST + timedelta(days=rng.randrange(9))
    last = first + timedelta(days=rng.randrange(4)) if rng.random() < 0.7 else None
    return {"starts_on": first, "ends_on": last}


@pytest.mark.parametrize("seed", range(4))
def test_whatever_is_done_to_places_every_day_counts_right(db: Session, seed: int) -> None:
    rng = random.Random(seed)
    units = [make_unit(db).id for _each in range(3)]
    for _each in range(12):
        person = make_person(db)
        place = {"person_id": person.id, "tree": Tree.STATE, "unit_id": rng.choice(units)}
        db.execute(insert(Membership).values(**place, **period(rng)))
    check(db, units)
    ids = list(db.scalars(select(Membership.id)))
    for _each in range(12):
        of_one = Membership.id == rng.choice(ids)
        kind = rng.randrange(3)
        if kind == 0:
            db.execute(delete(Membership).where(of_one))
        elif kind == 1:
            db.execute(update(Membership).where(of_one).values(unit_id=rng.choice(units)))
        else:
            db.execute(update(Membership).where(of_one).values(**period(rng)))
    check(db, units)


def test_many_places_at_once_and_all_of_them_changed_at_once(db: Session) -> None:
    a, b = make_unit(db).id, make_unit(db).id
    people = [make_person(db).id for _each in range(20)]
    rows = [
        {"person_id": each, "unit_id": a, "tree": Tree.STATE, "starts_on": FIRST, "ends_on": None}
        for each in people
    ]
    insert_rows(db, Membership.__table__, rows)
    assert count_by_unit(db, [a, b], FIRST) == {a: 20}
    db.execute(update(Membership).where(Membership.person_id.in_(people[:5])).values(unit_id=b))
    assert count_by_unit(db, [a, b], FIRST) == {a: 15, b: 5}
    db.execute(update(Membership).values(ends_on=FIRST))
    assert count_by_unit(db, [a, b], FIRST) == {a: 15, b: 5}
    assert count_by_unit(db, [a, b], FIRST + timedelta(days=1)) == {}
    db.execute(delete(Membership))
    assert count_by_unit(db, [a, b], FIRST) == {}


def test_what_is_not_committed_is_not_counted(db: Session) -> None:
    unit = make_unit(db)
    make_person(db, unit=unit)
    db.commit()
    make_person(db, unit=unit)
    db.rollback()
    assert count_by_unit(db, [unit.id], FIRST) == {unit.id: 1}


def test_places_on_record_before_are_counted_once(db: Session) -> None:
    unit = make_unit(db)
    for _each in range(3):
        make_person(db, unit=unit)
    by_trigger = {tuple(row) for row in db.execute(select(UnitTally.__table__))}
    db.execute(delete(UnitTally))
    db.execute(text(FILL))
    assert {tuple(row) for row in db.execute(select(UnitTally.__table__))} == by_trigger
