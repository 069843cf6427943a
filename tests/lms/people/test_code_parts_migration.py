"""The migration by which people on record are found by any part of their code (0025): rows before, after, and back."""

from collections.abc import Iterator

import pytest
from alembic import command
from sqlalchemy import text

from lms.db.engine import Database
from lms.people.word_index import word_rows
from tests.support.migrating import insert_person, migrate

BEFORE, AFTER = "0024", "0025"
PEOPLE = [
    # folded name, code
    ("ho an", "NV00123"),
    ("bui lan-anh", "Đ.07/TW"),
    ("do mai", None),
    ("a khong", ""),
    ("le so", "09-12"),
]
_WORD = "INSERT INTO person_words (word, person_id, name) VALUES (:word, :person_id, :name)"
PHONE = "0912"


@pytest.fixture
def database(blank_database: str) -> Iterator[Database]:
    """At the revision before, with people whose words are those of then."""
    database = Database(blank_database)
    migrate(database, command.upgrade, BEFORE)
    with database.writer.begin() as connection:
        for place, (name, code) in enumerate(PEOPLE, 1):
            told = {"id": place, "personnel_code": code, "phone": PHONE}
            insert_person(connection, name, bytes([place]), **told)
            for word, person_id, shown in word_rows(place, name, None, None, PHONE):
                row = {"word": word, "person_id": person_id, "name": shown}
                connection.execute(text(_WORD), row)
    yield database
    database.dispose()


def words(database: Database) -> set[tuple[bytes, int, str]]:
    with database.writer.connect() as connection:
        rows = connection.execute(text("SELECT word, person_id, name FROM person_words"))
        return {(bytes(word), person_id, name) for word, person_id, name in rows}


def test_everybody_has_the_words_of_their_code(database: Database) -> None:
    migrate(database, command.upgrade, AFTER)
    assert words(database) == {
        row
        for place, (name, code) in enumerate(PEOPLE, 1)
        for row in word_rows(place, name, code, None, PHONE)
    }


def test_going_back_takes_the_ends_away(database: Database) -> None:
    migrate(database, command.upgrade, AFTER)
    migrate(database, command.downgrade, BEFORE)
    left = words(database)
    assert (b"nv00123", 1, " ho an") in left
    assert not any(word.startswith(b"\x01") for word, _person, _name in left)
