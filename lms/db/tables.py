"""What every table shares: names of constraints, times in UTC, enumerations stored as values."""

from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any

from sqlalchemy import DateTime, Dialect, Enum, MetaData, TypeDecorator
from sqlalchemy.orm import DeclarativeBase

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

_TEXT_LENGTH = len("2021-03-27 07:30:00.000000")
_UTC_OFFSET = "+00:00"


class UTCDateTime(TypeDecorator[datetime]):
    """An aware UTC moment in Python; `timestamptz` on PostgreSQL, UTC text on SQLite."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], Any]:
        """What turns a moment into the driver's value: text on SQLite, in the form SQLAlchemy gives it there.

        Refuses naive times: nobody could say which moment they mean.
        """
        return _as_text if dialect.name == "sqlite" else _as_utc

    def result_processor(
        self, dialect: Dialect, coltype: object
    ) -> Callable[[Any], datetime | None]:
        """What turns the driver's value into an aware moment: SQLite's text in one step."""
        return _from_text if dialect.name == "sqlite" else _from_driver


def _as_utc(value: datetime | None) -> datetime | None:
    if value is None:
        return None
    if value.tzinfo is None:
        raise ValueError("a naive datetime cannot be stored")
    return value if value.tzinfo is UTC else value.astimezone(UTC)


@lru_cache(maxsize=512)
def _as_text(value: datetime | None) -> str | None:
    """Kept for a while: one moment is written into several tables."""
    moment = _as_utc(value)
    return None if moment is None else moment.isoformat(" ", "microseconds")[:_TEXT_LENGTH]


def _from_text(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(value + _UTC_OFFSET)


def _from_driver(value: datetime | None) -> datetime | None:
    return None if value is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """The one declarative base; every feature's `models.py` adds to its metadata."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {datetime: UTCDateTime}  # noqa: RUF012 - SQLAlchemy reads it as declared


def enum_type(members: type[StrEnum]) -> Enum:
    """Column type that stores a StrEnum by value, so that members can be added without DDL."""
    return Enum(
        members,
        native_enum=False,
        create_constraint=False,
        length=32,
        values_callable=_values,
        validate_strings=True,
    )


def _values(members: Any) -> list[str]:
    return [member.value for member in members]
