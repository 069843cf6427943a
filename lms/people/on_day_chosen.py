"""Who is in a list of people as of another day, and in which order: conditions asked of the days on record."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select, union
from sqlalchemy.orm import aliased

from lms.people.belonging import holds_on
from lms.people.code_parts import drawn_together
from lms.people.listing import Listing
from lms.people.models import Membership, Person, PersonStanding
from lms.people.on_day_among import among_on
from lms.people.question import AS_IMPORTED, BY_LIST, BY_POSITION, Question
from lms.people.search_scope import on_record
from lms.people.search_terms import best_first, has_word, people_led, typed_words
from lms.people.standing import was_on
from lms.text import fold
from lms.units.codes import is_found, meaning_people, plain_code
from lms.units.enums import Tree
from lms.units.tree import UnitTree
from lms.web.paging import Sort


def people_on(trees: Sequence[UnitTree], question: Question, *, of_many: bool) -> Select[int]:
    """Ids of those who stood in a unit on the day of the trees, in no order; of all that `list_people_on` asks.

    `of_many`: everybody is asked in turn, in the order of the list.
    """
    day, words, unit_ids = trees[0].on, question.words, question.unit_ids
    is_narrowed = bool(words.strip()) or not question.among.is_open
    one_by_one = of_many or (unit_ids is None and is_narrowed)
    filters = among_on(question.among, day, in_turn=of_many)
    if unit_ids is not None or not question.among.has_no_unit:
        filters.append(_stood(day, unit_ids, one_by_one))
    people = select(Person.id).where(on_record(day), *filters)
    found = _found(words, _named(trees, words), day, question.party_units, of_many=of_many)
    return people if found is None else people.where(found)


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
    """Units whose name of that day has all the words, each at the beginning of one, or whose code has (`meaning_people`)."""
    rules = [(f" {word}", meaning_people(word)) for word in typed_words(words)]
    if not rules:
        return []
    return [
        node.id
        for tree in trees
        for node in tree.nodes.values()
        for name, code in [(f" {fold(node.name)}", plain_code(node.code))]
        if all(word in name or is_found(code, part) for word, part in rules)
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
    if not of_many:
        return Person.id.in_(union(select(place.person_id).where(*there), *people_led(words)))
    in_turn = exists().where(place.person_id == Person.id, *there)
    ways = filter(None, (words, drawn_together(words)))
    having = [
        and_(*(has_word(word, typed_words(way)) for word in typed_words(way))) for way in ways
    ]
    return or_(*having, in_turn)


def order_on(words: str, sort: Sort, day: date) -> list[ColumnElement[Any]]:
    """The columns that order the list: as that of today, by the positions of the day."""
    name: list[ColumnElement[Any]] = [Person.sort_key.expression, Person.id.expression]
    if sort.key == BY_POSITION.key:
        return [_rank_on(day), *name]
    if sort.key == BY_LIST.key:
        return [Person.list_rank.expression, Person.list_row.expression, *name]
    if sort.key == AS_IMPORTED.key:
        return [Person.id.expression]
    return name if sort.descending else [*best_first(words), *name]


def by_position_on(many: Select[int], day: date) -> Listing:
    """A long list by the positions of the day, without a look at everybody.

    Most have held one position for as long as anybody knows: an index has their order. Beside them stand those of whom
    the history says what they were.
    """
    was = aliased(PersonStanding)
    then = and_(was.person_id == Person.id, was_on(day, was))
    name: list[ColumnElement[Any]] = [Person.sort_key.expression, Person.id.expression]
    return Listing(
        many.where(~exists().where(then)),
        [Person.position_rank.expression, *name],
        Listing(many.join(was, then), [was.position_rank.expression, *name]),
    )


def _rank_on(day: date) -> ColumnElement[Any]:
    """The rank of the position somebody held on the day; of those who were something else, from their history."""
    was = aliased(PersonStanding)
    then = select(was.position_rank).where(was.person_id == Person.id, was_on(day, was))
    return func.coalesce(then.correlate(Person).scalar_subquery(), Person.position_rank)
