"""Positions in the Party that end with a place in the Party tree: whose, and ending them with their history kept."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from lms.people.models import Membership, Person, PersonStanding
from lms.people.party_rules import is_of_cell
from lms.people.standing import change_standing, standings_of
from lms.people.standing_rules import held_until, standing_on
from lms.units.enums import Tree

POSITION_ENDED: Final = ", position_ended"
"""What the trace adds to the act that ended one; which it was is kept beside it."""
_TOGETHER: Final = 5_000


@dataclass(frozen=True, slots=True)
class CellLeft:
    """That people leave their Party organisation, and how."""

    on: date
    """The first day on which they are no longer there."""
    to: int | None = None
    """The Party organisation they move to; None where they leave the tree."""
    unit_ids: Collection[int] | None = None
    """Only those who stand in these units leave; None for whoever stands anywhere in the tree."""
    keeps: bool | None = None
    """What somebody said of the position in the Party; None where nobody did."""


def positions_ending(db: Session, person_ids: Collection[int], left: CellLeft) -> dict[int, str]:
    """person id → the position in the Party that ends when people leave their Party organisation.

    Of those who move to another, a position in the cell ends, one in a committee above stays (`is_of_cell`), unless
    somebody said otherwise; of those who leave the tree, any position ends. One told on that very day is a position
    in the new cell, and stays. Three queries for a thousand people.
    """
    on, to, unit_ids = left.on, left.to, left.unit_ids
    ids, found = [] if left.keeps else sorted(person_ids), dict[int, str]()
    ends_any = to is None or left.keeps is False
    for start in range(0, len(ids), _TOGETHER):
        leaving = (
            select(Membership.person_id)
            .join(Person, Person.id == Membership.person_id)
            .where(
                Membership.person_id.in_(ids[start : start + _TOGETHER]),
                Membership.tree == Tree.PARTY,
                Membership.starts_on <= on,
                or_(Membership.ends_on.is_(None), Membership.ends_on >= on - timedelta(days=1)),
                or_(Person.party_position != "", _held_one()),
            )
        )
        if to is not None:
            leaving = leaving.where(Membership.unit_id != to)
        if unit_ids is not None:
            leaving = leaving.where(Membership.unit_id.in_(unit_ids))
        for person_id, chain in standings_of(db, set(db.scalars(leaving))).items():
            position = standing_on(chain, on).party_position
            was = standing_on(chain, on - timedelta(days=1)).party_position
            if position and position == was and (ends_any or is_of_cell(position)):
                found[person_id] = position
    return found


def end_positions(db: Session, positions: Mapping[int, str], on: date) -> None:
    """End positions in the Party, as `positions_ending` found them, the day before."""
    if positions:
        change_standing(db, {each: {"party_position": ""} for each in positions}, on)


def last_days(db: Session, person_ids: Collection[int], on: date) -> dict[int, date | None]:
    """person id → the last day on record of the position held on a day; None where it has no end."""
    return {
        person_id: held_until(chain, on)
        for person_id, chain in standings_of(db, person_ids).items()
    }


def give_back(db: Session, ended: Mapping[int, date | None], on: date) -> dict[int, str]:
    """Let people hold again what ended before a day, until the last day it had: person id → the position.

    Whoever has been given another one for that day keeps that one; what they were given since holds from its day.
    """
    again: dict[int, str] = {}
    for person_id, chain in standings_of(db, ended).items():
        was = standing_on(chain, on - timedelta(days=1)).party_position
        if was and not standing_on(chain, on).party_position:
            again[person_id] = was
    change_standing(db, {each: {"party_position": was} for each, was in again.items()}, on)
    ending: defaultdict[date, dict[int, str]] = defaultdict(dict)
    for person_id, last in ended.items():
        if last is not None and person_id in again:
            ending[last + timedelta(days=1)][person_id] = again[person_id]
    for day, people in ending.items():
        chains = standings_of(db, people)
        still = {
            each: was
            for each, was in people.items()
            if standing_on(chains[each], day).party_position == was
        }
        end_positions(db, still, day)
    return again


def _held_one() -> ColumnElement[bool]:
    return (
        select(PersonStanding.id)
        .where(PersonStanding.person_id == Person.id, PersonStanding.party_position != "")
        .exists()
    )
