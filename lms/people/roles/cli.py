"""`flask --app wsgi rights …`: the page about who may do what."""

import click
from flask import current_app
from flask.cli import with_appcontext

from lms.people.roles.page import PATH, write_page


@click.group("rights")
def rights_cli() -> None:
    """Who may do what."""


@rights_cli.command("write")
@with_appcontext
def write() -> None:
    """Write docs/permissions.md from the policies."""
    PATH.write_text(write_page(current_app._get_current_object()), "utf-8")  # type: ignore[attr-defined] # the application behind the proxy
    click.echo(f"{PATH} is written.")
