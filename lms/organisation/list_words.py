"""What an import of units would do or did: its figures, and one sentence."""

from dataclasses import dataclass

from lms.organisation.list_planning import ListPlan
from lms.web.format import format_number
from lms.web.i18n import _, current_locale


@dataclass(frozen=True, slots=True)
class ListFigures:
    """Units of a list that are founded, that change, and rows that stay out: each row in one of them."""

    new: int
    changed: int
    left_out: int


def figures_of(plan: ListPlan) -> ListFigures:
    """What would be written and what not: a good row whose act cannot be on that day counts as left out."""
    out = {each.row for each in plan.left_out}
    return ListFigures(
        new=sum(row.row not in out for row in plan.units.new),
        changed=sum(each.row.row not in out for each in plan.units.changed),
        left_out=len(plan.units.rejected) + len(out),
    )


def summary_of(plan: ListPlan) -> str:
    """The plan's figures, in the reader's language."""

    def figure(number: int) -> str:
        return format_number(number, current_locale())

    units, figures = plan.units, figures_of(plan)
    if plan.changes_nothing and units.units and not plan.left_out:
        if units.units == 1:
            return _("Nothing new in the file: its one unit is on record.")
        return _(
            "Nothing new in the file: all %(count)s units are on record.", count=figure(units.units)
        )
    sentence = _(
        "%(units)s units: %(new)s new, %(changed)s changed, %(unchanged)s unchanged, "
        "%(rejected)s rows left out.",
        units=figure(units.units),
        new=figure(figures.new),
        changed=figure(figures.changed),
        unchanged=figure(units.unchanged),
        rejected=figure(figures.left_out),
    )
    if plan.acts:
        sentence += " " + _("%(count)s decisions recorded.", count=figure(len(plan.acts)))
    return sentence
