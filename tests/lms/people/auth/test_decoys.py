"""Names that are nobody's take as long as accounts do, those whose hashes are old among them."""

from collections import Counter

import pytest
from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session

from lms.people.auth.decoys import decoy_cost
from lms.people.auth.passwords import Cost, cost_of, hash_password, verify_password
from lms.people.auth.rules import name_hash
from tests.factories import make_account

OLD, NEW = Cost(19_456, 2), Cost(12_288, 3)
NAMES = [f"khong-co-{each}@bo.example" for each in range(200)]


def has_hash(db: Session, cost: Cost) -> None:
    account = make_account(db)
    account.password_hash = f"$argon2id$v=19$m={cost.memory_kib},t={cost.passes},p=1$c2FsdA$aGFzaA"
    db.flush()


def costs(app: Flask, db: Session) -> Counter[Cost]:
    with app.app_context():
        return Counter(decoy_cost(lambda: db, name_hash(each), 12_288) for each in NAMES)


def test_where_nobody_has_a_password_todays_parameters_do(app: Flask, db: Session) -> None:
    assert costs(app, db) == {NEW: len(NAMES)}


def test_where_all_hashes_are_old_unknown_names_take_as_long(app: Flask, db: Session) -> None:
    has_hash(db, OLD)
    assert costs(app, db) == {OLD: len(NAMES)}


def test_names_share_the_costs_as_the_hashes_on_record_do(app: Flask, db: Session) -> None:
    for each in (OLD, OLD, OLD, NEW):
        has_hash(db, each)
    found = costs(app, db)
    assert found.keys() == {OLD, NEW}
    assert 120 < found[OLD] < 180
    assert costs(app, db) == found


def test_it_is_counted_once(app: Flask, db: Session) -> None:
    has_hash(db, OLD)
    asked: list[str] = []

    def note(*told: object) -> None:
        asked.append(str(told[2]))

    event.listen(db.get_bind(), "before_cursor_execute", note)
    costs(app, db)
    costs(app, db)
    event.remove(db.get_bind(), "before_cursor_execute", note)
    assert len([each for each in asked if "substr" in each]) == 1


@pytest.mark.parametrize("cost", [Cost(16, 3), Cost(8, 5)])
def test_without_a_hash_no_password_is_right(cost: Cost) -> None:
    assert not verify_password(None, "nobody has this password", cost)
    assert verify_password(hash_password("mua-thu-45", 8), "mua-thu-45", cost)
    assert cost_of(8) == Cost(8, 5)
