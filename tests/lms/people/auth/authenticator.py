"""An administrator who sets a second step up, and their app."""

import base64
import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from lms import clock
from lms.people.auth.second_step.rules import code_at, step_at
from lms.people.enums import Role
from tests.factories import PASSWORD, make_account, make_person

NOW = datetime(2026, 11, 27, 1, 0, tzinfo=UTC)
SET_UP = "/tai-khoan/xac-thuc"
ASK = "/dang-nhap/ma-xac-thuc"
RFC_SECRET = b"12345678901234567890"


@pytest.fixture
def required(app):
    app.extensions["settings"] = replace(app.extensions["settings"], totp_required=True)


@pytest.fixture
def boss(db):
    person = make_person(db, full_name="Trần Văn Quản", email="quan@bo.example")
    return make_account(db, person=person, role=Role.ADMINISTRATOR)


def sign_in(client, login="quan@bo.example", **more):
    return client.post("/dang-nhap", data={"login": login, "password": PASSWORD, **more})


def set_up(client, at=NOW):
    """Set the second step up as a person does; the key of the app, and the recovery codes."""
    with clock.fixed(at):
        page = client.get(SET_UP).text
        (typed,) = re.findall(r"<code>([A-Z2-7 ]{39})</code>", page)
        secret = secret_from(typed)
        done = client.post(SET_UP, data={"code": code_at(secret, step_at(at))})
    assert done.status_code == 200, done.text
    assert done.cache_control.no_store
    return secret, re.findall(r"<code>([0-9A-Z]{5}-[0-9A-Z]{5})</code>", done.text)


def secret_from(typed):
    return base64.b32decode(typed.replace(" ", ""))


def answer(client, code, path=ASK, field="code"):
    return client.post(path, data={field: code})


def recover(client, code):
    return answer(client, code, "/dang-nhap/ma-du-phong", "recovery")
