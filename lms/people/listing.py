"""One page of the people, wherever in the list it stands: read from its neighbour, not counted down to.

A link to the next page names the last person of this one, a link back the first; from there the page is read in the
order of an index, and the number in the address only says which page it is. The ends of the list are read from
the ends. A page asked for by its number alone is counted down to from whichever end is nearer.
"""

import time
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from sqlalchemy import ColumnElement, Select, func, select, tuple_
from sqlalchemy.orm import Session

from lms.numbers import number_sent
from lms.people.models import Membership, Person
from lms.web.paging import AFTER, BEFORE, PAGE_SIZE, Page, page_number

_MANY: Final = 10_000
_DEEP: Final = 5_000
_SECONDS: Final = 60
_MOST_REMEMBERED: Final = 64

T = TypeVar("T")

_remembered: dict[Hashable, tuple[Any, float]] = {}
"""Question → how many people answer it, and until when that is believed"""


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of people's ids, and the columns that order it."""

    people: Select[int]
    order: Sequence[ColumnElement[Any]]
    beside: "Listing | None" = None
    """Other people whose place in the same order other columns tell; both are read and merged."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Which page of a list is asked for."""

    number: int = 1
    after: int | None = None
    """The person before its first; None when it is asked for by its number."""
    before: int | None = None
    """The person after its last."""


FIRST_PAGE: Final = Spot()


def read_spot(args: Mapping[str, str]) -> Spot:
    """The page asked for in an address; the first for anything that is none."""
    number = page_number(args)
    return Spot(number, _id(args, AFTER), _id(args, BEFORE)) if number > 1 else Spot()


def list_ids(
    db: Session,
    few: Listing,
    many: Listing,
    spot: Spot,
    question: Hashable,
    *,
    deep: Listing | None = None,
    descending: bool = False,
    size: int = PAGE_SIZE,
) -> Page[int]:
    """One page of the ids of people. `question`: what tells this list from others. Four queries at most.

    The list is asked for as `few` while it is short, and as `many` when it is long: then people are walked through in
    its order; for a page far from both ends that is asked for by its number as `deep`, where that is given: the same
    people in the same order as `many`, found all at once. A long list is counted once a minute, and when people were added; a short one every time. A number
    past the end gives the last page.
    """
    total = _count(db, few.people, question)
    listing = many if is_long(total) else few
    number = min(spot.number, max(1, -(-total // size)))
    ids: list[int] = []
    if number > 1 and (spot.after or spot.before):
        ids = _beside(db, listing, spot, descending, size)
    if not ids:
        skipped = (number - 1) * size
        is_deep = is_long(total) and min(skipped, total - skipped) >= _DEEP
        ids = _by_number(db, (is_deep and deep) or listing, descending, skipped, size, total)
    return Page(ids, number, size, total, (ids[0], ids[-1]) if ids else None)


def _beside(db: Session, listing: Listing, spot: Spot, descending: bool, size: int) -> list[int]:
    """The page after or before a person; nobody when that person is not on record any more."""
    back = spot.after is None
    there = _place_of(db, listing, spot.after or spot.before)
    if there is None:
        return []
    falls = back is not descending
    ids = _read(db, listing, falls, 0, size, there)
    return ids[::-1] if back else ids


def _place_of(db: Session, listing: Listing, person_id: int | None) -> Sequence[Any] | None:
    if listing.beside is None:
        return db.execute(select(*listing.order).where(Person.id == person_id)).first()
    for part in (listing, listing.beside):
        place = part.people.with_only_columns(*part.order).where(Person.id == person_id)
        if (there := db.execute(place).first()) is not None:
            return there
    return None


def _by_number(
    db: Session, listing: Listing, descending: bool, skipped: int, size: int, total: int
) -> list[int]:
    wanted = min(size, total - skipped)
    from_end = total - skipped - wanted
    if from_end >= skipped:
        return _read(db, listing, descending, skipped, size)
    return _read(db, listing, not descending, from_end, wanted)[::-1]


def _read(
    db: Session,
    listing: Listing,
    falls: bool,
    skipped: int,
    size: int,
    after: Sequence[Any] = (),
) -> list[int]:
    """So many ids after a place in the order, without the first of them."""
    if listing.beside is None:
        question = in_order(_after(listing, after, falls), listing.order, falls)
        return list(db.scalars(question.offset(skipped).limit(size)))
    rows: list[Any] = []
    for part in (listing, listing.beside):
        question = _after(part, after, falls).add_columns(*part.order)
        rows += db.execute(in_order(question, part.order, falls).limit(skipped + size))
    rows.sort(key=lambda row: tuple(row[1:]), reverse=falls)
    return [row[0] for row in rows[skipped : skipped + size]]


def _after(listing: Listing, there: Sequence[Any], falls: bool) -> Select[Any]:
    if not there:
        return listing.people
    here, after = tuple_(*listing.order), tuple_(*there)
    return listing.people.where(here < after if falls else here > after)


def in_order(people: Select[T], order: Sequence[ColumnElement[Any]], descending: bool) -> Select[T]:
    """The people in this order, or the other way round."""
    return people.order_by(*(each.desc() if descending else each for each in order))


def is_long(total: int) -> bool:
    """Whether a list of so many is walked through in its order, and its count is believed for a minute."""
    return total >= _MANY


def _count(db: Session, people: Select[int], question: Hashable) -> int:
    def count() -> int:
        return db.scalar(select(func.count()).select_from(people.subquery())) or 0

    return remember(db, question, count, int)


def remember(
    db: Session, question: Hashable, count: Callable[[], T], total: Callable[[T], int]
) -> T:
    """What was counted of a list, and how many people that is in all.

    Many are counted again when somebody came or moved, whoever wrote it, and after a minute.
    """
    newest = select(
        select(func.max(Person.id)).scalar_subquery(),
        select(func.max(Membership.id)).scalar_subquery(),
    )
    key = (str(db.get_bind().engine.url), question, *db.execute(newest).one())
    now = time.monotonic()
    counted: T
    counted, until = _remembered.get(key, (None, 0.0))
    if now < until:
        return counted
    counted = count()
    if is_long(total(counted)):
        if len(_remembered) >= _MOST_REMEMBERED:
            _remembered.clear()
        _remembered[key] = (counted, now + _SECONDS)
    return counted


def _id(args: Mapping[str, str], name: str) -> int | None:
    return number_sent(args.get(name, ""))
