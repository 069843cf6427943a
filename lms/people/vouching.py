"""Who vouches for the e-mail address and the code by which the office's sign-in finds somebody.

Clerks correct both, for a person without a role. Were such a person given a role afterwards, whoever wrote an
address of their own there would come in with it. So a change by anybody but an administrator is marked; the
office's sign-in lets nobody so marked in with a role, and no link for a forgotten password is sent to such an
address. An administrator takes the mark away by saving the record, by granting a role, or in the list of those
marked, having been shown both.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session, aliased, selectinload

from lms import clock
from lms.people.models import Account, Person
from lms.people.scope_rules import SIGNING_IN
from lms.people.search_scope import on_record
from lms.people.tracing.models import PersonChange
from lms.web.paging import Page, paginate

_TOGETHER = 5_000


def doubt(db: Session, person_ids: Collection[int]) -> None:
    """Note that somebody who is no administrator changed how these people are found."""
    for some in _chunks(person_ids):
        _mark(db, some, needs_vouching=True)


def vouch(db: Session, person_id: int) -> None:
    """Note that an administrator confirms the e-mail address and the code as they are now."""
    _mark(db, [person_id], needs_vouching=False)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody to vouch for, with the last change of each column and the name of whoever made it."""

    person: Person
    changes: Mapping[str, tuple[PersonChange, str]]
    """`email` and `personnel_code`; missing where no change is kept. The name is empty for the command line."""


def count_waiting(db: Session) -> int:
    """How many people on record wait for an administrator's word."""
    return db.scalar(select(func.count()).select_from(Person).where(*_waits())) or 0


def waiting_page(db: Session, number: int) -> Page[Waiting]:
    """A page of them in name order, with their accounts. Four queries."""
    people = (
        select(Person)
        .where(*_waits())
        .options(selectinload(Person.account))
        .order_by(Person.sort_key, Person.id)
    )
    page = paginate(db, people, number)
    changes = _last_changes(db, [each.id for each in page.items])
    return page.map(lambda person: Waiting(person, changes.get(person.id, {})))


def mark_of(person: Person) -> str:
    """The same for the same address and code, another for others: says what an administrator was shown."""
    told = f"{person.email or ''}\0{person.personnel_code or ''}"
    return blake2b(told.encode(), digest_size=8).hexdigest()


def vouch_for_shown(db: Session, shown: Mapping[int, str]) -> list[int]:
    """Vouch for those who still wait as they were shown (id → `mark_of`); the ids of these. Three queries at most."""
    people = select(Person).where(Person.id.in_(shown), *_waits()).order_by(Person.id)
    same = [
        each.id for each in db.scalars(people.with_for_update()) if mark_of(each) == shown[each.id]
    ]
    if same:
        _mark(db, same, needs_vouching=False)
    return same


def _waits() -> Sequence[ColumnElement[bool]]:
    return (
        Person.needs_vouching.is_(True),
        Person.is_anonymous.is_(False),
        on_record(clock.today()),
    )


def _last_changes(
    db: Session, person_ids: Collection[int]
) -> dict[int, dict[str, tuple[PersonChange, str]]]:
    owner = aliased(Person)
    rows = db.execute(
        select(PersonChange, owner.full_name)
        .outerjoin(Account, Account.id == PersonChange.account_id)
        .outerjoin(owner, owner.id == Account.person_id)
        .where(PersonChange.person_id.in_(person_ids), PersonChange.field.in_(SIGNING_IN))
        .order_by(PersonChange.id)
    )
    found: dict[int, dict[str, tuple[PersonChange, str]]] = {}
    for change, name in rows:
        found.setdefault(change.person_id, {})[change.field] = (change, name or "")
    return found


def _mark(db: Session, person_ids: list[int], *, needs_vouching: bool) -> None:
    db.execute(
        update(Person)
        .where(Person.id.in_(person_ids), Person.needs_vouching.is_not(needs_vouching))
        .values(needs_vouching=needs_vouching)
        .execution_options(synchronize_session="fetch")
    )


def _chunks(person_ids: Collection[int]) -> Iterator[list[int]]:
    ids = sorted(person_ids)
    for start in range(0, len(ids), _TOGETHER):
        yield ids[start : start + _TOGETHER]
