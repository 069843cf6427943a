"""Reads about activation slips: who waits for one, which are good, what is printed on them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import Session

from lms.people.accounts import logins_for
from lms.people.belonging import holds_on, units_of_people
from lms.people.models import Account, Membership, Person, RoleGrant
from lms.people.search_scope import on_record
from lms.people.slips.models import ActivationSlip
from lms.people.slips.rules import NoSlip, why_no_slip
from lms.units.tree import UnitTree


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody who would be handed a slip."""

    person_id: int
    account_id: int | None
    """None: the account is made with the slip."""
    full_name: str
    position: str
    login: str
    """What the person signs in with, or would."""


@dataclass(frozen=True, slots=True)
class HandedSlip:
    """A good slip and whose it is."""

    slip: ActivationSlip
    person: Person
    login: str
    unit: str
    """Name of the person's unit in the tree asked for; empty without one"""


def holds_role(today: date) -> ColumnElement[bool]:
    """Condition on Account: a role was granted that has not ended, also one that begins later."""
    return exists().where(
        RoleGrant.account_id == Account.id,
        RoleGrant.ended_at.is_(None),
        or_(RoleGrant.ends_on.is_(None), RoleGrant.ends_on >= today),
    )


def is_good(now: datetime) -> ColumnElement[bool]:
    """Condition on ActivationSlip: it was neither used nor replaced, and its time is not up."""
    return and_(
        ActivationSlip.used_at.is_(None),
        ActivationSlip.ended_at.is_(None),
        ActivationSlip.expires_at > now,
    )


def why_not(db: Session, account_id: int, today: date) -> NoSlip | None:
    """Why an account is handed no slip; None where it may be. One query."""
    is_active, left_on, password_hash, role = db.execute(
        select(Account.is_active, Person.left_on, Account.password_hash, holds_role(today))
        .join(Person, Person.id == Account.person_id)
        .where(Account.id == account_id)
    ).one()
    return why_no_slip(
        is_active=is_active,
        has_left=left_on is not None and left_on <= today,
        has_password=password_hash is not None,
        holds_role=bool(role),
    )


def find_good_slip(db: Session, account_id: int, now: datetime) -> ActivationSlip | None:
    """The slip by which an account can be activated now."""
    return db.scalar(
        select(ActivationSlip).where(ActivationSlip.account_id == account_id, is_good(now))
    )


def list_waiting(
    db: Session, unit_ids: Collection[int], today: date, now: datetime, limit: int
) -> list[Waiting]:
    """Those who wait for a slip and hold no good one, by name. One query; two where somebody has no account."""
    rows = db.execute(_without_slip(unit_ids, today, now).limit(limit)).all()
    made = logins_for(db, [row for row in rows if row.account_id is None])
    return [
        Waiting(row.id, row.account_id, row.full_name, row.position, row.login or made[row.id])
        for row in rows
    ]


def _without_slip(
    unit_ids: Collection[int], today: date, now: datetime
) -> Select[int, int | None, str, str, str | None, str | None, str | None]:
    good = exists().where(ActivationSlip.account_id == Account.id, is_good(now))
    return (
        select(
            Person.id,
            Account.id.label("account_id"),
            Person.full_name,
            Person.position,
            Person.email,
            Person.personnel_code,
            Account.login,
        )
        .outerjoin(Account, Account.person_id == Person.id)
        .where(
            *_stand_in(unit_ids, today),
            or_(Account.id.is_(None), Account.is_active),
            Account.password_hash.is_(None),
            ~holds_role(today),
            ~good,
        )
        .order_by(Person.sort_key, Person.id)
    )


def list_good_slips(
    db: Session, tree: UnitTree, unit_id: int, now: datetime, limit: int
) -> list[HandedSlip]:
    """The good slips of a unit's people, unit by unit in the tree's order, in each by name. Two queries."""
    rows = db.execute(
        _slips_and_owners(now)
        .where(*_stand_in(tree.subtree(unit_id), tree.on))
        .order_by(Person.sort_key, Person.id)
        .limit(limit)
    ).all()
    held = units_of_people(db, tree.tree, tree.on, [person.id for _slip, person, _login in rows])
    order = {node.id: place for place, (_depth, node) in enumerate(tree.walk(unit_id))}
    found = [
        (order.get(held.get(person.id, 0), len(order)), slip, person, login)
        for slip, person, login in rows
    ]
    return [
        HandedSlip(slip, person, login, _name(tree, held.get(person.id)))
        for _place, slip, person, login in sorted(found, key=lambda each: each[0])
    ]


def good_slips_of(db: Session, slip_ids: Sequence[int], now: datetime) -> list[HandedSlip]:
    """Those of the slips that are still good, for the letters that carry them. One query."""
    rows = db.execute(_slips_and_owners(now).where(ActivationSlip.id.in_(slip_ids)))
    return [HandedSlip(slip, person, login, "") for slip, person, login in rows]


def _slips_and_owners(now: datetime) -> Select[ActivationSlip, Person, str]:
    return (
        select(ActivationSlip, Person, Account.login)
        .join(Account, Account.id == ActivationSlip.account_id)
        .join(Person, Person.id == Account.person_id)
        .where(is_good(now), Account.is_active, Account.password_hash.is_(None))
    )


def _stand_in(unit_ids: Collection[int], today: date) -> tuple[ColumnElement[bool], ...]:
    inside = select(Membership.person_id).where(Membership.unit_id.in_(unit_ids), holds_on(today))
    return on_record(today), Person.id.in_(inside)


def _name(tree: UnitTree, unit_id: int | None) -> str:
    return tree.name(unit_id) if unit_id is not None and unit_id in tree else ""
