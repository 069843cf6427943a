"""The words by which people are found, kept in step with them.

Whoever writes a `Person` as an object need not think of it: the rows follow in the same flush. Statements that
write many people at once call `index_people` after them.
"""

import re
from collections.abc import Callable, Collection, Iterator
from typing import Any, Final

from sqlalchemy import Connection, Table, delete, event, inspect, select
from sqlalchemy.orm import Mapper, Session

from lms.people.models import Person, PersonWord
from lms.text import fold

_FOUND_BY: Final = ("full_name", "name_fold", "personnel_code", "email", "phone")
_LONGEST: Final = 80
_TOGETHER: Final = 2_000
_BETWEEN: Final = re.compile(r"[\W_]+")
_TABLE: Table = PersonWord.__table__  # type: ignore[assignment] # declarative tables are Tables


def words_of_person(name_fold: str, code: str | None, email: str | None, phone: str) -> set[str]:
    """Folded words that lead to a person: each of the name, the code, the address, the phone's digits."""
    words = {part for part in _BETWEEN.split(name_fold) if part} | set(name_fold.split())
    words |= {fold(each) for each in (code or "", email or "") if each}
    digits = re.sub(r"\D", "", phone)
    if digits:
        words.add(digits)
    return {word.encode()[:_LONGEST].decode(errors="ignore") for word in words}


def index_people(
    db: Session,
    person_ids: Collection[int] | None = None,
    progress: Callable[[int], None] = lambda _people: None,
) -> int:
    """Make the words of these people (everybody) anew from what is on record; how many people that were."""
    done = 0
    if person_ids is None:
        db.execute(delete(PersonWord))
    for some in _parts(db, person_ids):
        people = db.execute(
            select(
                Person.id, Person.name_fold, Person.personnel_code, Person.email, Person.phone
            ).where(some)
        ).all()
        if person_ids is not None:
            of_these = PersonWord.person_id.in_([person.id for person in people])
            db.execute(delete(PersonWord).where(of_these))
        rows = [row for person in people for row in _rows(*person)]
        if rows:
            db.execute(_TABLE.insert(), rows)
        done += len(people)
        progress(len(people))
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


def _rows(
    person_id: int, name_fold: str, code: str | None, email: str | None, phone: str
) -> list[dict[str, Any]]:
    return [
        {"word": word.encode(), "person_id": person_id, "name": f" {name_fold}"}
        for word in sorted(words_of_person(name_fold, code, email, phone))
    ]


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
    rows = _rows(
        person.id, person.name_fold, person.personnel_code, person.email, person.phone or ""
    )
    if rows:
        connection.execute(_TABLE.insert(), rows)
