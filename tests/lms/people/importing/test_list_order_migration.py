"""The migration that gives people places in lists (0019): rows before, rows after, and back again."""

from collections.abc import Iterator

import pytest
from alembic import command
from sqlalchemy import Connection, inspect, text

from lms.db.engine import Database
from tests.support.migrating import insert_person, migrate

BEFORE, AFTER = "0018", "0019"
NOWHERE, OLD_LIST = 1_000_000_000, 0
INDEX = "ix_people_in_list_order"
PEOPLE = [
    # name, number in the office's list
    ("Hồ An", 3),
    ("Bùi Lan", 1),
    ("Đỗ Mai", 1),  # of another list that numbers from one
    ("Á Không", NOWHERE),
]


@pytest.fixture
def database(blank_database: str) -> Iterator[Database]:
    """At the revision before, with people in it."""
    database = Database(blank_database)
    migrate(database, command.upgrade, BEFORE)
    with database.writer.begin() as connection:
        for place, (name, number) in enumerate(PEOPLE):
            insert_person(connection, name, bytes([place]), list_no=number)
    yield database
    database.dispose()


def rows(connection: Connection, columns: str) -> list[tuple[object, ...]]:
    question = text(f"SELECT full_name, {columns} FROM people ORDER BY id")
    return [tuple(row) for row in connection.execute(question)]


def indexed(connection: Connection) -> list[str | None]:
    indexes = inspect(connection).get_indexes("people")
    return next(each["column_names"] for each in indexes if each["name"] == INDEX)


def test_numbered_people_stand_in_one_old_list_by_their_number_and_the_others_nowhere(
    database: Database,
) -> None:
    migrate(database, command.upgrade, AFTER)
    with database.reader.connect() as connection:
        assert rows(connection, "list_no, list_rank, list_row") == [
            ("Hồ An", 3, OLD_LIST, 3),
            ("Bùi Lan", 1, OLD_LIST, 1),
            ("Đỗ Mai", 1, OLD_LIST, 1),
            ("Á Không", NOWHERE, NOWHERE, NOWHERE),
        ]
        order = text("SELECT full_name FROM people ORDER BY list_rank, list_row, sort_key, id")
        assert list(connection.scalars(order)) == ["Bùi Lan", "Đỗ Mai", "Hồ An", "Á Không"]
        assert indexed(connection)[:2] == ["list_rank", "list_row"]


def test_whoever_comes_afterwards_stands_nowhere_by_default(database: Database) -> None:
    migrate(database, command.upgrade, AFTER)
    with database.writer.begin() as connection:
        insert_person(connection, "Vũ Tú", b"z", list_no=9)
        assert rows(connection, "list_rank, list_row")[-1] == ("Vũ Tú", NOWHERE, NOWHERE)


def test_way_back_keeps_the_numbers_and_the_index_by_them(database: Database) -> None:
    with database.reader.connect() as connection:
        before = indexed(connection)
    migrate(database, command.upgrade, AFTER)
    migrate(database, command.downgrade, BEFORE)
    with database.reader.connect() as connection:
        assert rows(connection, "list_no") == PEOPLE
        columns = {each["name"] for each in inspect(connection).get_columns("people")}
        assert columns.isdisjoint({"list_rank", "list_row"})
        assert indexed(connection) == before == ["list_no", "sort_key", "id", "left_on"]
    migrate(database, command.upgrade, AFTER)
    with database.reader.connect() as connection:
        assert rows(connection, "list_rank, list_row")[0] == ("Hồ An", OLD_LIST, 3)
