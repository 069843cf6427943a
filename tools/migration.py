"""Writes the next migration: what takes the database from the newest revision to the models.

    migration.py "what changes"

It compares on an empty SQLite database made for the purpose. Read what it wrote before committing it: ledgers want
`append_only_statements`, and data that must move is moved by hand.
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from alembic import command  # noqa: E402 - after the path is set
from alembic.config import Config  # noqa: E402

from lms.db.engine import Database  # noqa: E402
from lms.db.migrate import MIGRATIONS, newest_revision, upgrade  # noqa: E402


def main(arguments: list[str]) -> int:
    if len(arguments) != 1 or not arguments[0].strip():
        print('Say what changes: make migration NAME="certificates have a seal".', file=sys.stderr)
        return 2
    number = f"{int(newest_revision()) + 1:04}" if any(_versions()) else "0001"
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/empty.db")
        if number != "0001":
            upgrade(database)
        path = _write(database, number, arguments[0].strip())
        database.dispose()
    subprocess.run([Path(sys.executable).parent / "ruff", "format", "--quiet", path], check=False)
    print(path.relative_to(ROOT))
    return 0


def _write(database: Database, number: str, message: str) -> Path:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    with database.writer.connect() as connection, connection.begin():
        config.attributes["connection"] = connection
        command.revision(config, message, autogenerate=True, rev_id=number)
    slug = re.compile(rf"{number}_.*\.py")
    return next(path for path in _versions() if slug.fullmatch(path.name))


def _versions() -> list[Path]:
    return sorted((MIGRATIONS / "versions").glob("*.py"))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
