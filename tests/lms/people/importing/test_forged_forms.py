"""Every writing address of the import refuses a form that did not come from our own page."""

from collections.abc import Callable
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.people.enums import Role
from lms.people.importing.models import ImportRun, RunState
from lms.people.models import Account, Person
from tests.factories import make_account, make_person, make_unit
from tests.lms.people.importing.big_roster import run_of, send

Login = Callable[[FlaskClient, Account], FlaskClient]
LIST = "Họ và tên;Ngày sinh;Đơn vị\nHồ An;1980;Vụ A\nLê Hoà;1/1/1980;Vụ A\n"
SENT: dict[str, dict[str, str]] = {
    "people.roster.receive": {},
    "people.roster.confirm": {},
    "people.roster.decide": {"tat-ca": "new"},
    "people.roster.read_again": {"converts": "y"},
    "people.roster.read_as": {},
    "people.roster.read_below": {"dong": "1", "cot-0": "full name"},
    "people.roster.approve": {},
    "people.roster.refuse": {},
    "people.roster.withdraw": {},
    "people.roster.forget": {"ten": "state:vu a"},
}
OF_NO_RUN = ("people.roster.receive", "people.roster.forget")


@pytest.fixture
def address(app: Flask, client: FlaskClient, db: Session, login: Login) -> str:
    """Of a preview that waits for a word."""
    person = make_person(db, full_name="Lê Hoà", unit=make_unit(db, name="Vụ A"))
    login(client, make_account(db, person=person, role=Role.ADMINISTRATOR))
    address = send(client, LIST)
    app.config["WTF_CSRF_ENABLED"] = True
    return address


def test_all_writing_addresses_are_tried(app: Flask) -> None:
    rules = app.url_map.iter_rules()
    writing = {each.endpoint for each in rules if "POST" in (each.methods or ())}
    assert {each for each in writing if each.startswith("people.roster.")} == SENT.keys()


@pytest.mark.parametrize("endpoint", SENT)
def test_form_without_a_token_changes_nothing(
    app: Flask, client: FlaskClient, db: Session, address: str, endpoint: str
) -> None:
    before = state(db)
    with app.test_request_context():
        path = app.url_for(endpoint, **({} if endpoint in OF_NO_RUN else {"run_id": run_of(db).id}))
    for token in ({}, {"csrf_token": "gi-a.mao"}):
        sent: dict[str, object] = {**SENT[endpoint], **token}
        if endpoint.endswith("receive"):
            sent["file"] = (BytesIO(LIST.encode()), "ds.csv")
        refused = client.post(path, data=sent)
        assert refused.status_code == 400
        assert "Trang đã mở quá lâu" in refused.text
        assert state(db) == before


def state(db: Session) -> tuple[object, ...]:
    run = run_of(db)
    people = db.scalar(select(func.count(Person.id)))
    runs = db.scalar(select(func.count(ImportRun.id)))
    assert run.state is RunState.READY
    return people, runs, run.choices, run.converts
