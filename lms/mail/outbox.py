"""The outbox: letters wait here until a sender takes them, and keep what the mail server said."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from lms import clock
from lms.mail.delivery import Delivery
from lms.mail.enums import MailState
from lms.mail.models import OutgoingLetter

HANDFUL = 50
"""Letters handed over on one connection."""
HOLD = timedelta(minutes=10)
"""How long a sender may keep a handful before another one takes it over."""
PAUSES = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1))
"""Wait before the second, third … attempt; after the last one the letter counts as failed."""


@dataclass(frozen=True, slots=True)
class Addressee:
    """Somebody who is to get a letter about something."""

    subject_id: int
    subject_key: str
    name: str
    address: str


def queue_letters(
    db: Session, kind: str, batch: str, addressees: Iterable[Addressee], *, site: str
) -> int:
    """Put letters into the outbox; how many are waiting that were not before.

    A key that is already there is left alone when waiting or sent, and tried again when it failed.
    """
    wanted = {addressee.subject_key: addressee for addressee in addressees}
    known = _by_key(db, kind, batch)
    now = clock.now()
    fresh = [
        OutgoingLetter(
            kind=kind,
            subject_id=addressee.subject_id,
            subject_key=key,
            batch=batch,
            site=site,
            to_name=addressee.name,
            to_address=addressee.address,
            queued_at=now,
            due_at=now,
        )
        for key, addressee in wanted.items()
        if key not in known
    ]
    db.add_all(fresh)
    failed = [letter for key, letter in known.items() if key in wanted and _is_failed(letter)]
    for letter in failed:
        letter.to_address = wanted[letter.subject_key].address
        _requeue(letter, now)
    db.flush()
    return len(fresh) + len(failed)


def _by_key(db: Session, kind: str, batch: str) -> dict[str, OutgoingLetter]:
    rows = db.scalars(select(OutgoingLetter).filter_by(kind=kind, batch=batch))
    return {row.subject_key: row for row in rows}


def _is_failed(letter: OutgoingLetter) -> bool:
    return letter.state == MailState.FAILED


def _requeue(letter: OutgoingLetter, now: datetime) -> None:
    letter.state, letter.attempts, letter.due_at = MailState.QUEUED, 0, now


def retry_failed(db: Session, batch: str) -> int:
    """Have the failed letters of a batch tried again; how many."""
    failed = db.scalars(select(OutgoingLetter).filter_by(batch=batch, state=MailState.FAILED)).all()
    now = clock.now()
    for letter in failed:
        _requeue(letter, now)
    db.flush()
    return len(failed)


def take_handful(db: Session) -> Sequence[OutgoingLetter]:
    """The next letters that are due, held for this sender: no other gets them for ten minutes."""
    now = clock.now()
    letters = db.scalars(
        select(OutgoingLetter)
        .where(OutgoingLetter.state == MailState.QUEUED, OutgoingLetter.due_at <= now)
        .order_by(OutgoingLetter.id)
        .limit(HANDFUL)
        .with_for_update(skip_locked=True)
    ).all()
    ids = [letter.id for letter in letters]
    db.execute(update(OutgoingLetter).where(OutgoingLetter.id.in_(ids)).values(due_at=now + HOLD))
    return letters


def record_delivery(db: Session, letter_id: int, delivery: Delivery) -> None:
    """Write down what became of a letter: sent, failed for good, or due again after a pause."""
    letter = db.get_one(OutgoingLetter, letter_id)
    now = clock.now()
    letter.attempts += 1
    letter.reason = delivery.reason[:500]
    if delivery.taken:
        letter.state, letter.sent_at = MailState.SENT, now
    elif delivery.lasting or letter.attempts > len(PAUSES):
        letter.state = MailState.FAILED
    else:
        letter.due_at = now + PAUSES[letter.attempts - 1]
