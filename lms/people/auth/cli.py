"""`flask --app wsgi accounts …`: letting somebody in again when no administrator can."""

import click
from flask import current_app
from flask.cli import with_appcontext

from lms.config import Settings
from lms.db import transaction
from lms.db.commands import on_ready_database
from lms.people.access import add_access
from lms.people.auth.passwords import hash_password
from lms.people.auth.queries import find_account
from lms.people.auth.second_step.services import take_away
from lms.people.auth.services import change_password
from lms.people.services import make_first_password


@click.group("accounts")
def accounts_cli() -> None:
    """Accounts, for whoever runs the server."""


@accounts_cli.command("reset-second-step")
@click.argument("login")
@click.option("--password", "with_password", is_flag=True, help="Set a first password as well.")
@with_appcontext
@on_ready_database
def reset_second_step(login: str, with_password: bool) -> None:
    """Take away the second step of the account LOGIN: the last administrator lost phone and codes.

    Every session of the account ends. An administrator sets a new second step up at the next
    sign-in, where the setting asks for one. What was done stays in the trace.
    """
    settings: Settings = current_app.extensions["settings"]
    password = make_first_password() if with_password else None
    new_hash = hash_password(password, settings.argon2_memory_kib) if password else None
    with transaction() as db:
        account = find_account(db, login)
        if account is None:
            raise click.ClickException(f"There is no open account {login!r}.")
        had_one = take_away(db, account.id, None)
        if new_hash:
            change_password(db, account.id, new_hash, must_change=True)
            add_access(db, None, "first password set", "person", account.person_id)
    click.echo("The second step is taken away." if had_one else "There was no second step.")
    if password:
        click.echo(f"First password, to be changed at the next sign-in: {password}")
