"""Which units a filter above a list offers: all of a small tree, the upper ones of a large one."""

from collections.abc import Collection
from typing import Final

from lms.units.tree import Node, UnitTree

MOST_OFFERED: Final = 300
"""A box of more is no help: deeper units are reached by the search, or from their own page."""
_LEVELS: Final = 2


def offered_units(
    tree: UnitTree, reach: Collection[int] | None, chosen: int | None
) -> list[tuple[int, Node]]:
    """(depth, unit) of those within reach (None: all), from the top down; depth counts from the topmost of them.

    Of more than 300 the two upper levels, and the chosen unit with what stands beside, above and directly below it.
    """
    within = [(depth, node) for depth, node in tree.walk() if reach is None or node.id in reach]
    top = min((depth for depth, _node in within), default=0)
    near = [(depth - top, node) for depth, node in within]
    if len(near) <= MOST_OFFERED:
        return near
    way: set[int | None] = set()
    if chosen is not None and chosen in tree:
        way = {chosen, *tree.ancestors(chosen)}
    return [
        (depth, node)
        for depth, node in near
        if depth < _LEVELS or node.id in way or node.parent_id in way
    ]
