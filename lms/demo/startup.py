"""What happens to the demonstration when the product starts."""

import logging
import os
from collections.abc import Mapping

import click
from flask import Flask
from sqlalchemy import select

from lms.areas import areas
from lms.config import Settings
from lms.db import get_db, transaction
from lms.demo.roster import ACCOUNTS, PASSWORD
from lms.demo.seed import find_demo_campaign, is_empty, seed_demo
from lms.files.store import FileStore
from lms.people.auth.passwords import hash_password
from lms.people.models import Account
from lms.web.i18n import in_locale

log = logging.getLogger(__name__)


def prepare_demo(
    app: Flask, environ: Mapping[str, str] | None = None
) -> list[tuple[str, str, str]]:
    """Seed an empty database, or renew what must be today's; (role, login, password) to print.

    Does nothing and returns nothing with DEMO=0 or when the database holds somebody's own data.
    """
    env = os.environ if environ is None else environ
    if env.get("DEMO", "1") == "0":
        return []
    with app.app_context(), in_locale("vi"):
        db = get_db()
        if is_empty(db):
            _seed(app)
        elif find_demo_campaign(db) is None:
            return []
        else:
            _renew()
    with app.app_context():  # another connection, which sees what has just been written
        has_password = select(Account.login).where(Account.password_hash.is_not(None))
        known = set(get_db().scalars(has_password))
    return [(str(each.role), each.login, PASSWORD) for each in ACCOUNTS if each.login in known]


def _seed(app: Flask) -> None:
    click.echo("Filling the empty database with a demonstration (DEMO=0 leaves it empty) …")
    settings: Settings = app.extensions["settings"]
    password_hash = hash_password(PASSWORD, settings.argon2_memory_kib)
    with transaction() as db:
        if is_empty(db):  # another process may have been first
            store = FileStore(settings.files_path)
            seed_demo(db, store, areas(), password_hash=password_hash)


def _renew() -> None:
    for area in areas():
        if area.keep_demo_fresh:
            with transaction() as db:
                area.keep_demo_fresh(db)
