"""Places still to come, of a merger or a planned move, which leaving or moving before their day cancels."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms import clock
from lms.people.models import Membership
from lms.people.places import chunks, name_of_unit
from lms.units.enums import Change, Ledger, Tree
from lms.units.models import UnitAct, UnitActChange

Cancelled = dict[int, list[tuple[int, date]]]
"""person id → unit and first day of each place still to come."""


def to_cancel(
    db: Session,
    person_ids: Collection[int],
    on: date,
    tree: Tree | None = None,
    *,
    unit_ids: Collection[int] | None = None,
) -> Cancelled:
    """What ending places on a day cancels, in one tree or in both, in some units or in all."""
    found: defaultdict[int, list[tuple[int, date]]] = defaultdict(list)
    for some in chunks(person_ids):
        wanted = select(Membership.person_id, Membership.unit_id, Membership.starts_on).where(
            Membership.person_id.in_(some),
            Membership.starts_on >= on,
            Membership.starts_on > clock.today(),
        )
        if tree is not None:
            wanted = wanted.where(Membership.tree == tree)
        if unit_ids is not None:
            wanted = wanted.where(Membership.unit_id.in_(unit_ids))
        for person_id, unit_id, starts_on in db.execute(wanted.order_by(Membership.starts_on)):
            found[person_id].append((unit_id, starts_on))
    return dict(found)


def cancelled_told(db: Session, cancelled: Cancelled) -> dict[int, str]:
    """person id → what the trace adds: `, planned=Vụ B 2027-01-01`. A query for each unit."""
    units = {unit_id for each in cancelled.values() for unit_id, _day in each}
    names = {unit_id: name_of_unit(db, unit_id) for unit_id in units}
    return {
        person_id: ", planned=" + "; ".join(f"{names[unit]} {day}" for unit, day in each)
        for person_id, each in cancelled.items()
    }


def taken_along(
    db: Session, person_ids: Collection[int], unit_ids: Collection[int], on: date
) -> dict[int, set[int]]:
    """Unit → people whom an act on units takes there later from a place that ends in these units.

    Whoever leaves the units before is not taken along.
    """
    found: defaultdict[int, set[int]] = defaultdict(set)
    for some in chunks(person_ids):
        ending = db.execute(
            select(Membership.person_id, Membership.tree).where(
                Membership.person_id.in_(some),
                Membership.unit_id.in_(unit_ids),
                Membership.ends_on >= on,
            )
        )
        known = {(person_id, tree) for person_id, tree in ending}
        coming = db.execute(
            select(Membership.person_id, Membership.tree, Membership.unit_id)
            .join(
                UnitActChange,
                (UnitActChange.row_id == Membership.id)
                & (UnitActChange.ledger == Ledger.MEMBERSHIP)
                & (UnitActChange.change == Change.ADDED)
                & (UnitActChange.was_unit_id == Membership.unit_id),
            )
            .join(
                UnitAct,
                (UnitAct.id == UnitActChange.act_id)
                & (UnitAct.effective_on == Membership.starts_on),
            )
            .where(
                Membership.person_id.in_(some),
                Membership.starts_on > max(on, clock.today()),
                Membership.unit_id.not_in(unit_ids),
            )
        )
        for person_id, tree, unit_id in coming:
            if (person_id, tree) in known:
                found[unit_id].add(person_id)
    return dict(found)
