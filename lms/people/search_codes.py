"""People found by a number, a code, a phone or an address while it is typed, and by a part of a code."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from lms import clock
from lms.people.code_parts import parts_sought
from lms.people.models import Person, PersonWord
from lms.people.search_counts import Counts
from lms.people.search_scope import on_record, stands_in
from lms.people.search_statements import keep_to_indexes, plan_for_values
from lms.people.search_terms import begins, has_others


def by_number(
    counts: Counts, typed: Sequence[str], unit_ids: Collection[int] | None, limit: int
) -> list[int]:
    """Those found by a code, a phone or an address, in its order; in name order where a word of the name tells more.

    Last, where they are too few, whose code has the number inside. One statement, or two.
    """
    number = max((each for each in typed if not each.isalpha()), key=len)
    lead, order = _lead(counts, number, typed)
    ids = []
    if len(typed) == 1 or not _have_none(counts, typed):
        conditions = [begins(lead), *has_others(lead, typed, inside=False)]
        ids = _read(counts.db, conditions, order, unit_ids, limit)
    return add_inside(counts, ids, typed, unit_ids, limit)


def add_inside(
    counts: Counts,
    ids: list[int],
    typed: Sequence[str],
    unit_ids: Collection[int] | None,
    limit: int,
) -> list[int]:
    """The people found, and where they are too few those besides who have a word only inside their code, in the order
    in which the code goes on. One statement at most, besides `keep_to_indexes`; none where no word is sought there.
    """
    parts = dict(parts_sought(typed))
    if len(ids) >= limit or not parts:
        return ids
    number = max(parts, key=len)
    part = parts[number]
    lead, order = _lead(counts, part, typed)
    if lead == part:
        others = [each for each in typed if not each.isalpha() and each != number]
        # another of the numbers may be the one inside
        led = or_(begins(number), begins(part)) if others else begins(part)
        if not others:
            keep_to_indexes(counts.db)
        conditions = [led, *has_others(number, typed)]
    else:
        conditions = [begins(lead), *has_others(lead, typed)]
    more = _read(counts.db, conditions, order, unit_ids, limit)
    return list(dict.fromkeys([*ids, *more]))[:limit]


def _have_none(counts: Counts, typed: Sequence[str]) -> bool:
    """Whether nobody at all has one of the words, unless it is a number that begins with a zero, or inside a code."""
    return any(not (each.startswith("0") or counts.having(each)) for each in typed)


def _lead(counts: Counts, number: str, typed: Sequence[str]) -> tuple[str, list[Any]]:
    """The word that the fewest have, of the number and those of letters; and the order in which they are read by it."""
    named = [each for each in typed if each.isalpha()] if len(typed) > 1 else []
    rarest = counts.rarest_word([number, *named]) if named else number
    if rarest != number and counts.have_few(rarest):
        return rarest, [Person.sort_key, Person.id]
    return number, [PersonWord.word, PersonWord.person_id]


def _read(
    db: Session,
    conditions: Sequence[ColumnElement[bool]],
    order: Sequence[Any],
    unit_ids: Collection[int] | None,
    limit: int,
) -> list[int]:
    found = (
        select(Person.id)
        .join(PersonWord, PersonWord.person_id == Person.id)
        .where(*conditions, on_record(clock.today()))
        .order_by(*order)
    )
    if unit_ids is not None:
        found = found.where(stands_in(unit_ids))
    plan_for_values(db)
    return list(dict.fromkeys(db.scalars(found.limit(3 * limit))))[:limit]
