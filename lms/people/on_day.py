"""Lists of people as of another day than today: who stood there then, as what, and under which names.

Today's list is asked of what holds now (`lms.people.queries`) and stays as fast as it is; here everything is asked
of the days on record. Names of people are those of today: only units, places and positions have days.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from lms.people.actor import Actor
from lms.people.belonging import holds_on, units_of_people
from lms.people.by_unit import list_by_unit
from lms.people.enums import Role
from lms.people.listing import FIRST_PAGE, Listing, Spot, list_ids
from lms.people.models import Membership, Person, PersonStanding, PersonWord
from lms.people.queries import AS_IMPORTED, BY_LIST, BY_NAME, BY_POSITION, BY_UNIT
from lms.people.search_scope import on_record
from lms.people.search_terms import best_first, has_word, typed_words, with_all
from lms.people.standing import other_standings_on
from lms.people.standing_rules import Standing
from lms.text import fold
from lms.units.enums import Tree
from lms.units.models import UnitPlacement
from lms.units.tree import UnitTree
from lms.web.paging import Page, Sort


@dataclass(frozen=True, slots=True)
class DayLine:
    """One line of a list as of a day."""

    person: Person
    then: Person | Standing
    """What the person was on the day: position, kind of staff, Party membership."""
    unit: str
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
    *,
    words: str = "",
    unit_ids: Collection[int] | None = None,
    party_units: Collection[int] | None = (),
    sort: Sort = BY_NAME,
    spot: Spot = FIRST_PAGE,
) -> Page[DayLine]:
    """One page of the people who stood in a unit on the day of the trees and had not left by then.

    The rest is as `lms.people.queries.list_people` says, asked of that day: `unit_ids` and the names of units that
    `words` may hit are those of the day, and so is the position that orders the list. Ten queries at most.
    """
    day = trees[0].on
    named = _named(trees, words)
    walked = sort.key != BY_POSITION.key  # no index has the positions of a day

    def chosen(*, of_many: bool) -> Select[int]:
        one_by_one = walked if of_many else unit_ids is None and bool(words.strip())
        people = select(Person.id).where(on_record(day), _stood(day, unit_ids, one_by_one))
        found = _found(words, named, day, party_units, of_many=of_many)
        return people if found is None else people.where(found)

    few, many = chosen(of_many=False), chosen(of_many=True)
    asked = ("on", day, words, _kept(unit_ids), _kept(party_units))
    if sort.key == BY_UNIT.key:
        page = list_by_unit(db, trees[0], few, many, spot, asked, descending=sort.descending)
    else:
        page = list_ids(
            db,
            Listing(few, _order(words, sort, day)),
            Listing(many, _order("", sort, day)),
            spot,
            asked,
            descending=sort.descending,
        )
    ids = page.items
    people = {each.id: each for each in db.scalars(select(Person).where(Person.id.in_(ids)))}
    then = other_standings_on(db, day, ids)
    names = [
        {person: tree.name(unit) for person, unit in held.items() if unit in tree}
        for tree in trees
        for held in [units_of_people(db, tree.tree, day, ids)]
    ]
    return page.map(
        lambda each: DayLine(
            people[each],
            then.get(each, people[each]),
            *(named.get(each, "") for named in names),
        )
    )


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


def _kept(unit_ids: Collection[int] | None) -> frozenset[int] | None:
    return None if unit_ids is None else frozenset(unit_ids)


def _stood(day: date, unit_ids: Collection[int] | None, one_by_one: bool) -> ColumnElement[bool]:
    """Condition: had a place on the day. `one_by_one`: asked of each person in turn, not of all places at once."""
    place = aliased(Membership)
    there = [holds_on(day, place)]
    if unit_ids is not None:
        there.append(place.unit_id.in_(unit_ids))
    if one_by_one:
        return exists().where(place.person_id == Person.id, *there)
    return Person.id.in_(select(place.person_id).where(*there))


def _named(trees: Sequence[UnitTree], words: str) -> list[int]:
    """Units whose name of that day has all the words, each at the beginning of one."""
    typed = typed_words(words)
    if not typed:
        return []
    return [
        node.id
        for tree in trees
        for node in tree.nodes.values()
        for name in [f" {fold(node.name)}"]
        if all(f" {word}" in name for word in typed)
    ]


def _found(
    words: str,
    named: Collection[int],
    day: date,
    party_units: Collection[int] | None,
    *,
    of_many: bool,
) -> ColumnElement[bool] | None:
    """Condition: found by the words, or standing on the day in one of the units named so.

    A Party unit's name finds only those whose membership the reader may know.
    """
    typed = typed_words(words)
    if not typed:
        return None
    place, other = aliased(Membership), aliased(Membership)
    there = [place.unit_id.in_(named), holds_on(day, place)]
    if party_units is not None:
        known = exists().where(
            other.person_id == place.person_id,
            other.unit_id.in_(party_units),
            holds_on(day, other),
        )
        there.append(or_(place.tree == Tree.STATE, known))
    if of_many:
        in_turn = exists().where(place.person_id == Person.id, *there)
        return or_(and_(*(has_word(each) for each in typed)), in_turn)
    by_words = select(PersonWord.person_id).where(*with_all(max(typed, key=len), typed))
    return Person.id.in_(by_words.union(select(place.person_id).where(*there)))


def _order(words: str, sort: Sort, day: date) -> list[ColumnElement[Any]]:
    name: list[ColumnElement[Any]] = [Person.sort_key.expression, Person.id.expression]
    if sort.key == BY_POSITION.key:
        return [_rank_on(day), *name]
    if sort.key == BY_LIST.key:
        return [Person.list_rank.expression, Person.list_row.expression, *name]
    if sort.key == AS_IMPORTED.key:
        return [Person.id.expression]
    return name if sort.descending else [*best_first(words), *name]


def _rank_on(day: date) -> ColumnElement[Any]:
    """The rank of the position somebody held on the day; of those who changed since, from their history."""
    earlier = (
        select(PersonStanding.position_rank)
        .where(
            PersonStanding.person_id == Person.id,
            PersonStanding.ends_on >= day,
            or_(PersonStanding.starts_on.is_(None), PersonStanding.starts_on <= day),
        )
        .correlate(Person)
        .scalar_subquery()
    )
    return func.coalesce(earlier, Person.position_rank)
