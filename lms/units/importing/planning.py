"""What a list of units says that is not on record, tree by tree: compared only, nothing is decided here."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.units.enums import Tree, UnitKind
from lms.units.importing.ordering import Siblings, order_siblings
from lms.units.importing.placing import Key, check_parents
from lms.units.importing.problems import RejectedUnit, UnitProblem
from lms.units.importing.reading import ParsedUnits, UnitRow
from lms.units.models import Unit, UnitPlacement
from lms.units.tree import Node, UnitTree, load_tree

BEFORE_RECORDS: Final = date(2000, 1, 1)
"""Since when the units of a tree's first list hold: conferences of earlier this year find them."""


@dataclass(frozen=True, slots=True)
class UnitChange:
    """A unit on record that the list describes differently."""

    row: UnitRow
    before: Node
    is_renamed: bool
    is_moved: bool

    @property
    def unit_id(self) -> int:
        """The unit on record."""
        return self.before.id

    @property
    def is_corrected(self) -> bool:
        """Whether what has no days differs: the kind, the title of its head."""
        return (self.before.kind, self.before.leader_title) != (self.kind, self.leader_title)

    @property
    def kind(self) -> UnitKind:
        """The kind afterwards."""
        return self.row.kind if self.row.tells_kind else self.before.kind

    @property
    def leader_title(self) -> str:
        """The title of its head afterwards."""
        return self.row.leader_title if self.row.tells_title else self.before.leader_title


@dataclass(slots=True)
class UnitsPlan:
    """A list of units beside the trees of a day; nothing is written yet."""

    on: date
    rejected: list[RejectedUnit]
    known: dict[Key, int]
    """Units on record: tree and code to id."""
    trees: dict[Tree, UnitTree]
    first: frozenset[Tree]
    """Trees of which nothing is on record: the list puts on record what stands, no act is needed."""
    new: list[UnitRow] = field(default_factory=list)
    changed: list[UnitChange] = field(default_factory=list)
    unchanged: int = 0
    siblings: Siblings = field(default_factory=Siblings)
    missing: list[Node] = field(default_factory=list)
    """Units that stand below what the list begins with, and that it does not name."""

    @property
    def units(self) -> int:
        """Good rows in the list."""
        return len(self.new) + len(self.changed) + self.unchanged

    @property
    def changes_nothing(self) -> bool:
        """Whether everything good in the list is on record already."""
        return not self.new and not self.changed and not self.siblings.reordered

    @property
    def is_first(self) -> bool:
        """Whether the list only puts trees on record that were not: no decision is behind it."""
        return not self.changed and all(row.tree in self.first for row in self.new)


def plan_units_import(db: Session, parsed: ParsedUnits, on: date) -> UnitsPlan:
    """Compare a list of units with both trees as they stand on a day.

    Units are told by tree and code. Six queries, whatever the length of the list.
    """
    known: dict[Key, int] = {}
    for unit_id, tree, code in db.execute(select(Unit.id, Unit.tree, Unit.code)):
        known[tree, code.casefold()] = unit_id
    has_stood = frozenset(db.scalars(select(UnitPlacement.unit_id).distinct()))
    trees = {tree: load_tree(db, tree, on) for tree in Tree}
    nodes = {
        (tree, node.code.casefold()): node
        for tree, picture in trees.items()
        for node in picture.nodes.values()
    }
    code_of = {node.id: key for key, node in nodes.items()}
    parents = {key: code_of.get(node.parent_id or 0) for key, node in nodes.items()}
    taken, good = _parted(parsed.rows, known, nodes, has_stood)
    left_out = {bad.code.casefold(): bad for bad in [*parsed.rejected, *taken] if bad.code}
    rows, unplaced = check_parents(good, left_out, parents)
    plan = UnitsPlan(
        on=on,
        rejected=sorted([*parsed.rejected, *taken, *unplaced], key=lambda bad: bad.row),
        known=known,
        trees=trees,
        first=frozenset(Tree) - {tree for tree, _code in known},
        siblings=order_siblings(rows, nodes),
    )
    for row in rows:
        node = nodes.get(row.key)
        if node is None:
            plan.new.append(row)
        elif change := _change(row, node, parents[row.key]):
            plan.changed.append(change)
        else:
            plan.unchanged += 1
    named = {row.key for row in parsed.rows} | set(_keys_of(parsed.rejected))
    plan.missing = list(_missing(trees, nodes, rows, named))
    return plan


def _parted(
    rows: Sequence[UnitRow],
    known: Mapping[Key, int],
    nodes: Mapping[Key, Node],
    has_stood: frozenset[int],
) -> tuple[list[RejectedUnit], list[UnitRow]]:
    """Rows with the code of a unit that stands on other days only, and all others."""
    taken, good = [], []
    for row in rows:
        if row.key not in nodes and known.get(row.key) in has_stood:
            taken.append(
                RejectedUnit(
                    row.row, UnitProblem.CODE_OF_ANOTHER, row.code, code=row.code, name=row.name
                )
            )
        else:
            good.append(row)
    return taken, good


def _change(row: UnitRow, node: Node, parent: Key | None) -> UnitChange | None:
    change = UnitChange(row, node, node.name != row.name, parent != row.parent_key)
    return change if change.is_renamed or change.is_moved or change.is_corrected else None


def _keys_of(rejected: Sequence[RejectedUnit]) -> Iterator[Key]:
    """Rows that were left out name their units all the same, in whichever tree."""
    for bad in rejected:
        for tree in Tree:
            yield tree, bad.code.casefold()


def _missing(
    trees: Mapping[Tree, UnitTree],
    nodes: Mapping[Key, Node],
    rows: Sequence[UnitRow],
    named: set[Key],
) -> Iterator[Node]:
    listed = {row.key for row in rows}
    for tree, picture in trees.items():
        tops = {
            nodes[row.key].id
            for row in rows
            if row.tree is tree and row.key in nodes and row.parent_key not in listed
        }
        covered = {unit_id for top in tops for unit_id in picture.subtree(top)}
        for _depth, node in picture.walk():
            if node.id in covered and (tree, node.code.casefold()) not in named:
                yield node
