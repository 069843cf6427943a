"""Writing thousands of new rows into one table: what the driver does fastest, without a word of SQL per row.

COPY on PostgreSQL; on SQLite one prepared statement that the driver itself runs for every row, best in a roomy
transaction (`lms.db.opening`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Dialect, LargeBinary, Table
from sqlalchemy.orm import Session

from lms.db.driver import translated


@dataclass(frozen=True, slots=True)
class ReadyRows:
    """New rows of one table, every value as the driver takes it: all that can be done before the transaction."""

    table: Table
    columns: dict[str, Sequence[Any]]

    def write(self, db: Session, **ids: Sequence[int]) -> None:
        """Insert the rows; `ids` are columns of numbers that were not known before the transaction.

        What the database refuses comes as SQLAlchemy's error.
        """
        columns = self.columns | ids
        db.flush()
        connection = db.connection()
        quote = connection.dialect.identifier_preparer.quote
        into = f"{quote(self.table.name)} ({', '.join(map(quote, columns))})"
        driver: Any = connection.connection.dbapi_connection
        rows = zip(*columns.values(), strict=True)
        with translated(connection.dialect, f"INSERT INTO {into}", ()):
            if connection.dialect.name == "sqlite":
                places = ", ".join("?" * len(columns))
                driver.executemany(f"INSERT INTO {into} VALUES ({places})", rows)
                return
            with driver.cursor().copy(f"COPY {into} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)


def ready_rows(dialect: Dialect, table: Table, columns: Mapping[str, Sequence[Any]]) -> ReadyRows:
    """Make rows ready that are given column by column: {"word": […], "person_id": […]}, all of one length.

    Columns that are not named get the model's defaults. Values are as the model has them: enumerations, days,
    bytes.
    """
    length = len(next(iter(columns.values())))
    filled = {name: [value] * length for name, value in _defaults(table).items()} | dict(columns)
    return ReadyRows(
        table, {name: _bound(dialect, table, name, values) for name, values in filled.items()}
    )


def insert_rows(db: Session, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert new rows; all have the columns of the first. See `insert_columns`."""
    if rows:
        insert_columns(db, table, {name: [row[name] for row in rows] for name in rows[0]})


def insert_columns(db: Session, table: Table, columns: Mapping[str, Sequence[Any]]) -> None:
    """Insert new rows given column by column, see `ready_rows`. What is refused comes as SQLAlchemy's error."""
    ready_rows(db.get_bind().dialect, table, columns).write(db)


def _defaults(table: Table) -> dict[str, Any]:
    """What SQLAlchemy would fill in."""
    found: dict[str, Any] = {}
    for column in table.columns:
        default: Any = column.default
        if default is not None and default.is_scalar:
            found[column.name] = default.arg
    return found


def _bound(dialect: Dialect, table: Table, name: str, values: Sequence[Any]) -> Sequence[Any]:
    """The values as the driver takes them; what is the same in all is turned once."""
    kind: Any = table.columns[name].type
    bind = kind.dialect_impl(dialect).bind_processor(dialect)
    if bind is None or not values or isinstance(kind, LargeBinary):  # bytes are what drivers take
        return values
    if values.count(values[0]) == len(values):
        return [bind(values[0])] * len(values)
    return [bind(value) for value in values]
