"""Reading the trace: who looked at or changed what about whom, from the newest on.

The trace grows to millions of entries and is never counted: a page is found by the place of the
last entry of the page before (moment and id), which every index of the table is ordered by.

Who read a *list* is traced once, on what the list is of (a conference, a unit, a campaign, a
quiz); that it named a person is found when it is asked for, from the memberships that made the
list (`Area.lists_naming`). Writing an entry for each of 500 people on a list would multiply the
trace and tell nothing more.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select, tuple_
from sqlalchemy.orm import Session, aliased

from lms import clock
from lms.areas import NamedOn, parts
from lms.people.models import AccessEntry, Account, Person
from lms.privacy.words import SHOWS_PARTY_STATUS

PAGE = 50


@dataclass(frozen=True, slots=True)
class Looked:
    """An entry with the names it stands for."""

    entry: AccessEntry
    by: str
    """Name of the account's owner; empty for the command line."""
    login: str
    about: str
    """Name of the person concerned where the entry is about one."""
    is_list: bool
    """Whether it is about a list that contained the person asked for."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the reader of the trace asked for; everything is optional."""

    account_id: int | None = None
    person_id: int | None = None
    action: str = ""
    first: date | None = None
    last: date | None = None
    only_party: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """After which entry a page begins."""

    at: datetime
    id: int

    @property
    def written(self) -> str:
        """As it stands in the address: microseconds and id."""
        return f"{round((self.at - _EPOCH) / timedelta(microseconds=1))}-{self.id}"


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def read_place(written: str) -> Place | None:
    """The place an address names; None for none or nonsense."""
    moment, _, number = written.partition("-")
    if not (moment.isascii() and moment.isdigit() and number.isascii() and number.isdigit()):
        return None
    if len(moment) > 17 or len(number) > 9:
        return None
    return Place(_EPOCH + timedelta(microseconds=int(moment)), int(number))


def read_trace(
    db: Session, wanted: Wanted, after: Place | None = None, size: int = PAGE
) -> tuple[list[Looked], Place | None]:
    """One page from the newest on, and the place the next one begins after (None: the last page).

    One query, and those that find the lists that name a person where one is asked for.
    """
    question = _question(db, wanted).order_by(AccessEntry.at.desc(), AccessEntry.id.desc())
    if after is not None:
        question = question.where(tuple_(AccessEntry.at, AccessEntry.id) < (after.at, after.id))
    rows = [_looked(row, wanted) for row in db.execute(question.limit(size + 1)).all()]
    more = len(rows) > size
    last = rows[size - 1].entry if more else None
    return rows[:size], Place(last.at, last.id) if last else None


def walk_trace(db: Session, wanted: Wanted, most: int) -> Iterator[Looked]:
    """The newest `most` entries, for a file; read a thousand at a time."""
    after: Place | None = None
    left = most
    while left > 0:
        rows, after = read_trace(db, wanted, after, min(1000, left))
        yield from rows
        left -= len(rows)
        if after is None:
            return


def lists_naming(db: Session, person_id: int) -> list[NamedOn]:
    """Every list that contains or contained the person, asked of all parts."""
    return [
        each for part in parts() if part.lists_naming for each in part.lists_naming(db, person_id)
    ]


def _question(db: Session, wanted: Wanted) -> Select[AccessEntry, str, str, str]:
    owner, concerned = aliased(Person), aliased(Person)
    question: Select[AccessEntry, str, str, str] = (
        select(AccessEntry, owner.full_name, Account.login, concerned.full_name)
        .outerjoin(Account, Account.id == AccessEntry.account_id)
        .outerjoin(owner, owner.id == Account.person_id)
        .outerjoin(
            concerned,
            and_(AccessEntry.subject == "person", concerned.id == AccessEntry.subject_id),
        )
    )
    if wanted.account_id is not None:
        question = question.where(AccessEntry.account_id == wanted.account_id)
    if wanted.action:
        question = question.where(AccessEntry.action == wanted.action)
    if wanted.only_party:
        question = question.where(AccessEntry.action.in_(sorted(SHOWS_PARTY_STATUS)))
    if wanted.first:
        question = question.where(AccessEntry.at >= _start_of(wanted.first))
    if wanted.last:
        question = question.where(AccessEntry.at < _start_of(wanted.last + timedelta(days=1)))
    if wanted.person_id is not None:
        question = question.where(_concerns(db, wanted.person_id))
    return question


def _concerns(db: Session, person_id: int) -> ColumnElement[bool]:
    """Entries about the person, and about lists while they named the person."""
    own = [and_(AccessEntry.subject == "person", AccessEntry.subject_id == person_id)]
    return or_(*own, *(_on_list(each) for each in lists_naming(db, person_id)))


def _on_list(named: NamedOn) -> ColumnElement[bool]:
    conditions = [
        AccessEntry.subject == named.subject,
        AccessEntry.subject_id.is_(None)
        if named.subject_id is None
        else AccessEntry.subject_id == named.subject_id,
    ]
    if named.since is not None:
        conditions.append(AccessEntry.at >= named.since)
    if named.until is not None:
        conditions.append(AccessEntry.at < named.until)
    return and_(*conditions)


def _looked(row: Sequence[Any], wanted: Wanted) -> Looked:
    entry, by, login, about = row
    is_own = entry.subject == "person" and entry.subject_id == wanted.person_id
    return Looked(
        entry, by or "", login or "", about or "", wanted.person_id is not None and not is_own
    )


def _start_of(day: date) -> datetime:
    return clock.from_local(datetime.combine(day, time()))


def find_account(db: Session, typed: str) -> int | None:
    """The account of a login, typed in any case; -1 for an unknown one, None for nothing typed."""
    if not typed:
        return None
    found = db.scalar(select(Account.id).where(Account.login == typed.lower()))
    return found if found is not None else NOBODY


def find_person(db: Session, typed: str) -> int | None:
    """The person of a personnel code, an e-mail address or a record number such as #123; as above."""
    if not typed:
        return None
    number = typed.removeprefix("#")
    if typed.startswith("#") and number.isascii() and number.isdigit() and len(number) < 10:
        return int(number)
    found = db.scalar(
        select(Person.id).where(or_(Person.personnel_code == typed, Person.email == typed)).limit(1)
    )
    return found if found is not None else NOBODY


NOBODY = -1
"""Stands for somebody who is not on record: the answer is an empty list, not everybody's entries."""
