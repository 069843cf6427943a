"""Reading whether an account has a second step."""

from typing import Final

from sqlalchemy import Connection, bindparam, func, select
from sqlalchemy.orm import Session

from lms.db.prepared import Prepared
from lms.people.auth.second_step.models import RecoveryCode, SecondStep

_HAS_ONE: Final = Prepared(
    select(SecondStep.account_id).where(
        SecondStep.account_id == bindparam("account", type_=SecondStep.account_id.type)
    )
)


def has_second_step(db: Connection, account_id: int) -> bool:
    """Whether the account has one; asked at every sign-in."""
    return bool(_HAS_ONE.rows(db, account=account_id))


def find_second_step(db: Session, account_id: int) -> SecondStep | None:
    """The account's second step, if it has one."""
    return db.get(SecondStep, account_id)


def count_recovery_codes(db: Session, account_id: int) -> int:
    """How many recovery codes are left."""
    left = select(func.count(RecoveryCode.id)).where(
        RecoveryCode.account_id == account_id, RecoveryCode.used_at.is_(None)
    )
    return db.scalar(left) or 0
