"""The unit trees kept in memory from one request to the next while no unit changes.

Two thousand units take tens of milliseconds to read; whoever asks for a right in every request
cannot wait for them. How a change is noticed is told in `lms.db.stamps`.
"""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from datetime import date
from typing import Final

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, aliased

from lms.people.roles.models import UnitStamp
from lms.units.enums import ActKind, ActPart, Tree
from lms.units.models import UnitAct, UnitActUnit
from lms.units.tree import UnitTree, load_tree

_MOST: Final = 32
_DEEPEST: Final = 100
"""No tree has so many levels; one that goes in circles by mistake ends here."""
_kept: dict[tuple[str, Tree, date], UnitTree] = {}
_heirs: dict[tuple[str, date], Mapping[int, int]] = {}


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


def remembered_heirs(db: Session, on: date, stamp: str | None) -> Mapping[int, int]:
    """Merged unit → the unit that goes on for it on a day, at the end of all mergers. None or one query.

    Mergers that take effect later, and those taken back, do not count.
    """
    key = (stamp or "", on)
    found = _heirs.get(key) if stamp else None
    if found is None:
        found = final_heirs(_mergers(db, on))
        if len(_heirs) >= _MOST:
            _heirs.clear()
        if stamp:
            _heirs[key] = found
    return found


def heir_of(db: Session, unit_id: int, on: date) -> int:
    """The unit that goes on for one merged by a day; the unit itself where it was not. One or two queries."""
    return remembered_heirs(db, on, find_stamp(db)).get(unit_id, unit_id)


def final_heirs(mergers: Mapping[int, int]) -> dict[int, int]:
    """The end of each chain of mergers: {A: B, B: C} says C for both. Chains in a circle are left out."""
    ends: dict[int, int] = {}
    for source in mergers:
        current = source
        for _merger in range(_DEEPEST):
            if current not in mergers:
                ends[source] = current
                break
            current = mergers[current]
    return ends


def _mergers(db: Session, on: date) -> dict[int, int]:
    source, result, undo = aliased(UnitActUnit), aliased(UnitActUnit), aliased(UnitAct)
    rows = db.execute(
        select(source.unit_id, result.unit_id)
        .join(UnitAct, UnitAct.id == source.act_id)
        .join(result, result.act_id == source.act_id)
        .where(
            UnitAct.kind == ActKind.MERGE,
            UnitAct.effective_on <= on,
            source.part == ActPart.SOURCE,
            result.part == ActPart.RESULT,
            ~exists().where(undo.undoes_id == UnitAct.id),
        )
        .order_by(UnitAct.effective_on, UnitAct.id)
    )
    return {row[0]: row[1] for row in rows}


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
