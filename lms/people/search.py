"""Finding people by any words of theirs, without diacritics, in any order, while they are being typed.

Every word typed must begin a word of the person: of the name, the code, the phone or the e-mail address
(`lms.people.word_index`). First come those written with the diacritics typed, then those whose given name is
meant, then Vietnamese name order. Over 200,000 people two ways lead to ten answers within milliseconds: with a
rare word among those typed, all who have it are looked at; when every word is common ("ng", "nguyen th"), people
are walked through in the order of the answer until ten are found.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import Session

from lms import clock
from lms.people.belonging import holds_on
from lms.people.models import Membership, Person, PersonWord
from lms.people.search_terms import (
    begins,
    begins_given_name,
    best_first,
    between,
    given_ranges,
    has_marked,
    in_name,
    marked_words,
    typed_words,
    with_all,
    written_range,
)
from lms.units.enums import Tree
from lms.units.models import Unit, UnitName

ANSWERS: Final = 10
_RARE: Final = 6_000
"""Up to so many who have the word typed, all are looked at."""
_RARE_AMONG: Final = {1: _RARE, 2: 8_000}
_RARE_AMONG_SEVERAL: Final = 20_000
"""The same for two words, and for more: most of those who have one of them have not the others."""
_RARE_ALONE: Final = 1_000
"""For one word without diacritics, looked for everywhere: ten who have it are soon met in any order."""

_IN_ORDER: Final = select(
    *(
        func.set_config(name, "off", True)
        for name in ("enable_seqscan", "enable_bitmapscan", "enable_sort", "jit")
    ),
    func.set_config("max_parallel_workers_per_gather", "0", True),
)


@dataclass(frozen=True, slots=True)
class Found:
    """One answer while somebody types."""

    id: int
    full_name: str
    born_on: date | None
    birth_year: int | None
    position: str
    personnel_code: str | None
    unit: str
    """Where the person stands today, in the state tree if anywhere there; empty for nowhere."""


@dataclass(frozen=True, slots=True)
class FoundUnit:
    """A unit whose name has the words."""

    id: int
    name: str


def suggest_people(
    db: Session, words: str, unit_ids: Collection[int] | None = None, limit: int = ANSWERS
) -> list[Found]:
    """The first people found by the words, each with the unit; nobody for no words.

    `unit_ids` limits the answers to people who stand in one of these units today. A dozen statements at most, as
    a rule three.
    """
    typed = typed_words(words)
    if not typed:
        return []
    enough = _RARE_AMONG.get(len(typed), _RARE_AMONG_SEVERAL)
    if len(typed) == 1 and unit_ids is None and not marked_words(words):
        enough = min(enough, _RARE_ALONE)
    rare, count = _rarest(db, typed, enough)
    few_units = _people_of_few(db, unit_ids)
    if few_units is not None and count >= _RARE:
        named = [in_name(Person.name_fold, each) for each in typed]
        ids = _looked_at(db, [Person.id.in_(few_units), *named], words, None, limit)
    elif count < enough or not all(map(str.isalpha, typed)):
        with_rare = select(PersonWord.person_id).where(*with_all(rare, typed))
        with_rare = with_rare.order_by(PersonWord.word).limit(enough)
        ids = _looked_at(db, [Person.id.in_(with_rare)], words, unit_ids, limit)
    else:
        ids = _walked(db, words, unit_ids, limit)
    return _described(db, ids)


def suggest_units(
    db: Session, words: str, unit_ids: Collection[int] | None = None, limit: int = 3
) -> list[FoundUnit]:
    """The first units of both trees whose present name has the words, each at the beginning of a word."""
    typed = typed_words(words)
    if not typed:
        return []
    named = (
        select(UnitName.unit_id, UnitName.name)
        .join(Unit, Unit.id == UnitName.unit_id)
        .where(*_unit_named(typed))
        .order_by(func.length(UnitName.name), Unit.tree.desc(), Unit.position, Unit.id)
    )
    if unit_ids is not None:
        named = named.where(UnitName.unit_id.in_(unit_ids))
    return [FoundUnit(row.unit_id, row.name) for row in db.execute(named.limit(limit))]


def found_by(words: str) -> ColumnElement[bool] | None:
    """Condition on `Person` for lists: found by the words, or standing in a unit that has them all.

    None when there are no words.
    """
    typed = typed_words(words)
    if not typed:
        return None
    by_words = select(PersonWord.person_id).where(*with_all(max(typed, key=len), typed))
    by_unit = (
        select(Membership.person_id)
        .join(UnitName, UnitName.unit_id == Membership.unit_id)
        .where(holds_on(clock.today()), *_unit_named(typed))
    )
    return Person.id.in_(by_words.union(by_unit))


def on_record(day: date) -> ColumnElement[bool]:
    """Condition: the person has not left by the day."""
    return or_(Person.left_on.is_(None), Person.left_on > day)


def _rarest(db: Session, typed: Sequence[str], enough: int) -> tuple[str, int]:
    """The word that the fewest have, counted no further than needed."""
    counted = [
        select(func.count())
        .select_from(select(PersonWord.person_id).where(begins(each)).limit(enough).subquery())
        .scalar_subquery()
        for each in typed
    ]
    counts = db.execute(select(*counted)).one()
    return min(zip(typed, counts, strict=True), key=lambda each: (each[1], -len(each[0])))


def _people_of_few(db: Session, unit_ids: Collection[int] | None) -> Select[Any] | None:
    """Those who stand in the units today, when they are few enough to look at all of them."""
    if unit_ids is None:
        return None
    inside = select(Membership.person_id).where(
        Membership.unit_id.in_(unit_ids), holds_on(clock.today())
    )
    counted = select(func.count()).select_from(inside.limit(_RARE).subquery())
    return inside if (db.scalar(counted) or 0) < _RARE else None


def _looked_at(
    db: Session,
    candidates: Sequence[ColumnElement[bool]],
    words: str,
    unit_ids: Collection[int] | None,
    limit: int,
) -> list[int]:
    found = _scoped(select(Person.id).where(*candidates), unit_ids)
    order = (*best_first(words), Person.sort_key, Person.id)
    return list(db.scalars(found.order_by(*order).limit(limit)))


def _walked(db: Session, words: str, unit_ids: Collection[int] | None, limit: int) -> list[int]:
    """People in the order of the answer, stage by stage, until there are enough."""
    _keep_to_order(db)
    ids: dict[int, None] = {}
    for stage in _stages(words):
        found: list[tuple[bytes, int]] = []
        for conditions in stage:
            some = _scoped(select(Person.sort_key, Person.id).where(*conditions), unit_ids)
            some = some.order_by(Person.sort_key, Person.id).limit(limit + len(ids))
            found += [(row.sort_key, row.id) for row in db.execute(some)]
        ids |= dict.fromkeys(person_id for _key, person_id in sorted(found))
        if len(ids) >= limit:
            break
    return list(ids)[:limit]


def _keep_to_order(db: Session) -> None:
    """Until the transaction ends, have PostgreSQL read people by the index of the name order, and stop when it may.

    It knows nothing of how many have a word inside their name, takes them for a handful, and would sort tens
    of thousands; to gather helpers for that takes longer than the whole answer.
    """
    if db.get_bind().dialect.name == "postgresql":
        db.execute(_IN_ORDER)


def _stages(words: str) -> Iterator[list[list[ColumnElement[bool]]]]:
    """Conditions of each stage, best first; each stage is one or several stretches of the name order."""
    typed = typed_words(words)
    named = [in_name(Person.name_fold, each) for each in typed]
    marked = marked_words(words)
    if marked:
        as_written = [*named, *has_marked(marked)]
        yield [[*between(written_range(written)), *as_written] for written in marked]
        yield [as_written]
    yield [
        [*between(stretch), begins_given_name(each), *named]
        for each in typed
        for stretch in given_ranges(each)
    ]
    yield [named]


def _scoped(people: Any, unit_ids: Collection[int] | None) -> Any:
    people = people.where(on_record(clock.today()))
    if unit_ids is None:
        return people
    stands_inside = exists().where(
        Membership.person_id == Person.id,
        Membership.unit_id.in_(unit_ids),
        holds_on(clock.today()),
    )
    return people.where(stands_inside)


def _described(db: Session, ids: Sequence[int]) -> list[Found]:
    """The people with the present name of the unit each stands in. Two queries."""
    if not ids:
        return []
    today = clock.today()
    places = db.execute(
        select(Membership.person_id, UnitName.name)
        .join(UnitName, UnitName.unit_id == Membership.unit_id)
        .where(Membership.person_id.in_(ids), holds_on(today), *_holding_today(today))
        .order_by(Membership.tree == Tree.STATE)
    )
    units = {row.person_id: row.name for row in places}
    people = {
        row.id: row
        for row in db.execute(
            select(
                Person.id,
                Person.full_name,
                Person.born_on,
                Person.birth_year,
                Person.position,
                Person.personnel_code,
            ).where(Person.id.in_(ids))
        )
    }
    return [Found(*people[each], units.get(each, "")) for each in ids]


def _unit_named(typed: Sequence[str]) -> list[ColumnElement[bool]]:
    return [
        *_holding_today(clock.today()),
        *(in_name(UnitName.name_fold, word) for word in typed),
    ]


def _holding_today(today: date) -> list[ColumnElement[bool]]:
    return [
        UnitName.starts_on <= today,
        or_(UnitName.ends_on.is_(None), UnitName.ends_on >= today),
    ]
