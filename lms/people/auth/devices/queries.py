"""Reading where an account is signed in."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.people.auth.devices.models import AccountSession
from lms.people.auth.devices.rules import Limits, has_run_out
from lms.people.models import Account

_MOST = 200


def list_open_sessions(
    db: Session, account_id: int, limits: Limits, now: datetime
) -> list[AccountSession]:
    """The sessions by which the account can be used now, the last used first. One query."""
    found = db.scalars(
        select(AccountSession)
        .join(Account, Account.id == AccountSession.account_id)
        .where(
            AccountSession.account_id == account_id,
            AccountSession.ended_at.is_(None),
            AccountSession.epoch == Account.session_epoch,
        )
        .order_by(AccountSession.seen_at.desc(), AccountSession.id.desc())
        .limit(_MOST)
    )
    return [each for each in found if not has_run_out(each.made_at, each.seen_at, now, limits)]
