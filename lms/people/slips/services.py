"""The verbs of activation slips: issue one, issue many, use one."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lms import clock
from lms.errors import Conflict, DomainError, Forbidden, Invalid
from lms.people.accounts import logins_for, make_accounts
from lms.people.models import AccessEntry, Account, Person
from lms.people.slips.models import ActivationSlip
from lms.people.slips.queries import is_good, list_waiting, why_not
from lms.people.slips.rules import HOLD, NoSlip
from lms.web.i18n import lazy_gettext as _l

MOST_AT_ONCE = 1_000
"""Slips issued with one press and printed into one file: 125 sheets."""
_REFUSALS: Final[dict[NoSlip, tuple[type[DomainError], object]]] = {
    NoSlip.CLOSED: (Invalid, _l("This account is closed. Please ask the organisers.")),
    NoSlip.LEFT: (Invalid, _l("This person has left: no slip is handed out.")),
    NoSlip.IN_USE: (
        Conflict,
        _l("This account is in use already. Please sign in with its password."),
    ),
    NoSlip.HOLDS_ROLE: (
        Forbidden,
        _l("This account holds a role. Please ask the administrator for a first password."),
    ),
}


def issue_slip(db: Session, account_id: int, *, by: int | None) -> ActivationSlip:
    """A new slip for an account; one that is out already is worth nothing from now on.

    Raises Invalid for a closed account and for somebody who has left, Conflict for one that has a password and where another slip is
    issued at the same moment, Forbidden for one with a role.
    """
    check_open_to_slips(db, account_id)
    _end_slips(db, [account_id])
    now = clock.now()
    slip = ActivationSlip(account_id=account_id, issued_by=by, issued_at=now, expires_at=now + HOLD)
    with _one_at_a_time(db):
        db.add(slip)
        db.flush()
    return slip


def issue_slips(
    db: Session,
    unit_ids: Collection[int],
    *,
    by: int | None,
    among: Collection[int] | None = None,
    expected: int | None = None,
) -> int:
    """Slips for the people of these units who wait for one and hold none that is good; how many.

    At most 1,000 at once, by name; `among`: of them these people only. Who has no account gets one with the login
    that the preview showed. Each leaves its lines in the trace of the person. A handful of statements. Raises
    Conflict where not so many wait as `expected`, and where somebody issues to one of them at the same moment.
    """
    now = clock.now()
    found = list_waiting(db, unit_ids, clock.today(), now, MOST_AT_ONCE)
    if among is not None:
        found = [each for each in found if each.person_id in among]
    if expected is not None and len(found) != expected:
        raise Conflict(_l("The people have changed meanwhile. Look at the preview again."))
    if not found:
        return 0
    with _one_at_a_time(db):
        made = {each.person_id: each.login for each in found if each.account_id is None}
        make_accounts(db, made, by=by)
        accounts = _accounts_of(db, [each.person_id for each in found])
        _end_slips(db, accounts)
        db.execute(
            insert(ActivationSlip),
            [
                {"account_id": each, "issued_by": by, "issued_at": now, "expires_at": now + HOLD}
                for each in accounts
            ],
        )
    db.execute(
        insert(AccessEntry),
        [
            {
                "account_id": by,
                "action": "activation slip issued",
                "subject": "person",
                "subject_id": each.person_id,
                "detail": "",
                "at": now,
            }
            for each in found
        ],
    )
    return len(found)


def make_account(db: Session, person: Person, *, by: int | None) -> int:
    """An account for one person who has none, so that a slip can be issued for it; its id.

    Raises Conflict for somebody who has left, and where another makes one at the same moment.
    """
    if person.left_on is not None and person.left_on <= clock.today():
        raise Conflict(_l("The person has left already."))
    with _one_at_a_time(db):
        make_accounts(db, logins_for(db, [person]), by=by)
    return _accounts_of(db, [person.id])[0]


def use_slip(db: Session, slip_id: int) -> int:
    """Use a slip up; the account it opens. Raises Conflict when it was used, replaced or has run out meanwhile."""
    account_id: int | None = db.scalar(
        update(ActivationSlip)
        .where(ActivationSlip.id == slip_id, is_good(clock.now()))
        .values(used_at=clock.now())
        .returning(ActivationSlip.account_id)
    )
    if account_id is None:
        raise Conflict(_l("This slip is not good any more. Please ask your unit for a new one."))
    return account_id


def check_open_to_slips(db: Session, account_id: int) -> None:
    """Raises Invalid, Conflict or Forbidden where an account is not to be activated by a slip."""
    reason = why_not(db, account_id, clock.today())
    if reason is not None:
        kind, sentence = _REFUSALS[reason]
        raise kind(sentence)


@contextmanager
def _one_at_a_time(db: Session) -> Iterator[None]:
    """Turn the constraint's no, when two issue for one account at once, into a sentence."""
    try:
        with db.begin_nested():
            yield
    except IntegrityError as race:
        raise Conflict(
            _l("Somebody else issues slips to the same people at this moment. Please look again.")
        ) from race


def _accounts_of(db: Session, person_ids: Sequence[int]) -> list[int]:
    """Ids of their accounts, in the order of the people."""
    rows = db.execute(
        select(Account.person_id, Account.id).where(Account.person_id.in_(person_ids))
    )
    ids = {row.person_id: row.id for row in rows}
    return [ids[each] for each in person_ids]


def _end_slips(db: Session, account_ids: Collection[int]) -> None:
    db.execute(
        update(ActivationSlip)
        .where(
            ActivationSlip.account_id.in_(account_ids),
            ActivationSlip.used_at.is_(None),
            ActivationSlip.ended_at.is_(None),
        )
        .values(ended_at=clock.now())
        .execution_options(synchronize_session=False)
    )
