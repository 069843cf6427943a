"""Positions in cells that are merged, split or closed: they end with the act, as with leaving the cell one by one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from lms.organisation.planning import ActPlan
from lms.people.models import Membership, Person
from lms.people.party_positions import (
    CellLeft,
    end_positions,
    give_back,
    last_days,
    positions_ending,
)
from lms.people.party_rules import is_of_cell
from lms.units.enums import Change, Ledger, Tree
from lms.units.models import UnitActChange

Rows = list[dict[str, Any]]
"""Changes of an act, to be kept with it."""
_TOGETHER = 5_000


@dataclass(frozen=True, slots=True)
class Held:
    """Somebody who moves with a cell, and the position held in it."""

    person_id: int
    name: str
    position: str


def positions_ending_with(db: Session, plan: ActPlan) -> dict[int, str]:
    """person id → the position in the cell that ends with the act, of the people it takes to another Party organisation.

    Those of a cell that goes on keep theirs, and so does whoever sits in a committee above (`is_of_cell`); what is
    told of the very day of the act is a position in the new cell. Three queries for a thousand people, none for
    other acts.
    """
    if plan.order.tree is not Tree.PARTY or not plan.moved:
        return {}
    left = CellLeft(plan.order.on, unit_ids=plan.draft.sources)
    held = positions_ending(db, plan.moved, left)
    return {person_id: position for person_id, position in held.items() if is_of_cell(position)}


def who_holds(db: Session, held: Mapping[int, str]) -> list[Held]:
    """The same for the preview, by name. A query for five thousand."""
    ids, found = sorted(held), list[tuple[bytes, int, str]]()
    for start in range(0, len(ids), _TOGETHER):
        named = select(Person.sort_key, Person.id, Person.full_name)
        rows = db.execute(named.where(Person.id.in_(ids[start : start + _TOGETHER])))
        found += [(row[0], row[1], row[2]) for row in rows]
    return [Held(person_id, name, held[person_id]) for _key, person_id, name in sorted(found)]


def end_with_act(db: Session, held: Mapping[int, str], on: date) -> Rows:
    """End them the day before the act; what it keeps of each, to be given back when it is taken back."""
    if not held:
        return []
    until = last_days(db, held, on)
    end_positions(db, held, on)
    return [
        {
            "ledger": Ledger.POSITION,
            "row_id": person_id,
            "change": Change.ENDED,
            "was_ends_on": until[person_id],
            "was_unit_id": None,
        }
        for person_id in sorted(held)
    ]


def give_back_of_act(db: Session, changes: Iterable[UnitActChange], on: date) -> dict[int, str]:
    """Positions that an act ended are held again, as `give_back` says: person id → the position.

    Once places are put back: whoever left or moved on that very day all the same, does not hold it again.
    """
    ended = {each.row_id: each.was_ends_on for each in changes if each.ledger is Ledger.POSITION}
    stay = _staying(db, ended, on)
    return give_back(db, {each: ended[each] for each in stay}, on) if stay else {}


def _staying(db: Session, person_ids: Iterable[int], on: date) -> list[int]:
    """Who stands in one Party organisation on a day and on the day before."""
    ids, found = sorted(person_ids), set[int]()
    for start in range(0, len(ids), _TOGETHER):
        places = select(Membership.person_id).where(
            Membership.person_id.in_(ids[start : start + _TOGETHER]),
            Membership.tree == Tree.PARTY,
            Membership.starts_on < on,
            or_(Membership.ends_on.is_(None), Membership.ends_on >= on),
        )
        found.update(db.scalars(places))
    return sorted(found)
