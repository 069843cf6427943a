"""Naming an administrator from the server's console, when nobody who could do it can sign in."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from lms import clock
from lms.errors import NotFound
from lms.people.access import add_access
from lms.people.auth.queries import account_of_person, find_person_by_login
from lms.people.auth.rules import login_form
from lms.people.auth.services import account_for, change_password
from lms.people.enums import Role
from lms.people.models import Account, Person, RoleGrant
from lms.people.roles.queries import not_over
from lms.people.roles.services import NewGrant, grant_role
from lms.people.vouching import vouch
from lms.web.i18n import lazy_gettext as _l


@dataclass(frozen=True, slots=True)
class Named:
    """What was done for whom."""

    full_name: str
    login: str
    is_granted: bool
    """False: the role was held already."""
    is_opened: bool
    """The account had been closed."""


def name_administrator(db: Session, login: str, reason: str, new_hash: str | None) -> Named:
    """Let the person of a login, an e-mail address or a personnel code be an administrator from today on.

    Somebody without an account gets one, a closed account is opened; `new_hash` is that of a first password,
    which ends every session. All of it stays in the trace. Raises NotFound for nobody on record and for
    somebody who has left.
    """
    account = _account(db, login)
    if account is None:
        raise NotFound(_l("Nobody on record has this login, e-mail address or personnel code."))
    is_opened = not account.is_active
    if is_opened:
        account.is_active = True
        add_access(db, None, "account opened", "person", account.person_id)
    vouch(db, account.person_id)
    is_granted = not _is_administrator(db, account.id, clock.today())
    if is_granted:
        grant_role(db, account, NewGrant(Role.ADMINISTRATOR, reason=reason), None)
        add_access(db, None, "role granted", "person", account.person_id, Role.ADMINISTRATOR)
    if new_hash:
        change_password(db, account.id, new_hash, must_change=True)
        add_access(db, None, "first password set", "person", account.person_id)
    db.flush()
    name = db.get_one(Person, account.person_id).full_name
    return Named(name, account.login, is_granted, is_opened)


def _account(db: Session, login: str) -> Account | None:
    """Also a closed one; none of somebody who has left."""
    known = db.scalar(
        select(Account)
        .join(Person, Person.id == Account.person_id)
        .where(
            Account.login == login_form(login),
            or_(Person.left_on.is_(None), Person.left_on > clock.today()),
        )
    )
    if known is not None:
        return known
    person = find_person_by_login(db, login)
    if person is None:
        return None
    return account_of_person(db, person.id) or account_for(db, person.id)


def _is_administrator(db: Session, account_id: int, today: date) -> bool:
    """Whether the role holds today and has no last day."""
    held = select(RoleGrant.id).where(
        RoleGrant.account_id == account_id,
        RoleGrant.role == Role.ADMINISTRATOR,
        RoleGrant.starts_on <= today,
        RoleGrant.ends_on.is_(None),
        not_over(today),
    )
    return db.scalar(held.limit(1)) is not None
