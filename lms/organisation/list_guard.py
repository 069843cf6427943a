"""A list of units that may be another office's: its codes stand for units of other names here."""

from dataclasses import dataclass
from typing import Final

from lms.organisation.list_planning import ListPlan
from lms.units.enums import ActKind

_FEW: Final = 10
_SHARE: Final = 3
"""One unit in so many."""


@dataclass(frozen=True, slots=True)
class ManyRenamed:
    """So many units of all on record would get another name."""

    renamed: int
    on_record: int


def many_renamed(plan: ListPlan) -> ManyRenamed | None:
    """Who imports is asked first where ten units and more, over a third of those on record, get another name."""
    renamed = sum(act.kind is ActKind.RENAME for act in plan.acts)
    on_record = plan.units.unchanged + len(plan.units.changed) + len(plan.missing)
    if renamed < _FEW or renamed * _SHARE <= on_record:
        return None
    return ManyRenamed(renamed, on_record)
