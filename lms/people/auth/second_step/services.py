"""Setting up, using and taking away the second step; codes are judged by the caller."""

from collections.abc import Sequence

from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lms import clock
from lms.errors import Conflict, Invalid
from lms.people.access import add_access
from lms.people.auth.devices.services import end_others
from lms.people.auth.second_step.models import RecoveryCode, SecondStep
from lms.people.models import Account
from lms.web.i18n import lazy_gettext as _l


def enrol(
    db: Session, account_id: int, sealed: str, step: int, recovery_digests: Sequence[str]
) -> None:
    """Give an account its second step; every session opened without it ends.

    `step` is that of the code that proved the app works. Raises Conflict when there is one already.
    """
    if db.get(SecondStep, account_id) is not None:
        raise Conflict(_l("The second step is set up already."))
    now = clock.now()
    try:
        with db.begin_nested():
            db.add(SecondStep(account_id=account_id, secret=sealed, last_step=step, since_at=now))
    except IntegrityError as race:  # set up in two tabs at once
        raise Conflict(_l("The second step is set up already.")) from race
    end_others(db, account_id)
    replace_recovery_codes(db, account_id, recovery_digests)
    _trace(db, account_id, account_id, "second step set up")


def use_step(db: Session, account_id: int, step: int) -> None:
    """Take a code of a time step, which is then used up. Raises Invalid when it was taken before."""
    taken = db.execute(
        update(SecondStep)
        .where(SecondStep.account_id == account_id, SecondStep.last_step < step)
        .values(last_step=step)
        .returning(SecondStep.account_id)
    )
    if taken.first() is None:
        raise Invalid(_l("This code was used already. Wait for the next one."))


def use_recovery_code(db: Session, account_id: int, digest: str) -> None:
    """Take a recovery code, which is then used up. Raises Invalid when it is none, or was used."""
    taken = db.execute(
        update(RecoveryCode)
        .where(
            RecoveryCode.account_id == account_id,
            RecoveryCode.digest == digest,
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=clock.now())
        .returning(RecoveryCode.id)
    )
    if taken.first() is None:
        raise Invalid(_l("The code is not right, or was used already."))
    _trace(db, account_id, account_id, "recovery code used")


def replace_recovery_codes(db: Session, account_id: int, digests: Sequence[str]) -> None:
    """Put new recovery codes in the place of all former ones."""
    db.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account_id))
    db.add_all([RecoveryCode(account_id=account_id, digest=each) for each in digests])


def take_away(db: Session, account_id: int, by: int | None) -> bool:
    """Remove an account's second step and end all its sessions; False when there was none.

    `by` is the account that asks; None on the command line. It stays in the trace.
    """
    db.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account_id))
    gone = db.execute(
        delete(SecondStep)
        .where(SecondStep.account_id == account_id)
        .returning(SecondStep.account_id)
    )
    if gone.first() is None:
        return False
    db.get_one(Account, account_id).session_epoch += 1
    _trace(db, by, account_id, "second step taken away")
    return True


def _trace(db: Session, by: int | None, account_id: int, action: str) -> None:
    person_id = db.get_one(Account, account_id).person_id
    add_access(db, by, action, "person", person_id)
