"""Wrong codes from one phone or on one ticket: a few are free, then one waits.

Never counted by address: a whole hall is one. Counted with the same table and waiting times as wrong
passwords.
"""

from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lms.people.auth.queries import waiting_of
from lms.people.auth.rules import name_hash
from lms.people.auth.services import record_failure


def waits_until(db: Session, keys: list[str], now: datetime) -> datetime | None:
    """Until when guessing is closed for any of these phones and tickets, if it is."""
    ends = [waiting_of(db, name_hash(key), now).blocked_until for key in keys]
    return max((end for end in ends if end is not None), default=None)


def count_wrong_guess(db: Session, keys: list[str]) -> None:
    """Count one wrong guess for each of these phones and tickets."""
    for key in keys:
        try:
            with db.begin_nested():
                record_failure(db, name_hash(key))
        except IntegrityError:
            pass  # two first guesses at the same moment count as one


def keys_of(phone: str, ticket_id: str | None = None) -> list[str]:
    """Under what guesses from a phone, and on a ticket, are counted."""
    keys = [f"check-in phone {phone}"]
    return keys if ticket_id is None else [*keys, f"check-in ticket {ticket_id}"]
