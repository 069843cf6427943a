"""What the preview of an act on many says each person is now, so that a wrong choice is seen in time."""

from collections.abc import Collection

from sqlalchemy.orm import Session

from lms.people.belonging import units_of_people
from lms.people.bulk import BulkAct, BulkChange
from lms.people.models import Person
from lms.people.words import CATEGORY_WORDS, PARTY_WORDS
from lms.units.enums import Tree
from lms.units.tree import load_tree
from lms.web.i18n import gettext
from lms.web.i18n import lazy_gettext as _l

NOW_WORDS = {
    BulkAct.MOVE: _l("Unit now"),
    BulkAct.LEAVE: _l("Unit now"),
    BulkAct.CATEGORY: _l("Kind of staff now"),
    BulkAct.PARTY: _l("Party membership now"),
    BulkAct.EXEMPT: _l("Exempt now"),
}
"""Headings of the column, by act."""


def now_of(db: Session, change: BulkChange, people: Collection[Person]) -> dict[int, str]:
    """person id → what the act changes, as it is on the day of the act. Three queries at most."""
    if change.act is BulkAct.CATEGORY:
        return {each.id: str(CATEGORY_WORDS[each.category]) for each in people}
    if change.act is BulkAct.PARTY:
        return {each.id: str(PARTY_WORDS[each.party_status]) for each in people}
    if change.act is BulkAct.EXEMPT:
        return {each.id: gettext("yes") if each.is_exempt else gettext("no") for each in people}
    picture = load_tree(db, Tree.PARTY, change.on)
    if change.unit_id is None or change.unit_id not in picture:
        picture = load_tree(db, Tree.STATE, change.on)
    units = units_of_people(db, picture.tree, change.on, [each.id for each in people])
    return {
        each.id: picture.name(unit_id)
        for each in people
        if (unit_id := units.get(each.id)) is not None and unit_id in picture
    }
