"""What a migration adds to a table besides its columns, added as well where tables are created from the metadata."""

from collections.abc import Callable, Iterable

from sqlalchemy import DDL, MetaData, Table, event


def create_with(made: Table | MetaData, statements: Callable[[str], Iterable[str]]) -> None:
    """Run the statements of its database (named by the dialect) whenever the table, or all of them, were created."""
    for dialect in ("sqlite", "postgresql"):
        for statement in statements(dialect):
            ddl = DDL(statement.replace("%", "%%")).execute_if(dialect=dialect)  # type: ignore[no-untyped-call] # untyped in SQLAlchemy
            event.listen(made, "after_create", ddl)
