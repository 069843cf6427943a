"""Bringing a database to the schema this version of the product needs."""

from importlib import import_module
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from lms.config import AREAS, ROOT
from lms.db.engine import Database

MIGRATIONS = ROOT / "migrations"
PACKAGES = ("lms", *(area.partition(".")[0] for area in AREAS))


def import_models() -> None:
    """Import every `models.py` of the product, so that the metadata is complete."""
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("models.py")):
            import_module(_module_name(path))


def newest_revision() -> str:
    """The revision this version's migrations end at, read from their file names."""
    return max(path.name.partition("_")[0] for path in (MIGRATIONS / "versions").glob("*.py"))


def current_revision(database: Database) -> str | None:
    """The revision the database is at; None when it is empty."""
    with database.reader.connect() as connection:
        return _revision(connection)


def upgrade(database: Database) -> bool:
    """Bring the database to the newest revision; False when it was there already.

    Alembic is imported only when there is something to do: it costs start-up time.
    """
    if current_revision(database) == newest_revision():
        return False
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with database.writer.connect() as connection, connection.begin():
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    return True


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.execute(
        text("SELECT version_num FROM alembic_version")
    ).scalar()
    return revision


def _module_name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)
