"""Units as organisers choose among them: both trees, indented, with their people."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from lms import clock
from lms.people.belonging import units_of_people
from lms.units.enums import Tree
from lms.units.tree import Node, UnitTree, load_tree

INDENT = "\u2003"


def unit_choices(db: Session, among: Collection[int] | None) -> list[tuple[int, str]]:
    """(id, indented name) of both trees for a select box; None offers every unit."""
    return [
        (node.id, INDENT * depth + node.name)
        for tree in Tree
        for depth, node in load_tree(db, tree, clock.today()).walk()
        if among is None or node.id in among
    ]


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit of the summons form: how deep it stands, and how many people it has on the day."""

    depth: int
    node: Node
    own: int
    total: int
    """with all units below"""


def unit_rows(db: Session, tree: Tree, on: date) -> list[UnitRow]:
    """All units of a tree from the top down with their numbers of people. Three queries."""
    picture = load_tree(db, tree, on)
    own = Counter(units_of_people(db, tree, on).values())
    return [
        UnitRow(depth, node, own[node.id], _total(picture, own, node.id))
        for depth, node in picture.walk()
    ]


def _total(picture: UnitTree, own: Counter[int], unit_id: int) -> int:
    return sum(own[each] for each in picture.subtree(unit_id))
