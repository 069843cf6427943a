"""What heads of units and committees find on their first page: their units, with the ways to what they do there."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import render_template
from markupsafe import Markup
from sqlalchemy.orm import Session

from lms import clock
from lms.areas import Panel
from lms.organisation.headcounts import counted
from lms.people.actor import HEADING, Actor
from lms.people.roles.trees import remembered_tree
from lms.units.enums import Tree
from lms.units.tree import Node
from lms.web.i18n import _


@dataclass(frozen=True, slots=True)
class InCharge:
    """A unit that somebody heads, and how many people stand in it and below."""

    node: Node
    tree: Tree
    people: int


def home_panels(db: Session, actor: Actor) -> Sequence[Panel]:
    """One panel for those who head units; at most one query for each tree."""
    found = [each for tree in Tree for each in _in_charge(db, actor, tree)]
    if not found:
        return []
    html = render_template("units/in_charge.html", units=found)
    return [Panel(_("Units in your charge"), Markup(html), 12)]  # noqa: S704 - our own template, which escapes


def _in_charge(db: Session, actor: Actor, tree: Tree) -> list[InCharge]:
    """The topmost of the units headed, in the office's order; of a grant over everything, the roots."""
    grants = [each for each in actor.grants if each.role in HEADING]
    picture = remembered_tree(db, tree, clock.today(), actor.unit_stamp)
    if any(each.is_everywhere for each in grants):
        tops = set(picture.roots)
    else:
        granted = {each.unit_id for each in grants if each.unit_id in picture}
        tops = {each for each in granted if each and not granted & set(picture.ancestors(each))}
    if not tops:
        return []
    below = counted(picture).below
    places = sorted(tops, key=lambda each: (picture.nodes[each].position, each))
    return [InCharge(picture.nodes[each], tree, below[each]) for each in places]
