"""Reads for the pages about people: lists of a fixed number of queries, one person with everything."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from lms import clock
from lms.people.among import EVERYBODY, Among, find_nowhere
from lms.people.belonging import holds_on, units_of_people
from lms.people.by_unit import all_by_unit, list_by_unit
from lms.people.listing import FIRST_PAGE, Listing, Spot, in_order, list_ids
from lms.people.models import Membership, Person
from lms.people.search import found_by, found_in_turn
from lms.people.search_parting import Parted, nameable_units, part_words
from lms.people.search_scope import on_record, stands_in
from lms.people.search_terms import best_first, named_so
from lms.units.tree import UnitTree
from lms.web.paging import Page, Sort

BY_NAME: Final = Sort("ten")
BY_POSITION: Final = Sort("chuc-vu")
"""Leaders first, then by name."""
BY_LIST: Final = Sort("danh-sach")
"""As in the imported list: the newest list row by row, then people of older ones; of none last."""
AS_IMPORTED: Final = Sort("nhap")
"""As the people came on record."""
BY_UNIT: Final = Sort("don-vi")
"""Units as the state tree shows them, then by name: see `lms.people.by_unit`."""
SORTS: Final = (BY_NAME, BY_UNIT, BY_POSITION, BY_LIST, AS_IMPORTED)


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One line of a list of people."""

    person: Person
    unit: str
    party_unit: str


def list_people(
    db: Session,
    trees: Sequence[UnitTree],
    *,
    words: str = "",
    unit_ids: Collection[int] | None = None,
    party_units: Collection[int] | None = (),
    among: Among = EVERYBODY,
    sort: Sort = BY_NAME,
    spot: Spot = FIRST_PAGE,
) -> Page[PersonLine]:
    """One page of the people on record who have not left, in the order asked for.

    In name order the best answers come first (`lms.people.search`), unless they are thousands. `words` are
    found as `lms.people.search` says, or in the name of the person's unit; of a Party unit only for people
    who stand in one of `party_units` (None: anybody). `unit_ids` limits the list to people who stand in one
    of these units today, `among` by its filters. `trees`: the state tree of today, then the Party's. Nine queries
    at most, whatever its length; ten more where nobody has the words, and they are parted into a name and a unit.
    """
    among = find_nowhere(db, among)
    page = _page_of(db, trees, words, unit_ids, party_units, among, sort, spot)
    if not page.total and (way := find_parted(db, trees, words, unit_ids, party_units, among)):
        chosen = choose_parted(way, among)
        if sort.key == BY_UNIT.key:
            asked, falls = (way, among), sort.descending
            page = list_by_unit(db, trees[0], chosen, chosen, spot, asked, descending=falls)
        else:
            listing = Listing(chosen, _order_of(way.words, sort))
            page = list_ids(db, listing, listing, spot, (way, among), descending=sort.descending)
    ids = page.items
    people = {each.id: each for each in db.scalars(select(Person).where(Person.id.in_(ids)))}
    names = [
        {person: tree.name(unit) for person, unit in _held(db, tree, ids).items() if unit in tree}
        for tree in trees
    ]
    return page.map(
        lambda each: PersonLine(people[each], *(named.get(each, "") for named in names))
    )


def find_parted(
    db: Session,
    trees: Sequence[UnitTree],
    words: str,
    unit_ids: Collection[int] | None,
    party_units: Collection[int] | None,
    among: Among = EVERYBODY,
) -> Parted | None:
    """The likeliest way to read words as a name and a unit by which anybody is found; None for none.

    Asked where nobody is found by the words as they are. Of Party units only those of `party_units` (None: any)
    are named by words. At most one query a way.
    """
    for way in part_words(words, trees, nameable_units(trees, unit_ids, party_units)):
        if db.scalar(select(choose_parted(way, among).exists())):
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


def choose_people(
    *,
    words: str = "",
    unit_ids: Collection[int] | None = None,
    party_units: Collection[int] | None = (),
    among: Among = EVERYBODY,
    sort: Sort = BY_NAME,
) -> Select[int]:
    """Ids of the people whom `list_people` lists, in its order; in place of that by unit, by name."""
    return in_order(
        _chosen(words, unit_ids, party_units, among), _order_of(words, sort), sort.descending
    )


def find_listed(
    db: Session,
    trees: Sequence[UnitTree],
    *,
    words: str,
    unit_ids: Collection[int] | None,
    party_units: Collection[int] | None,
    among: Among,
    sort: Sort = BY_NAME,
) -> Select[int]:
    """Ids of all whom `list_people` lists for the same question, in its order; words parted as it parts them."""
    people = choose_people(
        words=words, unit_ids=unit_ids, party_units=party_units, among=among, sort=sort
    )
    if words and db.scalar(people.limit(1)) is None:
        way = find_parted(db, trees, words, unit_ids, party_units, among)
        if way is not None:
            people = choose_parted(way, among)
            people = in_order(people, _order_of(way.words, sort), sort.descending)
    if sort.key == BY_UNIT.key:
        return all_by_unit(db, trees[0], people.order_by(None), sort.descending)
    return people


def _page_of(
    db: Session,
    trees: Sequence[UnitTree],
    words: str,
    unit_ids: Collection[int] | None,
    party_units: Collection[int] | None,
    among: Among,
    sort: Sort,
    spot: Spot,
) -> Page[int]:
    few = _chosen(words, unit_ids, party_units, among)
    many = _chosen(words, unit_ids, party_units, among, of_many=True)
    question = (words, _kept(unit_ids), _kept(party_units), among, clock.today())
    if sort.key == BY_UNIT.key:
        return list_by_unit(db, trees[0], few, many, spot, question, descending=sort.descending)
    return list_ids(
        db,
        Listing(few, _order_of(words, sort)),
        Listing(many, _order_of("", sort)),
        spot,
        question,
        deep=Listing(few, _order_of("", sort)) if words else None,
        descending=sort.descending,
    )


def _kept(unit_ids: Collection[int] | None) -> frozenset[int] | None:
    return None if unit_ids is None else frozenset(unit_ids)


def _chosen(
    words: str,
    unit_ids: Collection[int] | None,
    party_units: Collection[int] | None,
    among: Among,
    *,
    of_many: bool = False,
) -> Select[int]:
    """Ids alone, which are read from an index. `of_many`: everybody is asked in turn, in the order of the list."""
    today = clock.today()
    people = select(Person.id).where(on_record(today), *among.conditions(in_turn=of_many))
    if unit_ids is not None:
        inside = select(Membership.person_id).where(
            Membership.unit_id.in_(unit_ids), holds_on(today)
        )
        people = people.where(stands_in(unit_ids) if of_many else Person.id.in_(inside))
    found = (found_in_turn if of_many else found_by)(words, party_units)
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


def _held(db: Session, tree: UnitTree, person_ids: Collection[int]) -> dict[int, int]:
    return units_of_people(db, tree.tree, clock.today(), person_ids)
