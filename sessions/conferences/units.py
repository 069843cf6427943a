"""Units as organisers choose among them, and with their people."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from flask import request
from sqlalchemy.orm import Session

from lms.numbers import number_sent
from lms.people.actor import RUNNING, Actor
from lms.people.belonging import units_of_people
from lms.people.enums import Role
from lms.people.unit_offers import offer_units
from lms.units.choosing import Problem
from lms.units.enums import Tree
from lms.units.fields import UnitField, unit_filter
from lms.units.tree import Node, UnitTree, load_tree

SUMMONED = "hoi-nghi"


def _of_conferences(actor: Actor) -> frozenset[int] | None:
    return None if actor.has_any(*RUNNING, Role.SECRETARY) else frozenset()


UNIT_SCOPES = {SUMMONED: _of_conferences}
"""Lists of a conference are narrowed to any unit by those who manage it."""


def unit_box() -> UnitField:
    """The filter by unit above a list of people of a conference, as the address says."""
    return unit_filter(request.values, offer_units(SUMMONED))


def chosen_unit(box: UnitField) -> int | None:
    """The unit of the filter; one that does not stand today, or is not offered, narrows the list all the same."""
    if box.choice.problem is Problem.NOT_OFFERED:
        return number_sent(request.values.get("don-vi", ""))
    return box.data or None


def tells_party(db: Session, unit_id: int | None, on: date) -> bool:
    """Whether a list narrowed to this unit shows who is in the Party. One query or none."""
    return unit_id is not None and unit_id in load_tree(db, Tree.PARTY, on)


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
