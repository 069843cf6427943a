"""Writing an act on units: one row for the decision, the dated facts it changes, and what they were."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from lms import clock
from lms.organisation.committees import Rows, end_with_act, positions_ending_with
from lms.organisation.orders import Order
from lms.organisation.planning import ActPlan, Rewrite, plan_act
from lms.organisation.tracing import TracedAct, people_of_acts, trace_acts
from lms.people.models import Membership, RoleGrant
from lms.text import fold
from lms.units.enums import ActPart, Change, Ledger, Tree
from lms.units.models import (
    Unit,
    UnitAct,
    UnitActChange,
    UnitActUnit,
    UnitName,
    UnitPlacement,
)
from lms.units.rules import Span

TABLES: Final[dict[Ledger, Any]] = {
    Ledger.NAME: UnitName,
    Ledger.PLACEMENT: UnitPlacement,
    Ledger.MEMBERSHIP: Membership,
    Ledger.GRANT: RoleGrant,
}
POINTS_BY: Final = {
    Ledger.NAME: "name",
    Ledger.PLACEMENT: "parent_id",
    Ledger.MEMBERSHIP: "unit_id",
    Ledger.GRANT: "unit_id",
}
"""The column in which a fact says what it holds: a name, or a unit."""

OWNERS: Final = {
    Ledger.NAME: "unit_id",
    Ledger.PLACEMENT: "unit_id",
    Ledger.MEMBERSHIP: "person_id",
    Ledger.GRANT: "account_id",
}
"""The column that says whose a fact is."""

_TOGETHER: Final = 5_000


def record_act(db: Session, order: Order, account_id: int | None) -> UnitAct:
    """Write an act with everything it changes, planned anew inside the transaction.

    Raises Invalid or Conflict as `plan_act` does; then nothing is written.
    """
    take_turns(db, order.tree)
    plan = plan_act(db, order)
    held = positions_ending_with(db, plan)
    roles = [grant.account_id for grant, _name in plan.grants]
    people = people_of_acts(db, plan.before, order.on, {0: plan.rewrites}, {0: roles})[0]
    ids = plan.reused | _found_units(db, plan)
    act = UnitAct(
        kind=order.kind,
        effective_on=order.on,
        decision=order.decision,
        note=order.note,
        people_moved=len(plan.moved),
        recorded_by=account_id,
        recorded_at=clock.now(),
    )
    db.add(act)
    db.flush()
    parts = list(plan.draft.parts.items())
    db.execute(
        insert(UnitActUnit),
        [
            {"act_id": act.id, "unit_id": ids.get(unit, unit), "part": part}
            for unit, part in [*parts, *_heir(plan)]
        ],
    )
    changes: Rows = []
    for ledger in TABLES:
        rewrites = [each for each in plan.rewrites if each.ledger is ledger]
        changes += change_rows(db, ledger, rewrites, ids)
        changes += add_rows(db, ledger, added_facts(rewrites), ids, account_id)
    changes += end_with_act(db, held, order.on)
    db.execute(insert(UnitActChange), [{"act_id": act.id, **change} for change in changes])
    unit_ids = [ids.get(unit, unit) for unit, _part in parts]
    ended = [(each, "party_position", position, "") for each, position in held.items()]
    traced = TracedAct(act.kind, order.on, order.decision, unit_ids[0], people, ended)
    trace_acts(db, account_id, [traced])
    db.expire_all()
    return act


def _heir(plan: ActPlan) -> list[tuple[int, ActPart]]:
    """Which of several results takes everybody over who is not named: whoever comes to the unit later goes there."""
    results = [unit for unit, part in plan.draft.parts.items() if part is ActPart.RESULT]
    return [(each, ActPart.HEIR) for each in results if each == plan.draft.people_to][
        : len(results) - 1
    ]


def take_turns(db: Session, tree: Tree) -> None:
    """Two who write acts on one tree at the same moment go one after the other."""
    first = select(Unit.id).where(Unit.tree == tree).order_by(Unit.id).limit(1)
    db.execute(first.with_for_update())


def _found_units(db: Session, plan: ActPlan) -> dict[int, int]:
    """Rows for the units an act founds: id on paper → id on record."""
    ids: dict[int, int] = {}
    last = db.scalar(select(func.max(Unit.position)).where(Unit.tree == plan.order.tree)) or 0
    for place, (new_id, new) in enumerate(plan.draft.new.items(), last + 1):
        unit_id = plan.reused.get(new_id)
        unit = db.get_one(Unit, unit_id) if unit_id else Unit(tree=plan.order.tree, code=new.code)
        unit.kind, unit.leader_title, unit.position = new.kind, new.leader_title, place
        db.add(unit)
        db.flush()
        ids[new_id] = unit.id
    return ids


def change_rows(db: Session, ledger: Ledger, rewrites: list[Rewrite], ids: dict[int, int]) -> Rows:
    """Shorten or redirect the facts on record: one change for each rewrite of one, in their order."""
    changes: Rows = []
    shortened: defaultdict[date | None, list[int]] = defaultdict(list)
    redirected: defaultdict[Any, list[int]] = defaultdict(list)
    for rewrite in rewrites:
        before, after = rewrite.before, rewrite.after[0]
        if before is None or before.row_id is None:
            continue
        is_moved = after.value != before.value
        changes.append(
            {
                "ledger": ledger,
                "row_id": before.row_id,
                "change": Change.REDIRECTED if is_moved else Change.ENDED,
                "was_ends_on": before.ends_on,
                "was_unit_id": None if ledger is Ledger.NAME else before.value,
            }
        )
        if is_moved:
            redirected[ids.get(after.value, after.value)].append(before.row_id)
        else:
            shortened[after.ends_on].append(before.row_id)
    set_alike(db, ledger, "ends_on", shortened)
    set_alike(db, ledger, POINTS_BY[ledger], redirected)
    return changes


def set_alike(db: Session, ledger: Ledger, column: str, rows: Mapping[Any, list[int]]) -> None:
    """Set a column of many facts: value → ids. A statement for each five thousand alike."""
    table = TABLES[ledger]
    for value, row_ids in rows.items():
        for start in range(0, len(row_ids), _TOGETHER):
            some = table.id.in_(row_ids[start : start + _TOGETHER])
            db.execute(update(table).where(some).values({column: value}))


def added_facts(rewrites: list[Rewrite]) -> list[tuple[int, Span[Any], Span[Any] | None]]:
    """What is new: whose it is, what it says, and the fact it continues."""
    added = []
    for each in rewrites:
        spans = each.after if each.before is None else each.after[1:]
        added += [(each.owner, span, each.before) for span in spans]
    return added


def add_rows(
    db: Session,
    ledger: Ledger,
    added: list[tuple[int, Span[Any], Span[Any] | None]],
    ids: dict[int, int],
    account_id: int | None,
) -> Rows:
    """Write what is new: one change for each fact, in their order."""
    if not added:
        return []
    continued = _continued(db, ledger, (before for _owner, _span, before in added))
    values = []
    for owner, span, before in added:
        value = ids.get(span.value, span.value)
        row = {POINTS_BY[ledger]: value, "starts_on": span.starts_on, "ends_on": span.ends_on}
        if ledger is Ledger.NAME:
            row |= {"unit_id": ids.get(owner, owner), "name_fold": fold(span.value)}
        elif ledger is Ledger.PLACEMENT:
            row["unit_id"] = ids.get(owner, owner)
        elif before is not None:
            row |= continued[before.row_id or 0]
        if ledger is Ledger.GRANT:
            row |= {"granted_by": account_id, "granted_at": clock.now()}
        values.append(row)
    row_ids = _insert_facts(db, ledger, values)
    return [
        {
            "ledger": ledger,
            "row_id": row_id,
            "change": Change.ADDED,
            "was_ends_on": row["ends_on"],
            "was_unit_id": None if ledger is Ledger.NAME else row[POINTS_BY[ledger]],
        }
        for row_id, row in zip(row_ids, values, strict=True)
    ]


def _insert_facts(db: Session, ledger: Ledger, values: Rows) -> list[int]:
    """The ids of the rows, in the order of the values.

    Where something else tells the rows apart than their order, SQLite writes many with one statement.
    """
    table = TABLES[ledger]
    owner = OWNERS[ledger]
    keys = [(row[owner], row["starts_on"]) for row in values]
    if len(set(keys)) < len(keys):
        statement = insert(table).returning(table.id, sort_by_parameter_order=True)
        return list(db.scalars(statement, values))
    told = insert(table).returning(table.id, getattr(table, owner), table.starts_on)
    ids = {(row[1], row[2]): row[0] for row in db.execute(told, values)}
    return [ids[key] for key in keys]


def _continued(
    db: Session, ledger: Ledger, facts: Iterable[Span[Any] | None]
) -> dict[int, dict[str, Any]]:
    """What a fact keeps when it goes on elsewhere: whose it is, and in which tree or role."""
    if ledger not in (Ledger.MEMBERSHIP, Ledger.GRANT):
        return {}
    kept = ("person_id", "tree") if ledger is Ledger.MEMBERSHIP else ("account_id", "role")
    table = TABLES[ledger]
    ids = sorted({fact.row_id for fact in facts if fact is not None and fact.row_id is not None})
    found: dict[int, dict[str, Any]] = {}
    for start in range(0, len(ids), _TOGETHER):
        part = ids[start : start + _TOGETHER]
        columns = [getattr(table, name) for name in kept]
        for row in db.execute(select(table.id, *columns).where(table.id.in_(part))):
            found[row[0]] = dict(zip(kept, row[1:], strict=True))
    return found


def day_before(day: date) -> date:
    """The last day of what an act ends."""
    return date.fromordinal(day.toordinal() - 1)
