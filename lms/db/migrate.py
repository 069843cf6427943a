"""Bringing a database to the schema this version of the product needs."""

from importlib import import_module
from pathlib import Path

from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import DBAPIError

from lms.config import AREAS, ROOT
from lms.db.engine import Database

MIGRATIONS = ROOT / "migrations"
PACKAGES = ("lms", *(area.partition(".")[0] for area in AREAS))


class UnusableDatabase(Exception):
    """The database cannot be worked with; the message says why and what to do."""


def make_ready(database: Database) -> None:
    """Bring the database to the schema of this version, or say in a sentence why it cannot be.

    Raises UnusableDatabase when nobody answers, and when it was written by a newer version.
    """
    try:
        found = current_revision(database)
        if found is not None and found > newest_revision():
            raise UnusableDatabase(
                f"The database is of a newer version ({found}) than this one ({newest_revision()}): "
                "install that version, or restore the backup made before it."
            )
        upgrade(database)
    except DBAPIError as error:
        reason = str(error.orig).strip().splitlines()[0]
        raise UnusableDatabase(f"The database {database.url} cannot be used: {reason}.") from error


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
