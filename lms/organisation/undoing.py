"""Taking back an act on which nothing has built: its dated facts become what they were."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Table, delete, func, insert, select
from sqlalchemy.orm import Session

from lms import clock
from lms.db import Base
from lms.errors import Conflict, Invalid, NotFound
from lms.organisation.committees import give_back_of_act
from lms.organisation.ended_roles import settle_ended
from lms.organisation.planning import load_history
from lms.organisation.services import OWNERS, POINTS_BY, TABLES, day_before, set_alike, take_turns
from lms.organisation.tracing import TracedAct, people_below, trace_acts
from lms.people.models import Membership, Person
from lms.people.roles.queries import people_of_accounts
from lms.units.enums import ActKind, Change, Ledger, Tree
from lms.units.models import Unit, UnitAct, UnitActChange, UnitActUnit, UnitPlacement
from lms.units.rules import Refused, check
from lms.web.i18n import lazy_gettext as _l

_LARGEST = 5_000
_OWN = {"unit_names", "unit_placements", "unit_act_units"}


def undo_act(db: Session, act_id: int, reason: str, account_id: int | None) -> UnitAct:
    """Take an act back; both acts stay on record.

    Raises NotFound; Invalid without a reason and for taking back itself; Conflict when it was taken back before or
    something has built on it: a later act, somebody who moved on, a person or an audience of a unit it founded.
    Whoever left or moved before the act took hold of them stays as they are; positions that ended with a cell are
    held again, unless another was given for the day.
    """
    act = db.get(UnitAct, act_id)
    if act is None:
        raise NotFound(_l("This act is not on record."))
    if act.kind is ActKind.UNDO:
        raise Invalid(_l("Taking back cannot be taken back. Record the act anew."))
    if not reason:
        raise Invalid(_l("Say why the act is taken back."))
    parts = db.scalars(select(UnitActUnit).where(UnitActUnit.act_id == act_id)).all()
    tree = db.get_one(Unit, parts[0].unit_id).tree
    take_turns(db, tree)
    if db.scalar(select(UnitAct.id).where(UnitAct.undoes_id == act_id)):
        raise Conflict(_l("This act was taken back already."))
    kept = select(UnitActChange).where(UnitActChange.act_id == act_id).order_by(UnitActChange.id)
    changes = db.scalars(kept).all()
    people = _people_of(db, changes, act, tree)
    for ledger in TABLES:
        _put_back(db, ledger, [each for each in changes if each.ledger is ledger], act)
    try:
        check(load_history(db, tree), act.effective_on)
    except Refused as refused:
        raise _built_on() from refused
    _check_unused(db, [part.unit_id for part in parts])
    undo = UnitAct(
        kind=ActKind.UNDO,
        effective_on=act.effective_on,
        decision=act.decision,
        note=reason,
        people_moved=act.people_moved,
        undoes_id=act.id,
        recorded_by=account_id,
        recorded_at=clock.now(),
    )
    db.add(undo)
    db.flush()
    db.execute(
        insert(UnitActUnit),
        [{"act_id": undo.id, "unit_id": each.unit_id, "part": each.part} for each in parts],
    )
    again = give_back_of_act(db, changes, act.effective_on)
    held = [(each, "party_position", "", position) for each, position in again.items()]
    on, unit_id = act.effective_on, parts[0].unit_id
    trace_acts(db, account_id, [TracedAct(undo.kind, on, act.decision, unit_id, people, held)])
    db.expire_all()
    return undo


def _people_of(db: Session, changes: Sequence[UnitActChange], act: UnitAct, tree: Tree) -> set[int]:
    """Whose place, unit or role the act changed: to be asked before it is taken back."""
    owners = {ledger: _owners(db, ledger, changes) for ledger in TABLES}
    units = {0: owners[Ledger.NAME] | owners[Ledger.PLACEMENT]}
    below = people_below(db, load_history(db, tree), act.effective_on, units)[0]
    holders = people_of_accounts(db, owners[Ledger.GRANT])
    return below.union(owners[Ledger.MEMBERSHIP], holders)


def _owners(db: Session, ledger: Ledger, changes: Sequence[UnitActChange]) -> set[int]:
    """Whose the facts are that an act changed."""
    table = TABLES[ledger]
    ids = [each.row_id for each in changes if each.ledger is ledger]
    found: set[int] = set()
    for start in range(0, len(ids), _LARGEST):
        part = table.id.in_(ids[start : start + _LARGEST])
        found.update(db.scalars(select(getattr(table, OWNERS[ledger])).where(part)))
    return found


def _put_back(db: Session, ledger: Ledger, changes: Sequence[UnitActChange], act: UnitAct) -> None:
    table = TABLES[ledger]
    rows: dict[int, Any] = {}
    ids = [each.row_id for each in changes]
    columns = [table.id, getattr(table, POINTS_BY[ledger]).label("points_at"), table.ends_on]
    if ledger is Ledger.MEMBERSHIP:
        left_on = select(Person.left_on).where(Person.id == Membership.person_id)
        columns += [Membership.person_id, Membership.starts_on]
        columns.append(left_on.scalar_subquery().label("left_on"))
    for start in range(0, len(ids), _LARGEST):
        wanted = table.id.in_(ids[start : start + _LARGEST])
        rows.update({row.id: row for row in db.execute(select(*columns).where(wanted))})
    if ledger is Ledger.MEMBERSHIP:
        changes = _still_of_act(changes, rows, act, _redirected_since(db, changes, act))
    elif ledger is Ledger.GRANT:
        changes = settle_ended(db, changes, act)
    if not all(_is_untouched(each, rows.get(each.row_id), act) for each in changes):
        raise _built_on()
    added = [each.row_id for each in changes if each.change is Change.ADDED]
    for start in range(0, len(added), _LARGEST):
        db.execute(delete(table).where(table.id.in_(added[start : start + _LARGEST])))
    ended: defaultdict[Any, list[int]] = defaultdict(list)
    redirected: defaultdict[Any, list[int]] = defaultdict(list)
    for each in changes:
        if each.change is Change.ENDED:
            ended[each.was_ends_on].append(each.row_id)
        elif each.change is Change.REDIRECTED:
            redirected[each.was_unit_id].append(each.row_id)
    set_alike(db, ledger, "ends_on", ended)
    set_alike(db, ledger, POINTS_BY[ledger], redirected)


def _still_of_act(
    changes: Sequence[UnitActChange], rows: Mapping[int, Any], act: UnitAct, since: Collection[int]
) -> list[UnitActChange]:
    """What the act wrote of people's places, but for those who left or moved before the place it gave them began.

    That cancelled the place: nothing of the act is left to take back of them, and they stay as they are. SQLite
    gives the number of a cancelled place to the next one, which then begins before the act, or is in another unit
    though no act sent it there `since`.
    """
    gone = {
        each.row_id
        for each in changes
        if each.change is not Change.ENDED
        and (
            each.row_id not in rows
            or rows[each.row_id].starts_on < act.effective_on
            or _is_another(each, rows[each.row_id], since)
        )
    }
    if not any(each.change is Change.ADDED for each in changes):
        return [each for each in changes if _ends_with_act(rows.get(each.row_id), act)]
    if not gone:
        return list(changes)
    given = {
        rows[each.row_id].person_id
        for each in changes
        if each.change is Change.ADDED and each.row_id not in gone
    }
    return [
        each
        for each in changes
        if each.row_id not in gone
        and (
            each.change is not Change.ENDED
            or (each.row_id in rows and rows[each.row_id].person_id in given)
        )
    ]


def _is_another(change: UnitActChange, row: Any, since: Collection[int]) -> bool:
    is_elsewhere = row.points_at != change.was_unit_id
    return change.change is Change.ADDED and is_elsewhere and change.row_id not in since


def _redirected_since(
    db: Session, changes: Sequence[UnitActChange], act: UnitAct
) -> frozenset[int]:
    """Places of an act that a later one points elsewhere."""
    added = {each.row_id for each in changes if each.change is Change.ADDED}
    later = select(UnitActChange.row_id).where(
        UnitActChange.act_id > act.id,
        UnitActChange.ledger == Ledger.MEMBERSHIP,
        UnitActChange.change == Change.REDIRECTED,
    )
    return frozenset(added.intersection(db.scalars(later)))


def _ends_with_act(row: Any, act: UnitAct) -> bool:
    """Whether a place still ends with an act that gave none in its stead, and its holder did not leave by then."""
    if row is None or row.ends_on != day_before(act.effective_on):
        return False
    return row.left_on is None or row.left_on > act.effective_on


def _is_untouched(change: UnitActChange, row: Any, act: UnitAct) -> bool:
    """Whether a fact is still as the act left it."""
    if row is None:
        return False
    if change.change is Change.ENDED:
        return bool(row.ends_on == day_before(act.effective_on))
    if row.ends_on != change.was_ends_on:
        return False
    is_plain = change.ledger is Ledger.NAME or change.change is Change.REDIRECTED
    return is_plain or bool(row.points_at == change.was_unit_id)


def _check_unused(db: Session, unit_ids: Sequence[int]) -> None:
    """Units that stand on no day any more must not be named anywhere else."""
    placed = set(
        db.scalars(select(UnitPlacement.unit_id).where(UnitPlacement.unit_id.in_(unit_ids)))
    )
    gone = [each for each in unit_ids if each not in placed]
    if not gone:
        return
    for table in Base.metadata.sorted_tables:
        if table.name not in _OWN and _names(db, table, gone):
            raise _built_on()


def _names(db: Session, table: Table, unit_ids: Sequence[int]) -> bool:
    """Whether any row of the table points at one of the units."""
    columns = [
        column
        for column in table.columns
        for key in column.foreign_keys
        if key.column.table.name == "units"
    ]
    return any(
        db.scalar(select(func.count()).select_from(table).where(column.in_(unit_ids)))
        for column in columns
    )


def _built_on() -> Conflict:
    return Conflict(
        _l(
            "Something has built on this act since: a later act, people who moved on, or records that name the "
            "unit. Take those back first, or record a new act."
        )
    )
