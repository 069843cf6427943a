"""What is told of people and units found while somebody types: on one line, what tells them from their namesakes."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import String, and_, bindparam, or_, select, type_coerce
from sqlalchemy.orm import Session

from lms import clock
from lms.db.prepared import Prepared, among
from lms.people.code_parts import plain_code
from lms.people.models import Membership, Person
from lms.text import fold
from lms.units.enums import Tree
from lms.units.tree import UnitTree
from lms.web.format import format_date

LINE: Final = 40
"""Characters that fit under a name on a phone of 360 pixels."""


@dataclass(frozen=True, slots=True)
class Found:
    """One answer while somebody types."""

    id: int
    full_name: str
    born_on: date | None
    birth_year: int | None
    position: str
    personnel_code: str | None
    places: Mapping[Tree, int]
    """The unit in which the person stands today, of each tree."""


@dataclass(frozen=True, slots=True)
class FoundUnit:
    """A unit whose name or code has the words."""

    id: int
    name: str
    note: str
    """Its code, and the unit above it."""


def describe(db: Session, ids: Sequence[int]) -> list[Found]:
    """The people, with the units each stands in today. One query."""
    if not ids:
        return []
    found: dict[int, Found] = {}
    places: dict[int, dict[Tree, int]] = {each: {} for each in ids}
    for row in _PEOPLE.rows_for(db.connection(), ids, today=clock.today()):
        person_id, name, born_on, year, position, code, tree, unit_id = row
        found[person_id] = Found(person_id, name, born_on, year, position, code, places[person_id])
        if unit_id is not None:
            places[person_id][Tree(tree)] = unit_id
    return [found[each] for each in ids]


def notes_of(
    found: Sequence[Found],
    words: str,
    trees: Sequence[UnitTree],
    party_units: Collection[int] | None,
) -> list[str]:
    """A line for each of the people found: position and unit, and with namesakes first what tells them apart.

    The unit stands with the one above it. Who stands in a Party unit alone is told with it only where that may be
    known: the person stands in one of `party_units` (None: anybody). A code is told where it was typed. What does not
    fit on the line is left out, unless it is what tells two people apart.
    """
    places = [_place_of(each, trees, party_units) for each in found]
    namesakes: defaultdict[str, list[int]] = defaultdict(list)
    for at, each in enumerate(found):
        namesakes[fold(each.full_name)].append(at)
    needed: list[set[int]] = [set() for _each in found]
    told = [_told(each, place) for each, place in zip(found, places, strict=True)]
    for group in namesakes.values():
        _tell_apart(group, told, needed)
    numbers = [word for word in fold(words).split() if not word.isalpha()]
    for must, parts in zip(needed, told, strict=True):
        code = fold(parts[_CODE])
        if any(word in code or (plain_code(word) or word) in plain_code(code) for word in numbers):
            must.add(_CODE)
    return [_line(parts, must) for parts, must in zip(told, needed, strict=True)]


def describe_units(found: Sequence[tuple[UnitTree, int]]) -> list[FoundUnit]:
    """Units found, each with its code and the unit above it."""
    return [
        FoundUnit(
            unit,
            tree.name(unit),
            " · ".join(filter(None, (tree.nodes[unit].code, tree.above(unit)))),
        )
        for tree, unit in found
    ]


_CODE, _BORN, _POSITION, _PLACE = range(4)
"""Parts of a line, as they stand on it."""
_TELLING: Final = (_PLACE, _BORN, _POSITION, _CODE)
"""By which two namesakes are told apart, the best first; every line has the place."""
_FILLING: Final = (_POSITION, _BORN, _CODE)


def _told(each: Found, place: str) -> tuple[str, str, str, str]:
    born = format_date(each.born_on) if each.born_on else str(each.birth_year or "")
    return each.personnel_code or "", born, each.position, place


def _tell_apart(
    group: Sequence[int], told: Sequence[tuple[str, ...]], needed: Sequence[set[int]]
) -> None:
    """Add to what is needed until no two of the group have the same line, or there is nothing more to tell."""
    taken: list[int] = []
    for part in _TELLING:
        taken.append(part)
        for at in group:
            needed[at].add(part)
        if len({tuple(told[at][each] for each in taken) for at in group}) == len(group):
            return


def _line(parts: Sequence[str], needed: Collection[int]) -> str:
    kept = set(needed)
    for part in _FILLING:
        if len(_joined(parts, kept | {part})) <= LINE:
            kept.add(part)
    return _joined(parts, kept)


def _joined(parts: Sequence[str], kept: Collection[int]) -> str:
    return " · ".join(text for part, text in enumerate(parts) if part in kept and text)


def _place_of(each: Found, trees: Sequence[UnitTree], party_units: Collection[int] | None) -> str:
    knows = party_units is None or not set(party_units).isdisjoint(each.places.values())
    for tree in trees:
        unit = each.places.get(tree.tree)
        if unit is not None and unit in tree and (tree.tree is Tree.STATE or knows):
            return tree.name_within(unit)
    return ""


def _people(size: int) -> Any:
    today: Any = bindparam("today", type_=Membership.starts_on.type)
    held = and_(
        Membership.person_id == Person.id,
        Membership.starts_on <= today,
        or_(Membership.ends_on.is_(None), Membership.ends_on >= today),
    )
    columns: list[Any] = [
        Person.id,
        Person.full_name,
        Person.born_on,
        Person.birth_year,
        Person.position,
        Person.personnel_code,
        type_coerce(Membership.tree, String),
        Membership.unit_id,
    ]
    return select(*columns).outerjoin(Membership, held).where(among(Person.id, size))


_PEOPLE: Final = Prepared(_people)
