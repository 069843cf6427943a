"""Lists of people unit by unit, in the order of the state tree, and by name within each.

No index has this order: the tree may be another tomorrow. But a page stands in a unit or in some units one after the
other, and their people are few. So people are counted by unit, which says where a page begins, and only the units of
the page are read. Who stands in no unit comes last.
"""

import json
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from typing import Any, Final

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Integer,
    Select,
    and_,
    exists,
    func,
    literal,
    select,
    tuple_,
)
from sqlalchemy.orm import Session, aliased

from lms.people.belonging import holds_on
from lms.people.listing import Spot, in_order, is_long, remember
from lms.people.models import Membership, Person
from lms.units.enums import Tree
from lms.units.models import Unit
from lms.units.tree import UnitTree
from lms.web.paging import PAGE_SIZE, Page

_NAME: Final[Sequence[ColumnElement[Any]]] = (Person.sort_key.expression, Person.id.expression)


_FEW: Final = 2_000
"""Up to so many who stand in no unit are remembered: to find them, everybody is looked at."""
Counts = Mapping[int | None, int]
"""How many people stand in each unit; None: in no unit"""


@dataclass(frozen=True, slots=True)
class _Walk:
    """A list in its order: its people, and the units they stand in, None for those in none."""

    people: Select[int]
    question: Hashable
    day: date
    units: Sequence[int | None]
    sizes: Sequence[int]
    descending: bool

    def read(
        self, db: Session, first: int, size: int, skipped: int = 0, after: Sequence[Any] = ()
    ) -> list[int]:
        """So many ids from a unit on; in it after so many people, or after a name. Three queries at most.

        As the units were counted: the smaller ones between the first and the last of the page are read together.
        """
        if first >= len(self.units):
            return []
        ids = self._of(db, self.units[first], size, skipped, after)
        wanted, last = size - len(ids), first
        while wanted > 0 and last + 1 < len(self.units):
            last += 1
            if self.sizes[last] >= wanted:
                break
            wanted -= self.sizes[last]
        ids += self._between(db, self.units[first + 1 : last])
        if len(ids) < size and last > first:
            ids += self._of(db, self.units[last], size - len(ids))
        return ids[:size]

    def _of(
        self,
        db: Session,
        unit: int | None,
        size: int,
        skipped: int = 0,
        after: Sequence[Any] = (),
    ) -> list[int]:
        place = aliased(Membership)
        if unit is None:
            people = self._nowhere(db)
        else:
            people = _placed(self.people, place, self.day).where(place.unit_id == unit)
        if after:
            here, beside = tuple_(*_NAME), tuple_(*after)
            people = people.where(here < beside if self.descending else here > beside)
        return list(
            db.scalars(in_order(people, _NAME, self.descending).offset(skipped).limit(size))
        )

    def _nowhere(self, db: Session) -> Select[int]:
        people = self.people.where(~_stands(aliased(Membership), self.day))
        if self.sizes[self.units.index(None)] > _FEW or not is_long(sum(self.sizes)):
            return people
        ids = remember(
            db,
            ("in no unit", self.question),
            lambda: list(db.scalars(_all_nowhere(self.people, self.day))),
            lambda _ids: sum(self.sizes),
        )
        return people.where(Person.id.in_(ids))

    def _between(self, db: Session, units: Sequence[int | None]) -> list[int]:
        if not units:
            return []
        place = aliased(Membership)
        at = {unit: number for number, unit in enumerate(units)}
        people = _placed(self.people, place, self.day).where(place.unit_id.in_(units))
        rows: Any = db.execute(in_order(people.add_columns(place.unit_id), _NAME, self.descending))
        found = [(at[unit], person_id) for person_id, unit in rows]
        return [person_id for _at, person_id in sorted(found, key=itemgetter(0))]


def list_by_unit(
    db: Session,
    tree: UnitTree,
    few: Select[int],
    many: Select[int],
    spot: Spot,
    question: Hashable,
    *,
    descending: bool = False,
    size: int = PAGE_SIZE,
) -> Page[int]:
    """One page of people's ids, units in the tree's order as of its day. Seven queries at most.

    `few` and `many` choose the same people, in no order, and `question` tells them from others, as for
    `lms.people.listing.list_ids`. A number past the end gives the last page.
    """
    order = units_in_order(tree)
    asked = ("by unit", tree.on, question)
    counts = remember(
        db, asked, lambda: _count_by_unit(db, few, tree.on), lambda each: sum(each.values())
    )
    total = sum(counts.values())
    units = _sorted(order, counts, descending)
    sizes = [counts[unit] for unit in units]
    people = many if is_long(total) else few
    walk = _Walk(people, asked, tree.on, units, sizes, descending)
    number = min(spot.number, max(1, -(-total // size)))
    ids: list[int] = []
    if number > 1 and (spot.after or spot.before):
        ids = _beside(db, walk, spot, size)
    if not ids:
        skipped, first = (number - 1) * size, 0
        while first < len(sizes) and skipped >= sizes[first]:
            skipped -= sizes[first]
            first += 1
        ids = walk.read(db, first, size, skipped)
    return Page(ids, number, size, total, (ids[0], ids[-1]) if ids else None)


def all_by_unit(db: Session, tree: UnitTree, people: Select[int], descending: bool) -> Select[int]:
    """The ids of all the people in the same order, for a list that is read from one end to the other."""
    place, (unit_id, number) = aliased(Membership), _numbered(db, units_in_order(tree))
    joined = people.outerjoin(place, _stands_at(place, tree.on)).outerjoin(
        unit_id.table, unit_id == place.unit_id
    )
    last: Any = func.coalesce(number, len(tree.nodes) + 1)
    nowhere: Any = place.unit_id.is_(None)
    return in_order(joined, [nowhere, last, func.coalesce(place.unit_id, 0), *_NAME], descending)


def units_in_order(tree: UnitTree) -> list[int]:
    """The units as the tree shows them: each before those below it."""
    return [node.id for _depth, node in tree.walk()]


def _sorted(order: Sequence[int], counts: Counts, descending: bool) -> list[int | None]:
    """The units that have people; such as are not in the tree after it, nowhere last of all."""
    at = {unit: number for number, unit in enumerate(order)}
    units = sorted(
        counts,
        key=lambda unit: (unit is None, at.get(unit or 0, len(at) + 1), unit or 0),
        reverse=descending,
    )
    return list(units)


def _beside(db: Session, walk: _Walk, spot: Spot, size: int) -> list[int]:
    """The page after or before a person; nobody when that person is in the list no more."""
    place, back = aliased(Membership), spot.after is None
    asked = (
        select(place.unit_id, *_NAME)
        .select_from(Person)
        .outerjoin(place, _stands_at(place, walk.day))
        .where(Person.id == (spot.after or spot.before))
    )
    there = db.execute(asked).first()
    if there is None or there[0] not in walk.units:
        return []
    units, sizes, falls = list(walk.units), list(walk.sizes), walk.descending
    if back:
        units, sizes, falls = units[::-1], sizes[::-1], not falls
    turned = _Walk(walk.people, walk.question, walk.day, units, sizes, falls)
    ids = turned.read(db, units.index(there[0]), size, after=there[1:])
    return ids[::-1] if back else ids


def _count_by_unit(db: Session, people: Select[int], day: date) -> Counts:
    """Two queries, each as its index runs."""
    place = aliased(Membership)
    placed = people.join(place, _stands_at(place, day)).group_by(place.unit_id)
    rows: Any = db.execute(placed.with_only_columns(place.unit_id, func.count())).all()
    counts: dict[int | None, int] = dict(rows)
    total = db.scalar(select(func.count()).select_from(people.subquery())) or 0
    if nowhere := total - sum(counts.values()):
        counts[None] = nowhere
    return counts


def _all_nowhere(people: Select[int], day: date) -> Select[int]:
    """Asked of everybody at once."""
    place, units = aliased(Membership), select(Unit.id).where(Unit.tree == Tree.STATE)
    placed = select(place.person_id).where(place.unit_id.in_(units), holds_on(day, place))
    return people.where(Person.id.not_in(placed))


def _stands_at(place: Any, day: date) -> ColumnElement[bool]:
    """Condition: the place of a person in the state tree on the day; asked of units, as their index has no tree."""
    units = select(Unit.id).where(Unit.tree == Tree.STATE)
    return and_(place.person_id == Person.id, place.unit_id.in_(units), holds_on(day, place))


def _stands(place: Any, day: date) -> ColumnElement[bool]:
    return exists().where(_stands_at(place, day))


def _placed(people: Select[int], place: Any, day: date) -> Select[int]:
    return people.join(place, _stands_at(place, day))


def _numbered(db: Session, units: Sequence[int]) -> tuple[Any, Any]:
    """The columns of a table made for the question: unit id, and its number in the order."""
    told: Any
    if db.get_bind().dialect.name == "sqlite":
        told = func.json_each(json.dumps(list(units))).table_valued("value", "key", name="ordered")
        return told.c.value, told.c.key
    told = func.unnest(literal(list(units), ARRAY(Integer))).table_valued(
        "unit_id", with_ordinality="number", name="ordered"
    )
    told = told.render_derived()
    return told.c.unit_id, told.c.number
