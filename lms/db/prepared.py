"""Statements compiled once, for the few requests of which thousands come at the same moment.

A statement is written with SQLAlchemy as everywhere. It is compiled when a database of its kind first runs it; from
then on only the driver's own work is done. Parameters are named `bindparam`s, and one of them may be a list: `among`.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Any

from sqlalchemy import ClauseElement, ColumnElement, Connection, Dialect, bindparam

from lms.db.driver import execute, fetch

LONGEST_LIST = 256
_MOST_ROWS = 64
_AT_A_TIME = 500
_VALUES = re.compile(r"VALUES (\([^()]*\))")
_NAME = re.compile(r"%\((\w+)\)s")
_VALUES_NAMED = re.compile(r"VALUES \((%\(\w+\)s.*?)\)(?= ON CONFLICT| RETURNING|$)", re.DOTALL)
_EACH = "each_value"
Processor = Callable[[Any], Any] | None
Build = Callable[[int], ClauseElement]


def among(column: Any, size: int) -> ColumnElement[bool]:
    """The column's value is in the list that `rows_for` is given; for the function that builds the statement.

    A size of 0 stands for one array of any length, which PostgreSQL has and SQLite has not.
    """
    found: ColumnElement[bool]
    if size == 0:
        found = column == bindparam(_EACH, type_=column.type)
    else:
        found = column.in_([bindparam(name, type_=column.type) for name in _places(size)])
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
    text_of_document: str
    """The same INSERT for rows in a JSON document, on PostgreSQL"""


class Prepared:
    """One statement, ready for any database."""

    def __init__(self, statement: ClauseElement | Build) -> None:
        """Keep a statement, or what builds it for a list of so many places."""
        self._statement = statement
        self._ready: dict[tuple[str, int, tuple[str, ...]], _Ready] = {}

    def rows(self, db: Connection, **parameters: Any) -> list[tuple[Any, ...]]:
        """The rows of a query, in the connection's transaction."""
        return self.ask(db, **parameters).rows()

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
        return Asked([_sent(db, ready, parameters)])

    def ask_for(self, db: Connection, values: Collection[Any], **parameters: Any) -> "Asked":
        """The same for a query with a list."""
        once = list(dict.fromkeys(values))
        if db.dialect.name == "postgresql":
            parts = [(0, {_EACH: once})] if once else []
        else:
            parts = [
                (len(part), dict(zip(_places(len(part)), part, strict=True)))
                for part in _parts(once)
            ]
        return Asked(
            [_sent(db, self._for(db.dialect, size), part | parameters) for size, part in parts]
        )

    def run_many(self, db: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """Run an INSERT for all rows, in their order; the first row names the columns.

        With ON CONFLICT DO UPDATE no two rows may have the same key.
        """
        if rows:
            ready = self._for(db.dialect, 0, tuple(rows[0]))
            columns = _bound_columns(ready, rows)
            if ready.is_positional:
                _insert_together(db, ready.text, list(zip(*columns, strict=True)))
            else:
                written = [
                    dict(zip(ready.names, row, strict=True)) for row in zip(*columns, strict=True)
                ]
                execute(db, ready.text_of_document, {"rows": _document(written)})

    def _for(self, dialect: Dialect, size: int, columns: tuple[str, ...] = ()) -> _Ready:
        ready = self._ready.get((dialect.name, size, columns))
        if ready is None:
            statement = self._statement
            built = statement(size) if callable(statement) else statement
            ready = _compile(built, dialect, list(columns) or None)
            self._ready[dialect.name, size, columns] = ready
        return ready


def _compile(statement: ClauseElement, dialect: Dialect, columns: list[str] | None) -> _Ready:
    compiled: Any = statement.compile(dialect=dialect, column_keys=columns)
    readers = tuple(
        entry.type.dialect_impl(dialect).result_processor(dialect, None)
        for entry in compiled._result_columns or ()
    )
    binders = {name: _binder(bind.type, dialect) for name, bind in compiled.binds.items()}
    text = str(compiled)
    if _EACH in binders:
        text, binders[_EACH] = _for_each(compiled), _for_all(binders[_EACH])
    has_documents = columns is not None and not compiled.positional
    return _Ready(
        text,
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
        _for_document(compiled) if has_documents else "",
    )


def _binder(kind: Any, dialect: Dialect) -> Processor:
    found: Processor = kind.dialect_impl(dialect).bind_processor(dialect)
    return found


class Asked:
    """A query that was sent."""

    def __init__(self, parts: list[Callable[[], list[tuple[Any, ...]]]]) -> None:
        """Keep what gives the rows of each part."""
        self._parts = parts

    def rows(self) -> list[tuple[Any, ...]]:
        """Its rows; to be fetched once, before anything else is written."""
        return [row for part in self._parts for row in part()]


def _sent(
    db: Connection, ready: _Ready, parameters: Mapping[str, Any]
) -> Callable[[], list[tuple[Any, ...]]]:
    cursor = execute(db, ready.text, _bound(ready, parameters))
    return lambda: _read(ready, fetch(db, cursor))


def _read(ready: _Ready, found: Iterable[Any]) -> list[tuple[Any, ...]]:
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
    for start in range(0, len(rows), _MOST_ROWS):
        part = rows[start : start + _MOST_ROWS]
        execute(db, _for_rows(text, len(part)), tuple(chain.from_iterable(part)))


@lru_cache(maxsize=1024)
def _for_rows(text: str, size: int) -> str:
    return _VALUES.sub(lambda found: f"VALUES {', '.join([found[1]] * size)}", text, count=1)


def _for_each(compiled: Any) -> str:
    """The query once for each value of a JSON array, by whatever index it has.

    Asked for all values at once, PostgreSQL may prefer to go through a table that was small when
    it made its plan, and keeps the plan while the table fills.
    """
    query = str(compiled).replace(f"%({_EACH})s", "each_of.value")
    values = f"json_array_elements_text(%({_EACH})s::json) AS each_of(value)"
    return f"SELECT found.* FROM {values} CROSS JOIN LATERAL ({query} OFFSET 0) AS found"


def _for_all(bind: Processor) -> Callable[[Iterable[Any]], str]:
    def write(values: Iterable[Any]) -> str:
        return _document([value if bind is None else bind(value) for value in values])

    return write


def _document(values: list[Any]) -> str:
    # Imported here: only PostgreSQL is sent documents.
    import orjson

    return orjson.dumps(values, default=str).decode()


def _for_document(compiled: Any) -> str:
    """All rows in one JSON document: one statement to parse and plan, whatever their number.

    Arrays, one for each column, are what others use; the driver takes four times as long to write them.
    """
    text = str(compiled)
    values = _VALUES_NAMED.search(text)
    if values is None:
        raise ValueError(f"no list of values to take apart: {text}")
    columns = ", ".join(_NAME.findall(values[1]))
    rows = f"json_populate_recordset(NULL::{compiled.statement.table.name}, %(rows)s::json)"
    return f"{text[: values.start()]}SELECT {columns} FROM {rows}{text[values.end() :]}"


def _bound_columns(ready: _Ready, rows: Sequence[Mapping[str, Any]]) -> list[list[Any]]:
    """Column by column, which costs half of row by row."""
    columns = []
    for name in ready.names:
        values, bind = [row[name] for row in rows], ready.binders[name]
        if bind is None:
            columns.append(values)
        elif values.count(values[0]) == len(values):  # what is the same in all is written once
            columns.append([bind(values[0])] * len(values))
        else:
            columns.append([bind(value) for value in values])
    return columns


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


@lru_cache(maxsize=LONGEST_LIST)
def _places(size: int) -> tuple[str, ...]:
    return tuple(f"among_{number}" for number in range(size))


def _parts(values: list[Any]) -> Iterator[list[Any]]:
    """Lists of few lengths, the last value repeated, so that few texts of a statement are needed."""
    for start in range(0, len(values), LONGEST_LIST):
        part = values[start : start + LONGEST_LIST]
        length = 1 << (len(part) - 1).bit_length()
        yield part + [part[-1]] * (length - len(part))
