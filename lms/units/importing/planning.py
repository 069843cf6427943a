"""What importing a list of units would change."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.units.enums import Tree
from lms.units.importing.placing import Key, check_parents
from lms.units.importing.problems import RejectedUnit
from lms.units.importing.reading import ParsedUnits, UnitRow
from lms.units.models import Unit
from lms.units.tree import Node, load_tree

BEFORE_RECORDS: Final = date(2000, 1, 1)
"""Since when the units of a first list hold: conferences of earlier this year find them."""


@dataclass(frozen=True, slots=True)
class UnitChange:
    """A unit on record that the list describes differently."""

    row: UnitRow
    unit_id: int
    before: Node
    position: int
    is_renamed: bool
    is_moved: bool


@dataclass(slots=True)
class UnitsPlan:
    """What importing a list of units would do; nothing is written yet."""

    rejected: list[RejectedUnit]
    known: dict[Key, int]
    """Units on record: tree and code to id."""
    starts_on: date
    """From when new units hold."""
    new: list[tuple[UnitRow, int]] = field(default_factory=list)
    """With their place among their siblings."""
    changed: list[UnitChange] = field(default_factory=list)
    unchanged: int = 0

    @property
    def units(self) -> int:
        """Good rows in the list."""
        return len(self.new) + len(self.changed) + self.unchanged

    @property
    def changes_nothing(self) -> bool:
        """Whether everything good in the list is on record already."""
        return not self.new and not self.changed


def plan_units_import(db: Session, parsed: ParsedUnits, on: date) -> UnitsPlan:
    """Compare a list of units with both trees as they stand on a day.

    Units are told by tree and code. Units that the list does not name stay as they are: a list of one
    branch may be imported alone. Five queries, whatever the length of the list.
    """
    known: dict[Key, int] = {}
    nodes: dict[Key, Node] = {}
    for unit_id, tree, code in db.execute(select(Unit.id, Unit.tree, Unit.code)):
        known[tree, code.casefold()] = unit_id
    for tree in Tree:
        picture = load_tree(db, tree, on)
        nodes |= {(tree, node.code.casefold()): node for node in picture.nodes.values()}
    code_of = {node.id: key for key, node in nodes.items()}
    parents = {
        key: code_of.get(node.parent_id) if node.parent_id else None for key, node in nodes.items()
    }
    left_out = {bad.code.casefold(): bad for bad in parsed.rejected if bad.code}
    rows, unplaced = check_parents(parsed.rows, left_out, parents)
    plan = UnitsPlan(
        rejected=sorted([*parsed.rejected, *unplaced], key=lambda bad: bad.row),
        known=known,
        starts_on=on if known else min(on, BEFORE_RECORDS),
    )
    for row, place in _with_places(rows):
        node = nodes.get(row.key)
        if node is None:
            plan.new.append((row, place))
        elif change := _change(row, place, node, parents[row.key]):
            plan.changed.append(change)
        else:
            plan.unchanged += 1
    return plan


def _with_places(rows: Sequence[UnitRow]) -> Iterator[tuple[UnitRow, int]]:
    """Each row with its place among those of the list that stand under the same unit."""
    so_far: Counter[tuple[Tree, str]] = Counter()
    for row in rows:
        siblings = (row.tree, row.parent_code.casefold())
        so_far[siblings] += 1
        yield row, so_far[siblings]


def _change(row: UnitRow, place: int, node: Node, parent: Key | None) -> UnitChange | None:
    is_renamed = node.name != row.name
    is_moved = parent != row.parent_key
    same = (node.kind, node.leader_title, node.position) == (row.kind, row.leader_title, place)
    if same and not is_renamed and not is_moved:
        return None
    return UnitChange(row, node.id, node, place, is_renamed, is_moved)
