"""Reading whether an account has a second step."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.people.auth.second_step.models import RecoveryCode, SecondStep


def find_second_step(db: Session, account_id: int) -> SecondStep | None:
    """The account's second step, if it has one."""
    return db.get(SecondStep, account_id)


def count_recovery_codes(db: Session, account_id: int) -> int:
    """How many recovery codes are left."""
    left = select(func.count(RecoveryCode.id)).where(
        RecoveryCode.account_id == account_id, RecoveryCode.used_at.is_(None)
    )
    return db.scalar(left) or 0
