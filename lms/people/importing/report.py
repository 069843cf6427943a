"""What an import found and did, as plain figures for a report file."""

from typing import TypedDict

from lms.people.importing.figures import Figures, figures_of
from lms.people.importing.roster_plan import RosterPlan
from lms.people.importing.sentences import sentence, sentences
from lms.web.format import format_number
from lms.web.i18n import _, current_locale


class RejectedReport(TypedDict):
    """One row that was left out."""

    row: int
    reason: str


class RosterReport(TypedDict):
    """The keys of the report that `flask roster import --report` writes."""

    people: int
    members: int
    new: int
    changed: int
    unchanged: int
    by_unit: dict[str, int]
    rejected: list[RejectedReport]
    remarks: list[RejectedReport]


def report_of(plan: RosterPlan) -> RosterReport:
    """The plan's figures; people, members and by_unit count good rows, whether new or known."""
    return {
        "people": plan.people,
        "members": plan.members,
        "new": len(plan.new),
        "changed": len(plan.changed),
        "unchanged": len(plan.unchanged),
        "by_unit": plan.by_unit,
        "rejected": [{"row": bad.row, "reason": sentences(bad.problems)} for bad in plan.rejected],
        "remarks": [{"row": row, "reason": sentence(problem)} for row, problem in plan.remarks],
    }


def summary_of(plan: RosterPlan) -> str:
    """The plan's figures in one sentence, in the reader's language."""
    return summary_of_figures(figures_of(plan))


def summary_of_figures(figures: Figures) -> str:
    """The same from figures on record."""

    def figure(number: int) -> str:
        return format_number(number, current_locale())

    changed = figures["changed"] + figures["moved"]
    if not figures["new"] and not changed and figures["people"]:
        if figures["people"] == 1:
            return _("Nothing new in the file: its one person is on record.")
        return _(
            "Nothing new in the file: all %(count)s people are on record.",
            count=figure(figures["people"]),
        )
    return _(
        "%(people)s people, %(members)s of them Party members: %(new)s new, %(changed)s changed, "
        "%(unchanged)s unchanged; %(rejected)s rows left out.",
        people=figure(figures["people"]),
        members=figure(figures["members"]),
        new=figure(figures["new"]),
        changed=figure(changed),
        unchanged=figure(figures["unchanged"]),
        rejected=figure(figures["rejected"]),
    )
