"""Reading accounts for signing in."""

from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from typing import Any, Final

from sqlalchemy import Connection, Select, bindparam, literal, or_, select, union_all
from sqlalchemy.orm import InstrumentedAttribute, Session

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
_KNOWN: Final = (
    Account.id,
    Account.person_id,
    Account.login,
    Account.password_hash,
    Account.must_change_password,
    Account.session_epoch,
    Account.locale,
    Account.is_active,
)
_SPELLINGS: Final = [
    bindparam(f"spelling_{number}", type_=Person.email.type) for number in range(3)
]


def _by_person(
    column: InstrumentedAttribute[str | None], spelling: Any
) -> Select[*tuple[Any, ...]]:
    return (
        select(literal(1), Person.id, *_KNOWN)
        .select_from(Person)
        .outerjoin(Account, Account.person_id == Person.id)
        .where(column == spelling, Person.left_on.is_(None))
    )


_ACCOUNT: Final = Prepared(
    union_all(
        select(literal(0).label("place"), literal(0).label("person"), *_KNOWN)
        .join(Person, Person.id == Account.person_id)
        .where(
            Account.login == bindparam("login", type_=Account.login.type),
            or_(
                Person.left_on.is_(None),
                Person.left_on > bindparam("today", type_=Person.left_on.type),
            ),
        ),
        *(
            _by_person(column, spelling)
            for column in (Person.personnel_code, Person.email)
            for spelling in _SPELLINGS
        ),
    )
)
"""Both ways of `find_account` at once: a name that is nobody's takes no longer than one that is somebody's.

A part for each spelling: SQLite takes the unique index for what equals one value, whatever it knows of the column.
"""


@dataclass(frozen=True, slots=True)
class KnownAccount:
    """What signing in asks of an account, read without a session: a hall signs in at once."""

    id: int
    person_id: int
    login: str
    password_hash: str | None
    must_change_password: bool
    session_epoch: int
    locale: str | None


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


def read_account(db: Connection, typed: str) -> KnownAccount | None:
    """What `find_account` finds, in one statement and as a value."""
    login = login_form(typed)
    spellings = (nfc_clean(typed), login, login.upper())
    rows = _ACCOUNT.rows(
        db,
        login=login,
        today=clock.today(),
        **{f"spelling_{number}": spelling for number, spelling in enumerate(spellings)},
    )
    if not rows:
        return None
    _place, _person, account_id, *others, is_active = min(rows, key=itemgetter(0, 1))
    return KnownAccount(account_id, *others) if account_id and is_active else None


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
    return read_waiting(db.connection(), key, now)


def read_waiting(db: Connection, key: str, now: datetime) -> Waiting:
    """The same without a session."""
    rows = _FAILURES.rows(db, key=key)
    if not rows:
        return Waiting(0, None, is_on_record=False)
    count, blocked_until, last_at = rows[0]
    closed = blocked_until if blocked_until and blocked_until > now else None
    return Waiting(failures_that_count(count, last_at, now), closed)
