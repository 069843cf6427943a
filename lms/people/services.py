"""Accounts and roles of people: granting, ending, first passwords, closing."""

import secrets
from datetime import date, timedelta
from typing import Final

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from lms import clock
from lms.errors import Conflict, Invalid, NotFound
from lms.people.auth.services import change_password
from lms.people.enums import Role
from lms.people.models import Account, RoleGrant
from lms.units.models import Unit
from lms.web.i18n import lazy_gettext as _l

_LETTERS: Final = "abcdefghkmnpqrstuvwxyz"
_DIGITS: Final = "23456789"
"""No letters or digits that look like others when read aloud or written down."""


def grant_role(
    db: Session,
    account: Account,
    role: Role,
    unit_id: int | None,
    granted_by: int,
    ends_on: date | None = None,
) -> RoleGrant:
    """Let an account hold a role over a unit and all below it, from today on.

    Administrators hold it everywhere; the other roles need a unit. Raises Invalid for a role that is
    not granted, a missing unit or a last day in the past, Conflict when the account holds it already.
    """
    today = clock.today()
    if role is Role.LEARNER:
        raise Invalid(_l("Everybody is a learner; this role is not granted."))
    if role is Role.ADMINISTRATOR:
        unit_id = None
    elif unit_id is None or db.get(Unit, unit_id) is None:
        raise Invalid(_l("Choose the unit over which the role is held."))
    if ends_on is not None and ends_on < today:
        raise Invalid(_l("The last day lies in the past."))
    if _held(db, account.id, role, unit_id, today):
        raise Conflict(_l("This person holds the role over this unit already."))
    grant = RoleGrant(
        account_id=account.id,
        role=role,
        unit_id=unit_id,
        starts_on=today,
        ends_on=ends_on,
        granted_by=granted_by,
        granted_at=clock.now(),
    )
    db.add(grant)
    db.flush()
    return grant


def end_grant(db: Session, account: Account, grant_id: int) -> RoleGrant:
    """End a role at once: it held until yesterday, or never if it was granted today.

    Raises NotFound for a grant of somebody else, Conflict for the last administrator's.
    """
    grant = db.get(RoleGrant, grant_id)
    if grant is None or grant.account_id != account.id:
        raise NotFound(_l("This role was not granted to this person."))
    today = clock.today()
    if grant.role is Role.ADMINISTRATOR:
        _keep_an_administrator(db, account.id, today)
    if grant.starts_on >= today:
        db.delete(grant)
    else:
        grant.ends_on = today - timedelta(days=1)
    db.flush()
    return grant


def make_first_password() -> str:
    """A password to hand over on paper: three groups easy to read, some 44 bits of chance."""
    groups = (
        "".join(secrets.choice(_LETTERS) for _ in range(4)),
        "".join(secrets.choice(_DIGITS) for _ in range(4)),
        "".join(secrets.choice(_LETTERS) for _ in range(4)),
    )
    return "-".join(groups)


def set_first_password(db: Session, account_id: int, new_hash: str) -> Account:
    """Set a password that its owner must change at once; every session of the account ends.

    Raises Invalid for a closed account.
    """
    account = db.get_one(Account, account_id)
    if not account.is_active:
        raise Invalid(_l("This account is closed. Open it first."))
    return change_password(db, account_id, new_hash, must_change=True)


def close_account(db: Session, account: Account) -> None:
    """Keep a person from signing in; roles stay on record. Raises Conflict for the last administrator."""
    _keep_an_administrator(db, account.id, clock.today())
    account.is_active = False
    account.session_epoch += 1
    db.flush()


def open_account(db: Session, account: Account) -> None:
    """Let the person sign in again."""
    account.is_active = True
    db.flush()


def _held(db: Session, account_id: int, role: Role, unit_id: int | None, on: date) -> bool:
    held = select(RoleGrant.id).where(
        RoleGrant.account_id == account_id,
        RoleGrant.role == role,
        RoleGrant.unit_id.is_(None) if unit_id is None else RoleGrant.unit_id == unit_id,
        or_(RoleGrant.ends_on.is_(None), RoleGrant.ends_on >= on),
    )
    return db.scalar(held.limit(1)) is not None


def _keep_an_administrator(db: Session, leaving_account_id: int, on: date) -> None:
    """Somebody else must remain who can let people in; two who leave at once take turns."""
    db.execute(
        select(RoleGrant.id)
        .where(RoleGrant.role == Role.ADMINISTRATOR)
        .order_by(RoleGrant.id)
        .with_for_update()
    )
    others = (
        select(func.count(RoleGrant.id))
        .join(Account, Account.id == RoleGrant.account_id)
        .where(
            RoleGrant.role == Role.ADMINISTRATOR,
            RoleGrant.unit_id.is_(None),
            RoleGrant.account_id != leaving_account_id,
            RoleGrant.starts_on <= on,
            or_(RoleGrant.ends_on.is_(None), RoleGrant.ends_on >= on),
            Account.is_active,
        )
    )
    is_admin = _held(db, leaving_account_id, Role.ADMINISTRATOR, None, on)
    if is_admin and not db.scalar(others):
        raise Conflict(_l("This is the last administrator. Name another one first."))
