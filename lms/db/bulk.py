"""Writing many rows with one statement, the same way on SQLite and PostgreSQL."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from importlib import import_module
from typing import Any

from sqlalchemy import Table, bindparam, func, select, true
from sqlalchemy.orm import Session

from lms.db.prepared import Prepared

Rows = Sequence[Mapping[str, Any]]


def next_ids(db: Session, table: Table, count: int) -> Sequence[int]:
    """Ids for so many rows to come, ascending; only for use in this writing transaction.

    PostgreSQL draws them from the table's sequence. On SQLite nobody else writes until the
    transaction ends, so they are those after the largest there is; tables that lose rows must not
    ask here, for an id could come again.
    """
    return ask_ids(db, table, count)()


def ask_ids(db: Session, table: Table, count: int) -> Callable[[], Sequence[int]]:
    """The same, to be called later: inside `pipelined` they come along with what is asked meanwhile.

    To be called before any row is written that wants an id.
    """
    if count == 0:
        return tuple
    db.flush()
    connection = db.connection()
    if connection.dialect.name == "sqlite":
        ((last,),) = _largest_id(table).rows(connection)
        ids = range((last or 0) + 1, (last or 0) + count + 1)
        return lambda: ids
    drawn = _DRAWN.ask(connection, table=table.name, count=count)
    return lambda: [number for (number,) in drawn.rows()]


def insert_or_ignore(db: Session, table: Table, rows: Rows) -> None:
    """Insert rows; those whose key is there already change nothing."""
    if rows:
        _insert(table, db.get_bind().dialect.name, None).run_many(db.connection(), rows)


def upsert(db: Session, table: Table, rows: Rows) -> None:
    """Insert rows, or overwrite all other columns where the primary key is there already.

    No two rows may have the same key: PostgreSQL does not overwrite what the same statement wrote.
    """
    if rows:
        columns = tuple(rows[0])
        _insert(table, db.get_bind().dialect.name, columns).run_many(db.connection(), rows)


_SEQUENCE = (
    select(func.to_regclass(func.pg_get_serial_sequence(bindparam("table"), "id")).label("name"))
    .cte("sequence")
    .prefix_with("MATERIALIZED", dialect="postgresql")
)
"""Looked up once, and not for every number that is drawn: that took as long as drawing it."""
_DRAWN = Prepared(
    select(func.nextval(_SEQUENCE.c.name)).select_from(
        _SEQUENCE.join(func.generate_series(1, bindparam("count")).table_valued("number"), true())
    )
)


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
