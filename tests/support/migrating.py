"""Taking a database of a test to a revision and back."""

from collections.abc import Callable

from alembic.config import Config

from lms.db.engine import Database
from lms.db.migrate import MIGRATIONS


def migrate(database: Database, go: Callable[[Config, str], None], revision: str) -> None:
    """Upgrade or downgrade (`go`, a command of Alembic) to a revision, in one transaction."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with database.writer.connect() as connection, connection.begin():
        config.attributes["connection"] = connection
        go(config, revision)
