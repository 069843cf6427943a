"""What the preview of an act on many says each person is now, so that a wrong choice is seen in time."""

from collections.abc import Collection
from datetime import date

from sqlalchemy.orm import Session

from lms.people.belonging import units_of_people
from lms.people.bulk import BulkAct, BulkChange
from lms.people.models import Person
from lms.people.scope_rules import EVERYTHING, Scope
from lms.people.words import CATEGORY_WORDS, PARTY_WORDS
from lms.units.enums import Tree
from lms.units.tree import load_tree
from lms.web.i18n import gettext
from lms.web.i18n import lazy_gettext as _l

NOW_WORDS = {
    BulkAct.MOVE: _l("Unit now"),
    BulkAct.LEAVE_UNITS: _l("Leaves"),
    BulkAct.LEAVE: _l("Unit now"),
    BulkAct.CATEGORY: _l("Kind of staff now"),
    BulkAct.PARTY: _l("Party membership now"),
    BulkAct.EXEMPT: _l("Exempt now"),
}
"""Headings of the column, by act."""


def now_of(
    db: Session, change: BulkChange, people: Collection[Person], scope: Scope = EVERYTHING
) -> dict[int, str]:
    """person id → what the act changes, as it is on the day of the act. Three queries at most."""
    if change.act is BulkAct.CATEGORY:
        return {each.id: str(CATEGORY_WORDS[each.category]) for each in people}
    if change.act is BulkAct.PARTY:
        return {
            each.id: " · ".join(
                filter(None, (str(PARTY_WORDS[each.party_status]), each.party_position))
            )
            for each in people
        }
    if change.act is BulkAct.EXEMPT:
        return {each.id: gettext("yes") if each.is_exempt else gettext("no") for each in people}
    if change.act is BulkAct.LEAVE_UNITS:
        return _left_units(db, change.on, people, scope)
    picture = load_tree(db, Tree.PARTY, change.on)
    if change.unit_id is None or change.unit_id not in picture:
        picture = load_tree(db, Tree.STATE, change.on)
    units = units_of_people(db, picture.tree, change.on, [each.id for each in people])
    return {
        each.id: picture.name_within(unit_id)
        for each in people
        if (unit_id := units.get(each.id)) is not None and unit_id in picture
    }


def _left_units(db: Session, on: date, people: Collection[Person], scope: Scope) -> dict[int, str]:
    """The units of both trees that end, and where the person stays."""
    told: dict[int, str] = {}
    pictures = [load_tree(db, tree, on) for tree in Tree]
    held = [units_of_people(db, each.tree, on, [one.id for one in people]) for each in pictures]
    for person in people:
        leaves, stays = list[str](), list[str]()
        for picture, units in zip(pictures, held, strict=True):
            if (unit_id := units.get(person.id)) is not None and unit_id in picture:
                (leaves if scope.holds([unit_id]) else stays).append(picture.name_within(unit_id))
        left, kept = "; ".join(leaves) or "–", "; ".join(stays)
        told[person.id] = (
            gettext("%(left)s; stays in %(kept)s", left=left, kept=kept) if kept else left
        )
    return told
