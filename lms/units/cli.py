"""`flask --app wsgi units …`: the list of units from the command line."""

from pathlib import Path

import click
from flask.cli import with_appcontext

from lms import clock
from lms.db import transaction
from lms.db.commands import on_ready_database
from lms.errors import DomainError
from lms.spreadsheets import open_spreadsheet
from lms.units.importing.applying import apply_units_import
from lms.units.importing.planning import UnitsPlan, plan_units_import
from lms.units.importing.reading import parse_units
from lms.units.importing.report import summary_of
from lms.web.i18n import _


@click.group("units")
def units_cli() -> None:
    """Units of the state tree and of the Party tree."""


@units_cli.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only say what would change.")
@with_appcontext
@on_ready_database
def import_units(file: Path, dry_run: bool) -> None:
    """Import a list of units (CSV or XLSX) into both trees.

    Columns: tree, code, name, parent_code, and if you like kind and leader_title. Units that the
    list does not name stay as they are. Rows that cannot be used are left out and named.
    """
    try:
        parsed = parse_units(open_spreadsheet(file.read_bytes(), file.name))
        with transaction() as db:
            if dry_run:
                plan = plan_units_import(db, parsed, clock.today())
            else:
                with click.progressbar(length=len(parsed.rows), label=file.name) as bar:
                    plan = apply_units_import(db, parsed, clock.today(), bar.update)
    except DomainError as error:
        raise click.ClickException(str(error.message)) from error
    _report(plan)


def _report(plan: UnitsPlan) -> None:
    for bad in plan.rejected:
        click.echo(_("Row %(row)s: %(reason)s", row=bad.row, reason=bad.sentence), err=True)
    click.echo(summary_of(plan))
