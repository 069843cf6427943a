"""The two questions that are asked at every letter typed, compiled once for each number of words.

Both give rows of `Met`; how good an answer each person is, is told outside. With `inside` they are limited to people
who stand in some units today.
"""

from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple

from sqlalchemy import Select, String, and_, bindparam, literal_column, select
from sqlalchemy.orm import Session

from lms import clock
from lms.db.prepared import Prepared
from lms.people.models import Membership, Person, PersonWord
from lms.people.search_inside import Inside, placed_inside, stands_inside
from lms.people.search_scope import on_record
from lms.text import spelt_both_ways

Stretch = tuple[bytes, bytes]
"""Of the name order: [from, to) of sort keys."""
EVERYBODY: Final[Stretch] = (b"", b"\xff")

_BLANK: Final[Any] = literal_column("' '", String)
_IN_ORDER: Final = {
    "enable_seqscan": "off",
    "enable_bitmapscan": "off",
    "enable_sort": "off",
    "max_parallel_workers_per_gather": "0",
    "plan_cache_mode": "force_generic_plan",
}
_FOR_VALUES: Final = {"plan_cache_mode": "auto"}
_PLANNED_FOR: Final = "search_planned_for"
"""In a session's `info`: the transaction whose statements are planned so."""


class Met(NamedTuple):
    """Somebody who has the words."""

    sort_key: bytes
    id: int
    name_fold: str
    full_name: str


def keep_to_indexes(db: Session) -> None:
    """Until the transaction ends, have PostgreSQL read people in the order of an index, and stop when it may.

    It knows nothing of how many have a word inside their name, takes them for a handful, and would sort tens
    of thousands; to gather helpers for that takes longer than the whole answer. Nor does a plan of its own for each
    word tell it more: that takes longer than many an answer, too.
    """
    if db.get_bind().dialect.name != "postgresql":
        return
    if not _is_planned_so(db):
        _plan(db, _IN_ORDER)
        db.info[_PLANNED_FOR] = db.get_transaction()


def read_stretch(
    db: Session,
    stretch: Stretch,
    words: Sequence[str],
    inside: Inside | None,
    *,
    limit: int,
    most: int,
    is_written: bool,
) -> list[Met]:
    """The first people of a stretch of the name order whose names have the words, of the first `most` there.

    `is_written`: the words are looked for in the name as it is written, not without diacritics.
    """
    low, high = stretch
    values: dict[str, Any] = {"low": low, "high": high, "limit": limit, "most": most}
    values |= {"today": clock.today(), "units": inside and inside.unit_ids}
    for place, word in enumerate(words):
        values[f"word_{place}"] = _pattern(word)
        if is_written:
            values[f"other_{place}"] = _pattern(spelt_both_ways(word)[0], " ")
            values[f"another_{place}"] = _pattern(spelt_both_ways(word)[-1], " ")
    ready = _of_stretch_ready(len(words), is_written, _way(inside))
    return [Met(*row) for row in ready.rows(db.connection(), **values)]


def read_with_word(
    db: Session, lead: str, others: Sequence[str], inside: Inside | None, most: int
) -> tuple[list[Met], bool]:
    """People with a word that begins with `lead` and the others in the name, in no order; whether there are more."""
    start = lead.encode()
    values = {"low": start, "high": start + b"\xff", "most": most, "today": clock.today()}
    values |= {f"word_{place}": _pattern(word) for place, word in enumerate(others)}
    ready = _with_word_ready(len(others), _way(inside))
    rows = ready.rows(db.connection(), **values, units=inside and inside.unit_ids)
    met = {row[1]: Met(*row) for row in rows if row[1] is not None}
    return list(met.values()), len(rows) >= most


def read_inside(db: Session, words: Sequence[str], unit_ids: Collection[int]) -> list[Met]:
    """Whoever stands in the units and has the words in the name, in no order: for units of few people."""
    values = {f"word_{place}": _pattern(word) for place, word in enumerate(words)}
    rows = _inside_ready(len(words)).rows(
        db.connection(), **values, units=unit_ids, today=clock.today()
    )
    return list({row[1]: Met(*row) for row in rows}.values())


def plan_for_values(db: Session) -> None:
    """Have a statement planned for its very values again, which is of none of the shapes here."""
    if _is_planned_so(db):
        _plan(db, _FOR_VALUES)
        del db.info[_PLANNED_FOR]


def _is_planned_so(db: Session) -> bool:
    known = db.info.get(_PLANNED_FOR)
    return known is not None and known is db.get_transaction()


def _plan(db: Session, settings: Mapping[str, str]) -> None:
    from lms.db.postgresql import plan_so  # here, so that SQLite needs no driver of PostgreSQL

    plan_so(db.connection(), settings)


def _way(inside: Inside | None) -> bool | None:
    """How the units are asked for (`Inside.at_once`); None where anybody counts."""
    return None if inside is None else inside.at_once


@lru_cache
def _of_stretch_ready(words: int, is_written: bool, way: bool | None) -> Prepared:
    return Prepared(_of_stretch(words, is_written, way))


@lru_cache
def _with_word_ready(others: int, way: bool | None) -> Prepared:
    return Prepared(_with_word(others, way))


@lru_cache
def _inside_ready(words: int) -> Prepared:
    today: Any = bindparam("today", type_=Person.left_on.type)
    columns: list[Any] = [Person.sort_key, Person.id, Person.name_fold, Person.full_name]
    found = (
        select(*columns)
        .join(Membership, Membership.person_id == Person.id)
        .where(*placed_inside(), on_record(today))
    )
    for place in range(words):
        has = (_BLANK + Person.name_fold).like(bindparam(f"word_{place}"), escape="/")
        found = found.where(has)
    return Prepared(found)


def _of_stretch(words: int, is_written: bool, way: bool | None) -> Select[Any]:
    """People of the stretch are read lazily, in the order of the index, until there are enough."""
    row = (
        select(Person.sort_key, Person.id, Person.name_fold, Person.full_name, Person.left_on)
        .where(Person.sort_key >= _key("low"), Person.sort_key < _key("high"))
        .order_by(Person.sort_key, Person.id)
        .limit(bindparam("most"))
        .subquery()
        .c
    )
    today: Any = bindparam("today", type_=Person.left_on.type)
    found: Select[Any] = select(row.sort_key, row.id, row.name_fold, row.full_name).where(
        on_record(today, row)
    )
    for place in range(words):
        has = (_BLANK + (row.full_name if is_written else row.name_fold)).like(
            bindparam(f"word_{place}"), escape="/"
        )
        if is_written:
            whole = _BLANK + row.full_name + _BLANK
            for name in ("other", "another"):
                has |= whole.like(bindparam(f"{name}_{place}"), escape="/")
        found = found.where(has)
    if way is not None:
        found = found.where(stands_inside(row.id, at_once=way))
    return found.limit(bindparam("limit"))


def _with_word(others: int, way: bool | None) -> Select[Any]:
    """A row for everybody who has the words, empty for those who have left."""
    having = select(PersonWord.person_id).where(
        PersonWord.word >= _key("low"), PersonWord.word < _key("high")
    )
    for place in range(others):
        having = having.where(PersonWord.name.like(bindparam(f"word_{place}"), escape="/"))
    if way is not None:
        having = having.where(stands_inside(PersonWord.person_id, at_once=way))
    having_all = having.limit(bindparam("most")).subquery()
    today: Any = bindparam("today", type_=Person.left_on.type)
    is_here = and_(Person.id == having_all.c.person_id, on_record(today))
    columns: list[Any] = [Person.sort_key, Person.id, Person.name_fold, Person.full_name]
    return select(*columns).select_from(having_all).outerjoin(Person, is_here)


def _key(name: str) -> Any:
    return bindparam(name, type_=Person.sort_key.type)


def _pattern(word: str, end: str = "") -> str:
    """For LIKE: the word at the beginning of another, or with `end` as a whole."""
    escaped = word.replace("/", "//").replace("%", "/%").replace("_", "/_")
    return f"% {escaped}{end}%"
