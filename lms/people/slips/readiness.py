"""How far the people of units can sign in, counted without looking at each of them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, case, exists, func, select, text
from sqlalchemy.orm import Session, aliased

from lms.people.belonging import holds_on
from lms.people.models import Account, Membership, Person
from lms.people.search_scope import on_record
from lms.people.slips.models import ActivationSlip
from lms.people.slips.queries import holds_role, is_good
from lms.people.tallies.models import UnitTally


@dataclass(frozen=True, slots=True)
class Readiness:
    """How far the people of a unit, with all below it, can sign in. The parts add up to `people`."""

    people: int
    in_use: int
    waiting: int
    """Without a password, or without an account, which is made with the slip: they come in with one."""
    without_account: int
    """Of those waiting: no account yet."""
    holding_role: int
    """Without a password and with a role: the administrator sets a first one."""
    others: int
    """Account closed"""
    with_slip: int
    """Of those waiting: a slip is out that is still good."""
    with_address: int
    """Of those with a good slip: it can be mailed."""

    @property
    def without_slip(self) -> int:
        """Who would get a slip now."""
        return self.waiting - self.with_slip


def count_readiness(
    db: Session, unit_ids: Collection[int], today: date, now: datetime
) -> Readiness:
    """How far the people who stand in these units of one tree today can sign in. Three queries.

    Only accounts are looked at one by one: how many people there are, the database has counted.
    """
    place = aliased(Membership)
    inside = exists().where(
        place.person_id == Person.id, place.unit_id.in_(unit_ids), holds_on(today, place)
    )
    kind = case(
        (Account.is_active.is_(False), "other"),
        (Account.password_hash.is_not(None), "in use"),
        (holds_role(today), "role"),
        else_="waiting",
    )
    has_slip = ActivationSlip.id.is_not(None)
    rows = db.execute(
        select(
            kind.label("kind"),
            func.count(),
            _sum(has_slip),
            _sum(and_(has_slip, Person.email.is_not(None))),
        )
        .select_from(Account)
        .join(Person, Person.id == Account.person_id)
        .outerjoin(ActivationSlip, and_(ActivationSlip.account_id == Account.id, is_good(now)))
        .where(on_record(today), inside)
        .group_by(text("kind"))
    )
    nobody = (0, 0, 0)
    told = {row.kind: tuple(map(int, row[1:])) for row in rows}
    waiting, with_slip, with_address = told.get("waiting", nobody)
    in_use, holding_role, others = (
        told.get(each, nobody)[0] for each in ("in use", "role", "other")
    )
    people = _count_people(db, unit_ids, today)
    without = people - waiting - in_use - holding_role - others
    return Readiness(
        people=people,
        in_use=in_use,
        waiting=waiting + without,
        without_account=without,
        holding_role=holding_role,
        others=others,
        with_slip=with_slip,
        with_address=with_address,
    )


def _count_people(db: Session, unit_ids: Collection[int], today: date) -> int:
    """Places that hold, less those of leavers whose place was never ended."""
    ended = case((UnitTally.day < today, UnitTally.ended), else_=0)
    counted = select(func.sum(UnitTally.began) - func.sum(ended)).where(
        UnitTally.unit_id.in_(unit_ids), UnitTally.day <= today
    )
    gone = (
        select(func.count())
        .select_from(Person)
        .join(Membership, Membership.person_id == Person.id)
        .where(Person.left_on <= today, Membership.unit_id.in_(unit_ids), holds_on(today))
    )
    return int(db.scalar(counted) or 0) - (db.scalar(gone) or 0)


def _sum(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))
