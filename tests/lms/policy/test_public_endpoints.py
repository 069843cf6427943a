"""Every public endpoint, asked by nobody and by everybody: the same answer to all, and nothing personal in it.

What a public page says of the person asking themself is listed in `ABOUT_THE_ASKER`, with the reason. Whoever adds a
public endpoint that answers people differently gives the reason there, or finds out here that it does.
"""

import re
from typing import Any

import pytest
from flask import Flask, url_for
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from lms.people.enums import Role
from lms.people.models import Account, Person
from lms.policy import PUBLIC_FILES
from tests.lms.policy.test_every_endpoint import Login, Stage, stage

__all__ = ["stage"]  # a fixture

ABOUT_THE_ASKER = {
    "appeals.here": "their own requests, on the phone that is remembered",
    "auth.sign_in": "whoever is signed in goes on",
    "checkin.check_in_post": "the way to their own page in place of signing in",
    "checkin.open_code": "their own name beside the button",
    "checkin.open_code_small": "their own name beside the button",
    "checkin.tap": "their own name beside the button",
    "checkin.typed_code": "their own name beside the button",
    "hand.own_card": "their own card",
    "single_sign_on.come_back": "whoever is signed in goes on",
    "single_sign_on.start": "whoever is signed in goes on",
}
"""Endpoint → what it tells those who are signed in about themselves; nobody else is ever named."""
GIVEN = {
    "code": "0" * 24,
    "public_id": "KHONGCO",
    "text": "khong-co",
    "token": "khong-co",
}
"""Codes, tickets and tokens that open nothing: what right ones open has its own tests."""
_DRAWN_ANEW = re.compile(
    r'name="(csrf_token|ve|nonce)" value="[^"]*"|nonce-[\w-]+|data-[\w-]+="[\d.:T+Z-]+"|\d\d:\d\d:\d\d|\d{10,}(\.\d+)?'
)


def test_nobody_is_named_and_all_are_answered_alike(stage: Stage, login: Login) -> None:
    names = _names(stage)
    strangers = {None: stage.app.test_client()}
    actors: dict[Role | None, FlaskClient] = {
        role: login(stage.app.test_client(), stage.world.actors[role])
        for role in (Role.LEARNER, Role.UNIT_HEAD, Role.ADMINISTRATOR)
    }
    wrong = []
    for rule in _public_rules(stage.app):
        address = _address(stage.app, rule)
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            told = _ask(strangers[None], address, method)
            for role, client in (strangers | actors).items():
                answer = _ask(client, address, method)
                who = f"{role or 'nobody'}: {method} {address} ({rule.endpoint})"
                own = {_name_of(stage, role)} if rule.endpoint in ABOUT_THE_ASKER else set()
                if answer.status_code >= 500 and answer.status_code != 503:
                    wrong.append(f"breaks for {who}")
                if named := [each for each in names - own if each in answer.text]:
                    wrong.append(f"names {named} to {who}")
                if rule.endpoint not in ABOUT_THE_ASKER and _plain(answer) != _plain(told):
                    wrong.append(f"answers otherwise to {who}")
    assert not wrong, "\n".join(wrong)


def test_the_reasons_are_about_public_endpoints(stage: Stage) -> None:
    public = {rule.endpoint for rule in _public_rules(stage.app)}
    assert set(ABOUT_THE_ASKER) - public == set()


def _public_rules(app: Flask) -> list[Rule]:
    return [
        rule
        for rule in app.url_map.iter_rules()
        if rule.endpoint not in PUBLIC_FILES
        and app.view_functions[rule.endpoint].policy == "public"  # type: ignore[attr-defined]
        # A session is ended by the one, and a language chosen for the asker's account by the other.
        and rule.endpoint not in ("auth.sign_out", "auth.set_language")
    ]


def _address(app: Flask, rule: Rule) -> str:
    with app.test_request_context():
        return url_for(rule.endpoint, **{name: GIVEN[name] for name in rule.arguments})


def _ask(client: FlaskClient, address: str, method: str) -> Any:
    return client.open(address, method=method, data={} if method != "GET" else None)


def _plain(answer: Any) -> tuple[int, str, str]:
    """Status, target and words of an answer, without what is drawn anew for each."""
    main = answer.text.partition("<main")[2].partition("</main>")[0] or answer.text
    return answer.status_code, answer.location or "", _DRAWN_ANEW.sub("", main)


def _names(stage: Stage) -> set[str]:
    with (
        stage.app.app_context(),
        Session(stage.app.extensions["database"].reader, expire_on_commit=False) as db,
    ):
        return set(db.scalars(select(Person.full_name)))


def _name_of(stage: Stage, role: Role | None) -> str:
    if role is None:
        return ""
    with (
        stage.app.app_context(),
        Session(stage.app.extensions["database"].reader, expire_on_commit=False) as db,
    ):
        account = db.get_one(Account, stage.world.actors[role].id)
        return db.get_one(Person, account.person_id).full_name


@pytest.mark.parametrize("name", sorted(GIVEN))
def test_what_opens_nothing_says_nothing(stage: Stage, name: str) -> None:
    client = stage.app.test_client()
    for rule in _public_rules(stage.app):
        if name in rule.arguments and "GET" in (rule.methods or set()):
            answer = client.get(_address(stage.app, rule))
            assert answer.status_code in (200, 303, 404, 410, 422), rule.endpoint
