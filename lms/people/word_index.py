"""The words by which people are found, kept in step with them.

Whoever writes a `Person` as an object need not think of it: the rows follow in the same flush. Statements that
write many people at once call `index_people` after them, or leave that to `lms.people.words_due`.
"""

import re
from collections.abc import Callable, Collection, Iterator
from typing import Any, Final

from sqlalchemy import Connection, Table, delete, event, inspect, select
from sqlalchemy.orm import Mapper, Session

from lms.db.mass import insert_columns
from lms.people.code_parts import ends_of_code, words_of_code
from lms.people.models import Person, PersonWithoutWords, PersonWord
from lms.people.search_terms import plain_apostrophes
from lms.text import fold

_FOUND_BY: Final = ("full_name", "name_fold", "personnel_code", "email", "phone")
_LONGEST: Final = 80
_TOGETHER: Final = 2_000
_SORTED_TOGETHER: Final = 100_000
"""People whose words are in memory at once: some hundred megabytes"""
_BETWEEN: Final = re.compile(r"[\W_]+")
_TABLE: Table = PersonWord.__table__  # type: ignore[assignment] # declarative tables are Tables


def words_of_person(name_fold: str, code: str | None, email: str | None, phone: str) -> set[str]:
    """Folded words that lead to a person: each of the name, the code and its parts, the address, the phone's digits.

    So that any part of the code does, its ends besides (`lms.people.code_parts`).
    """
    words = {part for part in _BETWEEN.split(name_fold) if part}
    words.update(plain_apostrophes(name_fold).split())
    if email:
        words.add(fold(email))
    digits = re.sub(r"\D", "", phone)
    if digits:
        words.add(digits)
    if code:
        folded = fold(code)
        words |= words_of_code(folded) | ends_of_code(folded)
    return {word.encode()[:_LONGEST].decode(errors="ignore") for word in words}


def index_people(
    db: Session,
    person_ids: Collection[int] | None = None,
    progress: Callable[[int], None] = lambda _people: None,
    *,
    are_new: bool = False,
) -> int:
    """Make the words of these people (everybody) anew from what is on record; how many people that were.

    Words are written in their own order, a hundred thousand people at a time: PostgreSQL keeps rows where they
    came, and all who have a word are then read from a few pages. `are_new`: none of them has any words yet.
    """
    done = 0
    if person_ids is None:
        db.execute(delete(PersonWord))
        db.execute(delete(PersonWithoutWords))
    words: list[tuple[bytes, int, str]] = []
    waiting = 0
    for some in _parts(db, person_ids):
        people = db.execute(
            select(
                Person.id, Person.name_fold, Person.personnel_code, Person.email, Person.phone
            ).where(some)
        ).all()
        if person_ids is not None and not are_new:
            of_these = PersonWord.person_id.in_([person.id for person in people])
            db.execute(delete(PersonWord).where(of_these))
        for person in people:
            words += word_rows(*person)
        done, waiting = done + len(people), waiting + len(people)
        if waiting >= _SORTED_TOGETHER:
            _write_sorted(db, words)
            words, waiting = [], 0
        progress(len(people))
    _write_sorted(db, words)
    return done


def _parts(db: Session, person_ids: Collection[int] | None) -> Iterator[Any]:
    if person_ids is not None:
        ids = sorted(person_ids)
        for start in range(0, len(ids), _TOGETHER):
            yield Person.id.in_(ids[start : start + _TOGETHER])
        return
    last = db.scalar(select(Person.id).order_by(Person.id.desc()).limit(1)) or 0
    for start in range(0, last + 1, _TOGETHER):
        yield Person.id.between(start, start + _TOGETHER - 1)


def word_rows(
    person_id: int, name_fold: str, code: str | None, email: str | None, phone: str
) -> list[tuple[bytes, int, str]]:
    """The rows of one person's words: (word, person id, name to be shown)."""
    name = " " + _BETWEEN.sub(" ", name_fold)
    return [
        (word.encode(), person_id, name) for word in words_of_person(name_fold, code, email, phone)
    ]


def _write_sorted(db: Session, words: list[tuple[bytes, int, str]]) -> None:
    if words:
        words.sort()
        columns = dict(zip(("word", "person_id", "name"), zip(*words, strict=True), strict=True))
        insert_columns(db, _TABLE, columns)


@event.listens_for(Person, "after_insert")
def _follow_new(_mapper: Mapper[Person], connection: Connection, person: Person) -> None:
    _write(connection, person)


@event.listens_for(Person, "after_update")
def _follow_changed(_mapper: Mapper[Person], connection: Connection, person: Person) -> None:
    state = inspect(person)
    if any(state.attrs[name].history.has_changes() for name in _FOUND_BY):
        connection.execute(_TABLE.delete().where(_TABLE.c.person_id == person.id))
        _write(connection, person)


def _write(connection: Connection, person: Person) -> None:
    words = word_rows(
        person.id, person.name_fold, person.personnel_code, person.email, person.phone or ""
    )
    rows = [{"word": word, "person_id": id_, "name": name} for word, id_, name in sorted(words)]
    if rows:
        connection.execute(_TABLE.insert(), rows)
