"""Who stands in some units today, for statements compiled once: the units are one value, however many they are."""

import json
from collections.abc import Collection
from typing import Any, Final

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Integer,
    Text,
    bindparam,
    exists,
    func,
    or_,
    select,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session, aliased
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import NullType, TypeDecorator

from lms import clock
from lms.db.prepared import Prepared
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


def stands_inside(person_id: Any) -> ColumnElement[bool]:
    """Condition: the person stands today in one of the units; both are bound when the statement is run."""
    place = aliased(Membership)
    return exists().where(place.person_id == person_id, *placed_inside(place))


def placed_inside(place: Any = Membership) -> list[ColumnElement[bool]]:
    """Conditions on a membership: it holds today, in one of the units; both are bound when the statement is run."""
    today: Any = bindparam(TODAY, type_=Membership.starts_on.type)
    return [
        is_among(place.unit_id, bindparam(UNITS, type_=Ids())),
        place.starts_on <= today,
        or_(place.ends_on.is_(None), place.ends_on >= today),
    ]


def are_few_inside(db: Session, unit_ids: Collection[int], most: int) -> bool:
    """Whether fewer people stand in the units today. One short statement."""
    values = {UNITS: unit_ids, TODAY: clock.today(), "most": most}
    ((count,),) = _COUNT.rows(db.connection(), **values)
    return bool(count < most)


_COUNT: Final = Prepared(
    select(func.count()).select_from(
        select(Membership.person_id).where(*placed_inside()).limit(bindparam("most")).subquery()
    )
)
