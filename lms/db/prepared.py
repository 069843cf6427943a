"""Statements compiled once, for the few requests of which thousands come at the same moment.

A statement is written with SQLAlchemy as everywhere. It is compiled when a database of its kind first runs it; from
then on only the driver's own work is done. Parameters are named `bindparam`s, and one of them may be a list: `among`.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from operator import itemgetter
from typing import Any

from sqlalchemy import ClauseElement, ColumnElement, Connection, Dialect, bindparam

from lms.db.compiled import (
    EACH,
    FIRST_OF_LIST,
    Ready,
    as_document,
    compile_for,
    one_of,
    text_for_rows,
)
from lms.db.driver import execute, fetch

LONGEST_LIST = 256
_MOST_ROWS = 64
_ANY_NUMBER = 32
"""Up to here an INSERT may have any number of rows; each number is a statement that the connection keeps, megabytes of them."""
_AT_A_TIME = 500
Build = Callable[[int], ClauseElement]
Columns = Mapping[str, Sequence[Any]]
"""Rows, column by column: name → the values of all rows, in their order."""


def among(column: Any, size: int) -> ColumnElement[bool]:
    """The column's value is in the list that `rows_for` is given; for the function that builds the statement.

    A size of 0 stands for one array of any length, which PostgreSQL has and SQLite has not.
    """
    found: ColumnElement[bool]
    if size == 0:
        found = column == bindparam(EACH, type_=column.type)
    else:
        found = column.in_([bindparam(name, type_=column.type) for name in _places(size)])
    return found


class Prepared:
    """One statement, ready for any database."""

    def __init__(self, statement: ClauseElement | Build) -> None:
        """Keep a statement, or what builds it for a list of so many places."""
        self._statement = statement
        self._ready: dict[tuple[str, int, tuple[str, ...]], Ready] = {}

    def rows(self, db: Connection, **parameters: Any) -> list[tuple[Any, ...]]:
        """The rows of a query, in the connection's transaction."""
        return self.ask(db, **parameters).rows()

    def run(self, db: Connection, **parameters: Any) -> None:
        """Run a statement that gives no rows; inside `pipelined` it is not waited for."""
        ready = self._for(db.dialect, 0)
        execute(db, ready.text, _bound(ready, parameters))

    def each(self, db: Connection, **parameters: Any) -> Iterator[tuple[Any, ...]]:
        """The same, some hundreds at a time: for a query about everybody."""
        ready = self._for(db.dialect, 0)
        cursor = execute(db, ready.text, _bound(ready, parameters))
        while part := cursor.fetchmany(_AT_A_TIME):
            yield from _read(ready, part)

    def rows_for(
        self, db: Connection, values: Collection[Any], **parameters: Any
    ) -> list[tuple[Any, ...]]:
        """The rows of a query with a list, each value of which counts once; a long one is asked in parts."""
        return self.ask_for(db, values, **parameters).rows()

    def ask(self, db: Connection, **parameters: Any) -> "Asked":
        """Send a query and fetch its rows later, which saves time inside `pipelined`."""
        ready = self._for(db.dialect, 0)
        return Asked([_sent(db, ready, _bound(ready, parameters))])

    def ask_for(self, db: Connection, values: Collection[Any], **parameters: Any) -> "Asked":
        """The same for a query with a list."""
        once = list(dict.fromkeys(values))
        if db.dialect.name == "postgresql":
            every = self._for(db.dialect, 0)
            bound = [(every, _bound(every, parameters | {EACH: once}))] if once else []
        else:
            ready = [(self._for(db.dialect, len(part)), part) for part in _parts(once)]
            bound = [(each, _bound_list(each, part, parameters)) for each, part in ready]
        return Asked([_sent(db, each, values) for each, values in bound])

    def run_many(self, db: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """Run an INSERT for all rows, in their order; the first row names the columns.

        With ON CONFLICT DO UPDATE no two rows may have the same key.
        """
        run_together(db, [(self, in_columns(rows))] if rows else [])

    def for_columns(self, dialect: Dialect, names: Iterable[str]) -> Ready:
        """The INSERT for rows with these columns."""
        return self._for(dialect, 0, tuple(names))

    def _for(self, dialect: Dialect, size: int, columns: tuple[str, ...] = ()) -> Ready:
        ready = self._ready.get((dialect.name, size, columns))
        if ready is None:
            statement = self._statement
            built = statement(size) if callable(statement) else statement
            ready = compile_for(built, dialect, list(columns) or None)
            self._ready[dialect.name, size, columns] = ready
        return ready


def in_columns(rows: Sequence[Mapping[str, Any]]) -> dict[str, list[Any]]:
    """Rows as columns, which the first names; nothing for no row."""
    return {name: list(map(itemgetter(name), rows)) for name in rows[0]} if rows else {}


def run_together(db: Connection, parts: Sequence[tuple[Prepared, Columns]]) -> None:
    """Run INSERTs with their rows, of which each has some; on PostgreSQL as one statement, whose parts see none of the others."""
    ready = [(insert.for_columns(db.dialect, columns), columns) for insert, columns in parts]
    if all(each.is_positional for each, _ in ready):
        for each, columns in ready:
            _insert_together(db, each.text, list(zip(*_bound_columns(each, columns), strict=True)))
    else:
        texts = tuple(each.text_of_document for each, _ in ready)
        documents = {f"rows_{at}": _for_json(*each) for at, each in enumerate(ready)}
        execute(db, one_of(texts), documents)


def _for_json(ready: Ready, columns: Columns) -> str:
    rows = zip(*_bound_columns(ready, columns), strict=True)
    return as_document([dict(zip(ready.names, row, strict=True)) for row in rows])


class Asked:
    """A query that was sent."""

    def __init__(self, parts: list[Callable[[], list[tuple[Any, ...]]]]) -> None:
        """Keep what gives the rows of each part."""
        self._parts = parts

    def rows(self) -> list[tuple[Any, ...]]:
        """Its rows; to be fetched once, before anything else is written."""
        return [row for part in self._parts for row in part()]


def _sent(db: Connection, ready: Ready, values: Any) -> Callable[[], list[tuple[Any, ...]]]:
    cursor = execute(db, ready.text, values)
    return lambda: _read(ready, fetch(db, cursor))


def _read(ready: Ready, found: Iterable[Any]) -> list[tuple[Any, ...]]:
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
    """Many rows in one statement; the connection keeps the text of each size (`engine`).

    `executemany` gives the interpreter up to other threads at every row, and waits to get it back.
    """
    start = 0
    while left := len(rows) - start:
        size = _MOST_ROWS if left >= _MOST_ROWS else min(left, _ANY_NUMBER)
        part = rows[start : start + size]
        execute(db, text_for_rows(text, size), tuple(chain.from_iterable(part)))
        start += size


def _bound_columns(ready: Ready, columns: Columns) -> list[Sequence[Any]]:
    """In the order of the statement; column by column, which costs half of row by row."""
    bound: list[Sequence[Any]] = []
    for name in ready.names:
        values, bind = columns[name], ready.binders[name]
        if bind is None:
            bound.append(values)
        elif values.count(values[0]) == len(values):  # what is the same in all is written once
            bound.append([bind(values[0])] * len(values))
        else:
            bound.append([bind(value) for value in values])
    return bound


def _bound(ready: Ready, parameters: Mapping[str, Any]) -> Any:
    values = _values(ready, ready.names, parameters)
    return tuple(values) if ready.is_positional else dict(zip(ready.names, values, strict=True))


def _bound_list(ready: Ready, part: list[Any], parameters: Mapping[str, Any]) -> tuple[Any, ...]:
    """The same with the values of a list in their places."""
    start, end = ready.list_at, ready.list_at + len(part)
    bind = ready.binders[FIRST_OF_LIST]
    return (
        *_values(ready, ready.names[:start], parameters),
        *(part if bind is None else map(bind, part)),
        *_values(ready, ready.names[end:], parameters),
    )


def _values(ready: Ready, names: Iterable[str], parameters: Mapping[str, Any]) -> list[Any]:
    binders, fixed = ready.binders, ready.fixed
    return [
        fixed[name]
        if name in fixed
        else (parameters[name] if (bind := binders[name]) is None else bind(parameters[name]))
        for name in names
    ]


@lru_cache(maxsize=LONGEST_LIST)
def _places(size: int) -> tuple[str, ...]:
    return tuple(f"among_{number}" for number in range(size))


def _parts(values: list[Any]) -> Iterator[list[Any]]:
    """Lists of few lengths, the last value repeated, so that few texts of a statement are needed."""
    for start in range(0, len(values), LONGEST_LIST):
        part = values[start : start + LONGEST_LIST]
        length = 1 << (len(part) - 1).bit_length()
        yield part + [part[-1]] * (length - len(part))
