"""What an office asks for: one act on units, as plain values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from lms.units.enums import ActKind, Tree, UnitKind


@dataclass(frozen=True, slots=True)
class NewUnit:
    """A unit that the act founds."""

    code: str
    name: str
    kind: UnitKind
    leader_title: str = ""
    parent_id: int | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """One act: which kind, from which day, by which decision; the rest depends on the kind."""

    kind: ActKind
    tree: Tree
    on: date
    decision: str
    note: str = ""
    units: tuple[int, ...] = ()
    """Renamed, moved, merged, split or closed."""
    name: str = ""
    """The new name."""
    target: int | NewUnit | None = None
    """The new parent, the unit merged into, the heir of a closed unit, or the unit founded."""
    results: tuple[int | NewUnit, ...] = ()
    """Into what a unit is split."""
    heir: int | None = None
    """Place in `results` of the one that gets everybody not named; None: they stay in the unit,
    which itself stays."""
    people: Mapping[int, int] = field(default_factory=dict)
    """Person id → place in `results`, for those of a split unit who are named."""
