"""Positions in cells that an act on units touches: they stay on record, for a new committee is a decision of its own."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.organisation.planning import ActPlan
from lms.people.models import Person
from lms.people.party_positions import positions_ending
from lms.people.party_rules import is_of_cell
from lms.units.enums import Tree


@dataclass(frozen=True, slots=True)
class Held:
    """Somebody who moves with a cell, and the position held in it."""

    person_id: int
    name: str
    position: str


def positions_touched(db: Session, plan: ActPlan) -> list[Held]:
    """Of the people whom the act moves from one Party organisation to another those with a position in the cell, by
    name. Five queries for a thousand people, none for other acts."""
    if plan.order.tree is not Tree.PARTY or not plan.moved:
        return []
    held = positions_ending(db, plan.moved, plan.order.on)
    held = {person_id: position for person_id, position in held.items() if is_of_cell(position)}
    named = select(Person.id, Person.full_name).where(Person.id.in_(held))
    people = db.execute(named.order_by(Person.sort_key, Person.id))
    return [Held(person_id, name, held[person_id]) for person_id, name in people]
