"""Who stands in some units today, for statements compiled once: the units are one value, however many they are."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Integer,
    Text,
    bindparam,
    or_,
    select,
    true,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import aliased
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import NullType, TypeDecorator

from lms.people.models import Membership

UNITS: Final = "units"
TODAY: Final = "today"
"""Names of the values that a statement with `stands_inside` is given."""


class Ids(TypeDecorator[Collection[int]]):
    """Numbers as one value: an array on PostgreSQL, a JSON document on SQLite."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Any) -> Any:
        """The type of the database."""
        kind: Any = ARRAY(Integer) if dialect.name == "postgresql" else Text()
        return dialect.type_descriptor(kind)

    def process_bind_param(self, value: Any, dialect: Any) -> Any:
        """What the database is sent."""
        ids = list(value)
        return ids if dialect.name == "postgresql" else json.dumps(ids)


class is_among(FunctionElement[Any]):  # noqa: N801 - written as a function in statements
    """Condition: the column is one of the numbers bound as `Ids`."""

    type = NullType()
    """Not a Boolean, which SQLAlchemy compares with 1 on SQLite; then no index is used."""
    inherit_cache = True


@compiles(is_among, "sqlite")
def _in_document(element: Any, compiler: Any, **more: Any) -> str:
    column, ids = (compiler.process(each, **more) for each in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({ids}))"


@compiles(is_among, "postgresql")
def _in_array(element: Any, compiler: Any, **more: Any) -> str:
    column, ids = (compiler.process(each, **more) for each in element.clauses)
    return f"{column} = ANY ({ids})"


@dataclass(frozen=True, slots=True)
class Inside:
    """Units people must stand in today to be found."""

    unit_ids: Collection[int]
    at_once: bool = False
    """Read all who stand there first, for many people of whom few do; else ask one person after the other."""


def stands_inside(person_id: Any, *, at_once: bool) -> ColumnElement[bool]:
    """Condition: the person stands today in one of the units; both are bound when the statement is run.

    Asked of each, a first row is taken, and asked of all, the answer is compared once more: no database makes a join of
    that. One that is planned for any units would begin with all who stand in them, for each word anew.
    """
    if at_once:
        inside = select(Membership.person_id).where(*placed_inside())
        all_at_once: ColumnElement[bool] = person_id.in_(inside).is_not(False)
        return all_at_once
    place = aliased(Membership)
    stands = select(true()).where(place.person_id == person_id, *placed_inside(place)).limit(1)
    return stands.scalar_subquery().is_not(None)


def placed_inside(place: Any = Membership) -> list[ColumnElement[bool]]:
    """Conditions on a membership: it holds today, in one of the units; both are bound when the statement is run."""
    today: Any = bindparam(TODAY, type_=Membership.starts_on.type)
    return [
        is_among(place.unit_id, bindparam(UNITS, type_=Ids())),
        place.starts_on <= today,
        or_(place.ends_on.is_(None), place.ends_on >= today),
    ]
