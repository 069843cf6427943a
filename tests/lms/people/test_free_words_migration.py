"""The migration by which words name people without a foreign key (0026): rows before, after, and back."""

from collections.abc import Iterator

import pytest
from alembic import command
from sqlalchemy import inspect, text
from sqlalchemy.exc import IntegrityError

from lms.db.engine import Database
from tests.support.migrating import insert_person, migrate

BEFORE, AFTER = "0025", "0026"
WORDS = {(b"an", 1), (b"ho", 1), (b"\x01123", 1)}


@pytest.fixture
def database(blank_database: str) -> Iterator[Database]:
    """At the revision before, with somebody and some words."""
    database = Database(blank_database)
    migrate(database, command.upgrade, BEFORE)
    with database.writer.begin() as connection:
        insert_person(connection, "ho an", b"\x01", id=1)
    for word, person_id in WORDS:
        write(database, word, person_id)
    yield database
    database.dispose()


def write(database: Database, word: bytes, person_id: int) -> None:
    with database.writer.begin() as connection:
        connection.execute(
            text("INSERT INTO person_words (word, person_id, name) VALUES (:word, :id, ' ho an')"),
            {"word": word, "id": person_id},
        )


def words(database: Database) -> set[tuple[bytes, int]]:
    with database.writer.connect() as connection:
        rows = connection.execute(text("SELECT word, person_id FROM person_words"))
        return {(bytes(word), person_id) for word, person_id in rows}


def test_words_stay_and_need_nobody_any_more(database: Database) -> None:
    with pytest.raises(IntegrityError):
        write(database, b"nobody", 2)
    migrate(database, command.upgrade, AFTER)
    assert words(database) == WORDS
    write(database, b"nobody", 2)
    with pytest.raises(IntegrityError):
        write(database, b"an", 1)


def test_words_of_nobody_do_not_keep_from_going_back(database: Database) -> None:
    migrate(database, command.upgrade, AFTER)
    write(database, b"nobody", 2)
    migrate(database, command.downgrade, BEFORE)
    assert words(database) == WORDS
    with pytest.raises(IntegrityError):
        write(database, b"nobody", 2)


def test_the_table_is_laid_out_as_before(database: Database) -> None:
    def layout() -> tuple[object, ...]:
        with database.writer.connect() as connection:
            looked = inspect(connection)
            told = looked.get_indexes("person_words"), looked.get_pk_constraint("person_words")
            if not database.is_sqlite:
                return told
            row = connection.execute(
                text("SELECT sql FROM sqlite_master WHERE name = 'person_words'")
            ).one()
            return (*told, row.sql.rstrip().endswith("WITHOUT ROWID"))

    before = layout()
    migrate(database, command.upgrade, AFTER)
    assert layout() == before
    if database.is_sqlite:
        assert before[-1]
