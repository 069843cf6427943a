"""The trace: who looked at or took away named data, and about whom. Append-only, written at once."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

from sqlalchemy import Table, bindparam, insert
from sqlalchemy.orm import Session

from lms import clock
from lms.db import get_db
from lms.db.boundary import current_database
from lms.db.bulk import insert_or_ignore, next_ids
from lms.db.prepared import Prepared
from lms.people.actor import current_actor
from lms.people.models import AccessEntry
from lms.people.tracing.changes import differences, keep_changes
from lms.people.tracing.entering import name_people, write_entry
from lms.people.tracing.models import AccessReach
from lms.people.tracing.reach import packed

_ENTRIES = cast(Table, AccessEntry.__table__)
_REACHES = cast(Table, AccessReach.__table__)
_NOTE: Final = Prepared(
    insert(AccessEntry).values(
        account_id=bindparam("account", type_=AccessEntry.account_id.type),
        action=bindparam("action", type_=AccessEntry.action.type),
        subject=bindparam("subject", type_=AccessEntry.subject.type),
        subject_id=bindparam("of", type_=AccessEntry.subject_id.type),
        detail=bindparam("detail", type_=AccessEntry.detail.type),
        at=bindparam("now", type_=AccessEntry.at.type),
    )
)


@dataclass(frozen=True, slots=True)
class NewEntry:
    """One of many entries to write at once."""

    action: str
    subject: str
    subject_id: int | None
    detail: str
    people: Collection[int] | None
    """All whom it concerns besides its subject; None where there can be nobody."""


def log_access(
    action: str,
    subject: str,
    subject_id: int | None = None,
    detail: str = "",
    *,
    people: Collection[int] | None = None,
    shows_party: bool | None = None,
) -> int:
    """Write that the person asking looked at something about people; the entry's id.

    Called by views that show or hand out named attendance, results or papers, before they
    answer; it commits by itself, since looking is a GET and must be traced even so. `people` are those
    whom the list, page or file names, all of them and nobody else: they are told of it.
    """
    named = None if people is None else frozenset(people)
    values = {
        "account_id": current_actor().account_id,
        "action": action,
        "subject": subject,
        "subject_id": subject_id,
        "detail": detail[:255],
        "shown": None if named is None else len(named),
        "shows_party": shows_party,
        "at": clock.now(),
    }
    return write_entry(current_database(), values, named or ())


def trace_person(action: str, person_id: int, detail: str = "") -> None:
    """Write that the person asking changed something about a person, together with the change itself."""
    add_access(get_db(), current_actor().account_id, action, "person", person_id, detail)


def trace_correction(
    action: str, person_id: int, detail: str, before: Mapping[str, Any], after: Mapping[str, Any]
) -> None:
    """The same for columns of the person, with what stood there before and what stands there now."""
    db, account_id = get_db(), current_actor().account_id
    entry = add_access(db, account_id, action, "person", person_id, detail)
    db.flush()
    keep_changes(db, entry.id, account_id, differences(person_id, before, after))


def add_access(
    db: Session,
    account_id: int | None,
    action: str,
    subject: str,
    subject_id: int | None = None,
    detail: str = "",
    *,
    people: Collection[int] | None = None,
    shows_party: bool | None = None,
) -> AccessEntry:
    """The same within a transaction that is already writing: one row, and one statement for all of `people`."""
    named = None if people is None else frozenset(people)
    entry = AccessEntry(
        account_id=account_id,
        action=action,
        subject=subject,
        subject_id=subject_id,
        detail=detail[:255],
        shown=None if named is None else len(named),
        shows_party=shows_party,
        at=clock.now(),
    )
    db.add(entry)
    if named:
        db.flush()
        name_more(db, entry.id, named)
    return entry


def note_access(
    db: Session, account_id: int, action: str, subject: str, subject_id: int, detail: str
) -> None:
    """Write an entry that names nobody besides its subject, in one prepared statement: a hall signs in at once."""
    _NOTE.run(
        db.connection(),
        account=account_id,
        action=action,
        subject=subject,
        of=subject_id,
        detail=detail[:255],
        now=clock.now(),
    )


def add_entries(db: Session, account_id: int | None, entries: Sequence[NewEntry]) -> Sequence[int]:
    """Many entries within a transaction that is already writing: one statement, and one for all their people.

    Their ids, in their order.
    """
    if not entries:
        return []
    now = clock.now()
    ids = next_ids(db, _ENTRIES, len(entries))  # the newest entry never goes: no number comes again
    values = [
        {
            "id": entry_id,
            "account_id": account_id,
            "action": each.action,
            "subject": each.subject,
            "subject_id": each.subject_id,
            "detail": each.detail[:255],
            "shown": None if each.people is None else len(each.people),
            "at": now,
        }
        for entry_id, each in zip(ids, entries, strict=True)
    ]
    db.execute(insert(_ENTRIES), values)
    reaches = [
        {"block": block, "entry_id": entry_id, "members": members, "at": now}
        for entry_id, each in zip(ids, entries, strict=True)
        for block, members in packed(each.people or ()).items()
    ]
    insert_or_ignore(db, _REACHES, reaches)
    return ids


def name_more(db: Session, entry_id: int, people: Collection[int]) -> None:
    """Write that an entry names these people too: a search goes on while somebody types. One statement."""
    name_people(db, entry_id, people, clock.now())
