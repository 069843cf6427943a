"""Reads for the pages about people: lists of a fixed number of queries, one person with everything."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from lms import clock
from lms.people.among import EVERYBODY, Among
from lms.people.belonging import holds_on, units_of_people
from lms.people.by_unit import all_by_unit, list_by_unit
from lms.people.listing import FIRST_PAGE, Listing, Spot, in_order, list_ids
from lms.people.models import Membership, Person
from lms.people.question import AS_IMPORTED, BY_LIST, BY_POSITION, BY_UNIT, Question
from lms.people.search import found_by, found_in_turn
from lms.people.search_parting import Parted, nameable_units, part_words
from lms.people.search_scope import on_record, stands_in
from lms.people.search_terms import best_first, named_so
from lms.units.tree import UnitTree
from lms.web.paging import Page, Sort


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One line of a list of people."""

    person: Person
    unit: str
    unit_above: str
    """Of the same day; empty for the whole office."""
    party_unit: str


def list_people(
    db: Session,
    trees: Sequence[UnitTree],
    question: Question,
    spot: Spot = FIRST_PAGE,
) -> Page[PersonLine]:
    """One page of the people on record who have not left, in the order asked for.

    In name order the best answers come first (`lms.people.search`), unless they are thousands. Words that name a
    Party unit find only people who stand in one of `party_units`. `trees`: the state tree of today, then the
    Party's. Nine queries at most, whatever its length; ten more where nobody has the words, and they are parted into
    a name and a unit.
    """
    among, sort = question.among, question.sort
    page = _page_of(db, trees, question, spot)
    if not page.total and (way := find_parted(db, trees, question)):
        chosen = choose_parted(way, among)
        if sort.key == BY_UNIT.key:
            asked, falls = (way, among), sort.descending
            page = list_by_unit(db, trees[0], chosen, chosen, spot, asked, descending=falls)
        else:
            listing = Listing(chosen, _order_of(way.words, sort))
            page = list_ids(db, listing, listing, spot, (way, among), descending=sort.descending)
    ids = page.items
    people = {each.id: each for each in db.scalars(select(Person).where(Person.id.in_(ids)))}
    places = places_shown(db, trees, ids)
    return page.map(lambda each: PersonLine(people[each], *places[each]))


def places_shown(
    db: Session, trees: Sequence[UnitTree], person_ids: Collection[int]
) -> dict[int, tuple[str, str, str]]:
    """person id → unit, the unit above it, Party unit, as of the day of the trees; empty where there is none.

    Two queries.
    """
    state, party = trees
    held, in_party = (units_of_people(db, each.tree, each.on, person_ids) for each in trees)
    placed = {person: unit for person, unit in held.items() if unit in state}
    return {
        each: (
            state.name(placed[each]) if each in placed else "",
            state.above(placed[each]) if each in placed else "",
            party.name(in_party[each]) if in_party.get(each, 0) in party else "",
        )
        for each in person_ids
    }


def find_parted(db: Session, trees: Sequence[UnitTree], question: Question) -> Parted | None:
    """The likeliest way to read words as a name and a unit by which anybody is found; None for none.

    Asked where nobody is found by the words as they are. Of Party units only those of `party_units` are named by
    words. At most one query a way.
    """
    nameable = nameable_units(trees, question.unit_ids, question.party_units)
    for way in part_words(question.words, trees, nameable):
        if db.scalar(select(choose_parted(way, question.among).exists())):
            return way
    return None


def choose_parted(way: Parted, among: Among = EVERYBODY) -> Select[int]:
    """Ids of the people on record who have not left, by a name and the units they stand in, in no order."""
    inside = select(Membership.person_id).where(
        Membership.unit_id.in_(way.unit_ids), holds_on(clock.today())
    )
    return select(Person.id).where(
        on_record(clock.today()),
        Person.id.in_(inside),
        *named_so(way.words),
        *among.conditions(),
    )


def choose_people(question: Question) -> Select[int]:
    """Ids of the people whom `list_people` lists, in its order; in place of that by unit, by name."""
    sort = question.sort
    return in_order(_chosen(question), _order_of(question.words, sort), sort.descending)


def count_in_no_unit(db: Session, most: int) -> int:
    """How many have not left and stand in no unit, nor will; no more than `most` are counted. One query."""
    people = choose_people(Question(among=Among(has_no_unit=True))).order_by(None)
    return db.scalar(select(func.count()).select_from(people.limit(most).subquery())) or 0


def find_listed(db: Session, trees: Sequence[UnitTree], question: Question) -> Select[int]:
    """Ids of all whom `list_people` lists for the same question, in its order; words parted as it parts them."""
    people, sort = choose_people(question), question.sort
    if question.words and db.scalar(people.limit(1)) is None:
        way = find_parted(db, trees, question)
        if way is not None:
            people = choose_parted(way, question.among)
            people = in_order(people, _order_of(way.words, sort), sort.descending)
    if sort.key == BY_UNIT.key:
        return all_by_unit(db, trees[0], people.order_by(None), sort.descending)
    return people


def _page_of(db: Session, trees: Sequence[UnitTree], question: Question, spot: Spot) -> Page[int]:
    words, sort = question.words, question.sort
    few, many = _chosen(question), _chosen(question, of_many=True)
    asked = question.about(clock.today())
    if sort.key == BY_UNIT.key:
        return list_by_unit(db, trees[0], few, many, spot, asked, descending=sort.descending)
    return list_ids(
        db,
        Listing(few, _order_of(words, sort)),
        Listing(many, _order_of("", sort)),
        spot,
        asked,
        deep=Listing(few, _order_of("", sort)) if words else None,
        descending=sort.descending,
    )


def _chosen(question: Question, *, of_many: bool = False) -> Select[int]:
    """Ids alone, which are read from an index. `of_many`: everybody is asked in turn, in the order of the list."""
    today, unit_ids = clock.today(), question.unit_ids
    filters = question.among.conditions(in_turn=of_many)
    people = select(Person.id).where(on_record(today), *filters)
    if unit_ids is not None:
        inside = select(Membership.person_id).where(
            Membership.unit_id.in_(unit_ids), holds_on(today)
        )
        people = people.where(stands_in(unit_ids) if of_many else Person.id.in_(inside))
    found = (found_in_turn if of_many else found_by)(question.words, question.party_units)
    return people if found is None else people.where(found)


def _order_of(words: str, sort: Sort) -> list[ColumnElement[Any]]:
    name: list[ColumnElement[Any]] = [Person.sort_key.expression, Person.id.expression]
    if sort.key == BY_POSITION.key:
        return [Person.position_rank.expression, *name]
    if sort.key == BY_LIST.key:
        return [Person.list_rank.expression, Person.list_row.expression, *name]
    if sort.key == AS_IMPORTED.key:
        return [Person.id.expression]
    return name if sort.descending else [*best_first(words), *name]
