"""Reads of grants: who holds what, with who granted it and over what."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, not_, or_, select
from sqlalchemy.orm import Session, aliased

from lms import clock
from lms.people.enums import Role
from lms.people.models import Account, Person, RoleGrant
from lms.web.paging import PAGE_SIZE, Page, paginate_rows


class Shown(StrEnum):
    """Which grants a list shows."""

    RUNNING = "hien-tai"
    ENDED = "da-het"
    ALL = "tat-ca"


class GrantState(StrEnum):
    """Whether a grant holds."""

    HOLDS = "holds"
    COMING = "coming"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class GrantLine:
    """One grant as a list shows it."""

    grant: RoleGrant
    person: Person
    account: Account
    granted_by: str
    """Full name; empty where the system itself granted it"""
    ended_by: str

    @property
    def state(self) -> GrantState:
        """Whether it holds today."""
        return grant_state(self.grant, clock.today())


def grant_state(grant: RoleGrant, on: date) -> GrantState:
    """Whether a grant holds on a day, will, or has ended."""
    if grant.ended_at is not None or (grant.ends_on is not None and grant.ends_on < on):
        return GrantState.ENDED
    return GrantState.COMING if grant.starts_on > on else GrantState.HOLDS


def list_grants(
    db: Session,
    *,
    roles: Collection[Role] = (),
    unit_ids: Collection[int] | None = None,
    place_ids: Collection[int] | None = None,
    account_id: int | None = None,
    shown: Shown = Shown.ALL,
    number: int = 1,
    size: int = PAGE_SIZE,
) -> Page[GrantLine]:
    """One page of grants: running ones first, then by person in name order. Two queries."""
    today = clock.today()
    granting, ending = aliased(Account), aliased(Account)
    giver, ender = aliased(Person), aliased(Person)
    question = (
        select(RoleGrant, Person, Account, giver.full_name, ender.full_name)
        .join(Account, Account.id == RoleGrant.account_id)
        .join(Person, Person.id == Account.person_id)
        .outerjoin(granting, granting.id == RoleGrant.granted_by)
        .outerjoin(giver, giver.id == granting.person_id)
        .outerjoin(ending, ending.id == RoleGrant.ended_by)
        .outerjoin(ender, ender.id == ending.person_id)
        .order_by(not_(not_over(today)), Person.sort_key, Person.id, RoleGrant.id.desc())
    )
    if roles:
        question = question.where(RoleGrant.role.in_(roles))
    if unit_ids is not None:
        question = question.where(RoleGrant.unit_id.in_(unit_ids))
    if place_ids is not None:
        question = question.where(RoleGrant.place_id.in_(place_ids))
    if account_id is not None:
        question = question.where(RoleGrant.account_id == account_id)
    if shown is Shown.RUNNING:
        question = question.where(not_over(today))
    elif shown is Shown.ENDED:
        question = question.where(not_(not_over(today)))
    page = paginate_rows(db, question, number, size)
    return page.map(lambda row: GrantLine(row[0], row[1], row[2], row[3] or "", row[4] or ""))


def people_who_administer(db: Session, on: date) -> set[int]:
    """Ids of the people who are administrators on a day or will be. One query."""
    question = (
        select(Account.person_id)
        .join(RoleGrant, RoleGrant.account_id == Account.id)
        .where(RoleGrant.role == Role.ADMINISTRATOR, not_over(on))
    )
    return set(db.scalars(question))


def people_of_accounts(db: Session, account_ids: Collection[int]) -> list[int]:
    """Whose the accounts are. One query."""
    return list(db.scalars(select(Account.person_id).where(Account.id.in_(account_ids))))


def not_over(day: date) -> ColumnElement[bool]:
    """Condition: the grant holds on the day or will later."""
    return and_(
        or_(RoleGrant.ends_on.is_(None), RoleGrant.ends_on >= day), RoleGrant.ended_at.is_(None)
    )
