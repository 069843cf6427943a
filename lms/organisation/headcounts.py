"""How many people stand in each unit of a tree and below it; counted anew when units or people changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms import clock
from lms.db import get_db
from lms.organisation.queries import count_by_unit
from lms.people.actor import current_actor
from lms.people.importing.models import PeopleStamp
from lms.units.enums import Tree
from lms.units.tree import UnitTree

_MOST_KEPT: Final = 16


@dataclass(frozen=True, slots=True)
class Counted:
    """People by unit on a day; units without anybody count 0."""

    own: Mapping[int, int]
    below: Mapping[int, int]
    """The unit itself and everything under it."""
    at: datetime
    """When they were counted."""


class Headcounts:
    """Counts of this process, by tree and day and the stamps of the units and people they were made of."""

    def __init__(self) -> None:
        """Nothing is counted yet."""
        self._kept: dict[tuple[str | None, str | None, Tree, date], Counted] = {}

    def of(self, db: Session, tree: UnitTree, stamp: str | None) -> Counted:
        """The counts of a tree as of its day, every unit of it among them. Two queries at most.

        Another process may have founded a unit, or imported people, since the last count; then a stamp is
        another (`lms.db.stamps`) and people are counted anew. Of people it is read before they are counted.
        """
        people = db.scalar(select(PeopleStamp.stamp))
        key = stamp, people, tree.tree, tree.on
        known = self._kept.get(key)
        if known is not None:
            return known
        counted = count(db, tree)
        if len(self._kept) >= _MOST_KEPT:
            self._kept.clear()
        self._kept[key] = counted
        return counted


def counted(tree: UnitTree) -> Counted:
    """The counts of a tree for whoever is asking, from this process's memory while nothing changed."""
    kept: Headcounts = current_app.extensions.setdefault("headcounts", Headcounts())
    return kept.of(get_db(), tree, current_actor().unit_stamp)


def count(db: Session, tree: UnitTree) -> Counted:
    """People by unit, and with everything below, as of the tree's day. One query."""
    own = count_by_unit(db, tree.nodes.keys(), tree.on)
    below = dict.fromkeys(tree.nodes, 0)
    for _depth, node in reversed(list(tree.walk())):
        below[node.id] += own.get(node.id, 0)
        if node.parent_id in below:
            below[node.parent_id] += below[node.id]
    return Counted(own, below, clock.now())
