"""Units that an act on record ends on a day still to come, and who takes their people over then."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session, aliased

from lms import clock
from lms.units.enums import ActKind, ActPart, Change, Ledger, Tree
from lms.units.models import Unit, UnitAct, UnitActUnit, UnitName, UnitPlacement


@dataclass(frozen=True, slots=True)
class EndToCome:
    """That a unit is merged, split or closed on a day after today."""

    act_id: int
    unit_id: int
    tree: Tree
    name: str
    """What the unit is called on its last day."""
    on: date
    """The first day on which it stands no more."""
    decision: str
    heir_id: int | None
    """The unit its people go on to; None where the act names none that takes everybody over."""
    heir: str
    """What that is called on the day; empty for none."""
    kind: ActKind

    @property
    def role_heir_id(self) -> int | None:
        """The unit over which roles go on: they do with a merger alone, else they end with the unit."""
        return self.heir_id if self.kind is ActKind.MERGE else None


def list_ends_to_come(db: Session, unit_ids: Collection[int] | None = None) -> list[EndToCome]:
    """Units that end by acts to come, those of the nearest day first; of some units or of all.

    A query where no act is to come, four otherwise.
    """
    undo, stays, part = aliased(UnitAct), UnitPlacement, UnitActUnit
    ends = (
        select(
            UnitAct.id,
            UnitAct.effective_on,
            UnitAct.decision,
            part.unit_id,
            Unit.tree,
            UnitAct.kind,
        )
        .join(part, (part.act_id == UnitAct.id) & (part.part == ActPart.SOURCE))
        .join(Unit, Unit.id == part.unit_id)
        .where(
            UnitAct.effective_on > clock.today(),
            ~exists().where(undo.undoes_id == UnitAct.id),
            UnitAct.undoes_id.is_(None),
            ~exists().where(
                stays.unit_id == part.unit_id,
                or_(stays.ends_on.is_(None), stays.ends_on >= UnitAct.effective_on),
            ),
        )
        .order_by(UnitAct.effective_on, UnitAct.id, part.unit_id)
    )
    if unit_ids is not None:
        ends = ends.where(part.unit_id.in_(unit_ids))
    rows = db.execute(ends).all()
    if not rows:
        return []
    heirs = _heirs(db, {row.id for row in rows})
    named = {row.unit_id for row in rows} | set(heirs.values())
    names = _names(db, named)
    return [
        EndToCome(
            row.id,
            row.unit_id,
            row.tree,
            _name_on(names.get(row.unit_id, []), row.effective_on - timedelta(days=1)),
            row.effective_on,
            row.decision,
            heirs.get(row.id),
            _name_on(names.get(heirs.get(row.id, 0), []), row.effective_on),
            row.kind,
        )
        for row in rows
    ]


def ends_along(db: Session, unit_id: int) -> list[EndToCome]:
    """The acts to come with which whoever stands in a unit today goes along, one after the other."""
    found: list[EndToCome] = []
    current: int | None = unit_id
    for end in list_ends_to_come(db):
        if end.unit_id == current:
            found.append(end)
            current = end.heir_id
    return found


def _heirs(db: Session, act_ids: Collection[int]) -> dict[int, int]:
    """act id → the unit that takes everybody over: the one said to, or the only result."""
    said, results = dict[int, int](), dict[int, list[int]]()
    rows = db.execute(
        select(UnitActUnit.act_id, UnitActUnit.unit_id, UnitActUnit.part).where(
            UnitActUnit.act_id.in_(act_ids), UnitActUnit.part.in_((ActPart.RESULT, ActPart.HEIR))
        )
    )
    for act_id, unit_id, part in rows:
        if part is ActPart.HEIR:
            said[act_id] = unit_id
        else:
            results.setdefault(act_id, []).append(unit_id)
    return {act_id: units[0] for act_id, units in results.items() if len(units) == 1} | said


def _names(db: Session, unit_ids: Collection[int]) -> dict[int, list[tuple[date, str]]]:
    names: dict[int, list[tuple[date, str]]] = {}
    wanted = select(UnitName.unit_id, UnitName.starts_on, UnitName.name)
    rows = db.execute(wanted.where(UnitName.unit_id.in_(unit_ids)).order_by(UnitName.starts_on))
    for unit_id, starts_on, name in rows:
        names.setdefault(unit_id, []).append((starts_on, name))
    return names


def _name_on(names: list[tuple[date, str]], day: date) -> str:
    return next((name for since, name in reversed(names) if since <= day), "")


def change_row(
    ledger: Ledger, row_id: int, change: Change, ends_on: date | None, unit_id: int | None = None
) -> dict[str, Any]:
    """A change kept with an act, so that taking the act back gives back what was: all but the act."""
    return {
        "ledger": ledger,
        "row_id": row_id,
        "change": change,
        "was_ends_on": ends_on,
        "was_unit_id": unit_id,
    }
