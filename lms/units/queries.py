"""Reads for the pages about units."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.units.models import Unit, UnitName
from lms.units.tree import Node, UnitTree, load_tree


@dataclass(frozen=True, slots=True)
class UnitPlace:
    """One unit in its tree, with the names it has had."""

    node: Node
    tree: UnitTree
    names: Sequence[UnitName]
    """Newest first."""


def find_place(db: Session, unit_id: int, on: date) -> UnitPlace | None:
    """The unit in its tree as it stood on a day; None when it did not. Four queries."""
    tree = db.scalar(select(Unit.tree).where(Unit.id == unit_id))
    picture = load_tree(db, tree, on) if tree else None
    if picture is None or unit_id not in picture:
        return None
    names = db.scalars(
        select(UnitName).where(UnitName.unit_id == unit_id).order_by(UnitName.starts_on.desc())
    ).all()
    return UnitPlace(picture.nodes[unit_id], picture, names)
