"""The verbs of signing in; hashes are made by the caller, before any write transaction."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import bindparam, delete, select, text, update
from sqlalchemy.orm import Session

from lms import clock
from lms.db.prepared import Prepared
from lms.errors import Conflict, Invalid, TooMany
from lms.people.access import add_access
from lms.people.auth.devices.enums import SignInMethod
from lms.people.auth.models import SignInFailure
from lms.people.auth.queries import (
    account_of_person,
    find_person_by_login,
    has_accounts,
    waiting_of,
)
from lms.people.auth.rules import FORGET_AFTER, login_form, wait_after
from lms.people.enums import Role
from lms.people.models import AccessEntry, Account, Person, RoleGrant
from lms.people.slips.services import check_open_to_slips, use_slip
from lms.text import fold, name_sort_key
from lms.web.i18n import lazy_gettext as _l

_NOTE: Final = Prepared(
    update(Account)
    .where(Account.id == bindparam("account", type_=Account.id.type))
    .values(last_signed_in_at=bindparam("now", type_=Account.last_signed_in_at.type))
)
_UNKNOWN_EVERY: Final = timedelta(minutes=1)


class Closed(TooMany):
    """Wrong too often in a row: right ones are not taken either, until a moment."""

    def __init__(self, until: datetime) -> None:
        """Keep the moment; the view says it in the unit people count in."""
        super().__init__(_l("Too many wrong tries. Please wait a moment."))
        self.until = until


def record_failure(db: Session, key: str) -> datetime | None:
    """Count a failure under a key; returns until when the key is closed, if it is.

    Old counts of other keys are swept away in passing, so that the table stays small.
    """
    now = clock.now()
    db.execute(delete(SignInFailure).where(SignInFailure.last_at < now - FORGET_AFTER))
    count = waiting_of(db, key, now).failures + 1
    wait = wait_after(count)
    row = SignInFailure(
        name_hash=key, count=count, blocked_until=now + wait if wait else None, last_at=now
    )
    return db.merge(row).blocked_until


def trace_failure(db: Session, how: SignInMethod, person_id: int | None) -> None:
    """Write that somebody did not get in. What was typed is never written: it may be a password.

    Names that are nobody's can be made up without end: they are written once a minute, whoever tries them.
    """
    if person_id is not None:
        add_access(db, None, "sign-in failed", "person", person_id, how.value)
        return
    since = clock.now() - _UNKNOWN_EVERY
    written = select(AccessEntry.id).where(
        AccessEntry.action == "sign-in failed",
        AccessEntry.at > since,
        AccessEntry.subject == "account",
    )
    if db.scalar(written.limit(1)) is None:
        add_access(db, None, "sign-in failed", "account", None, how.value)


def wipe_failures(db: Session, key: str) -> None:
    """Begin to count anew, after a success.

    Raises Closed when failures of the same moment have closed the key meanwhile: many guesses sent
    at once are no more than the free tries, even if one of them is right.
    """
    waiting = waiting_of(db, key, clock.now())
    if waiting.blocked_until:
        raise Closed(waiting.blocked_until)
    if waiting.is_on_record:
        db.execute(delete(SignInFailure).where(SignInFailure.name_hash == key))


def wipe_failures_of(db: Session, key: str) -> None:
    """Begin to count anew, closed or not: its owner has proven themselves in another way than by guessing."""
    db.execute(delete(SignInFailure).where(SignInFailure.name_hash == key))


def record_success(db: Session, account_id: int, key: str, new_hash: str | None = None) -> None:
    """Wipe the failures of a key, note the time, renew the hash where one is given. Raises Closed."""
    wipe_failures(db, key)
    note_sign_in(db, account_id)
    if new_hash:
        db.get_one(Account, account_id).password_hash = new_hash


def note_sign_in(db: Session, account_id: int) -> None:
    """Note when somebody signed in, in one statement."""
    _NOTE.run(db.connection(), account=account_id, now=clock.now())


def account_for(db: Session, person_id: int) -> Account:
    """The account of a person on record, made now if there is none. Raises Invalid without a login."""
    found = account_of_person(db, person_id)
    if found is None:
        _take_turn(db)
        found = account_of_person(db, person_id) or _new_account(db, person_id)
    return found


def change_password(
    db: Session, account_id: int, new_hash: str, *, must_change: bool = False
) -> Account:
    """Set a password and end every session of the account; the caller opens a fresh one.

    `must_change` is for passwords that somebody else knows: an administrator's reset.
    """
    account = db.get_one(Account, account_id)
    account.password_hash = new_hash
    account.must_change_password = must_change
    account.session_epoch += 1
    return account


def activate(db: Session, slip_id: int, new_hash: str) -> Account:
    """Give an account its first password by the slip its owner was handed, which is used up.

    The caller has checked the code on the slip. Raises Conflict for a slip that is not good any more and
    for an account with a password, Invalid for a closed account, Forbidden for one with a role: heads and
    clerks hand out slips, and must not come into more than they have.
    """
    account_id = use_slip(db, slip_id)
    check_open_to_slips(db, account_id)
    account = db.get_one(Account, account_id)
    account.password_hash = new_hash
    account.last_signed_in_at = clock.now()
    add_access(db, account_id, "account activated", "person", account.person_id)
    return account


def create_first_administrator(
    db: Session, *, full_name: str, email: str, new_hash: str
) -> Account:
    """Create the person, account and grant that everything else starts from.

    Somebody whom an imported roster knows under the address becomes the administrator; others are
    added. Two who try at once take turns. Raises Conflict as soon as anybody can sign in.
    """
    _take_turn(db)
    if has_accounts(db):
        raise Conflict(_l("The administrator exists already. Please sign in."))
    person = find_person_by_login(db, email) or _new_person(db, full_name, email)
    account = account_of_person(db, person.id) or _new_account(db, person.id)
    account.password_hash, account.is_active = new_hash, True
    db.add(
        RoleGrant(
            account_id=account.id,
            role=Role.ADMINISTRATOR,
            starts_on=clock.today(),
            granted_by=account.id,
            granted_at=clock.now(),
        )
    )
    return account


def _take_turn(db: Session) -> None:
    """Let nobody else make accounts until this transaction ends; writers of SQLite wait anyway."""
    if db.get_bind().dialect.name == "postgresql":
        db.execute(text("LOCK TABLE accounts IN EXCLUSIVE MODE"))


def _new_person(db: Session, full_name: str, email: str) -> Person:
    person = Person(
        full_name=full_name,
        name_fold=fold(full_name),
        sort_key=name_sort_key(full_name),
        email=login_form(email),
    )
    db.add(person)
    db.flush()
    return person


def choose_language(db: Session, account_id: int, locale: str) -> None:
    """Remember the language with the account, so that another phone speaks it too."""
    db.get_one(Account, account_id).locale = locale


def _new_account(db: Session, person_id: int) -> Account:
    person = db.get_one(Person, person_id)
    login = login_form(person.email or person.personnel_code or "")
    if not login:
        raise Invalid(
            _l("Your record has neither an e-mail nor a code. Please ask the organisers.")
        )
    account = Account(person_id=person_id, login=login)
    db.add(account)
    db.flush()
    return account
