"""Writing many rows with one statement, the same way on SQLite and PostgreSQL."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from importlib import import_module
from typing import Any

from sqlalchemy import Connection, Table, bindparam, func, select, true
from sqlalchemy.orm import Session

from lms.db.prepared import Columns, Prepared, in_columns, run_together

Rows = Sequence[Mapping[str, Any]]


def next_ids(db: Session, table: Table, count: int) -> Sequence[int]:
    """Ids for so many rows to come, ascending; only for use in this writing transaction.

    PostgreSQL draws them from the table's sequence. On SQLite nobody else writes until the
    transaction ends, so they are those after the largest there is; tables that lose rows must not
    ask here, for an id could come again.
    """
    (ids,) = ask_ids(db, count, table)
    return list(ids)


def ask_ids(db: Session, count: int, *tables: Table) -> list[Iterator[int]]:
    """The same for several tables, fetched when the first is taken.

    Inside `pipelined` they come along with what is asked meanwhile. To be called before any row is
    written that wants an id.
    """
    if count == 0:
        return [iter(()) for _ in tables]
    db.flush()
    connection = db.connection()
    if connection.dialect.name == "sqlite":
        return [_after_largest_id(connection, table, count) for table in tables]
    drawn = _drawn(tables).ask(connection, count=count)
    rows = cache(drawn.rows)
    return [_column(rows, place) for place in range(len(tables))]


def insert_or_ignore(db: Session, table: Table, rows: Rows) -> None:
    """`Writes.insert_or_ignore` at once."""
    writes = Writes(db)
    writes.insert_or_ignore(table, in_columns(rows))
    writes.send()


def upsert(db: Session, table: Table, rows: Rows) -> None:
    """`Writes.upsert` at once."""
    writes = Writes(db)
    writes.upsert(table, in_columns(rows))
    writes.send()


class Writes:
    """Rows for several tables, written together: on PostgreSQL by one statement, whose parts see none of the others.

    No two rows for a table may have the same key.
    """

    def __init__(self, db: Session) -> None:
        """Collect; nothing is written yet."""
        self._db = db
        self._dialect = db.get_bind().dialect.name
        self._parts: list[tuple[Prepared, Columns]] = []

    def insert(self, statement: Prepared, columns: Columns) -> None:
        """Rows for an INSERT of one's own; no row is no columns, or columns without values."""
        if any(columns.values()):
            self._parts.append((statement, columns))

    def insert_or_ignore(self, table: Table, columns: Columns) -> None:
        """Insert rows; those whose key is there already change nothing."""
        self.insert(_insert(table, self._dialect, None), columns)

    def upsert(self, table: Table, columns: Columns) -> None:
        """Insert rows, or overwrite all other columns where the primary key is there already."""
        if any(columns.values()):
            self.insert(_insert(table, self._dialect, tuple(columns)), columns)

    def send(self) -> None:
        """Write what was collected, in its order."""
        parts, self._parts = self._parts, []
        run_together(self._db.connection(), parts)


@lru_cache(maxsize=64)
def _drawn(tables: tuple[Table, ...]) -> Prepared:
    # The sequences are looked up once, and not for every number: that took as long as drawing it.
    found = [func.to_regclass(func.pg_get_serial_sequence(table.name, "id")) for table in tables]
    sequences = select(*[each.label(f"name_{place}") for place, each in enumerate(found)])
    names = sequences.cte("sequences").prefix_with("MATERIALIZED", dialect="postgresql")
    numbers = func.generate_series(1, bindparam("count")).table_valued("number")
    return Prepared(select(*map(func.nextval, names.c)).select_from(names.join(numbers, true())))


def _column(rows: Callable[[], list[tuple[int, ...]]], place: int) -> Iterator[int]:
    for row in rows():
        yield row[place]


def _after_largest_id(db: Connection, table: Table, count: int) -> Iterator[int]:
    ((last,),) = _largest_id(table).rows(db)
    return iter(range((last or 0) + 1, (last or 0) + count + 1))


@lru_cache(maxsize=64)
def _largest_id(table: Table) -> Prepared:
    return Prepared(select(func.max(table.c.id)))


@lru_cache(maxsize=64)
def _insert(table: Table, dialect: str, columns: tuple[str, ...] | None) -> Prepared:
    # Imported by name: the kind of database that is not in use costs start-up time.
    statement: Any = import_module(f"sqlalchemy.dialects.{dialect}").insert(table)
    if columns is None:
        return Prepared(statement.on_conflict_do_nothing())
    key = [column.name for column in table.primary_key]
    changed = {name: statement.excluded[name] for name in columns if name not in key}
    return Prepared(statement.on_conflict_do_update(index_elements=key, set_=changed))
