"""`flask --app wsgi roster …`: the list of people from the command line."""

import json
from datetime import datetime
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from lms import clock
from lms.config import Settings
from lms.db import transaction
from lms.db.commands import on_ready_database
from lms.db.trouble import TROUBLES, trouble_of
from lms.errors import DomainError
from lms.people.auth.passwords import hash_password
from lms.people.importing.alone import work_alone
from lms.people.importing.applying import apply_roster_import, trace_import
from lms.people.importing.planning import plan_roster_import
from lms.people.importing.preparing import Ready
from lms.people.importing.progress import Report
from lms.people.importing.report import report_of, summary_of
from lms.people.importing.roster import parse_roster
from lms.people.importing.runs import record_run
from lms.people.roles.naming import name_administrator
from lms.people.services import make_first_password
from lms.people.word_index import index_people
from lms.spreadsheets import open_spreadsheet
from lms.web.i18n import _, ngettext


@click.group("roster")
def roster_cli() -> None:
    """The list of people, as offices send it."""


@roster_cli.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only say what would change.")
@click.option(
    "--report",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="Write what was found as JSON.",
)
@click.option(
    "--from",
    "since",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Day from which the list holds; today if not given.",
)
@click.option(
    "--convert-fonts", is_flag=True, help="Put text in old fonts (TCVN3, VNI) into Unicode."
)
@with_appcontext
@on_ready_database
def import_roster(
    file: Path,
    dry_run: bool,
    report: Path | None,
    since: datetime | None,
    convert_fonts: bool,
) -> None:
    """Import a list of people (XLSX, XLS or CSV). Import the units first.

    Rows that cannot be read are left out and named; everything else is written. Status 1 means that
    the file could not be used at all.
    """
    if report is not None and not report.parent.is_dir():
        raise click.BadParameter(f"{report.parent} is not a folder.", param_hint="--report")
    on = since.date() if since else clock.today()
    try:
        data = file.read_bytes()
        parsed = parse_roster(
            open_spreadsheet(data, file.name), clock.today(), convert=convert_fonts
        )
        with transaction(is_roomy=True) as db:
            if dry_run:
                plan = plan_roster_import(db, parsed, on)
            else:
                with click.progressbar(length=len(parsed.people), label=file.name) as bar:
                    done: list[Ready] = []
                    plan = apply_roster_import(db, parsed, on, bar.update, written=done.append)
                run = record_run(db, file.name, data, on, plan)
                trace_import(db, done[0], None, run.id, file.name)
    except DomainError as error:
        raise click.ClickException(str(error.message)) from error
    figures = report_of(plan)
    if report is not None:
        report.write_text(json.dumps(figures, ensure_ascii=False, indent=1) + "\n", "utf-8")
    for line in [*figures["rejected"], *figures["remarks"]]:
        click.echo(_("Row %(row)s: %(reason)s", **line), err=True)
    click.echo(summary_of(plan))


@click.group("people")
def people_cli() -> None:
    """People on record."""


@people_cli.command("index")
@with_appcontext
@on_ready_database
def make_index() -> None:
    """Make the words by which people are found anew, from what is on record."""
    with transaction() as db:
        count = index_people(db)
    click.echo(ngettext("%(num)d person can be found.", "%(num)d people can be found.", count))


@people_cli.command("name-administrator")
@click.argument("login")
@click.option("--reason", required=True, help="Why: the number of a decision, or plain words.")
@click.option("--password", "with_password", is_flag=True, help="Set a first password as well.")
@with_appcontext
@on_ready_database
def make_administrator(login: str, reason: str, with_password: bool) -> None:
    """Let the person of LOGIN (or e-mail address, or personnel code) be an administrator from today on.

    For the day on which no administrator can sign in. A closed account is opened. What was done stays in
    the trace, as done by the system.
    """
    settings: Settings = current_app.extensions["settings"]
    password = make_first_password() if with_password else None
    new_hash = hash_password(password, settings.argon2_memory_kib) if password else None
    try:
        with transaction() as db:
            named = name_administrator(db, login, reason, new_hash)
    except DomainError as error:
        raise click.ClickException(str(error.message)) from error
    if named.is_opened:
        click.echo(_("The account was closed; it is open again."))
    told = (
        _("%(name)s is an administrator from today on.", name=named.full_name)
        if named.is_granted
        else _("%(name)s is an administrator already.", name=named.full_name)
    )
    click.echo(told)
    click.echo(_("Signs in as: %(login)s", login=named.login))
    if password:
        click.echo(
            _("First password, to be changed at the first sign-in: %(password)s", password=password)
        )


@roster_cli.command("work", hidden=True)
@click.argument("run_id", type=int)
@click.argument("handle", type=int)
@with_appcontext
def work(run_id: int, handle: int) -> None:
    """Read or write an uploaded list, as the server asks a process of its own to do."""
    report = Report(handle)
    try:
        work_alone(run_id, report)
    except TROUBLES as error:
        if trouble := trouble_of(error):
            report.tell_trouble(trouble)
        raise
