"""Accounts for people who have none: what each signs in with, and making them."""

from collections.abc import Sequence
from typing import Final, Protocol

from sqlalchemy import ColumnElement, insert, or_, select
from sqlalchemy.orm import Session

from lms import clock
from lms.people.importing.logins import login_base, pick_login
from lms.people.models import AccessEntry, Account

_FEW: Final = 50
"""Of so many at most, only the logins that may be in the way are read, not all of 200,000."""


class Nameable(Protocol):
    """Somebody on record, with what a login is made of; a `Person`, or a row of these columns."""

    @property
    def id(self) -> int: ...
    @property
    def full_name(self) -> str: ...
    @property
    def email(self) -> str | None: ...
    @property
    def personnel_code(self) -> str | None: ...


def logins_for(db: Session, people: Sequence[Nameable]) -> dict[int, str]:
    """person id → the login that an account of theirs would get, as the roster import gives it: the e-mail
    address, else the personnel code, else the name. In this order, each differs from those before. One query.
    """
    if not people:
        return {}
    question = select(Account.login)
    if len(people) <= _FEW:
        question = question.where(or_(*(_in_the_way(each) for each in people)))
    taken = set(db.scalars(question))
    last: dict[str, int] = {}
    return {
        each.id: pick_login(each.full_name, each.email, each.personnel_code, taken, last)
        for each in people
    }


def make_accounts(db: Session, logins: dict[int, str], *, by: int | None) -> None:
    """Give people an account without a password: person id → login. Each is traced about its person.

    Raises IntegrityError where somebody else made one meanwhile, or took the login.
    """
    if not logins:
        return
    now = clock.now()
    db.execute(
        insert(Account),
        [{"person_id": person_id, "login": login} for person_id, login in logins.items()],
    )
    db.execute(
        insert(AccessEntry),
        [
            {
                "account_id": by,
                "action": "account made",
                "subject": "person",
                "subject_id": person_id,
                "detail": "",
                "at": now,
            }
            for person_id in logins
        ],
    )


def _in_the_way(person: Nameable) -> ColumnElement[bool]:
    base = login_base(person.full_name)
    exact = [(each or "").lower() for each in (person.email, person.personnel_code)]
    return or_(Account.login.in_(exact), Account.login.startswith(base, autoescape=True))
