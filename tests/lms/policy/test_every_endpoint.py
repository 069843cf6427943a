"""Every endpoint × every role × own, within and outside the grant, against the table in docs/permissions.md.

What to do when it fails:

- *docs/permissions.md is out of date*: look at what changed, then `flask --app wsgi rights write`.
- *has no row in the table*: give the permission a `Right` in its feature's policy.
- *no value for …*: an address has a parameter the world does not know; add it in world.py.
- *learner may, but …*: the product and the table disagree; one of them is wrong.
"""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, url_for
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from lms.app import create_app
from lms.config import read_settings
from lms.people.enums import Role
from lms.people.roles.page import PATH, read_rights, write_page
from lms.people.roles.table import Reach
from lms.policy import PUBLIC_FILES, Denied
from tests.conftest import SECRETS
from tests.lms.policy.world import OUTSIDE, SELF, WITHIN, World, make_world
from tests.support.kept import KeptTemplates
from tests.support.stores import Store

Login = Callable[[FlaskClient, Any], FlaskClient]
CLOSED = (401, 403, 404)
DENIED = "Denied-By-Policy"
"""Header by which a test tells a policy's no from a view's own."""

PENDING = {"units.": "units", "question_files.": "questions"}
"""Endpoints about uploads under preview, which only their uploader finds."""
_OWN = "about a sitting the person was summoned to, and these actors were to none"
ANSWERED_CLOSED = {
    "appeals.file": _OWN,
    "appeals.withdraw": _OWN,
    "appeals.write": _OWN,
    "conferences.corrections.withdraw": "whoever proposed the correction takes it back",
    "conferences.printing.cards": "no codes were issued, so nobody has a card",
    "conferences.printing.make_list": "the empty form names no sitting",
    "conferences.printing.slip_paper": "no slips were made",
    "slips.paper": "no slips were issued",
    "slips.paper_of_person": "no slip was issued",
    "people.roster.approve": "whoever imports does not approve their own",
    "notice.read": "no notice was published",
    "devices.end_mine": "the session is somebody else's",
    "devices.reset_second_step": "these people have set up no second step",
}
"""Endpoints that answer 403 or 404 to some who may, and why; that the policy let them in is held even so."""
QUERIES: dict[str, Callable[[World, Role, str], dict[str, Any]]] = {}
"""What an address needs besides its path."""


def _report_of(world: World, role: Role, scope: str) -> dict[str, Any]:
    half = world.outer if scope == OUTSIDE else world.inner
    if role is Role.CELL_COMMITTEE:
        return {"cay": "party", "don-vi": half.cell.id}
    return {"cay": "state", "don-vi": half.unit.id}


def _unit_of(world: World, role: Role, scope: str) -> dict[str, Any]:
    half = world.outer if scope == OUTSIDE else world.inner
    return {"unit_id": half.cell.id if role is Role.CELL_COMMITTEE else half.unit.id}


QUERIES["reports."] = _report_of
QUERIES["people.unit_choice."] = lambda _world, _role, _scope: {"pham-vi": "danh-sach"}
QUERIES["units.show"] = _unit_of


@dataclass
class Stage:
    """The application, the world in its database, and a copy of both as they were."""

    app: Flask
    world: World
    file: Path
    kept: Path

    def keep(self) -> None:
        """Take what was written by now, such as a session, as the state to come back to."""
        self.app.extensions["database"].dispose()
        shutil.copyfile(self.file, self.kept)

    def reset(self) -> None:
        """Undo whatever the last request wrote."""
        self.app.extensions["database"].dispose()
        for ending in ("-wal", "-shm"):
            self.file.with_name(self.file.name + ending).unlink(missing_ok=True)
        shutil.copyfile(self.kept, self.file)


@pytest.fixture(scope="module")
def stage(
    stores: Callable[[str], Store],
    tmp_path_factory: pytest.TempPathFactory,
    bytecode: KeptTemplates,
) -> Iterator[Stage]:
    folder = tmp_path_factory.mktemp("rights")
    url = stores("sqlite").another()
    settings = {"INSTANCE_PATH": str(folder), "DATABASE_URL": url, "ARGON2_MEMORY_KIB": "8"}
    settings |= {"TOTP_REQUIRED": "0", "NOTICE_OF_PRODUCT": "0"}
    app = create_app(read_settings(settings), SECRETS)
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False, PROPAGATE_EXCEPTIONS=False)
    app.jinja_env.bytecode_cache = bytecode
    app.register_error_handler(Denied, lambda _error: ("", 404, {DENIED: "1"}))
    with (
        app.app_context(),
        Session(app.extensions["database"].writer, expire_on_commit=False) as db,
    ):
        world = make_world(db)
        db.commit()
        world.remember(db)
        db.expunge_all()
    app.extensions["database"].dispose()
    file = Path(url.removeprefix("sqlite:///"))
    kept = folder / "kept.db"
    shutil.copyfile(file, kept)
    yield Stage(app, world, file, kept)
    app.extensions["database"].dispose()


@pytest.fixture(scope="module")
def rights() -> dict[str, dict[str, Reach]]:
    return read_rights(PATH.read_text("utf-8"))


def test_the_page_in_docs_is_up_to_date(stage: Stage) -> None:
    found, wanted = PATH.read_text("utf-8").splitlines(), write_page(stage.app).splitlines()
    changed = [f"- {line}" for line in found if line not in wanted]
    changed += [f"+ {line}" for line in wanted if line not in found]
    assert not changed, "docs/permissions.md is out of date:\n" + "\n".join(changed)
    assert found == wanted


def test_every_permission_has_a_row(stage: Stage) -> None:
    known = {str(each) for each in stage.app.extensions["permissions"]}
    told = {str(each) for each in stage.app.extensions["rights"]}
    assert known - told == set(), "has no row in the table"
    assert told - known == set(), "is in the table, but no permission"


@pytest.mark.parametrize("role", [*Role, None], ids=lambda role: role.value if role else "nobody")
def test_every_endpoint_answers_as_the_table_says(
    stage: Stage, rights: dict[str, dict[str, Reach]], login: Login, role: Role | None
) -> None:
    client = stage.app.test_client()
    if role is not None:
        login(client, stage.world.actors[role])
        stage.keep()
    wrong = []
    for rule in rules_of(stage.app):
        policy = stage.app.view_functions[rule.endpoint].policy  # type: ignore[attr-defined]
        for scope in _scopes(rule):
            address = address_of(stage, rule, role or Role.LEARNER, scope)
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                answer = client.open(address, method=method, data={} if method != "GET" else None)
                if method != "GET" and answer.status_code < 400:
                    stage.reset()
                fault = _fault(rule.endpoint, answer, _may(rights, policy, role, scope))
                if fault:
                    wrong.append(f"{role or 'nobody'} {fault}: {scope} {method} {address}")
    assert not wrong, "\n".join(wrong)


def rules_of(app: Flask) -> list[Rule]:
    found = [rule for rule in app.url_map.iter_rules() if rule.endpoint not in PUBLIC_FILES]
    return [
        rule
        for rule in found
        if app.view_functions[rule.endpoint].policy != "public"  # type: ignore[attr-defined]
    ]


def _scopes(rule: Rule) -> tuple[str, ...]:
    if rule.arguments & {"attempt_id", "certificate_id"}:
        return SELF, WITHIN, OUTSIDE
    has_scope = rule.arguments or any(rule.endpoint.startswith(start) for start in QUERIES)
    return (WITHIN, OUTSIDE) if has_scope else (WITHIN,)


def address_of(stage: Stage, rule: Rule, role: Role, scope: str) -> str:
    world = stage.world
    half = world.outer if scope == OUTSIDE else world.inner
    own = world.own[role] if scope == SELF else {}
    if "run_id" in rule.arguments:
        own = own | {"run_id": world.runs[role]}
    if "pending_id" in rule.arguments:
        purpose = next(kind for start, kind in PENDING.items() if rule.endpoint.startswith(start))
        pending = world.pending[role]
        own = own | {"pending_id": pending.get(purpose) or pending[f"{purpose} {scope}"]}
    try:
        values = own | half.arguments(rule.endpoint, rule.arguments - own.keys())
    except KeyError as missing:
        raise AssertionError(
            f"no value for {missing} of {rule.endpoint}: add it in tests/lms/policy/world.py"
        ) from missing
    for start, query in QUERIES.items():
        if rule.endpoint.startswith(start):
            values |= query(world, role, scope)
    with stage.app.test_request_context():
        return url_for(
            rule.endpoint, **{name: value for name, value in values.items() if _is_for(rule, name)}
        )


def _is_for(rule: Rule, name: str) -> bool:
    return name in rule.arguments or "-" in name or name == "cay"


def _may(rights: dict[str, dict[str, Reach]], policy: str, role: Role | None, scope: str) -> bool:
    if role is None:
        return False
    if policy == "signed in":
        return True
    assert policy in rights, f"{policy} has no row in the table of docs/permissions.md"
    return {
        Reach.ANYWHERE: True,
        Reach.CUT: True,
        Reach.WITHIN: scope != OUTSIDE,
        Reach.OWN: scope == SELF,
        Reach.EVERYTHING: False,
        Reach.NOWHERE: False,
    }[rights[policy][role.value]]


def _fault(endpoint: str, answer: Any, may: bool) -> str:
    to_sign_in = answer.status_code == 303 and "/dang-nhap" in (answer.location or "")
    refused = answer.status_code in CLOSED or to_sign_in
    if answer.status_code == HTTPStatus.INTERNAL_SERVER_ERROR:
        return f"breaks it ({answer.status_code})"
    if may and refused and (endpoint not in ANSWERED_CLOSED or DENIED in answer.headers):
        return f"may, but is refused ({answer.status_code})"
    if not may and not refused:
        return f"may not, but is let in ({answer.status_code})"
    return ""
