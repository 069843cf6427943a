"""Writing a planned list of units: in bulk, names and places with the days they hold."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta

from sqlalchemy import delete, insert, or_, select, update
from sqlalchemy.orm import Session

from lms.text import fold
from lms.units.importing.placing import Key
from lms.units.importing.planning import UnitsPlan, plan_units_import
from lms.units.importing.reading import ParsedUnits, UnitRow
from lms.units.models import Unit, UnitName, UnitPlacement

Progress = Callable[[int], None]
"""Told how many more rows are done."""


def apply_units_import(
    db: Session, parsed: ParsedUnits, on: date, progress: Progress = lambda _rows: None
) -> UnitsPlan:
    """Write a list of units; rejected rows are left out. Returns what was done.

    New units hold from the plan's day; a unit that is renamed or moved keeps its old name and place until the
    day before `on`. The plan is made anew inside the transaction.
    """
    plan = plan_units_import(db, parsed, on)
    ids = plan.known | _add_units(db, plan)
    new = [row for row, _place in plan.new]
    _add_names(db, ((row, ids[row.key]) for row in new), plan.starts_on)
    _place(db, ((row, ids[row.key]) for row in new), ids, plan.starts_on)
    progress(len(new))
    _change_units(db, plan, ids, on)
    progress(len(plan.changed) + plan.unchanged)
    db.expire_all()
    return plan


def _add_units(db: Session, plan: UnitsPlan) -> dict[Key, int]:
    values = [
        {
            "tree": row.tree,
            "code": row.code,
            "kind": row.kind,
            "leader_title": row.leader_title,
            "position": place,
        }
        for row, place in plan.new
        if row.key not in plan.known
    ]
    if not values:
        return {}
    added = db.execute(insert(Unit).returning(Unit.id, Unit.tree, Unit.code), values)
    return {(unit.tree, unit.code.casefold()): unit.id for unit in added}


def _add_names(db: Session, rows: Iterable[tuple[UnitRow, int]], starts_on: date) -> None:
    values = [
        {"unit_id": unit_id, "name": row.name, "name_fold": fold(row.name), "starts_on": starts_on}
        for row, unit_id in rows
    ]
    if values:
        db.execute(insert(UnitName), values)


def _place(
    db: Session, rows: Iterable[tuple[UnitRow, int]], ids: dict[Key, int], starts_on: date
) -> None:
    values = [
        {
            "unit_id": unit_id,
            "parent_id": ids[row.parent_key] if row.parent_key else None,
            "starts_on": starts_on,
        }
        for row, unit_id in rows
    ]
    if values:
        db.execute(insert(UnitPlacement), values)


def _change_units(db: Session, plan: UnitsPlan, ids: dict[Key, int], on: date) -> None:
    if not plan.changed:
        return
    db.execute(
        update(Unit),
        [
            {
                "id": change.unit_id,
                "kind": change.row.kind,
                "leader_title": change.row.leader_title,
                "position": change.position,
            }
            for change in plan.changed
        ],
    )
    renamed = [(each.row, each.unit_id) for each in plan.changed if each.is_renamed]
    _end(db, UnitName, [unit_id for _row, unit_id in renamed], on)
    _add_names(db, renamed, on)
    moved = [(each.row, each.unit_id) for each in plan.changed if each.is_moved]
    _end(db, UnitPlacement, [unit_id for _row, unit_id in moved], on)
    _place(db, moved, ids, on)


def _end(
    db: Session, table: type[UnitName] | type[UnitPlacement], unit_ids: list[int], on: date
) -> None:
    """End what holds on a day the day before; what began only that day never was."""
    holding = (
        select(table.id, table.starts_on)
        .where(table.unit_id.in_(unit_ids))
        .where(table.starts_on <= on, or_(table.ends_on.is_(None), table.ends_on >= on))
    )
    ended = db.execute(holding).all() if unit_ids else []
    earlier = [row.id for row in ended if row.starts_on < on]
    if earlier:
        db.execute(
            update(table),
            [{"id": each, "ends_on": on - timedelta(days=1)} for each in earlier],
        )
    same_day = [row.id for row in ended if row.starts_on == on]
    if same_day:
        db.execute(delete(table).where(table.id.in_(same_day)))
