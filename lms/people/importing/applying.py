"""Writing a prepared import: in bulk, memberships with the days they hold, an account for everybody."""

from collections.abc import Callable
from datetime import date
from typing import Any, Final, cast

from sqlalchemy import Table, update
from sqlalchemy.orm import Session

from lms import clock
from lms.db.bulk import next_ids
from lms.people.access import add_access
from lms.people.going_along import end_given_positions, go_along
from lms.people.importing.acts import acts_of
from lms.people.importing.changing_rows import change_people
from lms.people.importing.list_order import Order, order_of, with_places, write_order
from lms.people.importing.parsed import ParsedRoster
from lms.people.importing.planning import plan_roster_import
from lms.people.importing.preparing import Ready, chunks, prepare
from lms.people.importing.roster_plan import RosterPlan
from lms.people.late_leaving import annulled_by_leaving, annulled_by_leaving_cell, let_go
from lms.people.leaving import leave_units
from lms.people.models import Account, Person
from lms.people.party_positions import CellLeft, positions_ending
from lms.people.places import end_places
from lms.people.roles.leaving import end_roles_of_leavers
from lms.people.scope_rules import EVERYTHING, Scope
from lms.people.standing import note_changes
from lms.people.standing_rules import STANDING
from lms.people.tracing.changes import keep_changes
from lms.people.word_index import index_people
from lms.people.words_due import put_off_words

Progress = Callable[[int], None]
"""Told how many more rows are done."""

_PEOPLE = cast(Table, Person.__table__)
_TOGETHER: Final = 2_000


def apply_roster_import(
    db: Session,
    parsed: ParsedRoster,
    on: date,
    progress: Progress = lambda _rows: None,
    *,
    leave: bool = False,
    written: Callable[[Ready], object] = lambda _ready: None,
) -> RosterPlan:
    """Plan, prepare and write a roster in one transaction, for the command line. Returns what was done.

    Rejected rows and rows in doubt are left out; with `leave`, whom the roster does not name leaves. `written` is
    told what was, for the trace.
    """
    plan = plan_roster_import(db, parsed, on)
    ready = prepare(db, acts_of(plan, leave=leave))
    write_import(db, ready, progress)
    progress(len(plan.unchanged))
    written(ready)
    return plan


def write_import(
    db: Session,
    ready: Ready,
    progress: Progress = lambda _rows: None,
    scope: Scope = EVERYTHING,
) -> None:
    """Write what was prepared; everything is decided already.

    New people belong to their units from the acts' day; whoever moves leaves the old unit the day before.
    Everybody gets an account without a password. A login that was the old e-mail address follows the new one. Who
    leaves belongs nowhere from the acts' day on; records and accounts stay. Who leaves the units of the scope
    alone stays elsewhere. Whom the list names stands in it from now on, before all other lists. The transaction is
    best a roomy one.
    """
    _end_positions(db, ready, scope)
    if ready.acts.leaving:
        _let_leave(db, ready)
    if scope.units is not None:
        for some in chunks(ready.acts.leaving_units, _TOGETHER):
            leave_units(db, some, scope.units, ready.acts.on)
    order = order_of(db, ready.acts)
    _add(db, ready, order, progress)
    _change(db, ready, order)
    _go_along(db, ready)
    write_order(db, order)
    progress(len(ready.acts.changes))
    if ready.opened:
        ready.opened.write(db)
    db.expire_all()


def trace_import(
    db: Session, ready: Ready, account_id: int | None, run_id: int, file_name: str
) -> None:
    """One entry in the trace that names everybody the import put on record or changed, and what stood there before.

    Two statements, however many there are.
    """
    changed = (each.person_id for each in ready.acts.changes)
    entry = add_access(
        db,
        account_id,
        "roster imported",
        "roster",
        run_id,
        file_name,
        people={*ready.added_ids, *changed, *ready.acts.leaving, *ready.acts.leaving_units},
    )
    db.flush()
    keep_changes(db, entry.id, account_id, ready.corrected)


def _end_positions(db: Session, ready: Ready, scope: Scope) -> None:
    """Of those who leave, all places or the units of the scope alone; what they were is told to the trace."""
    acts = ready.acts
    ending, left = positions_ending(db, acts.leaving, CellLeft(acts.on)), None
    if scope.units is not None:
        left = CellLeft(acts.on, unit_ids=scope.units)
        ending |= positions_ending(db, acts.leaving_units, left)
    annulled = [annulled_by_leaving(db, acts.leaving, acts.on)]
    let_go(db, acts.leaving, acts.on)
    if left is not None:
        annulled.append(annulled_by_leaving_cell(db, acts.leaving_units, left))
    ready.corrected += [
        (person_id, one.column, one.position, one.before)
        for each in annulled
        for person_id, begun in each.items()
        for one in begun
        if one.on <= clock.today()
    ]
    if acts.on <= clock.today():
        ready.corrected += [(each, "party_position", was, "") for each, was in ending.items()]


def _let_leave(db: Session, ready: Ready) -> None:
    for some in chunks(ready.acts.leaving, _TOGETHER):
        end_places(db, some, ready.acts.on, planned=True)
        end_roles_of_leavers(db, some, ready.acts.on, by=None)
        db.execute(
            update(Person)
            .where(Person.id.in_(some))
            .values(left_on=ready.acts.on)
            .execution_options(synchronize_session=False)
        )


def _add(db: Session, ready: Ready, order: Order, progress: Progress) -> None:
    if not (ready.people and ready.accounts and ready.places):
        return
    ids = ready.added_ids = next_ids(db, _PEOPLE, ready.count)
    ready.people.write(db, id=ids, list_rank=[order.rank] * ready.count, list_row=order.added)
    progress(ready.count // 3)
    ready.accounts.write(db, person_id=ids)
    ready.places.write(db, person_id=[ids[owner] for owner in ready.owners])
    progress(ready.count // 3)
    if ready.words:
        ready.words.write(db, person_id=[ids[place] for place in ready.leads])
    else:
        put_off_words(db, ids)
    progress(ready.count - ready.count // 3 * 2)


def _go_along(db: Session, ready: Ready) -> None:
    """With acts to come on units that the list names; positions in cells given by it end with them, too."""
    acts = ready.acts
    changed = [each.person_id for each in acts.changes if each.moves]
    go_along(db, {*ready.added_ids, *changed})
    given = [each.person_id for each in acts.changes if each.values.get("party_position")]
    end_given_positions(db, dict.fromkeys(given, acts.on))


def _change(db: Session, ready: Ready, order: Order) -> None:
    on = ready.acts.on
    told: list[tuple[int, dict[str, Any], dict[str, Any]]] = [
        (each.person_id, {}, each.values)
        for each in ready.acts.changes
        if any(name in each.values for name in STANDING)
    ]
    for some in chunks(told, _TOGETHER):
        note_changes(db, some, on)
    for rows in with_places(ready.updates, order):
        change_people(db, rows)
    if ready.logins:
        db.execute(update(Account), ready.logins)
    for tree, person_ids in ready.ended.items():
        end_places(db, person_ids, on, tree, planned=True)
    if ready.moved:
        ready.moved.write(db)
    if ready.are_words_due:
        put_off_words(db, ready.found_anew)
    else:
        index_people(db, ready.found_anew)
