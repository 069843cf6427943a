"""What was changed about people, kept beside the trace: old and new values, column by column."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final, cast

from sqlalchemy import Table, select
from sqlalchemy.orm import Session, aliased

from lms import clock
from lms.db.mass import insert_columns
from lms.people.models import Account, Person
from lms.people.tracing.models import PersonChange

SENSITIVE: Final = frozenset(("party_status", "party_position", "is_exempt"))
"""Columns that say who is in the Party: shown only to those who may know that of the person."""
KEPT: Final = (
    "personnel_code",
    "full_name",
    "sort_name",
    "born_on",
    "birth_year",
    "sex",
    "position",
    "category",
    "party_status",
    "party_position",
    "is_exempt",
    "email",
    "phone",
    "note",
    "left_on",
)
"""Columns of a person whose former values are kept."""
_CHANGES = cast(Table, PersonChange.__table__)
_LONGEST: Final = 255
_TOGETHER: Final = 5_000

Difference = tuple[int, str, Any, Any]
"""Whose column it is, which, what stood there, what stands there now."""


@dataclass(frozen=True, slots=True)
class ShownChange:
    """One changed column with who changed it."""

    change: PersonChange
    by: str
    """Empty for the command line."""


def columns_of(person: Person) -> dict[str, Any]:
    """What stands in the columns whose changes are kept."""
    return {name: getattr(person, name) for name in KEPT}


def differences(
    person_id: int, before: Mapping[str, Any], after: Mapping[str, Any]
) -> list[Difference]:
    """The columns of `after` that were something else before."""
    return [
        (person_id, name, before[name], value)
        for name, value in after.items()
        if before[name] != value
    ]


def keep_changes(
    db: Session,
    entries: int | Mapping[int, int],
    account_id: int | None,
    changes: Sequence[Difference],
) -> None:
    """Keep old and new values beside an entry of the trace, or each person's own; one statement, however many."""
    if not changes:
        return
    ids, names, before, after = zip(*changes, strict=True)
    columns: dict[str, Sequence[Any]] = {
        "person_id": ids,
        "entry_id": [entries if isinstance(entries, int) else entries[each] for each in ids],
        "account_id": [account_id] * len(ids),
        "field": names,
        "before": [as_kept(each) for each in before],
        "after": [as_kept(each) for each in after],
        "at": [clock.now()] * len(ids),
    }
    insert_columns(db, _CHANGES, columns)


def as_kept(value: Any) -> str:
    """A value as text: nothing for None, enumerations by their value, days in ISO form."""
    if value is None:
        return ""
    return str(value.value if isinstance(value, Enum) else value)[:_LONGEST]


def values_of(db: Session, wanted: Mapping[int, Collection[str]]) -> dict[int, Mapping[str, Any]]:
    """What stands now in columns of many people, by id. A query for each five thousand."""
    names = sorted({name for each in wanted.values() for name in each})
    if not names:
        return {}
    columns = [getattr(Person, name) for name in names]
    ids, found = sorted(wanted), dict[int, Mapping[str, Any]]()
    for start in range(0, len(ids), _TOGETHER):
        some = ids[start : start + _TOGETHER]
        for person_id, *values in db.execute(
            select(Person.id, *columns).where(Person.id.in_(some))
        ):
            found[person_id] = dict(zip(names, values, strict=True))
    return found


def changes_of(db: Session, person_id: int, most: int = 200) -> list[ShownChange]:
    """What was changed about somebody, newest first, with who did it. One query."""
    owner = aliased(Person)
    rows = db.execute(
        select(PersonChange, owner.full_name)
        .outerjoin(Account, Account.id == PersonChange.account_id)
        .outerjoin(owner, owner.id == Account.person_id)
        .where(PersonChange.person_id == person_id)
        .order_by(PersonChange.id.desc())
        .limit(most)
    )
    return [ShownChange(change, name or "") for change, name in rows]


def changes_of_entry(
    db: Session, entry_id: int, person_ids: Collection[int]
) -> dict[int, list[PersonChange]]:
    """What one entry of the trace changed about some people, by person. One query."""
    found: dict[int, list[PersonChange]] = {}
    wanted = select(PersonChange).where(
        PersonChange.entry_id == entry_id, PersonChange.person_id.in_(person_ids)
    )
    for each in db.scalars(wanted.order_by(PersonChange.id)):
        found.setdefault(each.person_id, []).append(each)
    return found


def changes_beside(
    db: Session, entry_ids: Collection[int], person_id: int | None = None
) -> dict[int, list[PersonChange]]:
    """Changes kept beside entries of the trace, by entry; of one person where one is asked for. One query."""
    wanted = select(PersonChange).where(PersonChange.entry_id.in_(entry_ids))
    if person_id is not None:
        wanted = wanted.where(PersonChange.person_id == person_id)
    found: dict[int, list[PersonChange]] = {}
    for each in db.scalars(wanted.order_by(PersonChange.id)):
        found.setdefault(each.entry_id, []).append(each)
    return found
