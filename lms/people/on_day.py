"""Lists of people as of another day than today: who stood there then, as what, and under which names.

Today's list is asked of what holds now (`lms.people.queries`) and stays as fast as it is; here everything is asked
of the days on record. Names of people are those of today: only units, places and positions have days.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from lms.people.actor import Actor
from lms.people.belonging import units_of_people
from lms.people.by_unit import all_by_unit, list_by_unit
from lms.people.enums import Role
from lms.people.listing import FIRST_PAGE, Listing, Spot, in_order, list_ids
from lms.people.models import Person
from lms.people.on_day_chosen import by_position_on, order_on, people_on
from lms.people.queries import places_shown
from lms.people.question import BY_POSITION, BY_UNIT, Question
from lms.people.standing import other_standings_on
from lms.people.standing_rules import Standing
from lms.units.enums import Tree
from lms.units.models import UnitPlacement
from lms.units.tree import UnitTree
from lms.web.paging import Page


@dataclass(frozen=True, slots=True)
class DayLine:
    """One line of a list as of a day."""

    person: Person
    then: Person | Standing
    """What the person was on the day: position, kind of staff, Party membership."""
    unit: str
    unit_above: str
    party_unit: str


def reach_on(actor: Actor, trees: Iterable[UnitTree], *roles: Role) -> frozenset[int] | None:
    """The units that the roles reach as of the trees' day; None means every unit.

    Those reached today (with units merged into them), and whatever stood on that day below a unit of the grant:
    who is responsible for a unit sees who stood in a room of it that was closed since.
    """
    reached = actor.units_of(*roles)
    if reached is None:
        return None
    tops = {grant.unit_id for grant in actor.grants if grant.role in roles}
    below = [tree.subtree(top) for tree in trees for top in tops if top is not None and top in tree]
    return reached.union(*below)


def list_people_on(
    db: Session,
    trees: Sequence[UnitTree],
    question: Question,
    spot: Spot = FIRST_PAGE,
) -> Page[DayLine]:
    """One page of the people who stood in a unit on the day of the trees, or in none if that is asked, and had not left by then.

    The rest is as `lms.people.queries.list_people` says, asked of that day: the units and the names of them that
    words may hit are those of the day, and so are the position that orders the list and what the filters ask for. Ten
    queries at most.
    """
    day, words, sort = trees[0].on, question.words, question.sort
    few, many = (people_on(trees, question, of_many=of_many) for of_many in (False, True))
    asked = ("on", question.about(day))
    if sort.key == BY_UNIT.key:
        page = list_by_unit(db, trees[0], few, many, spot, asked, descending=sort.descending)
    else:
        by_position = by_position_on(many, day) if sort.key == BY_POSITION.key else None
        page = list_ids(
            db,
            Listing(few, order_on(words, sort, day)),
            by_position or Listing(many, order_on("", sort, day)),
            spot,
            asked,
            deep=by_position and Listing(few, order_on("", sort, day)),
            descending=sort.descending,
        )
    ids = page.items
    people = {each.id: each for each in db.scalars(select(Person).where(Person.id.in_(ids)))}
    then = other_standings_on(db, day, ids)
    places = places_shown(db, trees, ids)
    return page.map(lambda each: DayLine(people[each], then.get(each, people[each]), *places[each]))


def find_listed_on(db: Session, trees: Sequence[UnitTree], question: Question) -> Select[int]:
    """Ids of all whom `list_people_on` lists for the same question, in its order."""
    people, sort = people_on(trees, question, of_many=False), question.sort
    if sort.key == BY_UNIT.key:
        return all_by_unit(db, trees[0], people, sort.descending)
    return in_order(people, order_on(question.words, sort, trees[0].on), sort.descending)


def standing_in(
    db: Session, day: date, person_ids: Collection[int], unit_ids: Collection[int] | None
) -> frozenset[int]:
    """Those of the people who stand in one of the units on the day, in whichever tree; None means all of them.

    Two queries, none for all or nobody.
    """
    if unit_ids is None:
        return frozenset(person_ids)
    if not unit_ids:
        return frozenset()
    return frozenset(
        person_id
        for tree in Tree
        for person_id, unit_id in units_of_people(db, tree, day, person_ids).items()
        if unit_id in unit_ids
    )


def last_day_of(db: Session, unit_id: int) -> date | None:
    """The last day on which a unit stood; None for one that stands on and on, and for none. One query."""
    last, is_open = db.execute(
        select(
            func.max(UnitPlacement.ends_on),
            func.count().filter(UnitPlacement.ends_on.is_(None)),
        ).where(UnitPlacement.unit_id == unit_id)
    ).one()
    return None if is_open else last
