"""Accounts of people: first passwords, closing and opening."""

import secrets
from typing import Final

from sqlalchemy.orm import Session

from lms import clock
from lms.errors import Conflict, Invalid
from lms.people.auth.services import change_password
from lms.people.models import Account, Person
from lms.people.roles.administrators import keep_an_administrator
from lms.people.roles.rules import SignInRules
from lms.web.i18n import lazy_gettext as _l

_LETTERS: Final = "abcdefghkmnpqrstuvwxyz"
_DIGITS: Final = "23456789"
"""No letters or digits that look like others when read aloud or written down."""


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

    Raises Invalid for a closed account and for somebody who has left.
    """
    account = db.get_one(Account, account_id)
    if not account.is_active:
        raise Invalid(_l("This account is closed. Open it first."))
    left_on = db.get_one(Person, account.person_id).left_on
    if left_on is not None and left_on <= clock.today():
        raise Invalid(_l("This person has left: mark them as returned first."))
    return change_password(db, account_id, new_hash, must_change=True)


def close_account(db: Session, account: Account, rules: SignInRules) -> None:
    """Keep a person from signing in; roles stay on record. Raises Conflict for the last administrator."""
    keep_an_administrator(db, account.id, clock.today(), rules)
    account.is_active = False
    account.session_epoch += 1
    db.flush()


def open_account(db: Session, account: Account) -> None:
    """Let the person sign in again.

    Raises Conflict for somebody who has left, and where the record was made anonymous.
    """
    person = db.get_one(Person, account.person_id)
    if person.is_anonymous:
        raise Conflict(_l("This record was made anonymous: the account stays closed."))
    if person.left_on is not None and person.left_on <= clock.today():
        raise Conflict(
            _l("This person has left and cannot sign in. Mark the person as returned first.")
        )
    account.is_active = True
    db.flush()
