"""Commands on a database that no server has started on yet, and on one that cannot be used."""

import pytest
from sqlalchemy import text

from lms.app import create_app
from lms.config import read_settings
from lms.db.engine import Database
from tests.conftest import SECRETS


@pytest.fixture
def on_blank(blank_database, tmp_path):
    """The command line of an application whose database has no table."""
    app = create_app(
        read_settings({"INSTANCE_PATH": str(tmp_path), "DATABASE_URL": blank_database}), SECRETS
    )
    yield app.test_cli_runner()
    app.extensions["database"].dispose()


def test_lists_are_imported_before_the_first_start(on_blank):
    units = on_blank.invoke(args=["units", "import", "tests/data/units.csv"])
    assert "60 mới" in units.output
    people = on_blank.invoke(args=["roster", "import", "tests/data/roster.xlsx", "--dry-run"])
    assert "1.200 mới" in people.output


@pytest.mark.parametrize(
    "command",
    [["attendance", "rebuild"], ["quizzes", "finish-expired"], ["mail", "send"]],
    ids=" ".join,
)
def test_regular_work_finds_its_tables(on_blank, command):
    done = on_blank.invoke(args=command)
    assert "no such table" not in str(done.exception)
    assert "Error: " in done.output or done.exit_code == 0


def test_database_of_a_newer_version_is_refused_in_a_sentence(on_blank, blank_database):
    on_blank.invoke(args=["units", "import", "tests/data/units.csv"])
    database = Database(blank_database)
    with database.writer.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    database.dispose()
    refused = on_blank.invoke(args=["roster", "import", "tests/data/roster.xlsx"])
    assert refused.exit_code == 1
    assert "of a newer version (9999)" in refused.output
