"""Finding people by any words of theirs, without diacritics, in any order, while they are being typed.

Every word typed must begin a word of the person: of the name, the code, the phone or the e-mail address
(`lms.people.word_index`), or be any part of the code (`lms.people.code_parts`); a unit is found by its name, or any part
of its code. First come those written with the diacritics typed, then those whose given name is meant, then Vietnamese
name order; who is found by a code or a number comes in its order, and last who has it only inside the code. Over 200,000 people two
ways lead to ten answers within milliseconds: people are walked through in the order of the answer for a while
(`lms.people.search_walk`); when fewer than ten were met, all who have the rarest of the words are looked at.
"""

from collections.abc import Collection, Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, exists, or_, select, true, union
from sqlalchemy.orm import Session

from lms import clock
from lms.people.belonging import holds_on
from lms.people.code_parts import drawn_together, parts_sought
from lms.people.models import Membership, Person
from lms.people.search_answers import Found, FoundUnit, describe, describe_units
from lms.people.search_codes import add_inside, by_number
from lms.people.search_counts import Counts
from lms.people.search_inside import Inside
from lms.people.search_parting import Parted, part_words
from lms.people.search_rank import Ranking
from lms.people.search_scope import (
    may_be_known,
    on_record,
    people_of_few,
)
from lms.people.search_statements import Met, keep_to_indexes, read_inside, read_with_word
from lms.people.search_terms import (
    has_word,
    is_led,
    people_led,
    typed_words,
    word_in,
)
from lms.people.search_unit_words import named_by
from lms.people.search_walk import walk_people
from lms.units.codes import unit_means_people
from lms.units.models import Unit, UnitName
from lms.units.tree import UnitTree

ANSWERS: Final = 10
_FEW: Final = 300
"""Up to so many who have all words, all are looked at: one millisecond."""
_SOON_MET: Final = 200
"""So many who are likely to have all words, and ten of them are met within the first people walked through."""
_FEW_INSIDE: Final = 1_500
"""Up to so many who stand in the units named, all are looked at: two milliseconds."""
_OF_WHOM_HAVE_ANOTHER: Final = 4
"""One in so many who have a word is taken to have another one typed."""
_READ_FOR_ONE_ASKED: Final = 12
"""So many who stand in some units are read together in the time that asking one where he or she stands takes."""
_SOON_READ: Final = 8_000
"""Up to so many who stand in some units, all are read before everybody is walked through: two milliseconds."""
_TWO: Final = 2
"""So many common words thousands of people have, and whether each stands in some units is long to ask."""
_MANY: Final = 3_000
"""The same when walking led nowhere: so many are met only in a handful of cases in which any of them will do."""


def suggest_people(
    db: Session,
    words: str,
    unit_ids: Collection[int] | None = None,
    limit: int = ANSWERS,
    trees: Sequence[UnitTree] = (),
) -> list[Found]:
    """The first people found by the words, each with the units; nobody for no words.

    `unit_ids` limits the answers to people who stand in one of these units today. A few short statements.
    Where nobody has all words, those that name a unit of the trees are parted from them (`search_parting`), and at last
    letters and the figures after them are taken for a code with a blank in it.
    """
    counts = Counts(db)
    ids = _suggested(counts, words, unit_ids, limit)
    if not ids:
        ways = part_words(words, trees, unit_ids)
        answers = (_parted(counts, way, limit) for way in ways)
        ids = next(filter(None, answers), [])
    together = None if ids else drawn_together(words)
    if together:
        ids = _suggested(counts, together, unit_ids, limit)
    return describe(db, ids)


def suggest_units(
    words: str, trees: Sequence[UnitTree], unit_ids: Collection[int] | None = None, limit: int = 3
) -> list[FoundUnit]:
    """The first units of the trees whose name has the words, each at the beginning of a word, or whose code has them;
    of those in reach. No query.
    """
    return describe_units(named_by(trees, typed_words(words), unit_ids)[:limit])


def found_by(words: str, party_units: Collection[int] | None) -> ColumnElement[bool] | None:
    """Condition on `Person` for lists: found by the words, or standing in a unit that has them all.

    `party_units`: for whose people the reader may know Party membership (None: all). None when there are no words.
    """
    typed = typed_words(words)
    if not typed:
        return None
    by_unit = (
        select(Membership.person_id)
        .join(UnitName, UnitName.unit_id == Membership.unit_id)
        .where(holds_on(clock.today()), may_be_known(party_units), *_unit_named(typed))
    )
    return Person.id.in_(union(by_unit, *people_led(words)))


def found_in_turn(words: str, party_units: Collection[int] | None) -> ColumnElement[bool] | None:
    """The same condition for walking through everybody, of whom many have the words: one person after the other."""
    typed = typed_words(words)
    if not typed:
        return None
    by_unit = (
        exists()
        .where(UnitName.unit_id == Membership.unit_id, Membership.person_id == Person.id)
        .where(holds_on(clock.today()), may_be_known(party_units), *_unit_named(typed))
    )
    found = or_(and_(*(has_word(each, typed) for each in typed)), by_unit)
    coded = found_in_turn(drawn_together(words) or "", party_units)
    return found if coded is None else or_(found, coded)


def _suggested(
    counts: Counts, words: str, unit_ids: Collection[int] | None, limit: int
) -> list[int]:
    typed = typed_words(words)
    if not typed:
        return []
    few = people_of_few(counts.db, unit_ids)
    if few is not None:
        having = [Person.id.in_(few), *(has_word(each, typed) for each in typed)]
        return _looked_at(counts.db, having, words, limit)
    if not all(map(str.isalpha, typed)):
        return by_number(counts, typed, unit_ids, limit)
    ids = _by_name(counts, typed, words, unit_ids, limit)
    return add_inside(counts, ids, typed, unit_ids, limit)


def _by_name(
    counts: Counts, typed: Sequence[str], words: str, unit_ids: Collection[int] | None, limit: int
) -> list[int]:
    keep_to_indexes(counts.db)
    lead = typed[0]
    if len(typed) > 1:
        lead = counts.rarest_word(typed)
        if counts.having(lead) == 0:
            return []
        is_short = unit_ids is None or len(typed) > _TWO or counts.have_few(lead)
        if is_short and counts.expected(typed, unit_ids) < _SOON_MET:
            met, are_more = _with_all(counts, lead, typed, unit_ids, _FEW)
            if not are_more:
                return _best(met, words, limit)
    inside = None
    if unit_ids is not None:
        inside = Inside(unit_ids, at_once=counts.inside(unit_ids) < _SOON_READ)
    walked = walk_people(counts.db, words, inside, limit)
    if walked is not None:
        return walked
    met, _are_more = _with_all(counts, lead, typed, unit_ids, _MANY)
    return _best(met, words, limit)


def _with_all(
    counts: Counts, lead: str, typed: Sequence[str], unit_ids: Collection[int] | None, most: int
) -> tuple[list[Met], bool]:
    others = [each for each in typed if each != lead]
    inside = None
    if unit_ids is not None:
        asked = counts.having(lead) / _OF_WHOM_HAVE_ANOTHER ** len(others)
        inside = Inside(unit_ids, at_once=counts.inside(unit_ids) < _READ_FOR_ONE_ASKED * asked)
    return read_with_word(counts.db, lead, others, inside, most)


def _best(met: Sequence[Met], words: str, limit: int) -> list[int]:
    return [each.id for each in sorted(met, key=Ranking(words).key)[:limit]]


def _parted(counts: Counts, way: Parted, limit: int) -> list[int]:
    """The best of those who stand in the units named."""
    typed = typed_words(way.words)
    if not all(map(str.isalpha, typed)):
        return by_number(counts, typed, way.unit_ids, limit)
    keep_to_indexes(counts.db)
    if counts.inside(way.unit_ids) < _FEW_INSIDE:
        return _best(read_inside(counts.db, typed, way.unit_ids), way.words, limit)
    return _by_name(counts, typed, way.words, way.unit_ids, limit)


def _looked_at(
    db: Session, conditions: Sequence[ColumnElement[bool]], words: str, limit: int
) -> list[int]:
    """The best of few people, each of whom is looked at; last those whose code has what was typed only inside."""
    typed = typed_words(words)
    columns: list[Any] = [Person.sort_key, Person.id, Person.name_fold, Person.full_name]
    found = select(is_led(typed) if any(parts_sought(typed)) else true(), *columns).where(
        on_record(clock.today()), *conditions
    )
    rank = Ranking(words).key
    people = [(not led, rank(Met(*row)), row[1]) for led, *row in db.execute(found)]
    return [person_id for _inside, _rank, person_id in sorted(people)[:limit]]


def _unit_named(typed: Sequence[str]) -> list[ColumnElement[bool]]:
    today = clock.today()
    return [
        UnitName.starts_on <= today,
        or_(UnitName.ends_on.is_(None), UnitName.ends_on >= today),
        *(or_(word_in(UnitName.name_fold, word), _coded(word)) for word in typed),
    ]


def _coded(word: str) -> ColumnElement[bool]:
    return UnitName.unit_id.in_(select(Unit.id).where(unit_means_people(word)))
