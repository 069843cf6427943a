"""What `@requires` adds to a request: its own cost, and with it the cost of learning who asks.

Everything runs in this process, without a server: the yardstick is the smallest Flask application. The marking's own
cost is that of the guarded view less that of an open one, called within one request that knows already who asks. The product holds 2,000 units; the account asking has three grants, and the rule looks for the unit below one of
them. The rounds take turns, so that a slow moment of the machine slows all alike.
"""

import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.test import EnvironBuilder, run_wsgi_app

from bench.harness import Figure
from bench.reference import app as yardstick
from lms.app import create_app
from lms.campaigns.policy import CampaignPermission
from lms.config import read_settings
from lms.db import Database
from lms.db.migrate import upgrade
from lms.people.auth.devices.enums import SignInMethod
from lms.people.auth.devices.services import Browser, open_session
from lms.people.enums import Role
from lms.policy import asking, public, requires
from lms.units.enums import Tree
from lms.units.models import Unit
from tests.conftest import SECRETS
from tests.factories import grant_role, make_account, make_unit

UNITS, ROUNDS, CALLS, REPEATED = 2_000, 60, 20, 20


def measure() -> Iterator[Figure]:
    """The promise: the marking costs at most a tenth of the reference request."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'rights.db'}"
        upgrade(Database(url))
        settings = {"INSTANCE_PATH": folder, "DATABASE_URL": url, "AREAS": ""}
        product = create_app(read_settings(settings), SECRETS)
        cookie, owner = _fill(product)
        _add_views(product, owner)
        whole = _take_turns(
            {
                "bare": _asker(product, "/bench/bare", cookie),
                "known": _asker(product, "/bench/known", cookie),
                "marked": _asker(product, "/bench/marked", cookie),
            }
        )
        with product.test_request_context("/bench/marked", headers={"Cookie": cookie}):
            times = _take_turns(
                {
                    "reference": _asker(yardstick, "/", ""),
                    "bare": _repeated(product.view_functions["bench_bare"]),
                    "marked": _repeated(product.view_functions["bench_marked"]),
                }
            )
        product.extensions["database"].dispose()
    own = (times["marked"] - times["bare"]) / REPEATED
    yield Figure(
        "rights: @requires adds to a request",
        own,
        "µs",
        times["reference"],
        "a Flask view that answers ok",
        "at most",
        0.10,
        details={
            "account and grants loaded µs": whole["known"] - whole["bare"],
            "all of it µs": whole["marked"] - whole["bare"],
            "the product's bare view µs": whole["bare"],
        },
    )


def _repeated(view: Callable[[], object]) -> Callable[[], None]:
    """The view called so often that a clock can tell it, within the request that is open."""

    def call() -> None:
        for _call in range(REPEATED):
            view()

    return call


class _Owned:
    """A thing that belongs to a unit, as a campaign does."""

    def __init__(self, unit_id: int) -> None:
        self.owner_unit_id = unit_id


def _add_views(product: Flask, owner: int) -> None:
    thing = _Owned(owner)

    def bare() -> str:
        return "ok"

    def known() -> str:
        asking()
        return "ok"

    def marked(_thing: Any) -> str:
        return "ok"

    product.add_url_rule("/bench/bare", "bench_bare", public(bare))
    product.add_url_rule("/bench/known", "bench_known", public(known))
    guard = requires(CampaignPermission.MANAGE, lambda: thing)
    product.add_url_rule("/bench/marked", "bench_marked", guard(marked))


def _fill(product: Flask) -> tuple[str, int]:
    """The session cookie of an account with grants, and a unit four levels below one of them."""
    with Session(product.extensions["database"].writer) as db:
        top = make_unit(db, name="Bộ")
        branch: list[Unit] = []
        # Eight units below each: some four levels, as in a ministry with its provinces.
        for number in range(UNITS - 1):
            parent = branch[number // 8 - 1] if number >= 8 else top
            branch.append(make_unit(db, name=f"Đơn vị {number}", parent=parent))
        cell = make_unit(db, name="Chi bộ", tree=Tree.PARTY)
        account = make_account(db, role=Role.TRAINER, unit=top)
        grant_role(db, account, Role.UNIT_HEAD, branch[5])
        grant_role(db, account, Role.CELL_COMMITTEE, cell)
        token = open_session(db, account.id, SignInMethod.SECOND_STEP, Browser())
        session = {"_user_id": token, "_fresh": True, "_permanent": True}
        owner = branch[-1].id
        db.commit()
    signer: Any = product.session_interface.get_signing_serializer(product)  # type: ignore[attr-defined]
    return f"{product.config['SESSION_COOKIE_NAME']}={signer.dumps(session)}", owner


def _asker(app: Flask, path: str, cookie: str) -> Callable[[], None]:
    environ = EnvironBuilder(path=path, headers={"Cookie": cookie} if cookie else {}).get_environ()

    def ask() -> None:
        body, status, _headers = run_wsgi_app(app.wsgi_app, dict(environ))
        if not status.startswith("200") or b"".join(body) != b"ok":
            raise RuntimeError(f"{path} answered {status}")

    return ask


def _take_turns(askers: dict[str, Callable[[], None]]) -> dict[str, float]:
    """Microseconds of one call of each, in its fastest round: whatever else the machine does only adds."""
    found: dict[str, list[float]] = {name: [] for name in askers}
    for number in range(ROUNDS + 3):
        for name, ask in askers.items():
            started = time.perf_counter()
            for _call in range(CALLS):
                ask()
            if number >= 3:
                found[name].append((time.perf_counter() - started) / CALLS * 1e6)
    return {name: min(times) for name, times in found.items()}
