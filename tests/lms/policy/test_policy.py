"""Deny by default: what an endpoint needs before the product starts, and who gets in."""

from enum import StrEnum

import pytest
from flask import Blueprint

from lms.errors import NotFound
from lms.people.actor import current_actor
from lms.people.enums import Role
from lms.policy import (
    PolicyError,
    add_permissions,
    check_every_endpoint,
    public,
    requires,
    signed_in,
)
from tests.factories import make_account, make_unit


class Cellar(StrEnum):
    """A permission of these tests."""

    ENTER = "cellar.enter"


@pytest.fixture
def cellar(app):
    """Views behind each kind of policy; trainers may enter cellar 1."""
    bp = Blueprint("cellar", __name__)

    def find(cellar_id):
        if cellar_id != 1:
            raise NotFound("none")
        return {"id": cellar_id}

    @bp.get("/cellar/<int:cellar_id>")
    @requires(Cellar.ENTER, find)
    def enter(cellar):
        return f"cellar {cellar['id']}"

    @bp.get("/cellar/open")
    @public
    def stand_outside():
        return "outside"

    @bp.get("/cellar/mine")
    @signed_in
    def mine():
        return current_actor().full_name

    add_permissions(app, {Cellar.ENTER: lambda actor, _thing: actor.has_role(Role.TRAINER)})
    app.register_blueprint(bp)
    return app


@pytest.fixture
def trainer(db):
    account = make_account(db, role=Role.TRAINER)
    db.commit()
    return account


@pytest.fixture
def learner(db):
    account = make_account(db, full_name="Lê Thị Hoa")
    db.commit()
    return account


def test_anonymous_is_sent_to_sign_in_and_back(cellar, client, learner):
    response = client.get("/cellar/1")

    assert response.status_code == 303
    assert response.location.startswith("/dang-nhap?next=")
    assert client.get("/cellar/open").text == "outside"


def test_anonymous_script_gets_401_as_json(cellar, client, learner):
    response = client.get("/cellar/1", headers={"Accept": "application/json"})

    assert response.status_code == 401
    assert response.json["error"]


def test_permitted_person_gets_the_thing(cellar, client, login, trainer):
    login(client, trainer)

    assert client.get("/cellar/1").text == "cellar 1"


def test_stranger_and_missing_thing_get_the_same_404(cellar, client, login, learner):
    login(client, learner)

    refused, missing = client.get("/cellar/1"), client.get("/cellar/2")

    assert (refused.status_code, missing.status_code) == (404, 404)
    assert client.get("/cellar/mine").text == "Lê Thị Hoa"


def test_closed_account_is_nobody_at_once(cellar, client, login, db, trainer):
    login(client, trainer)
    trainer.is_active = False
    db.commit()

    assert client.get("/cellar/1").status_code == 303


def test_raised_epoch_ends_open_sessions(cellar, client, login, db, trainer):
    login(client, trainer)
    trainer.session_epoch += 1
    db.commit()

    assert client.get("/cellar/1").status_code == 303


def test_endpoint_without_policy_stops_the_start(app):
    app.add_url_rule("/bare", "bare", lambda: "bare")

    with pytest.raises(PolicyError, match="bare"):
        check_every_endpoint(app)


def test_permission_without_rule_stops_the_start(app):
    app.add_url_rule("/ruleless", "ruleless", requires(Cellar.ENTER)(lambda: ""))

    with pytest.raises(PolicyError, match=r"cellar\.enter"):
        check_every_endpoint(app)


def test_trainer_of_one_unit_manages_its_subtree_only(db):
    from lms.people.actor import find_actor

    top = make_unit(db, name="Bộ")
    mine, other = make_unit(db, parent=top), make_unit(db, parent=top)
    below = make_unit(db, parent=mine)
    account = make_account(db, role=Role.TRAINER, unit=mine)
    actor = find_actor(db, account.id)

    reached = actor.units_of(Role.TRAINER, db=db)

    assert reached == {mine.id, below.id}
    assert other.id not in reached
