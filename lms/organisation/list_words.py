"""What an import of units found and did, in one sentence."""

from lms.organisation.list_planning import ListPlan
from lms.web.format import format_number
from lms.web.i18n import _, current_locale


def summary_of(plan: ListPlan) -> str:
    """The plan's figures, in the reader's language."""

    def figure(number: int) -> str:
        return format_number(number, current_locale())

    units, out = plan.units, {each.row for each in plan.left_out}
    if plan.changes_nothing and units.units and not out:
        if units.units == 1:
            return _("Nothing new in the file: its one unit is on record.")
        return _(
            "Nothing new in the file: all %(count)s units are on record.", count=figure(units.units)
        )
    sentence = _(
        "%(units)s units: %(new)s new, %(changed)s changed, %(unchanged)s unchanged, "
        "%(rejected)s rows left out.",
        units=figure(units.units),
        new=figure(sum(row.row not in out for row in units.new)),
        changed=figure(sum(each.row.row not in out for each in units.changed)),
        unchanged=figure(units.unchanged),
        rejected=figure(len(units.rejected) + len(out)),
    )
    if plan.acts:
        sentence += " " + _("%(count)s decisions recorded.", count=figure(len(plan.acts)))
    return sentence
