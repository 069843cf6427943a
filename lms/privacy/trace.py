"""Reading the trace: who looked at or changed what about whom, from the newest on.

The trace grows to millions of entries and is never counted: a page is found by the place of the
last entry of the page before (moment and id), which every index of the table is ordered by.

Who read a *list* is traced once, with all whom the page or the file named (`lms.people.tracing.reach`): a
person is told of it when they were among them, and otherwise not. Entries of lists from before that was
written down are left out for everybody, and since when they are not is said (`names_kept_since`).
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Select, and_, or_, select, tuple_
from sqlalchemy.orm import Session, aliased

from lms import clock
from lms.errors import NotFound
from lms.numbers import number_sent
from lms.people.auth.rules import login_form
from lms.people.models import AccessEntry, Account, Person
from lms.people.tracing.changes import changes_beside, changes_of_entry
from lms.people.tracing.models import AccessReach, PersonChange
from lms.people.tracing.queries import concerns, units_named
from lms.people.tracing.reach import unpacked
from lms.privacy.words import SHOWS_PARTY_STATUS
from lms.text import nfc_clean
from lms.web.i18n import lazy_gettext as _l
from lms.web.paging import Page, page_of

PAGE = 50


@dataclass(frozen=True, slots=True)
class Looked:
    """An entry with the names it stands for."""

    entry: AccessEntry
    by: str
    """Name of the account's owner; empty for the command line."""
    login: str
    about: str
    """Name of the person or the unit concerned where the entry is about one; a unit's as of that day."""
    is_list: bool
    """Whether it is about many, the person asked for among them."""
    changes: Sequence[PersonChange] = ()
    """What it changed about whom it is asked for; of everybody, where it is about one person."""

    @property
    def is_party(self) -> bool:
        """Whether it showed who is in the Party."""
        if self.entry.shows_party is None:
            return self.entry.action in SHOWS_PARTY_STATUS
        return self.entry.shows_party


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody an entry names, with what it changed about them."""

    person: Person
    changes: Sequence[PersonChange]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the reader of the trace asked for; everything is optional."""

    account_id: int | None = None
    person_id: int | None = None
    action: str = ""
    first: date | None = None
    last: date | None = None
    only_party: bool = False
    without: Collection[str] = ()
    """Actions to leave out"""


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

    Three queries.
    """
    question = _question(wanted).order_by(AccessEntry.at.desc(), AccessEntry.id.desc())
    if after is not None:
        question = question.where(tuple_(AccessEntry.at, AccessEntry.id) < (after.at, after.id))
    found = db.execute(question.limit(size + 1)).all()
    of_one = [row[0].id for row in found if wanted.person_id or row[0].subject == "person"]
    changes = changes_beside(db, of_one, wanted.person_id)
    rows = [_looked(row, wanted, changes) for row in found]
    more = len(rows) > size
    last = rows[size - 1].entry if more else None
    return _with_units(db, rows[:size]), Place(last.at, last.id) if last else None


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


def get_entry(db: Session, entry_id: int) -> Looked:
    """One entry with the names it stands for. Raises NotFound."""
    row = db.execute(_question(Wanted()).where(AccessEntry.id == entry_id)).first()
    if row is None:
        raise NotFound(_l("This entry is not in the trace."))
    return _with_units(db, [_looked(row, Wanted(), {})])[0]


def _with_units(db: Session, rows: Sequence[Looked]) -> list[Looked]:
    """The entries about units with the units' names. One query, none where none is."""
    names = units_named(db, [each.entry for each in rows])
    return [
        replace(each, about=names.get(each.entry.id, "")) if each.entry.subject == "unit" else each
        for each in rows
    ]


def people_named(db: Session, entry_id: int, number: int) -> Page[Named]:
    """One page of those an entry names, each with what it changed about them. Three queries."""
    blocks = db.execute(
        select(AccessReach.block, AccessReach.members).where(AccessReach.entry_id == entry_id)
    )
    page = page_of(unpacked((row.block, row.members) for row in blocks), number)
    people = {each.id: each for each in db.scalars(select(Person).where(Person.id.in_(page.items)))}
    changes = changes_of_entry(db, entry_id, page.items)
    found = page.map(lambda each: Named(people[each], changes.get(each, ())))
    return replace(found, items=sorted(found.items, key=lambda each: each.person.sort_key))


def names_kept_since(db: Session) -> datetime | None:
    """From when on lists say whom they named, where the trace is older than that; None where all of it does."""
    return db.scalar(
        select(AccessEntry.at).where(AccessEntry.action == "names kept from here on").limit(1)
    )


def _question(wanted: Wanted) -> Select[AccessEntry, str, str, str]:
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
    if wanted.without:
        question = question.where(AccessEntry.action.not_in(wanted.without))
    if wanted.only_party:
        always = AccessEntry.action.in_(sorted(SHOWS_PARTY_STATUS))
        question = question.where(
            or_(AccessEntry.shows_party.is_(True), and_(AccessEntry.shows_party.is_(None), always))
        )
    if wanted.first:
        question = question.where(AccessEntry.at >= _start_of(wanted.first))
    if wanted.last:
        question = question.where(AccessEntry.at < _start_of(wanted.last + timedelta(days=1)))
    if wanted.person_id is not None:
        question = question.where(concerns(wanted.person_id))
    return question


def _looked(
    row: Sequence[Any], wanted: Wanted, changes: Mapping[int, Sequence[PersonChange]]
) -> Looked:
    entry, by, login, about = row
    is_own = entry.subject == "person" and entry.subject_id == wanted.person_id
    is_list = wanted.person_id is not None and not is_own
    return Looked(entry, by or "", login or "", about or "", is_list, changes.get(entry.id, ()))


def _start_of(day: date) -> datetime:
    return clock.from_local(datetime.combine(day, time()))


def find_account(db: Session, typed: str) -> int | None:
    """The account of a login, typed in any case; -1 for an unknown one, None for nothing typed."""
    if not typed:
        return None
    found = db.scalar(select(Account.id).where(Account.login == login_form(typed)))
    return found if found is not None else NOBODY


def find_person(db: Session, typed: str) -> int | None:
    """The person of a personnel code, an e-mail address or a record number such as #123, in any case; as above."""
    typed = nfc_clean(typed)
    if not typed:
        return None
    number = number_sent(typed[1:]) if typed.startswith("#") else None
    if number is not None:
        return number
    spellings = {typed, typed.lower(), typed.upper()}
    found = db.scalar(
        select(Person.id)
        .where(or_(Person.personnel_code.in_(spellings), Person.email.in_(spellings)))
        .order_by(Person.personnel_code != typed, Person.id)
        .limit(1)
    )
    return found if found is not None else NOBODY


NOBODY = -1
"""Stands for somebody who is not on record: the answer is an empty list, not everybody's entries."""
