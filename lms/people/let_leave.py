"""Whom an account let leave in the last hours, by whatever page: slices of a guarded number add up."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms import clock
from lms.people.enums import Decision
from lms.people.importing.models import ImportApproval, ImportRow, ImportRun, RowKind, RunState
from lms.people.models import AccessEntry, Membership
from lms.units.enums import Tree

WITHIN: Final = timedelta(hours=24)
LEAVING: Final = ("marked as left", "left units", "place ended")
"""Actions of the trace by which somebody leaves, alone or with others."""
_BACK: Final = "marked as returned"
_TOGETHER: Final = 5_000


def let_leave_lately(db: Session, account_id: int | None) -> set[int]:
    """People whom this account let leave, or leave units, within a day and has not taken back since.

    Those whose leaving a second person approved do not count. Two queries.
    """
    if account_id is None:
        return set()
    since = clock.now() - WITHIN
    acts = db.execute(
        select(AccessEntry.subject_id, AccessEntry.action)
        .where(
            AccessEntry.account_id == account_id,
            AccessEntry.at >= since,
            AccessEntry.action.in_((*LEAVING, _BACK)),
        )
        .order_by(AccessEntry.at, AccessEntry.id)
    )
    newest = {person_id: action for person_id, action in acts if person_id is not None}
    approved = select(ImportApproval.id).where(
        ImportApproval.run_id == ImportRun.id,
        ImportApproval.decision == Decision.GRANTED,
        ImportApproval.decided_by.is_not(None),
    )
    by_lists = (
        select(ImportRow.person_id)
        .join(ImportRun, ImportRun.id == ImportRow.run_id)
        .where(
            ImportRun.uploaded_by == account_id,
            ImportRun.state == RunState.WRITTEN,
            ImportRun.leaving.is_not(None),
            ImportRun.finished_at >= since,
            ImportRow.kind == RowKind.MISSING,
            ImportRow.person_id.is_not(None),
            ~approved.exists(),
        )
    )
    listed = {each for each in db.scalars(by_lists) if each is not None}
    return {each for each in newest if newest[each] != _BACK} | (listed - newest.keys())


def last_units(db: Session, tree: Tree, person_ids: Collection[int]) -> dict[int, int]:
    """Person → the unit of a tree in which they stood last, or still stand until a day that is known.

    Nobody who stands somewhere without an end: they were only moved. A query for each five thousand.
    """
    ids, found = sorted(person_ids), dict[int, tuple[int, date | None]]()
    for start in range(0, len(ids), _TOGETHER):
        rows = db.execute(
            select(Membership.person_id, Membership.unit_id, Membership.ends_on)
            .where(
                Membership.tree == tree,
                Membership.person_id.in_(ids[start : start + _TOGETHER]),
                Membership.starts_on <= clock.today(),
            )
            .order_by(Membership.starts_on)
        )
        found.update((row.person_id, (row.unit_id, row.ends_on)) for row in rows)
    return {each: unit_id for each, (unit_id, ends_on) in found.items() if ends_on is not None}


def without_place(db: Session, person_ids: Collection[int]) -> set[int]:
    """Those of whom no place that has begun is on record any more: it was taken away. Queries likewise."""
    ids, placed = sorted(person_ids), set[int]()
    for start in range(0, len(ids), _TOGETHER):
        some = ids[start : start + _TOGETHER]
        begun = select(Membership.person_id).where(
            Membership.person_id.in_(some), Membership.starts_on <= clock.today()
        )
        placed.update(db.scalars(begun))
    return set(ids) - placed
