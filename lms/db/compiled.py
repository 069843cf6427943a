"""Statements as their driver takes them: text, names of the parameters, what prepares values and reads rows."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import ClauseElement, Dialect

_VALUES = re.compile(r"VALUES (\([^()]*\))")
_NAME = re.compile(r"%\((\w+)\)s")
_VALUES_NAMED = re.compile(r"VALUES \((%\(\w+\)s.*?)\)(?= ON CONFLICT| RETURNING|$)", re.DOTALL)
EACH = "each_value"
"""The parameter that stands for one value after the other of a list, on PostgreSQL."""
FIRST_OF_LIST = "among_0"
"""The first place of a list, on SQLite."""
Processor = Callable[[Any], Any] | None


@dataclass(frozen=True, slots=True)
class Ready:
    """A statement for one kind of database."""

    text: str
    names: tuple[str, ...]
    """Its parameters, in the order of their places where it is positional."""
    is_positional: bool
    binders: dict[str, Processor]
    fixed: dict[str, Any]
    """Values that stand in the statement itself, ready for the driver."""
    readers: tuple[Processor, ...]
    """One for each column of a row; None where the driver's value is the value."""
    reads_as_is: bool
    """No column has a reader."""
    text_of_document: str
    """The same INSERT for rows in a JSON document, on PostgreSQL"""
    list_at: int
    """Where the places of its list begin, which follow each other; -1 where it has none that is positional."""


def compile_for(statement: ClauseElement, dialect: Dialect, columns: list[str] | None) -> Ready:
    """Compile a statement; an INSERT for these columns. Raises ValueError for an INSERT without VALUES."""
    compiled: Any = statement.compile(dialect=dialect, column_keys=columns)
    readers = tuple(
        entry.type.dialect_impl(dialect).result_processor(dialect, None)
        for entry in compiled._result_columns or ()
    )
    binders = {name: _binder(bind.type, dialect) for name, bind in compiled.binds.items()}
    text, names = str(compiled), tuple(compiled.positiontup or compiled.binds)
    is_list = bool(compiled.positional) and FIRST_OF_LIST in binders
    if EACH in binders:
        text, binders[EACH] = _for_each(compiled), _for_all(binders[EACH])
    has_documents = columns is not None and not compiled.positional
    return Ready(
        text,
        names,
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
        names.index(FIRST_OF_LIST) if is_list else -1,
    )


@lru_cache(maxsize=1024)
def text_for_rows(text: str, size: int) -> str:
    """An INSERT of one row made one of so many."""
    return _VALUES.sub(lambda found: f"VALUES {', '.join([found[1]] * size)}", text, count=1)


@lru_cache(maxsize=128)
def one_of(texts: tuple[str, ...]) -> str:
    """One statement of several INSERTs, each with a document of its own: `rows_0`, `rows_1`, …"""
    *before, last = (text.replace("%(rows)s", f"%(rows_{at})s") for at, text in enumerate(texts))
    named = ", ".join(f"part_{at} AS ({text})" for at, text in enumerate(before))
    return f"WITH {named} {last}" if named else last


def as_document(values: list[Any]) -> str:
    """The values in JSON."""
    # Imported here: only PostgreSQL is sent documents.
    import orjson

    return orjson.dumps(values, default=str).decode()


def _binder(kind: Any, dialect: Dialect) -> Processor:
    found: Processor = kind.dialect_impl(dialect).bind_processor(dialect)
    return found


def _for_each(compiled: Any) -> str:
    """The query once for each value of a JSON array, by whatever index it has.

    Asked for all values at once, PostgreSQL may prefer to go through a table that was small when
    it made its plan, and keeps the plan while the table fills.
    """
    query = str(compiled).replace(f"%({EACH})s", "each_of.value")
    values = f"json_array_elements_text(%({EACH})s::json) AS each_of(value)"
    return f"SELECT found.* FROM {values} CROSS JOIN LATERAL ({query} OFFSET 0) AS found"


def _for_all(bind: Processor) -> Callable[[Iterable[Any]], str]:
    def write(values: Iterable[Any]) -> str:
        return as_document([value if bind is None else bind(value) for value in values])

    return write


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
