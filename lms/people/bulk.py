"""One act on many people: what it would do to whom, and doing it in one transaction."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from lms import clock
from lms.errors import Conflict, Invalid
from lms.people.going_told import along_traced
from lms.people.keeping import people_staying_outside
from lms.people.late_leaving import Annulled, annulled_by_leaving, annulled_by_leaving_cell
from lms.people.leaving import cancelled_there, judge_leaving_units, leave_units
from lms.people.models import AccessEntry
from lms.people.party_positions import POSITION_ENDED, CellLeft, positions_ending
from lms.people.places import (
    Verdict,
    judge_leaving,
    judge_moves,
    leave,
    move,
    name_of_unit,
    tree_of_unit,
)
from lms.people.planned import Cancelled, cancelled_told, to_cancel
from lms.people.scope import IS_OUTSIDE, OUTSIDE, STANDS_OUTSIDE_TOO, people_outside
from lms.people.scope_rules import EVERYTHING, Scope
from lms.people.standing import change_standing, standings_of
from lms.people.standing_rules import changed_from
from lms.people.tracing.changes import differences, keep_changes, values_of
from lms.units.ends_to_come import ends_along
from lms.units.enums import Tree
from lms.web.i18n import lazy_gettext as _l


class BulkAct(StrEnum):
    """What can be done to many people at once; the values stand in addresses."""

    MOVE = "dieu-chuyen"
    LEAVE_UNITS = "roi-don-vi"
    """Only of those who keep the records of some units: the places there end."""
    LEAVE = "roi-co-quan"
    CATEGORY = "loai-nhan-su"
    PARTY = "dang-vien"
    EXEMPT = "mien-sinh-hoat"


TRACED = {
    BulkAct.MOVE: "moved to a unit",
    BulkAct.LEAVE_UNITS: "left units",
    BulkAct.LEAVE: "marked as left",
    BulkAct.CATEGORY: "kind of staff changed",
    BulkAct.PARTY: "Party membership changed",
    BulkAct.EXEMPT: "exemption changed",
}


@dataclass(frozen=True, slots=True)
class BulkChange:
    """An act with its day and its value: a unit for moving, a column's value otherwise."""

    act: BulkAct
    on: date
    unit_id: int | None = None
    values: Mapping[str, Any] | None = None


def judge(
    db: Session, change: BulkChange, person_ids: Collection[int], scope: Scope = EVERYTHING
) -> Verdict:
    """What the act would do to these people; those outside the scope are refused with the others.

    Raises Invalid for a day or a unit that will not do.
    """
    tree = None
    if change.act is BulkAct.MOVE and change.unit_id is not None:
        if not scope.holds([change.unit_id]):
            raise Invalid(OUTSIDE)
        tree = tree_of_unit(db, change.unit_id, change.on)
    outside = people_outside(db, scope, person_ids, change.on, tree=tree)
    refused = dict.fromkeys(outside, str(IS_OUTSIDE))
    if change.act is BulkAct.LEAVE:
        day = min(change.on, clock.today())
        standing_outside = people_staying_outside(db, scope, person_ids, day) - outside
        refused |= dict.fromkeys(standing_outside, str(STANDS_OUTSIDE_TOO))
    verdict = _judge(db, change, set(person_ids) - set(refused), scope)
    verdict.refused |= refused
    return verdict


def _judge(db: Session, change: BulkChange, person_ids: Collection[int], scope: Scope) -> Verdict:
    if change.act is BulkAct.MOVE:
        if change.unit_id is None:
            raise Invalid(_l("Choose the unit."))
        return judge_moves(db, person_ids, change.unit_id, change.on)
    if change.act is BulkAct.LEAVE_UNITS:
        return judge_leaving_units(db, person_ids, _units_of(scope), change.on)
    if change.act is BulkAct.LEAVE:
        return judge_leaving(db, person_ids, change.on)
    values = change.values or {}
    verdict = Verdict()
    for person_id, chain in standings_of(db, person_ids).items():
        differs = changed_from(chain, values, change.on) != chain
        (verdict.change if differs else verdict.already).add(person_id)
    return verdict


def apply(
    db: Session,
    change: BulkChange,
    person_ids: Collection[int],
    expected: int,
    account_id: int | None,
    scope: Scope = EVERYTHING,
) -> Verdict:
    """Do it to all of whom it can be done, with one entry in the trace for each.

    Raises Conflict when it would change another number of people than the preview said.
    """
    verdict = judge(db, change, person_ids, scope)
    ending = positions_ended_by(db, change, verdict.change, scope)
    touched = {*ending, *annulled_by(db, change, verdict.change, scope)}
    before = values_of(db, dict.fromkeys(touched, ("position", "party_position")))
    if len(verdict.change) != expected:
        raise Conflict(_l("The people have changed meanwhile. Look at the preview again."))
    cancelled: Cancelled = {}
    if change.act is BulkAct.MOVE:
        tree = tree_of_unit(db, change.unit_id or 0, change.on)
        cancelled = to_cancel(db, verdict.change, change.on, tree)
        move(db, verdict.change, change.unit_id or 0, change.on)
    elif change.act is BulkAct.LEAVE_UNITS:
        units = _units_of(scope)
        cancelled = cancelled_there(db, verdict.change, units, change.on)
        leave_units(db, verdict.change, units, change.on)
    elif change.act is BulkAct.LEAVE:
        cancelled = to_cancel(db, verdict.change, change.on)
        leave(db, verdict.change, change.on, by=account_id)
    else:
        values = change.values or {}
        before = values_of(db, dict.fromkeys(verdict.change, values))
        change_standing(db, dict.fromkeys(verdict.change, values), change.on)
    more = cancelled_told(db, cancelled)
    if change.act is BulkAct.MOVE:
        along = along_traced(ends_along(db, change.unit_id or 0))
        more = {each: more.get(each, "") + along for each in verdict.change}
    for person_id in ending:
        more[person_id] = more.get(person_id, "") + POSITION_ENDED
    _trace(db, change, verdict.change, account_id, before, more)
    db.expire_all()
    return verdict


def positions_ended_by(
    db: Session, change: BulkChange, person_ids: Collection[int], scope: Scope = EVERYTHING
) -> dict[int, str]:
    """person id → the position in the Party that ends with the act, because a Party organisation is left."""
    if change.act is BulkAct.MOVE and change.unit_id is not None:
        if tree_of_unit(db, change.unit_id, change.on) is not Tree.PARTY:
            return {}
        return positions_ending(db, person_ids, CellLeft(change.on, change.unit_id))
    if change.act is BulkAct.LEAVE_UNITS:
        return positions_ending(db, person_ids, _units_left(change, scope))
    is_leaving = change.act is BulkAct.LEAVE
    return positions_ending(db, person_ids, CellLeft(change.on)) if is_leaving else {}


def annulled_by(
    db: Session, change: BulkChange, person_ids: Collection[int], scope: Scope = EVERYTHING
) -> Annulled:
    """The same for positions recorded as beginning when somebody had left already: they never came about."""
    if change.act is BulkAct.LEAVE_UNITS:
        return annulled_by_leaving_cell(db, person_ids, _units_left(change, scope))
    is_leaving = change.act is BulkAct.LEAVE
    return annulled_by_leaving(db, person_ids, change.on) if is_leaving else {}


def _units_left(change: BulkChange, scope: Scope) -> CellLeft:
    return CellLeft(change.on, unit_ids=_units_of(scope))


def _units_of(scope: Scope) -> frozenset[int]:
    """Raises Invalid for whoever keeps everything: nobody would stand anywhere."""
    if scope.units is None:
        raise Invalid(_l("Whoever keeps all records ends each place on the person's page."))
    return scope.units


def _trace(
    db: Session,
    change: BulkChange,
    person_ids: Collection[int],
    account_id: int | None,
    before: Mapping[int, Mapping[str, Any]],
    more: Mapping[int, str],
) -> None:
    now = clock.now()
    told = {name: str(value) for name, value in (change.values or {}).items()}
    if change.unit_id is not None:
        told["unit"] = name_of_unit(db, change.unit_id)
    detail = ", ".join([change.on.isoformat(), *(f"{name}={told[name]}" for name in told)])
    rows = [
        {
            "account_id": account_id,
            "action": TRACED[change.act],
            "subject": "person",
            "subject_id": person_id,
            "detail": f"{detail}{more.get(person_id, '')}"[:255],
            "at": now,
        }
        for person_id in sorted(person_ids)
    ]
    if not rows:
        return
    wanted = insert(AccessEntry).returning(AccessEntry.id, sort_by_parameter_order=True)
    entries = dict(zip(sorted(person_ids), db.scalars(wanted, rows).all(), strict=True))
    after = values_of(db, before)
    changes = [
        each
        for person_id in before
        for each in differences(person_id, before[person_id], after[person_id])
    ]
    keep_changes(db, entries, account_id, changes)
