"""`flask --app wsgi privacy …`: what is due to be removed, from the command line."""

import click
from flask import current_app
from flask.cli import with_appcontext

from lms.config import Settings
from lms.db import transaction
from lms.db.commands import on_ready_database
from lms.privacy.retention import apply_retention, due_now
from lms.web.i18n import _


@click.group("privacy")
def privacy_cli() -> None:
    """Personal data: how long they are kept."""


@privacy_cli.command("apply-retention")
@click.option("--dry-run", is_flag=True, help="Only say what would be removed.")
@click.option("--yes", is_flag=True, help="Do not ask before removing.")
@with_appcontext
@on_ready_database
def apply(dry_run: bool, yes: bool) -> None:
    """Remove what is due: leavers are made anonymous for good, at most 200 in one run."""
    settings: Settings = current_app.extensions["settings"]
    with transaction() as db:
        due = due_now(db, settings)
    click.echo(_("Leavers to be made anonymous: %(count)s", count=due.leavers))
    for each, count in due.others:
        click.echo(f"{each.title}: {count}")
    if dry_run or due.is_nothing:
        return
    if not yes:
        click.confirm(_("Remove them? This cannot be undone."), abort=True)
    with transaction() as db:
        done = apply_retention(db, settings, by=None)
    click.echo(_("Done. Leavers made anonymous: %(count)s", count=done))
