"""Units that an act would leave side by side under one name: lists that give no code cannot tell them apart."""

from collections.abc import Iterator

from lms.organisation.planning import ActPlan
from lms.text import fold
from lms.units.enums import ActKind
from lms.units.tree import Node, UnitTree


def namesakes_of(plan: ActPlan, tree: UnitTree) -> list[Node]:
    """Units of the day's tree that would stand beside one of the same name, marks and capitals aside.

    Asked of units that the act founds, renames or moves; units that it closes are no namesakes.
    """
    wanted = {(parent, fold(name)): own for own, parent, name in _named(plan, tree)}
    found = [
        node
        for node in tree.nodes.values()
        if wanted.get((node.parent_id, fold(node.name)), node.id) != node.id
        and node.id not in plan.draft.closing
    ]
    return sorted(found, key=lambda node: (node.position, node.code))


def _named(plan: ActPlan, tree: UnitTree) -> Iterator[tuple[int, int | None, str]]:
    """Unit id, the unit above and the name, of each unit that gets another one of them."""
    order = plan.order
    for unit_id, new in plan.draft.new.items():
        yield unit_id, new.parent_id, new.name
    if order.kind is ActKind.RENAME:
        yield order.units[0], tree.nodes[order.units[0]].parent_id, order.name
    elif order.kind is ActKind.MOVE:
        above = order.target if isinstance(order.target, int) else None
        yield order.units[0], above, tree.name(order.units[0])
