"""People around one campaign: who runs it, who it is for, who has nothing to do with it."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from lms.campaigns.models import Campaign
from lms.people.enums import Role
from lms.people.models import Account
from tests.factories import make_account, make_campaign, make_person, make_unit


@dataclass(slots=True)
class Scene:
    """A campaign with its trainer and learner, and strangers to it."""

    campaign: Campaign
    trainer: Account
    learner: Account
    other_learner: Account
    """Of the audience as well"""
    outsider: Account
    """Of a unit the campaign is not for"""
    other_trainer: Account
    """Runs campaigns of another unit"""


@pytest.fixture
def scene(db: Session) -> Scene:
    ministry = make_unit(db, name="Bộ")
    office = make_unit(db, name="Văn phòng Bộ", parent=ministry)
    academy = make_unit(db, name="Học viện")
    return Scene(
        campaign=make_campaign(db, owner=ministry, audience=[office]),
        trainer=make_account(db, role=Role.TRAINER, unit=ministry),
        learner=make_account(db, person=make_person(db, unit=office)),
        other_learner=make_account(
            db, person=make_person(db, full_name="Trần Văn Đức", unit=office)
        ),
        outsider=make_account(db, person=make_person(db, unit=academy)),
        other_trainer=make_account(db, role=Role.TRAINER, unit=academy),
    )


@pytest.fixture
def as_(
    app: Flask, db: Session, login: Callable[[FlaskClient, Account], FlaskClient]
) -> Callable[[Account | None], FlaskClient]:
    """`as_(account)`: a browser of its own, signed in as that account, or nobody's."""

    def browser(account: Account | None) -> FlaskClient:
        client = app.test_client()
        return client if account is None else login(client, account)

    return browser
