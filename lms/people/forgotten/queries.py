"""Reads about forgotten passwords: who may be sent a link, which links are good."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session

from lms.people.auth.second_step.models import SecondStep
from lms.people.enums import Role
from lms.people.forgotten.models import PasswordLink
from lms.people.forgotten.rules import may_be_sent
from lms.people.models import Account, Person, RoleGrant
from lms.people.roles.queries import not_over


@dataclass(frozen=True, slots=True)
class SentLink:
    """A good link, and whose it is."""

    link: PasswordLink
    account: Account
    person: Person


def find_address(
    db: Session, account_id: int, today: date, *, second_step_required: bool
) -> tuple[str, str] | None:
    """(name, e-mail address) a link for the account may be sent to; None where none may. One query."""
    administers = exists().where(
        RoleGrant.account_id == Account.id, RoleGrant.role == Role.ADMINISTRATOR, not_over(today)
    )
    has_second_step = exists().where(SecondStep.account_id == Account.id)
    row = db.execute(
        select(
            Account.password_hash,
            Person.full_name,
            Person.email,
            Person.needs_vouching,
            administers.label("administers"),
            has_second_step.label("has_second_step"),
        )
        .join(Person, Person.id == Account.person_id)
        .where(Account.id == account_id, *_open(today))
    ).one_or_none()
    if row is None:
        return None
    password_hash, full_name, email, needs_vouching, is_admin, has_step = row
    may = may_be_sent(
        has_password=password_hash is not None,
        has_address=bool(email),
        needs_vouching=needs_vouching,
        must_set_up_second_step=second_step_required and is_admin and not has_step,
    )
    return (full_name, email) if may and email else None


def asked_lately(db: Session, account_id: int, now: datetime) -> Sequence[datetime]:
    """When links for the account were asked for within the last day."""
    asked = select(PasswordLink.asked_at).where(
        PasswordLink.account_id == account_id, PasswordLink.asked_at > now - timedelta(days=1)
    )
    return db.scalars(asked).all()


def good_links(
    db: Session, link_ids: Sequence[int], today: date, now: datetime
) -> Sequence[SentLink]:
    """Those of the links that were not used, whose time is not up, of accounts that are open. One query."""
    rows = db.execute(
        select(PasswordLink, Account, Person)
        .join(Account, Account.id == PasswordLink.account_id)
        .join(Person, Person.id == Account.person_id)
        .where(
            PasswordLink.id.in_(link_ids),
            PasswordLink.used_at.is_(None),
            PasswordLink.expires_at > now,
            *_open(today),
        )
    )
    return [SentLink(*row) for row in rows]


def _open(today: date) -> tuple[ColumnElement[bool], ...]:
    left = or_(Person.left_on.is_(None), Person.left_on > today)
    return (and_(Account.is_active, left),)
