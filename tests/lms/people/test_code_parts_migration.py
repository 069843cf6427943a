"""The migration by which people on record are found by any part of their code (0025): rows before, after, and back."""

from collections.abc import Iterator

import pytest
from alembic import command
from sqlalchemy import text

from lms.db.engine import Database
from lms.people.word_index import word_rows
from tests.support.migrating import migrate

BEFORE, AFTER = "0024", "0025"
PEOPLE = [
    # folded name, code
    ("ho an", "NV00123"),
    ("bui lan-anh", "Đ.07/TW"),
    ("do mai", None),
    ("a khong", ""),
    ("le so", "09-12"),
]
_NEW = (
    "INSERT INTO people (id, full_name, name_fold, sort_key, position, category, party_status, is_exempt, phone, note,"
    " list_no, list_rank, list_row, position_rank, personnel_code)"
    " VALUES (:id, :name, :name, :key, '', 'other', 'none', false, :phone, '', 0, 0, 0, 0, :code)"
)
_WORD = "INSERT INTO person_words (word, person_id, name) VALUES (:word, :person_id, :name)"
PHONE = "0912"


@pytest.fixture
def database(blank_database: str) -> Iterator[Database]:
    """At the revision before, with people whose words are those of then."""
    database = Database(blank_database)
    migrate(database, command.upgrade, BEFORE)
    with database.writer.begin() as connection:
        for place, (name, code) in enumerate(PEOPLE, 1):
            person = {"id": place, "name": name, "code": code, "key": bytes([place])}
            connection.execute(text(_NEW), person | {"phone": PHONE})
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
