"""Alembic's entry: the same models, the same database, whoever calls."""

from alembic import context

from lms.config import read_settings
from lms.db import Base
from lms.db.engine import Database
from lms.db.migrate import import_models

import_models()


def render_item(kind: str, item: object, autogen_context: object) -> str | bool:
    """Write our own column types as the plain ones they are stored in."""
    if kind == "type" and type(item).__name__ == "UTCDateTime":
        return "sa.DateTime(timezone=True)"
    if kind == "type" and type(item).__name__ == "Enum":
        return f"sa.String({item.length})"  # type: ignore[attr-defined]
    return False


def run() -> None:
    """Run on the connection the caller gave, or on the configured database."""
    given = context.config.attributes.get("connection")
    if given is not None:
        _run_on(given)
        return
    database = Database(read_settings().database_url)
    with database.writer.connect() as connection, connection.begin():
        _run_on(connection)


def _run_on(connection: object) -> None:
    context.configure(
        connection=connection,  # type: ignore[arg-type]
        target_metadata=Base.metadata,
        render_item=render_item,
        compare_type=False,
        render_as_batch=True,
    )
    with context.begin_transaction():
        context.run_migrations()


run()
