"""Writing a list of units: a dated act for each founding, renaming, move and closing, all under one decision."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Table, insert, update
from sqlalchemy.orm import Session

from lms import clock
from lms.db.bulk import next_ids
from lms.errors import Conflict, Invalid
from lms.organisation.list_planning import PARTS, ListAct, ListPlan, plan_list
from lms.organisation.planning import Rewrite, load_history
from lms.organisation.services import TABLES, add_rows, added_facts, change_rows, take_turns
from lms.organisation.tracing import TracedAct, people_of_acts, trace_acts
from lms.people.access import NewEntry, add_access, add_entries
from lms.text import fold
from lms.units.enums import ActKind, Tree
from lms.units.importing.planning import BEFORE_RECORDS
from lms.units.importing.reading import ParsedUnits
from lms.units.models import (
    Unit,
    UnitAct,
    UnitActChange,
    UnitActUnit,
    UnitName,
    UnitPlacement,
)
from lms.units.words import KIND_WORDS
from lms.web.i18n import lazy_gettext as _l


@dataclass(frozen=True, slots=True)
class Decided:
    """What stands behind a list, said once for the file."""

    on: date
    decision: str = ""
    note: str = ""
    closing: frozenset[int] = frozenset()
    """Units the list does not name that end."""


class ShownAnew(Conflict):
    """The trees changed since the preview: another is shown, nothing is written."""


class NeedsDecision(Invalid):
    """The list means acts, and no decision was given."""


def import_list(
    db: Session,
    parsed: ParsedUnits,
    decided: Decided,
    account_id: int | None,
    shown: str | None = None,
) -> ListPlan:
    """Write a list of units, planned anew inside the transaction; rows left out stay out. Returns what was done.

    `shown`: the digest of the plan somebody agreed to. Raises ShownAnew where it would be another now,
    NeedsDecision for acts without one, and what `plan_list` raises; then nothing is written.
    """
    for tree in Tree:
        take_turns(db, tree)
    plan = plan_list(db, parsed, decided.on, decided.closing)
    if shown is not None and plan.digest != shown:
        raise ShownAnew(
            _l(
                "The units changed meanwhile. This is what the list would do now; nothing is written."
            )
        )
    if plan.acts and not decided.decision:
        raise NeedsDecision(_l("Enter the decision."))
    people = _people_of(db, plan)
    ids = _add_units(db, plan)
    _put_on_record(db, plan, ids)
    _write_acts(db, plan, decided, ids, account_id)
    traced = [
        TracedAct(act.kind, plan.on, decided.decision, ids.get(act.unit_id, act.unit_id), some)
        for act, some in people.items()
    ]
    if not plan.changes_nothing:
        as_a_whole = NewEntry("list of units imported", "unit", None, decided.decision, None)
        add_entries(db, account_id, [as_a_whole])
    trace_acts(db, account_id, traced)
    _correct(db, plan, account_id)
    _put_in_order(db, plan)
    db.expire_all()
    return plan


def _people_of(db: Session, plan: ListPlan) -> dict[ListAct, set[int]]:
    """For each act of the list everybody whose place, unit or role it changes. Four queries for a tree."""
    people: dict[ListAct, set[int]] = {}
    for tree in sorted({act.tree for act in plan.acts}):
        acts: dict[ListAct, list[Rewrite]] = {act: [] for act in plan.acts if act.tree is tree}
        for act, rewrite in plan.rewrites:
            if act.tree is tree:
                acts[act].append(rewrite)
        closing = {act.unit_id: act for act in acts if act.kind is ActKind.CLOSE}
        roles: defaultdict[ListAct, set[int]] = defaultdict(set)
        for unit_id, account in plan.holders:
            if unit_id in closing:
                roles[closing[unit_id]].add(account)
        people |= people_of_acts(db, load_history(db, tree), plan.on, acts, roles)
    return people


def _add_units(db: Session, plan: ListPlan) -> dict[int, int]:
    """Rows for the units that are new: id on paper → id on record. Codes that never stood are used again."""
    out = {each.row for each in plan.left_out}
    ids: dict[int, int] = {}
    fresh: list[dict[str, Any]] = []
    again: list[dict[str, Any]] = []
    for row in plan.units.new:
        values = {
            "kind": row.kind,
            "leader_title": row.leader_title,
            "position": plan.units.siblings.places[row.key],
        }
        if row.row in out:
            continue
        if row.key in plan.units.known:
            ids[plan.paper[row.key]] = plan.units.known[row.key]
            again.append({"id": plan.units.known[row.key], **values})
        else:
            fresh.append({"tree": row.tree, "code": row.code, **values})
    if again:
        db.execute(update(Unit), again)
    if fresh:
        for unit in db.execute(insert(Unit).returning(Unit.id, Unit.tree, Unit.code), fresh):
            ids[plan.paper[unit.tree, unit.code.casefold()]] = unit.id
    return ids


def _put_on_record(db: Session, plan: ListPlan, ids: dict[int, int]) -> None:
    """Units of a tree's first list, since before all records."""
    since = min(plan.on, BEFORE_RECORDS)
    rows = [(row, ids[plan.paper[row.key]]) for row in plan.put_on_record]
    known = plan.units.known | plan.paper
    names = [
        {"unit_id": unit_id, "name": row.name, "name_fold": fold(row.name), "starts_on": since}
        for row, unit_id in rows
    ]
    places = [
        {
            "unit_id": unit_id,
            "parent_id": ids[known[row.parent_key]] if row.parent_key else None,
            "starts_on": since,
        }
        for row, unit_id in rows
    ]
    if rows:
        db.execute(insert(UnitName), names)
        db.execute(insert(UnitPlacement), places)


def _write_acts(
    db: Session, plan: ListPlan, decided: Decided, ids: dict[int, int], account_id: int | None
) -> None:
    if not plan.acts:
        return
    now = clock.now()
    table: Table = UnitAct.__table__  # type: ignore[assignment] # declarative tables are Tables
    act_ids = dict(zip(plan.acts, next_ids(db, table, len(plan.acts)), strict=True))
    values = [
        {
            "id": act_ids[act],
            "kind": act.kind,
            "effective_on": plan.on,
            "decision": decided.decision,
            "note": decided.note,
            "people_moved": 0,
            "recorded_by": account_id,
            "recorded_at": now,
        }
        for act in plan.acts
    ]
    db.execute(insert(UnitAct), values)
    db.execute(
        insert(UnitActUnit),
        [
            {
                "act_id": act_id,
                "unit_id": ids.get(act.unit_id, act.unit_id),
                "part": PARTS[act.kind],
            }
            for act, act_id in act_ids.items()
        ],
    )
    changes = [
        {"act_id": act_ids[act], **change}
        for act, change in _write_facts(db, plan, ids, account_id)
    ]
    db.execute(insert(UnitActChange), changes)


def _write_facts(
    db: Session, plan: ListPlan, ids: dict[int, int], account_id: int | None
) -> Iterable[tuple[ListAct, dict[str, Any]]]:
    """Write what all acts change, each ledger at once; each change with the act it belongs to."""
    for ledger in TABLES:
        of_ledger = [(act, each) for act, each in plan.rewrites if each.ledger is ledger]
        old = [(act, each) for act, each in of_ledger if each.before is not None]
        rows = change_rows(db, ledger, [each for _act, each in old], ids)
        yield from zip((act for act, _each in old), rows, strict=True)
        new = [(act, fact) for act, each in of_ledger for fact in added_facts([each])]
        rows = add_rows(db, ledger, [fact for _act, fact in new], ids, account_id)
        yield from zip((act for act, _fact in new), rows, strict=True)


def _correct(db: Session, plan: ListPlan, account_id: int | None) -> None:
    """What has no days is corrected as it is, and traced with what it was."""
    values = [
        {"id": each.unit_id, "kind": each.kind, "leader_title": each.leader_title}
        for each in plan.corrected
    ]
    if values:
        db.execute(update(Unit), values)
    for each in plan.corrected:
        said = []
        if each.kind is not each.before.kind:
            said.append(f"{KIND_WORDS[each.before.kind]} → {KIND_WORDS[each.kind]}")
        if each.leader_title != each.before.leader_title:
            said.append(f"{each.before.leader_title or '–'} → {each.leader_title or '–'}")
        add_access(db, account_id, "unit corrected", "unit", each.unit_id, "; ".join(said))


def _put_in_order(db: Session, plan: ListPlan) -> None:
    values = [
        {"id": plan.units.known[key], "position": place}
        for key, place in plan.units.siblings.places.items()
        if key in plan.units.known and key not in plan.paper
    ]
    if values:
        db.execute(update(Unit), values)
