"""What somebody may not see is answered word for word as what does not exist: no number tells whether it is taken."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from lms.people.enums import Role
from lms.policy import Denied
from tests.lms.policy.test_every_endpoint import Stage, address_of, rules_of, stage
from tests.lms.policy.world import OUTSIDE

__all__ = ["stage"]  # a fixture
Login = Callable[[FlaskClient, Any], FlaskClient]
NUMBER = re.compile(r"(?<=/)\d+(?=[/?.]|$)")
NOBODYS = "987654"


@pytest.mark.parametrize("role", [Role.UNIT_HEAD, Role.SECRETARY], ids=str)
def test_others_things_are_like_what_does_not_exist(stage: Stage, login: Login, role: Role) -> None:
    client = stage.app.test_client()
    login(client, stage.world.actors[role])
    stage.keep()
    stage.app.error_handler_spec[None][None].pop(Denied, None)  # the product's own answer
    told, compared = set[str](), 0
    for rule in rules_of(stage.app):
        address = address_of(stage, rule, role, OUTSIDE)
        method = "GET" if "GET" in (rule.methods or ()) else "POST"
        absent = NUMBER.sub(NOBODYS, address)
        if address == absent:
            continue
        found = client.open(address, method=method)
        if method == "POST" and found.status_code < 400:
            stage.reset()
        if found.status_code == 404:
            compared += 1
            if said(found) != said(client.open(absent, method=method)):
                told.add(f"{method} {rule.endpoint}")
    assert compared > 50
    assert not told


def said(answer: TestResponse) -> tuple[int, str]:
    page = re.search(r"<main.*?</main>", answer.text, re.DOTALL)
    return answer.status_code, page[0] if page else answer.text
