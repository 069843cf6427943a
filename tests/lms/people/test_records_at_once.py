"""Several at one moment give the same code to different people: one does, the others get a sentence."""

from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms import clock
from lms.people.enums import Role
from lms.people.models import Account, Person
from tests.factories import make_account, make_person
from tests.lms.people.importing.test_racing_writers import at_once

Login = Callable[[FlaskClient, Account], FlaskClient]
CODE = "BNV-7777"


def test_one_code_is_given_once(app: Flask, db: Session, login: Login) -> None:
    people = [make_person(db) for _ in range(3)]
    pages = [f"/nhan-su/{each.id}/sua/thong-tin" for each in people]
    hands = [login(app.test_client(), make_account(db, role=Role.ADMINISTRATOR)) for _ in range(6)]
    db.commit()
    app.extensions["test_session"] = None
    edited = {"full_name": "Lê An", "sex": "", "personnel_code": CODE}
    added = edited | {"category": "cadre", "party_status": "none", "is_nowhere": "y"}
    added |= {"starts_on": clock.today().isoformat(), "is_other": "y"}
    acts = [(page, edited) for page in pages] + [("/nhan-su/moi", added)] * 3
    answers = at_once(
        [
            lambda hand=hand, act=act: hand.post(act[0], data=act[1])
            for hand, act in zip(hands, acts, strict=True)
        ]
    )
    assert sorted(each.status_code for each in answers) == [303, *[409] * 5]
    db.rollback()
    holding = select(func.count(Person.id)).where(Person.personnel_code == CODE)
    assert db.scalar(holding) == 1
