"""What an import of units found and did, in one sentence."""

from lms.units.importing.planning import UnitsPlan
from lms.web.format import format_number
from lms.web.i18n import _, current_locale


def summary_of(plan: UnitsPlan) -> str:
    """The plan's figures, in the reader's language."""

    def figure(number: int) -> str:
        return format_number(number, current_locale())

    if plan.changes_nothing and plan.units:
        return _(
            "Nothing new in the file: all %(count)s units are on record.", count=figure(plan.units)
        )
    return _(
        "%(units)s units: %(new)s new, %(changed)s changed, %(unchanged)s unchanged, "
        "%(rejected)s rows left out.",
        units=figure(plan.units),
        new=figure(len(plan.new)),
        changed=figure(len(plan.changed)),
        unchanged=figure(plan.unchanged),
        rejected=figure(len(plan.rejected)),
    )
