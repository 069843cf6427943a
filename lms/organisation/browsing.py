"""The tree as one page shows it: the branches that are open, and what may be seen of it."""

from collections.abc import Iterable
from dataclasses import dataclass

from lms.people.actor import Actor
from lms.people.enums import Role
from lms.units.tree import Node, UnitTree

MOST_CHILDREN = 200
"""Units of one branch that a page draws unless all are asked for."""


@dataclass(frozen=True, slots=True)
class Line:
    """One unit of the page."""

    node: Node
    depth: int
    children: int
    is_open: bool
    left_out: int = 0
    """Further units of its open branch that are not drawn."""


def tops_of(actor: Actor, tree: UnitTree) -> tuple[int, ...]:
    """The topmost units the actor may see: roots for administrators, granted units for others."""
    if any(grant.role is Role.ADMINISTRATOR or grant.is_everywhere for grant in actor.grants):
        return tree.roots
    granted = {grant.unit_id for grant in actor.grants if grant.unit_id is not None}
    inside = [each for each in granted if each in tree]
    tops = [each for each in inside if not granted.intersection(tree.ancestors(each))]
    return tuple(sorted(tops, key=lambda each: (tree.nodes[each].position, each)))


def may_see(actor: Actor, tree: UnitTree, unit_id: int) -> bool:
    """Whether the unit is one of those or stands below one."""
    tops = tops_of(actor, tree)
    return unit_id in tops or any(above in tops for above in tree.ancestors(unit_id))


def lines_of(
    tree: UnitTree, tops: Iterable[int], opened: int | None, *, everything: bool = False
) -> list[Line]:
    """The topmost units, and below them the way to the opened unit with its branch.

    With none opened, a single topmost unit is. `everything` draws long branches whole.
    """
    tops = tuple(tops)
    if opened is None and len(tops) == 1:
        opened = tops[0]
    way = set() if opened is None or opened not in tree else {opened, *tree.ancestors(opened)}
    lines: list[Line] = []
    waiting = [(0, each) for each in reversed(tops)]
    while waiting:
        depth, unit_id = waiting.pop()
        below = tree.children(unit_id)
        is_open = unit_id in way and bool(below)
        drawn = below if everything else _shortened(below, way)
        left_out = len(below) - len(drawn) if is_open else 0
        lines.append(Line(tree.nodes[unit_id], depth, len(below), is_open, left_out))
        if is_open:
            waiting += [(depth + 1, each) for each in reversed(drawn)]
    return lines


def _shortened(below: tuple[int, ...], way: set[int]) -> tuple[int, ...]:
    """The first of a long branch, and the one on the way."""
    first = below[:MOST_CHILDREN]
    return first + tuple(each for each in below[MOST_CHILDREN:] if each in way)
