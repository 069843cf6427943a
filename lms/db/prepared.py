"""Statements compiled once, for the few requests of which thousands come at the same moment.

A statement is written with SQLAlchemy as everywhere. It is compiled when a database of its kind first runs it; from
then on only the driver's own work is done. Parameters are named `bindparam`s, and one of them may be a list: `among`.
"""

import re
import sqlite3
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Any

from sqlalchemy import ClauseElement, ColumnElement, Connection, Dialect, bindparam
from sqlalchemy.exc import DBAPIError

from lms.db.tables import UTCDateTime

LONGEST_LIST = 256
_MOST_ROWS = 64
_VALUES = re.compile(r"VALUES (\([^()]*\))")
Processor = Callable[[Any], Any] | None
Build = Callable[[int], ClauseElement]


def among(column: Any, size: int) -> ColumnElement[bool]:
    """The column's value is in the list that `rows_for` is given; for the function that builds the statement."""
    places = [bindparam(_place(number), type_=column.type) for number in range(size)]
    found: ColumnElement[bool] = column.in_(places)
    return found


@dataclass(frozen=True, slots=True)
class _Ready:
    text: str
    names: tuple[str, ...]
    is_positional: bool
    binders: dict[str, Processor]
    fixed: dict[str, Any]
    """Values that stand in the statement itself, ready for the driver."""
    readers: tuple[Processor, ...]
    reads_as_is: bool


class Prepared:
    """One statement, ready for any database."""

    def __init__(self, statement: ClauseElement | Build) -> None:
        """Keep a statement, or what builds it for a list of so many places."""
        self._statement = statement
        self._ready: dict[tuple[str, int], _Ready] = {}

    def rows(self, db: Connection, **parameters: Any) -> list[tuple[Any, ...]]:
        """The rows of a query, in the connection's transaction."""
        return _fetch(db, self._for(db.dialect, 0), parameters)

    def rows_for(
        self, db: Connection, values: Collection[Any], **parameters: Any
    ) -> list[tuple[Any, ...]]:
        """The rows of a query with a list; a long one is asked in parts."""
        found: list[tuple[Any, ...]] = []
        for part in _parts(list(values)):
            about = {_place(number): value for number, value in enumerate(part)}
            found += _fetch(db, self._for(db.dialect, len(part)), {**about, **parameters})
        return found

    def run_many(self, db: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """Run an INSERT once for each row; the first row names the columns."""
        if rows:
            ready = self._for(db.dialect, 0, list(rows[0]))
            bound = _bound_rows(ready, rows)
            if ready.is_positional:
                _insert_together(db, ready.text, bound)
            else:
                db.exec_driver_sql(ready.text, bound)

    def _for(self, dialect: Dialect, size: int, columns: list[str] | None = None) -> _Ready:
        ready = self._ready.get((dialect.name, size))
        if ready is None:
            statement = self._statement
            built = statement(size) if callable(statement) else statement
            ready = self._ready[dialect.name, size] = _compile(built, dialect, columns)
        return ready


def _compile(statement: ClauseElement, dialect: Dialect, columns: list[str] | None) -> _Ready:
    compiled: Any = statement.compile(dialect=dialect, column_keys=columns)
    readers = tuple(
        entry.type.dialect_impl(dialect).result_processor(dialect, None)
        for entry in compiled._result_columns or ()
    )
    binders = {name: _binder(bind.type, dialect) for name, bind in compiled.binds.items()}
    return _Ready(
        str(compiled),
        tuple(compiled.positiontup or compiled.binds),
        bool(compiled.positional),
        binders,
        {
            name: bind.effective_value
            if (bound := binders[name]) is None
            else bound(bind.effective_value)
            for name, bind in compiled.binds.items()
            if not bind.required
        },
        readers,
        not any(readers),
    )


def _binder(kind: Any, dialect: Dialect) -> Processor:
    bind: Processor = kind.dialect_impl(dialect).bind_processor(dialect)
    # The same moment goes into several tables, and writing it out is what binding mostly costs.
    return lru_cache(maxsize=2048)(bind) if bind and isinstance(kind, UTCDateTime) else bind


def _fetch(db: Connection, ready: _Ready, parameters: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    found = _execute(db, ready.text, _bound(ready, parameters)).fetchall()
    if ready.reads_as_is:
        return [tuple(row) for row in found]
    return [
        tuple(
            [
                value if read is None else read(value)
                for value, read in zip(row, ready.readers, strict=True)
            ]
        )
        for row in found
    ]


def _insert_together(db: Connection, text: str, rows: list[tuple[Any, ...]]) -> None:
    """Many rows in one statement, in few sizes so that SQLite knows its texts.

    `executemany` gives the interpreter up to other threads at every row, and waits to get it back.
    """
    start = 0
    while start < len(rows):
        size = min(1 << (len(rows) - start).bit_length() - 1, _MOST_ROWS)
        values = tuple(chain.from_iterable(rows[start : start + size]))
        _execute(db, _for_rows(text, size), values)
        start += size


def _execute(db: Connection, text: str, values: Any) -> Any:
    """On SQLite straight on the driver, unless somebody listens; its errors come as SQLAlchemy's."""
    listened: Any = db.dispatch
    if db.dialect.name != "sqlite" or listened.before_cursor_execute or not db.in_transaction():
        return db.exec_driver_sql(text, values)
    driver: Any = db.connection.dbapi_connection
    try:
        return driver.execute(text, values)
    except sqlite3.Error as error:
        raise DBAPIError.instance(text, values, error, sqlite3.Error, dialect=db.dialect) from error


@lru_cache(maxsize=256)
def _for_rows(text: str, size: int) -> str:
    return _VALUES.sub(lambda found: f"VALUES {', '.join([found[1]] * size)}", text, count=1)


def _bound_rows(ready: _Ready, rows: Sequence[Mapping[str, Any]]) -> list[Any]:
    """Column by column, which costs half of row by row."""
    columns = []
    for name in ready.names:
        values, bind = [row[name] for row in rows], ready.binders[name]
        columns.append(values if bind is None else [bind(value) for value in values])
    bound = list(zip(*columns, strict=True))
    if ready.is_positional:
        return bound
    return [dict(zip(ready.names, row, strict=True)) for row in bound]


def _bound(ready: _Ready, parameters: Mapping[str, Any]) -> Any:
    binders = ready.binders
    fixed = ready.fixed
    values = [
        fixed[name]
        if name in fixed
        else (parameters[name] if (bind := binders[name]) is None else bind(parameters[name]))
        for name in ready.names
    ]
    return tuple(values) if ready.is_positional else dict(zip(ready.names, values, strict=True))


def _place(number: int) -> str:
    return f"among_{number}"


def _parts(values: list[Any]) -> Iterator[list[Any]]:
    """Lists of few lengths, the last value repeated, so that few texts of a statement are needed."""
    for start in range(0, len(values), LONGEST_LIST):
        part = values[start : start + LONGEST_LIST]
        length = 1 << (len(part) - 1).bit_length()
        yield part + [part[-1]] * (length - len(part))
