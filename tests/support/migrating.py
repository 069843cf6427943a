"""Taking a database of a test to a revision and back."""

from collections.abc import Callable
from typing import Any

from alembic.config import Config
from sqlalchemy import Connection, text

from lms.db.engine import Database
from lms.db.migrate import MIGRATIONS


def migrate(database: Database, go: Callable[[Config, str], None], revision: str) -> None:
    """Upgrade or downgrade (`go`, a command of Alembic) to a revision, in one transaction."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with database.writer.connect() as connection, connection.begin():
        config.attributes["connection"] = connection
        go(config, revision)


def insert_person(connection: Connection, name: str, key: bytes, **more: Any) -> None:
    """Somebody as any revision since the first takes them; `more` are other columns."""
    told = {
        "full_name": name,
        "name_fold": name,
        "sort_key": key,
        "list_no": 0,
        **dict.fromkeys(("position", "phone", "note"), ""),
        "category": "other",
        "party_status": "none",
        "is_exempt": False,
        **more,
    }
    columns, places = ", ".join(told), ", ".join(f":{column}" for column in told)
    connection.execute(text(f"INSERT INTO people ({columns}) VALUES ({places})"), told)
