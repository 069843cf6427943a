"""The days of one place of a person: corrected, ended, or the place taken away."""

from datetime import date, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from lms.errors import Conflict, NotFound
from lms.people.going_along import go_along
from lms.people.late_leaving import let_go_of_cell
from lms.people.models import Membership, Person
from lms.people.party_positions import CellLeft
from lms.people.places import tree_of_unit
from lms.units.enums import Tree
from lms.web.i18n import lazy_gettext as _l


def get_place(db: Session, person_id: int, place_id: int) -> Membership:
    """One place of a person. Raises NotFound."""
    place = db.get(Membership, place_id)
    if place is None or place.person_id != person_id:
        raise NotFound(_l("This place is not on record."))
    return place


def correct_place(db: Session, place: Membership, starts_on: date, ends_on: date | None) -> None:
    """Give a place other days; no last day means it holds today and on, or until an act to come ends the unit.

    Where an open place in the Party tree is given a last day, positions in the Party end with it.

    Raises Conflict when the person stands elsewhere in the same tree on one of these days, Invalid when the unit
    does not stand on the first one.
    """
    tree_of_unit(db, place.unit_id, starts_on)
    clashing = select(Membership.id).where(
        Membership.person_id == place.person_id,
        Membership.tree == place.tree,
        Membership.id != place.id,
        or_(Membership.ends_on.is_(None), Membership.ends_on >= starts_on),
    )
    if ends_on is not None:
        clashing = clashing.where(Membership.starts_on <= ends_on)
    if db.scalar(clashing.limit(1)) is not None:
        raise Conflict(_l("The person stands elsewhere in this tree on some of these days."))
    left_on = db.scalar(select(Person.left_on).where(Person.id == place.person_id))
    if left_on is not None and (ends_on is None or ends_on >= left_on):
        raise Conflict(_l("The person has left by then. The place must end before that day."))
    if place.tree is Tree.PARTY and place.ends_on is None and ends_on is not None:
        after = ends_on + timedelta(days=1)
        let_go_of_cell(db, [place.person_id], CellLeft(after, unit_ids=[place.unit_id]))
    place.starts_on, place.ends_on = starts_on, ends_on
    db.flush()
    go_along(db, [place.person_id])


def remove_place(db: Session, place: Membership) -> None:
    """Take away a place that never was."""
    db.delete(place)
    db.flush()
