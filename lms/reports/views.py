"""The unit report as it will be printed, and as files."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from lms.db import get_db
from lms.errors import NotFound
from lms.papers.columns import groups_of
from lms.papers.figures import written
from lms.papers.responses import PaperFormat, send_paper
from lms.papers.wording import letterhead_lines
from lms.people.access import log_access
from lms.people.actor import current_actor
from lms.policy import requires
from lms.reports.choice import ReportChoice, read_choice
from lms.reports.facts import load_facts
from lms.reports.paper import report_paper
from lms.reports.policy import ReportPermission
from lms.reports.roll_up import UnitReport, roll_up
from lms.units.enums import Tree
from lms.units.fields import UnitField, unit_filter
from lms.web.i18n import _

bp = Blueprint("reports", __name__)


@bp.get("/bao-cao")
@requires(ReportPermission.READ)
def page() -> ResponseReturnValue:
    """Filters that read as a sentence, then the table; child units lead to their own report."""
    choice, unit = _choice()
    report = _report(choice)
    paper = report_paper(report) if report else None
    return render_template(
        "reports/page.html",
        choice=choice,
        unit_box=unit,
        report=report,
        paper=paper,
        printed=[at for at, column in enumerate(paper.columns) if column.printed] if paper else [],
        groups=groups_of(tuple(each for each in paper.columns if each.printed)) if paper else (),
        letterhead=list(zip(*letterhead_lines(paper.letterhead), strict=True)) if paper else [],
        written=written,
        formats=PaperFormat,
        trees={Tree.STATE: _("state hierarchy"), Tree.PARTY: _("Party hierarchy")},
    )


@bp.get("/bao-cao.<any(pdf, xlsx, csv):ending>")
@requires(ReportPermission.READ)
def file(ending: str) -> ResponseReturnValue:
    """The same report as a PDF, a workbook or a CSV file."""
    choice = read_choice(get_db(), current_actor(), request.args)
    report = _report(choice)
    if report is None:
        raise NotFound(_("There is nothing to report on yet."))
    log_access("unit report downloaded", "unit", report.unit_id, ending, people=())  # figures only
    name = f"Biểu tổng hợp {report.unit_name} {choice.on:%Y-%m-%d}"
    return send_paper(report_paper(report), PaperFormat(ending), name)


def _choice() -> tuple[ReportChoice, UnitField]:
    """The report asked for, and the box that names its unit, by words too."""
    choice = read_choice(get_db(), current_actor(), request.args)
    unit = unit_filter(request.args, choice.offer, _("for the unit"), "")
    if unit.errors or choice.unit_id is None:
        return choice, unit
    if unit.data and unit.data != choice.unit_id:
        named = request.args.to_dict() | {"don-vi": str(unit.data)}
        return read_choice(get_db(), current_actor(), named), unit
    unit.choose(choice.unit_id)
    return choice, unit


def _report(choice: ReportChoice) -> UnitReport | None:
    if choice.campaign is None or choice.unit_id is None:
        return None
    facts = load_facts(get_db(), choice.campaign, choice.tree.tree, choice.on)
    return roll_up(facts, choice.unit_id)
