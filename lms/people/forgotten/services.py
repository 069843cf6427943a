"""Asking for a link by which a forgotten password is replaced, and using it."""

from collections.abc import Collection

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from lms import clock
from lms.errors import Conflict
from lms.mail.outbox import Addressee, queue_letters
from lms.people.access import add_access
from lms.people.auth.services import change_password, record_failure, wipe_failures_of
from lms.people.forgotten.models import PasswordLink
from lms.people.forgotten.queries import asked_lately, find_address
from lms.people.forgotten.rules import FORGOTTEN_AFTER, HOLD, is_too_soon
from lms.people.models import Account
from lms.web.i18n import lazy_gettext as _l

KIND = "password link"


def ask_for_link(
    db: Session, key: str, account_id: int | None, *, site: str, second_step_required: bool
) -> bool:
    """Count an ask, and queue a letter where the account may be sent one; whether one is queued.

    `key` is what asks for the login are counted under, whether or not there is an account. Two who ask at once
    for one account take turns, and the second gets no letter of its own.
    """
    record_failure(db, key)
    if account_id is None:
        return False
    db.execute(select(Account.id).where(Account.id == account_id).with_for_update())
    now = clock.now()
    to = find_address(db, account_id, clock.today(), second_step_required=second_step_required)
    if to is None or is_too_soon(asked_lately(db, account_id, now), now):
        return False
    db.execute(delete(PasswordLink).where(PasswordLink.asked_at < now - FORGOTTEN_AFTER))
    link = PasswordLink(account_id=account_id, asked_at=now, expires_at=now + HOLD)
    db.add(link)
    db.flush()
    addressee = Addressee(link.id, str(link.id), *to)
    queue_letters(db, KIND, f"{KIND}:{link.id}", [addressee], site=site)
    person_id = db.get_one(Account, account_id).person_id
    add_access(db, None, "password link sent", "person", person_id)
    return True


def use_link(db: Session, link_id: int, new_hash: str, keys: Collection[str]) -> None:
    """Give the account the password its owner chose; the link is used up and every session ends.

    The caller has checked the secret part. `keys` are what wrong passwords are counted under: the counts
    begin anew. Raises Conflict when the link was used or has run out meanwhile.
    """
    now = clock.now()
    account_id = db.scalar(
        update(PasswordLink)
        .where(
            PasswordLink.id == link_id,
            PasswordLink.used_at.is_(None),
            PasswordLink.expires_at > now,
        )
        .values(used_at=now)
        .returning(PasswordLink.account_id)
    )
    if account_id is None:
        raise Conflict(_l("This link is not good any more. Ask for another one."))
    account = change_password(db, account_id, new_hash)
    for key in keys:
        wipe_failures_of(db, key)
    add_access(db, account_id, "password replaced by link", "person", account.person_id)
