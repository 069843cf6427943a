"""Writing thousands of new rows into one table: what the driver does fastest, without a word of SQL per row.

COPY on PostgreSQL; on SQLite one prepared statement that the driver itself runs for every row.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final

from sqlalchemy import Connection, LargeBinary, Table
from sqlalchemy.orm import Session

from lms.db.driver import translated

_ROOMY_KIB: Final = 65_536


def insert_rows(db: Session, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert new rows; all have the columns of the first. See `insert_columns`."""
    if rows:
        insert_columns(db, table, {name: [row[name] for row in rows] for name in rows[0]})


def insert_columns(db: Session, table: Table, columns: Mapping[str, Sequence[Any]]) -> None:
    """Insert new rows given column by column: {"word": […], "person_id": […]}, all of one length.

    Columns that are not named get the model's defaults. Values are as the model has them: enumerations, days,
    bytes. What the database refuses comes as SQLAlchemy's error.
    """
    db.flush()
    connection = db.connection()
    length = len(next(iter(columns.values())))
    filled = {name: [value] * length for name, value in _defaults(table).items()} | dict(columns)
    bound = [_bound(connection, table, name, values) for name, values in filled.items()]
    quote = connection.dialect.identifier_preparer.quote
    into = f"{quote(table.name)} ({', '.join(map(quote, filled))})"
    driver: Any = connection.connection.dbapi_connection
    with translated(connection.dialect, f"INSERT INTO {into}", ()):
        if connection.dialect.name == "sqlite":
            places = ", ".join("?" * len(filled))
            driver.executemany(
                f"INSERT INTO {into} VALUES ({places})",
                zip(*bound, strict=True),
            )
            return
        with driver.cursor().copy(f"COPY {into} FROM STDIN") as copy:
            for row in zip(*bound, strict=True):
                copy.write_row(row)


@contextmanager
def roomy(db: Session) -> Iterator[None]:
    """Let the connection keep many pages in memory for the block: rows come in another order than indexes have.

    SQLite's connections are many and keep little; a page that does not fit is written and read again at
    every row. PostgreSQL shares one cache.
    """
    connection = db.connection()
    if connection.dialect.name != "sqlite":
        yield
        return
    kept = connection.exec_driver_sql("PRAGMA cache_size").scalar_one()
    connection.exec_driver_sql(f"PRAGMA cache_size=-{_ROOMY_KIB}")
    try:
        yield
    finally:
        connection.exec_driver_sql(f"PRAGMA cache_size={kept}")


def _defaults(table: Table) -> dict[str, Any]:
    """What SQLAlchemy would fill in."""
    found: dict[str, Any] = {}
    for column in table.columns:
        default: Any = column.default
        if default is not None and default.is_scalar:
            found[column.name] = default.arg
    return found


def _bound(connection: Connection, table: Table, name: str, values: Sequence[Any]) -> Sequence[Any]:
    """The values as the driver takes them; what is the same in all is turned once."""
    kind: Any = table.columns[name].type
    bind = kind.dialect_impl(connection.dialect).bind_processor(connection.dialect)
    if bind is None or not values or isinstance(kind, LargeBinary):  # bytes are what drivers take
        return values
    if values.count(values[0]) == len(values):
        return [bind(values[0])] * len(values)
    return [bind(value) for value in values]
