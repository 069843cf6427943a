"""When a grant holds, how far it reaches when units change, and what a check costs."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from lms import clock
from lms.people.actor import find_actor
from lms.people.enums import Role
from lms.people.models import Account
from lms.units.models import UnitPlacement
from tests.factories import LONG_AGO, grant_role, make_account, make_person, make_unit

Login = Callable[[FlaskClient, Account], FlaskClient]
TODAY = clock.today()
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "holds"),
    [
        (LONG_AGO, None, True),
        (TODAY, TODAY, True),
        (LONG_AGO, TODAY - DAY, False),
        (TODAY + DAY, None, False),
    ],
)
def test_grant_holds_from_its_first_day_to_its_last(
    client: FlaskClient,
    db: Session,
    login: Login,
    starts_on: date,
    ends_on: date | None,
    holds: bool,
) -> None:
    unit = make_unit(db)
    account = make_account(db)
    period = {"starts_on": starts_on} | ({"ends_on": ends_on} if ends_on else {})
    grant_role(db, account, Role.UNIT_HEAD, unit, **period)
    login(client, account)
    assert client.get("/nhan-su").status_code == (200 if holds else 404)


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS"])
def test_other_methods_open_nothing_either(
    client: FlaskClient, db: Session, login: Login, method: str
) -> None:
    person = make_person(db, unit=make_unit(db))
    address = f"/nhan-su/{person.id}"
    stranger = login(client, make_account(db))
    answer = stranger.open(address, method=method)
    assert answer.status_code == (404 if method == "HEAD" else 200)
    assert person.full_name not in answer.text
    admin = login(client, make_account(db, role=Role.ADMINISTRATOR))
    answer = admin.open(address, method=method)
    assert (answer.status_code, answer.text) == (200, "")


def test_records_clerk_of_a_unit_imports_people_and_no_units(
    client: FlaskClient, db: Session, login: Login
) -> None:
    pages = ("/nhan-su/nhap", "/don-vi/nhap")
    login(client, make_account(db, role=Role.RECORDS_CLERK))
    assert [client.get(page).status_code for page in pages] == [200, 200]
    login(client, make_account(db, role=Role.RECORDS_CLERK, unit=make_unit(db)))
    assert [client.get(page).status_code for page in pages] == [200, 404]


def test_moved_unit_is_noticed_at_once(client: FlaskClient, db: Session, login: Login) -> None:
    top = make_unit(db, name="Cục")
    moving = make_unit(db, name="Phòng", parent=top)
    person = make_person(db, unit=moving)
    login(client, make_account(db, role=Role.UNIT_HEAD, unit=top))
    assert client.get(f"/nhan-su/{person.id}").status_code == 200
    placement = db.query(UnitPlacement).filter_by(unit_id=moving.id).one()
    placement.parent_id = None
    assert client.get(f"/nhan-su/{person.id}").status_code == 404


def test_actor_is_loaded_in_one_query_and_trees_once_while_no_unit_changes(
    app: Flask, db: Session, count_queries: Callable[[], object]
) -> None:
    unit = make_unit(db)
    account = make_account(db, role=Role.TRAINER, unit=unit)
    grant_role(db, account, Role.UNIT_HEAD, unit)
    unit_id, account_id = unit.id, account.id
    db.commit()
    database = app.extensions["database"]
    with Session(database.reader) as reading:
        first = find_actor(reading, account_id)
        assert first is not None
        first.units_of(Role.TRAINER, db=reading)
    with Session(database.reader) as reading, count_queries() as statements:  # type: ignore[attr-defined]
        actor = find_actor(reading, account_id)
        assert actor is not None
        for role in (Role.TRAINER, Role.UNIT_HEAD, Role.TRAINER):
            assert actor.units_of(role, db=reading) == {unit_id}
    assert len(statements) <= 1
