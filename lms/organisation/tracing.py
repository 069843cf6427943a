"""Acts on units in the trace: who recorded them, and everybody whose place, unit or role they changed."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeVar

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from lms.organisation.planning import Rewrite
from lms.people.access import NewEntry, add_entries
from lms.people.models import Account, Membership
from lms.people.tracing.changes import Difference, keep_changes
from lms.units.enums import ActKind, Ledger
from lms.units.rules import History

RECORDED: Final = "unit act recorded"
_TOGETHER: Final = 5_000
Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class TracedAct:
    """What the trace says of one act; `unit_id`: the unit it is about first of all."""

    kind: ActKind
    on: date
    decision: str
    unit_id: int | None
    people: Collection[int]
    changes: Sequence[Difference] = ()
    """What it changed about people, to be kept beside the entry: positions in the Party that end with a cell."""


def trace_acts(db: Session, account_id: int | None, acts: Sequence[TracedAct]) -> None:
    """One entry for each act, with all whom it concerns. Two statements, however many acts and people."""
    entries = add_entries(
        db,
        account_id,
        [
            NewEntry(
                RECORDED,
                "unit",
                each.unit_id,
                f"{each.kind}: {each.decision}, {each.on.isoformat()}",
                each.people,
            )
            for each in acts
        ],
    )
    for entry_id, each in zip(entries, acts, strict=True):
        keep_changes(db, entry_id, account_id, each.changes)


def people_of_acts(
    db: Session,
    history: History,
    on: date,
    acts: Mapping[Key, Iterable[Rewrite]],
    roles: Mapping[Key, Collection[int]],
) -> dict[Key, set[int]]:
    """For each act on one tree everybody whose place, unit or role it changes; to be asked before it is written.

    `history`: the tree before them; `roles`: accounts whose roles over units end with the act. Two queries for each
    five thousand units, whatever the number of acts and people.
    """
    units: dict[Key, set[int]] = {key: set() for key in acts}
    people: dict[Key, set[int]] = {key: set() for key in acts}
    accounts = {key: set(roles.get(key, ())) for key in acts}
    for key, rewrites in acts.items():
        for each in rewrites:
            if each.ledger is Ledger.MEMBERSHIP:
                people[key].add(each.owner)
            elif each.ledger is Ledger.GRANT:
                accounts[key].add(each.owner)
            elif each.before is not None:  # a unit on record gets another name or place, or ends
                units[key].add(each.owner)
    owners = _owners(db, sorted(set().union(*accounts.values())))
    below = people_below(db, history, on, units)
    return {
        key: people[key] | below[key] | {owners[each] for each in accounts[key]} for key in acts
    }


def people_below(
    db: Session, history: History, on: date, units: Mapping[Key, Collection[int]]
) -> dict[Key, set[int]]:
    """For each of several acts: who stands, on the day or later, in its units or below them as of the day.

    A query for each five thousand units, whatever the number of acts and people.
    """
    below: defaultdict[int | None, list[int]] = defaultdict(list)
    for unit_id, parent_id in history.parents_on(on).items():
        below[parent_id].append(unit_id)
    reached = {key: _reached(some, below) for key, some in units.items()}
    members = _members(db, sorted(set().union(*reached.values())), on)
    return {
        key: set().union(*(members.get(unit_id, ()) for unit_id in some))
        for key, some in reached.items()
    }


def _owners(db: Session, account_ids: Sequence[int]) -> dict[int, int]:
    wanted = select(Account.id, Account.person_id).where(Account.id.in_(account_ids))
    return {row.id: row.person_id for row in db.execute(wanted)} if account_ids else {}


def _reached(units: Collection[int], below: Mapping[int | None, Sequence[int]]) -> set[int]:
    found, waiting = set(units), list(units)
    while waiting:
        for child in below.get(waiting.pop(), ()):
            if child not in found:
                found.add(child)
                waiting.append(child)
    return found


def _members(db: Session, unit_ids: Sequence[int], on: date) -> Mapping[int, set[int]]:
    members: defaultdict[int, set[int]] = defaultdict(set)
    for start in range(0, len(unit_ids), _TOGETHER):
        rows = db.execute(
            select(Membership.unit_id, Membership.person_id).where(
                Membership.unit_id.in_(unit_ids[start : start + _TOGETHER]),
                or_(Membership.ends_on.is_(None), Membership.ends_on >= on),
            )
        )
        for unit_id, person_id in rows:
            members[unit_id].add(person_id)
    return members
