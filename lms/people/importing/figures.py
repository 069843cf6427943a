"""What a run's preview and report count."""

from collections import Counter
from datetime import date
from typing import Final, NotRequired, TypedDict

from lms.people.importing.asked_names import AskedName
from lms.people.importing.problems import Problem
from lms.people.importing.roster_plan import RosterPlan

_MOST_ASKED: Final = 400
"""Names of units that are kept; a column of something else has thousands."""


class AskedUnit(TypedDict):
    """A name of a unit that is not on record, see `asked_names.AskedName`."""

    key: str
    name: str
    rows: int
    units: list[int]
    is_former: bool
    above: int | None
    told: int | None
    is_shared: NotRequired[bool]
    """Not told of imports of older products"""


class Figures(TypedDict):
    """What a run's preview and report count."""

    people: int
    members: int
    new: int
    moved: int
    changed: int
    unchanged: int
    doubtful: int
    rejected: int
    remark: int
    missing: int
    staying_elsewhere: NotRequired[int]
    """Of the missing: they leave the importer's units alone; not told of imports of older products"""
    covered: int
    """People on record in the units the roster covers"""
    covered_units: NotRequired[list[int]]
    """These units; not told of imports of older products"""
    units_given: NotRequired[list[int]]
    """Units in which it gives somebody a place or a position in a cell; not told of imports of older products"""
    is_guarded: bool
    undone: NotRequired[int]
    """Who would go back to the unit they came from, or return after having left"""
    is_undoing_guarded: NotRequired[bool]
    is_reordered: NotRequired[bool]
    """Whether people on record would stand elsewhere in the order of the imported list"""
    is_of_ours: NotRequired[bool]
    """Whether the file is one that this product wrote, which moves nobody in that order"""
    to_vouch: NotRequired[int]
    """Once written, by no administrator: whose e-mail address or code changed and waits for one"""
    legacy: int
    """Rows with text in an old font"""
    unsure: int
    """Rows with text that may be Unicode or an old font"""
    asked: NotRequired[list[AskedUnit]]
    """First those of which nothing was said, of these the ones that most rows name"""
    asked_rows: NotRequired[dict[str, int]]
    """So many rows stay out for them, by what is asked"""
    more_asked: NotRequired[int]
    """So many other names"""
    by_unit: dict[str, int]
    other_sheets: list[str]
    on: str
    """ISO day from which it would hold"""


def figures_of(plan: RosterPlan) -> Figures:
    """The plan's counts; rows in doubt count as such even when they were decided."""
    kinds = Counter(kind for bad in plan.rejected for kind in {each.kind for each in bad.problems})
    asked = sorted(plan.asked.values(), key=lambda each: (each.told is not None, -each.rows))
    moved = sum(change.moves for change in plan.changed)
    return {
        "people": plan.people,
        "members": plan.members,
        "new": len(plan.new),
        "moved": moved,
        "changed": len(plan.changed) - moved,
        "unchanged": len(plan.unchanged),
        "doubtful": len(plan.doubtful),
        "rejected": len(plan.rejected) - _undecided(plan),
        "remark": len(plan.remarks),
        "missing": len(plan.missing),
        "staying_elsewhere": len(plan.staying_elsewhere),
        "covered": plan.covered,
        "covered_units": sorted(plan.covered_units),
        "units_given": sorted(_units_given(plan)),
        "is_guarded": plan.is_guarded,
        "undone": len(plan.undone),
        "is_undoing_guarded": plan.is_undoing_guarded,
        "is_reordered": bool(plan.changed or plan.unchanged) and not plan.keeps_order,
        "is_of_ours": plan.is_of_ours,
        "legacy": kinds[Problem.LEGACY_FONT],
        "unsure": kinds[Problem.UNSURE_FONT],
        "asked": [_asked(each) for each in asked[:_MOST_ASKED]],
        "asked_rows": {kind.value: rows for kind, rows in plan.asked_rows.items()},
        "more_asked": len(asked[_MOST_ASKED:]),
        "by_unit": plan.by_unit,
        "other_sheets": list(plan.other_sheets),
        "on": plan.on.isoformat(),
    }


def _units_given(plan: RosterPlan) -> set[int]:
    given = {unit for each in plan.new for unit in (each.unit_id, each.party_unit_id)}
    given |= {unit for each in plan.doubtful for unit in each.place}
    for change in plan.changed:
        given |= {change.unit_id, change.party_unit_id}
        if change.values.get("party_position") and change.party_unit_id is None:
            given.add(change.before.party_unit_id)
    return {each for each in given if each is not None}


def _asked(name: AskedName) -> AskedUnit:
    return {
        "key": name.key,
        "name": name.name,
        "rows": name.rows,
        "units": list(name.units),
        "is_former": name.is_former,
        "above": name.above,
        "told": name.told,
        "is_shared": name.is_shared,
    }


def _undecided(plan: RosterPlan) -> int:
    asked = {doubt.row.row for doubt in plan.doubtful}
    return sum(bad.row in asked for bad in plan.rejected)


def day_of(figures: Figures) -> date:
    """From when the import would hold."""
    return date.fromisoformat(figures["on"])
