"""The composition root: the only place that knows every part of the product."""

from importlib import import_module

import click
from flask import Flask
from flask_wtf.csrf import CSRFProtect
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from lms.areas import Area, init_areas
from lms.config import ROOT, Settings, read_settings
from lms.db.boundary import close_db
from lms.db.engine import Database
from lms.db.group import GroupCommit
from lms.people.actor import load_actor
from lms.people.auth.login import init_login
from lms.policy import (
    add_permissions,
    add_rights,
    check_every_endpoint,
    init_policy,
    is_allowed,
)
from lms.secrets import Secrets, load_secrets
from lms.web.addresses import init_addresses
from lms.web.assets import init_assets
from lms.web.filters import init_filters
from lms.web.headers import init_headers
from lms.web.i18n import init_i18n
from lms.web.nav import init_nav
from lms.web.refusals import init_refusals

FEATURES = (
    "lms.web",
    "lms.tls",
    "lms.people.auth",
    "lms.people",
    "lms.people.roles",
    "lms.organisation",
    "lms.units",
    "lms.mail",
    "lms.people.slips",
    "lms.people.forgotten",
    "lms.campaigns",
    "lms.materials",
    "lms.certificates",
    "lms.reports",
    "lms.study",
    "lms.home",
    "lms.privacy",
    "lms.demo",
)
"""The institution's own features; each package's `feature.py` says what it plugs in."""


def create_app(settings: Settings | None = None, secrets: Secrets | None = None) -> Flask:
    """Put the product together; nothing is read from the database yet.

    Raises SettingError for a setting that cannot be used, PolicyError for an endpoint that
    nobody guards.
    """
    settings = settings or read_settings()
    app = Flask("lms", root_path=str(ROOT), instance_path=str(settings.instance_path))
    _configure(app, settings, secrets or load_secrets(settings.instance_path))
    init_addresses(app)
    init_i18n(app)
    init_filters(app)
    init_assets(app)
    init_headers(app, has_own_certificate=settings.has_own_certificate)
    init_login(app, settings)
    init_policy(app, load_actor)
    init_refusals(app)
    csrf = CSRFProtect(app)
    parts = [import_module(f"{name}.feature").feature for name in FEATURES]
    parts += init_areas(app, settings.areas)
    app.extensions["parts"] = parts
    for part in parts:
        _plug_in(app, part, csrf)
    init_nav(app, [item for part in parts for item in part.nav])
    check_every_endpoint(app)
    _put_in_front(app, parts, settings)
    return app


def _configure(app: Flask, settings: Settings, secrets: Secrets) -> None:
    app.config.update(
        SECRET_KEY=secrets.secret_key,
        MAX_CONTENT_LENGTH=settings.max_upload_bytes,
        MAX_FORM_MEMORY_SIZE=4 * 1024 * 1024,
        WTF_CSRF_TIME_LIMIT=None,
        PREFERRED_URL_SCHEME="https" if settings.secure_cookies else "http",
    )
    app.extensions["settings"] = settings
    app.extensions["secrets"] = secrets
    database = Database(settings.database_url)
    app.extensions["database"] = database
    app.extensions["group_commit"] = GroupCommit(database)
    app.teardown_appcontext(close_db)
    app.jinja_env.globals["is_allowed"] = is_allowed
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True


def _put_in_front(app: Flask, parts: list[Area], settings: Settings) -> None:
    """What stands before Flask itself; the proxy's word on addresses is read before anything else."""
    for part in parts:
        if part.in_front:
            app.wsgi_app = part.in_front(app, app.wsgi_app)  # type: ignore[method-assign] # as Flask documents
    if settings.behind_proxy:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1, x_host=1)  # type: ignore[method-assign] # as above


def _plug_in(app: Flask, part: Area, csrf: CSRFProtect) -> None:
    for blueprint in part.blueprints:
        app.register_blueprint(blueprint)
    for exempt in part.csrf_exempt:
        csrf.exempt(exempt)
    for permissions in part.permissions:
        add_permissions(app, permissions)
    for rights in part.rights:
        add_rights(app, rights, part.rights_under)
    for command in part.commands:
        _add_command(app, command)
    if part.name.startswith("lms."):
        app.extensions["activity_url"].update(part.activity_url)


def _add_command(app: Flask, command: click.Command) -> None:
    """Merge groups of one name, so that features may share `units`, `roster` and the like."""
    known = app.cli.commands.get(command.name or "")
    if isinstance(known, click.Group) and isinstance(command, click.Group):
        for each in command.commands.values():
            known.add_command(each)
    else:
        app.cli.add_command(command)
