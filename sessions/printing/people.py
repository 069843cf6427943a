"""Who stands on cards and lists: the summoned people by unit, then by name."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from lms import clock
from lms.people.belonging import units_of_people
from lms.people.models import Person
from lms.people.position_ranks import position_rank
from lms.people.standing import other_standings_on
from lms.units.enums import Tree
from lms.units.tree import load_tree
from sessions.conferences.enums import SummonsState
from sessions.conferences.models import Conference, Summons


@dataclass(frozen=True, slots=True)
class Listed:
    """One summoned person, with the unit and the position of the day of the conference."""

    summons: Summons
    """with person and venue loaded"""
    unit: str
    """empty for somebody in no unit"""
    position: str

    @property
    def person(self) -> Person:
        """Who it is."""
        return self.summons.person


def list_people(
    db: Session,
    conference: Conference,
    *,
    venue_id: int | None = None,
    people: Collection[int] | None = None,
    leaders_first: bool = False,
) -> list[Listed]:
    """The people summoned, to one venue or to all, cut to some where `people` names them.

    Units run as they stand in the state's tree on the day, people without one come last; within a
    unit by Vietnamese name order, or those who led on the day first. A fixed number of queries.
    """
    question = (
        select(Summons)
        .where(Summons.conference_id == conference.id, Summons.state == SummonsState.SUMMONED)
        .options(joinedload(Summons.person), joinedload(Summons.venue))
    )
    if venue_id is not None:
        question = question.where(Summons.venue_id == venue_id)
    rows = [each for each in db.scalars(question) if people is None or each.person_id in people]
    day = clock.local(conference.starts_at).date()
    walk = [node for _, node in load_tree(db, Tree.STATE, day).walk()]
    names = {node.id: node.name for node in walk}
    rank = {node.id: place for place, node in enumerate(walk)}
    unit_of = units_of_people(db, Tree.STATE, day)
    then = other_standings_on(db, day, {each.person_id for each in rows})
    position = {each.id: then.get(each.person_id, each.person).position for each in rows}
    rows.sort(
        key=lambda each: (
            rank.get(unit_of.get(each.person_id, 0), len(rank)),
            position_rank(position[each.id]) if leaders_first else 0,
            each.person.sort_key,
            each.person_id,
        )
    )
    return [
        Listed(each, names.get(unit_of.get(each.person_id, 0), ""), position[each.id])
        for each in rows
    ]
