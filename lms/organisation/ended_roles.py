"""Roles that an act to come takes along, and that end otherwise meanwhile: when it is taken back, what is ended stays so."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms import clock
from lms.people.enums import Role
from lms.people.models import RoleGrant
from lms.units.enums import Change
from lms.units.models import UnitAct, UnitActChange

_TOGETHER: Final = 5_000


def settle_ended(
    db: Session, changes: Sequence[UnitActChange], act: UnitAct
) -> Sequence[UnitActChange]:
    """Put back what an act to come wrote of roles that ended otherwise since; the changes that are left to put back.

    A role ended by somebody, or with its holder's leaving, keeps the end it has. Where the part that was to begin
    with the act was ended alone, the role still ends the day before; where its holder leaves while it lasts, the role
    ends then. An act that has taken effect is put back whole or not at all. A query for five thousand.
    """
    if act.effective_on <= clock.today() or not changes:
        return changes
    rows = _rows(db, [each.row_id for each in changes])
    ended, added = _parts(changes, rows, Change.ENDED), _parts(changes, rows, Change.ADDED)
    settled = {row.id for of_one in ended.values() for row in of_one if _is_over(row)}
    for key, following in added.items():
        for part in following:
            if not _is_over(part):
                continue
            for row in ended[key]:
                if row.id not in settled and part.ended_at is None:
                    row.ends_on, row.ended_by = part.ends_on, part.ended_by
                    row.end_reason = part.end_reason
                settled.add(row.id)
            settled.add(part.id)
            db.delete(part)
    db.flush()
    return [each for each in changes if each.row_id not in settled]


_Parts = defaultdict[tuple[int, Role], list[RoleGrant]]


def _rows(db: Session, ids: Sequence[int]) -> dict[int, RoleGrant]:
    rows: dict[int, RoleGrant] = {}
    for start in range(0, len(ids), _TOGETHER):
        wanted = select(RoleGrant).where(RoleGrant.id.in_(ids[start : start + _TOGETHER]))
        found = db.scalars(wanted.execution_options(populate_existing=True))
        rows.update((row.id, row) for row in found)
    return rows


def _parts(changes: Sequence[UnitActChange], rows: dict[int, RoleGrant], kind: Change) -> _Parts:
    """(account, role) → its grants that an act changed so."""
    parts: _Parts = defaultdict(list)
    for each in changes:
        row = rows.get(each.row_id)
        if each.change is kind and row is not None:
            parts[row.account_id, row.role].append(row)
    return parts


def _is_over(row: RoleGrant) -> bool:
    return row.ended_at is not None or bool(row.end_reason)
