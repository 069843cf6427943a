"""Who belonged where on a day: the question behind audiences, summonses and reports."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from lms.people.models import Membership, Person
from lms.units.enums import Tree
from lms.units.tree import load_tree

CHUNK = 5_000
"""Ids bound in one statement; SQLite takes 32,766."""


def holds_on(day: date, place: Any = Membership) -> ColumnElement[bool]:
    """Condition: the membership holds on the day."""
    return and_(place.starts_on <= day, or_(place.ends_on.is_(None), place.ends_on >= day))


def people_of_units(db: Session, unit_ids: Iterable[int], on: date) -> set[int]:
    """Ids of the people who belong, on the day, to any of the units or to a unit below it.

    Units of both trees may be mixed; people who have left by then are not among them.
    """
    wanted = set(unit_ids)
    reached: set[int] = set()
    for tree in Tree:
        picture = load_tree(db, tree, on)
        for unit_id in wanted:
            if unit_id in picture:
                reached |= picture.subtree(unit_id)
    found: set[int] = set()
    for part in _chunks(sorted(reached)):
        found.update(
            db.scalars(
                select(Membership.person_id)
                .join(Person, Person.id == Membership.person_id)
                .where(
                    Membership.unit_id.in_(part),
                    holds_on(on),
                    or_(Person.left_on.is_(None), Person.left_on > on),
                )
            )
        )
    return found


def units_of_people(
    db: Session, tree: Tree, on: date, person_ids: Collection[int] | None = None
) -> dict[int, int]:
    """person id → unit id in one tree on the day; everybody when no ids are given."""
    question = select(Membership.person_id, Membership.unit_id).where(
        Membership.tree == tree, holds_on(on)
    )
    if person_ids is None:
        return {row.person_id: row.unit_id for row in db.execute(question)}
    found: dict[int, int] = {}
    for part in _chunks(sorted(person_ids)):
        rows = db.execute(question.where(Membership.person_id.in_(part)))
        found.update({row.person_id: row.unit_id for row in rows})
    return found


def _chunks(ids: list[int]) -> Iterable[list[int]]:
    for start in range(0, len(ids), CHUNK):
        yield ids[start : start + CHUNK]
