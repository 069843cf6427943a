"""Commands around quizzes."""

from pathlib import Path

import click
from flask.cli import AppGroup

from lms import clock
from lms.campaigns.queries import get_campaign
from lms.db import transaction
from lms.db.commands import on_ready_database
from lms.errors import DomainError
from quizzes.attempts.finishing import finish_expired
from quizzes.bank.sentences import sentence_of
from quizzes.exchange.importing import import_questions
from quizzes.exchange.reading import read_questions

quizzes_group = AppGroup("quizzes", help="Question banks and quizzes.")


@quizzes_group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--campaign", "campaign_id", type=int, required=True, help="Id of the campaign.")
@on_ready_database
def import_file(file: Path, campaign_id: int) -> None:
    """Import the good questions of a GIFT FILE into a campaign's bank."""
    try:
        reading = read_questions(file)
        with transaction() as db:
            get_campaign(db, campaign_id)
            done = import_questions(db, campaign_id, reading, takes_changes=True, by=None)
    except DomainError as refusal:
        raise click.ClickException(str(refusal.message)) from refusal
    for bad in reading.rejected:
        click.echo(f"line {bad.line}: {bad.code} {sentence_of(bad.fault)}".replace("  ", " "))
    click.echo(
        f"new {done.new}, changed {done.changed}, known {done.known}, rejected {done.rejected}"
    )


@quizzes_group.command("finish-expired")
@on_ready_database
def finish_expired_attempts() -> None:
    """Hand in every attempt whose time is over; run it from time to time."""
    with transaction() as db:
        click.echo(f"finished {finish_expired(db, clock.now())}")
