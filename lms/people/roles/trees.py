"""The unit trees kept in memory from one request to the next while no unit changes.

Two thousand units take tens of milliseconds to read; whoever asks for a right in every request
cannot wait for them. How a change is noticed is told in `lms.db.stamps`.
"""

from collections.abc import Set as AbstractSet
from datetime import date
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.people.roles.models import UnitStamp
from lms.units.enums import Tree
from lms.units.tree import UnitTree, load_tree

_MOST: Final = 32
_DEEPEST: Final = 100
"""No tree has so many levels; one that goes in circles by mistake ends here."""
_kept: dict[tuple[str, Tree, date], UnitTree] = {}


def find_stamp(db: Session) -> str | None:
    """The stamp of the units as this transaction sees them; None while there is no unit."""
    return db.scalar(select(UnitStamp.stamp))


def remembered_tree(db: Session, tree: Tree, on: date, stamp: str | None) -> UnitTree:
    """The tree as of a day, from memory while the stamp is the same. None or two queries."""
    if stamp is None:
        return load_tree(db, tree, on)
    key = (stamp, tree, on)
    found = _kept.get(key)
    if found is None:
        found = load_tree(db, tree, on)
        if len(_kept) >= _MOST:
            _kept.clear()
        _kept[key] = found
    return found


def stands_under(tree: UnitTree, unit_id: int, tops: AbstractSet[int]) -> bool:
    """Whether the unit is one of the tops, or stands below one of them; false for a unit of another tree."""
    nodes, current = tree.nodes, unit_id
    for _level in range(_DEEPEST):
        node = nodes.get(current)
        if node is None:
            return False
        if current in tops:
            return True
        if node.parent_id is None:
            return False
        current = node.parent_id
    return False
