"""Whose Party status the person asking may know: the one question for lists, pages and files."""

from collections.abc import Collection

from sqlalchemy.orm import Session

from lms import clock
from lms.people.actor import Actor
from lms.people.belonging import units_of_people
from lms.people.policy import SEEING_PARTY
from lms.units.enums import Tree


def party_known(db: Session, actor: Actor, person_ids: Collection[int]) -> frozenset[int]:
    """Those of the people whose Party status and cell the actor may know, as `people.view-party`
    decides for one. No query for those who may know all or none, else two.
    """
    units = actor.units_of(*SEEING_PARTY)
    if units is None:
        return frozenset(person_ids)
    known = {each for each in person_ids if each == actor.person_id}
    if units:
        for tree in Tree:
            places = units_of_people(db, tree, clock.today(), person_ids)
            known |= {person_id for person_id, unit_id in places.items() if unit_id in units}
    return frozenset(known)
