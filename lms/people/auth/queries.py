"""Reading accounts for signing in."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session

from lms import clock
from lms.db.prepared import Prepared
from lms.people.auth.models import SignInFailure
from lms.people.auth.rules import failures_that_count, login_form
from lms.people.models import Account, Person
from lms.text import nfc_clean

_FAILURES: Final = Prepared(
    select(SignInFailure.count, SignInFailure.blocked_until, SignInFailure.last_at).where(
        SignInFailure.name_hash == bindparam("key", type_=SignInFailure.name_hash.type)
    )
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """How often a name failed in a row, and until when it is closed."""

    failures: int
    blocked_until: datetime | None
    is_on_record: bool = True
    """Whether there is a count at all, if only an old one"""


def has_accounts(db: Session) -> bool:
    """Whether anybody can sign in at all; if not, the product asks for its administrator.

    Accounts that a roster brought wait for their first password, and open nothing until then.
    """
    opened = select(Account.id).where(Account.password_hash.is_not(None))
    return db.scalar(opened.limit(1)) is not None


def find_account(db: Session, typed: str) -> Account | None:
    """The open account of an e-mail or personnel code, however it was typed; none of who has left."""
    account = db.scalar(
        select(Account)
        .join(Person, Person.id == Account.person_id)
        .where(
            Account.login == login_form(typed),
            or_(Person.left_on.is_(None), Person.left_on > clock.today()),
        )
    )
    if account is None:
        person = find_person_by_login(db, typed)
        account = account_of_person(db, person.id) if person else None
    return account if account and account.is_active else None


def find_person_by_login(db: Session, typed: str) -> Person | None:
    """The person of an e-mail or personnel code who has not left, with or without an account."""
    login = login_form(typed)
    spellings = {nfc_clean(typed), login, login.upper()}
    return db.scalar(
        select(Person)
        .where(
            or_(Person.personnel_code.in_(spellings), Person.email.in_(spellings)),
            Person.left_on.is_(None),
        )
        .order_by(Person.id)
        .limit(1)
    )


def name_of(db: Session, account: Account) -> str:
    """The full name of an account's owner."""
    return db.get_one(Person, account.person_id).full_name


def account_of_person(db: Session, person_id: int) -> Account | None:
    """The person's account, open or closed."""
    return db.scalar(select(Account).where(Account.person_id == person_id))


def waiting_of(db: Session, key: str, now: datetime) -> Waiting:
    """Whether what is counted under this key (`name_hash`, `second_step_hash`) must wait."""
    db.flush()
    rows = _FAILURES.rows(db.connection(), key=key)
    if not rows:
        return Waiting(0, None, is_on_record=False)
    count, blocked_until, last_at = rows[0]
    closed = blocked_until if blocked_until and blocked_until > now else None
    return Waiting(failures_that_count(count, last_at, now), closed)
