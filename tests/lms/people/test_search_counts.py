"""How many are expected to have all words typed, by which a search chooses where to begin."""

import pytest
from sqlalchemy.orm import Session

from lms.people import search_counts
from lms.people.search_counts import Counts
from lms.units.models import Unit
from tests.factories import make_person, make_unit


@pytest.fixture(autouse=True)
def nothing_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search_counts, "_REMEMBERED_FROM", 2)
    monkeypatch.setattr(search_counts, "_remembered", {})


@pytest.fixture
def room(db: Session) -> Unit:
    """Eight people, of whom half are An and half are Trần, and a quarter in the room."""
    room = make_unit(db, name="Phòng")
    for number in range(8):
        family, given = ("Trần", "Lê")[number % 2], ("An", "Bình")[number // 4]
        place = room if number < 2 else None
        make_person(db, full_name=f"{family} Văn {given}", unit=place)
    return room


def test_words_are_taken_to_tell_nothing_of_each_other(db: Session, room: Unit) -> None:
    counts = Counts(db)
    counts._words = {"tran": 4, "an": 4, "van": 8, "": 8}  # PostgreSQL estimates those of many
    assert counts.expected(["tran", "an"], None) == 2
    assert counts.expected(["tran", "an", "van"], None) == 2
    assert counts.expected(["tran", "tran"], None) == 4
    assert counts.expected(["tran", "an"], [room.id]) == 0.5


def test_everybody_is_counted_with_the_words(db: Session, room: Unit) -> None:
    assert Counts(db).expected(["tran", "van"], None) > 0


def test_nothing_is_expected_of_a_word_that_few_have(db: Session, room: Unit) -> None:
    make_person(db, full_name="Đỗ Văn Ơn")
    assert Counts(db).expected(["on", "van"], None) == 0


def test_of_no_people_nothing(db: Session) -> None:
    assert Counts(db).expected(["tran", "van"], None) == 0
