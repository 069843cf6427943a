"""`flask --app wsgi units …`: the list of units from the command line."""

from datetime import datetime
from pathlib import Path

import click
from flask.cli import with_appcontext

from lms import clock
from lms.db import transaction
from lms.db.commands import on_ready_database
from lms.errors import DomainError
from lms.organisation.list_planning import LeftOut, ListPlan, plan_list
from lms.organisation.list_words import summary_of
from lms.organisation.list_writing import Decided, import_list
from lms.spreadsheets import open_spreadsheet
from lms.units.importing.fonts import Fonts
from lms.units.importing.problems import RejectedUnit
from lms.units.importing.reading import parse_units
from lms.web.i18n import _


@click.group("units")
def units_cli() -> None:
    """Units of the state tree and of the Party tree."""


@units_cli.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only say what would change.")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="In force from (today).")
@click.option("--decision", default="", help="Number and day of the decision behind the acts.")
@click.option(
    "--convert-fonts", is_flag=True, help="Put text in old fonts (TCVN3, VNI) into Unicode."
)
@with_appcontext
@on_ready_database
def import_units(
    file: Path, dry_run: bool, on: datetime | None, decision: str, convert_fonts: bool
) -> None:
    """Import a list of units (XLSX, XLS or CSV) into both trees.

    Columns: tree, code, name, parent_code, and if you like kind and leader_title. Units that a list founds,
    renames or moves are acts with a decision, but for the first list of a tree. Units that the list does not name
    stay as they are. Rows that cannot be used are left out and named.
    """
    day = on.date() if on else clock.today()
    try:
        sheets = open_spreadsheet(file.read_bytes(), file.name)
        parsed = parse_units(sheets, Fonts(converts=convert_fonts))
        with transaction() as db:
            if dry_run:
                plan = plan_list(db, parsed, day)
            else:
                plan = import_list(db, parsed, Decided(day, decision[:160]), None)
    except DomainError as error:
        raise click.ClickException(str(error.message)) from error
    _report(plan)


def _report(plan: ListPlan) -> None:
    bad_rows: list[RejectedUnit | LeftOut] = [*plan.units.rejected, *plan.left_out]
    for bad in bad_rows:
        click.echo(_("Row %(row)s: %(reason)s", row=bad.row, reason=bad.sentence), err=True)
    for each in plan.missing:
        click.echo(
            _("Not in the file: %(code)s %(name)s", code=each.node.code, name=each.node.name)
        )
    click.echo(summary_of(plan))
