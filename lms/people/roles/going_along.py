"""Roles over units that end on a day to come: granted after the act was recorded, they go its way all the same.

Those on record then were rewritten by the act: over the unit merged into they go on from its day, over a unit that is
split or closed they end the day before. Whatever is written here is kept among the changes of the act, so that
taking it back gives the roles back.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import exists, insert, or_, select
from sqlalchemy.orm import Session, aliased

from lms.people.models import RoleGrant
from lms.units.ends_to_come import EndToCome, change_row, list_ends_to_come
from lms.units.enums import Change, Ledger
from lms.units.models import UnitActChange

_ONE: Final = timedelta(days=1)


def go_along(db: Session, account_ids: Collection[int] | None = None) -> None:
    """Let roles over units that end by acts to come go along with the acts; of some accounts, None of all.

    A role ends the day before; with a merger it goes on over the unit merged into, unless its holder holds it there
    by then as long. One that begins on the day or later is over that unit from its beginning. Some queries for each
    act to come; one where there is none.
    """
    for end in list_ends_to_come(db):
        for grant in _outlasting(db, end, account_ids):
            if changes := _taken_along(db, grant, end):
                db.execute(
                    insert(UnitActChange), [{"act_id": end.act_id, **each} for each in changes]
                )


def ends_of_role(db: Session, unit_id: int, ends_on: date | None) -> list[EndToCome]:
    """The acts to come with which a role over a unit that lasts so long goes along, one after the other.

    In the last of them no unit takes it over, where `role_heir_id` is None.
    """
    found: list[EndToCome] = []
    current: int | None = unit_id
    for end in list_ends_to_come(db):
        if end.unit_id == current and (ends_on is None or ends_on >= end.on):
            if end.role_heir_id is None:
                end = replace(end, heir_id=None, heir="")
            found.append(end)
            current = end.role_heir_id
    return found


def continued_by(db: Session, grant: RoleGrant) -> RoleGrant | None:
    """The grant by which a role goes on that an act ends, not ended itself. A query.

    None where it goes on for another role of its holder as well, over another unit that ends by the same act.
    """
    if grant.ends_on is None:
        return None
    ended, added, also, other = (
        *(aliased(UnitActChange) for _each in range(3)),
        aliased(RoleGrant),
    )
    for_another = (
        exists()
        .where(also.act_id == added.act_id, also.ledger == Ledger.GRANT)
        .where(also.change == Change.ENDED, also.row_id == other.id, other.id != grant.id)
        .where(other.account_id == grant.account_id, other.role == grant.role)
        .where(other.ended_at.is_(None), other.ends_on == grant.ends_on)
    )
    following = (
        select(RoleGrant)
        .join(added, added.row_id == RoleGrant.id)
        .join(ended, ended.act_id == added.act_id)
        .where(
            added.ledger == Ledger.GRANT,
            added.change == Change.ADDED,
            ended.ledger == Ledger.GRANT,
            ended.change == Change.ENDED,
            ended.row_id == grant.id,
            RoleGrant.account_id == grant.account_id,
            RoleGrant.role == grant.role,
            RoleGrant.starts_on == grant.ends_on + _ONE,
            RoleGrant.ended_at.is_(None),
            ~for_another,
        )
    )
    return db.scalar(following.limit(1))


def _outlasting(
    db: Session, end: EndToCome, account_ids: Collection[int] | None
) -> list[RoleGrant]:
    """Roles over the unit that would outlast it."""
    kept = select(RoleGrant).where(
        RoleGrant.unit_id == end.unit_id,
        RoleGrant.ended_at.is_(None),
        or_(RoleGrant.ends_on.is_(None), RoleGrant.ends_on >= end.on),
    )
    if account_ids is not None:
        kept = kept.where(RoleGrant.account_id.in_(account_ids))
    return list(db.scalars(kept.order_by(RoleGrant.id).execution_options(populate_existing=True)))


def _taken_along(db: Session, grant: RoleGrant, end: EndToCome) -> list[dict[str, Any]]:
    heir_id, last = end.role_heir_id, grant.ends_on
    if grant.starts_on >= end.on:
        if heir_id is None:
            return []  # it holds on no day
        grant.unit_id = heir_id
        db.flush()
        return [change_row(Ledger.GRANT, grant.id, Change.REDIRECTED, last, end.unit_id)]
    is_held = heir_id is None or _is_held(db, grant, heir_id, end.on)
    grant.ends_on = end.on - _ONE
    changes = [change_row(Ledger.GRANT, grant.id, Change.ENDED, last, end.unit_id)]
    if not is_held:
        added = RoleGrant(
            account_id=grant.account_id,
            role=grant.role,
            unit_id=heir_id,
            starts_on=end.on,
            ends_on=last,
            reason=grant.reason,
            granted_by=grant.granted_by,
            granted_at=grant.granted_at,
        )
        db.add(added)
        db.flush()
        changes.append(change_row(Ledger.GRANT, added.id, Change.ADDED, last, heir_id))
    db.flush()
    return changes


def _is_held(db: Session, grant: RoleGrant, unit_id: int, on: date) -> bool:
    """Whether the account holds the role over another unit from a day on, as long at least."""
    held = select(RoleGrant.id).where(
        RoleGrant.account_id == grant.account_id,
        RoleGrant.role == grant.role,
        RoleGrant.unit_id == unit_id,
        RoleGrant.starts_on <= on,
        RoleGrant.ended_at.is_(None),
    )
    if grant.ends_on is None:
        held = held.where(RoleGrant.ends_on.is_(None))
    else:
        held = held.where(or_(RoleGrant.ends_on.is_(None), RoleGrant.ends_on >= grant.ends_on))
    return db.scalar(held.limit(1)) is not None
