"""`flask --app wsgi mail …`: empties the outbox from a timer, or by hand."""

import click
from flask import current_app
from flask.cli import AppGroup

from lms.db.commands import on_ready_database
from lms.mail.worker import Mailer

mail_cli = AppGroup("mail", help="Letters waiting to be sent.")


@mail_cli.command("send")
@on_ready_database
def send() -> None:
    """Send every letter that is due, then stop."""
    mailer: Mailer = current_app.extensions["mailer"]
    if not mailer.is_configured:
        raise click.ClickException("Mail is not set up: set MAIL_SERVER and MAIL_SENDER.")
    tally = mailer.send_now()
    click.echo(f"sent {tally.sent}, not sent {tally.not_sent}")
