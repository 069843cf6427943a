"""Letters wait, go out once, are tried again after a pause, and keep what the server said."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms import clock
from lms.mail.delivery import TAKEN, Delivery
from lms.mail.enums import MailState
from lms.mail.models import OutgoingLetter
from lms.mail.outbox import (
    HOLD,
    PAUSES,
    Addressee,
    queue_letters,
    record_delivery,
    retry_failed,
    take_handful,
)
from lms.mail.queries import batch_progress, list_troubled

NOW = datetime(2021, 3, 20, 8, tzinfo=UTC)
BUSY = Delivery(taken=False, reason="451 try later")
UNKNOWN = Delivery(taken=False, lasting=True, reason="550 no such user")


def queue(db: Session, *keys: str) -> int:
    people = [
        Addressee(subject_id=number, subject_key=key, name=key, address=f"{key}@bo.example")
        for number, key in enumerate(keys)
    ]
    return queue_letters(db, "test", "batch", people, site="https://lms.example.vn")


def letter(db: Session, key: str) -> OutgoingLetter:
    return db.scalars(select(OutgoingLetter).filter_by(subject_key=key)).one()


def test_the_same_key_waits_once(db: Session) -> None:
    assert queue(db, "an", "binh") == 2
    assert queue(db, "an", "binh", "cuong") == 1
    assert batch_progress(db, "batch").queued == 3


def test_a_sent_letter_is_not_queued_again_a_failed_one_is(db: Session) -> None:
    queue(db, "an", "binh")
    record_delivery(db, letter(db, "an").id, TAKEN)
    record_delivery(db, letter(db, "binh").id, UNKNOWN)
    assert queue(db, "an", "binh") == 1
    assert (letter(db, "an").state, letter(db, "binh").state) == (MailState.SENT, MailState.QUEUED)


def test_a_taken_handful_is_nobody_elses_until_the_hold_ends(db: Session) -> None:
    with clock.fixed(NOW):
        queue(db, "an")
        assert [each.subject_key for each in take_handful(db)] == ["an"]
        assert take_handful(db) == []
    with clock.fixed(NOW + HOLD):
        assert [each.subject_key for each in take_handful(db)] == ["an"]


def test_a_passing_refusal_waits_longer_each_time_then_fails(db: Session) -> None:
    with clock.fixed(NOW):
        queue(db, "an")
        row = letter(db, "an")
        for pause in PAUSES:
            record_delivery(db, row.id, BUSY)
            assert (row.state, row.due_at) == (MailState.QUEUED, NOW + pause)
        record_delivery(db, row.id, BUSY)
    assert (row.state, row.reason) == (MailState.FAILED, "451 try later")
    assert batch_progress(db, "batch").failed == 1


def test_a_lasting_refusal_fails_at_once_and_can_be_retried_by_hand(db: Session) -> None:
    queue(db, "an")
    record_delivery(db, letter(db, "an").id, UNKNOWN)
    assert [each.reason for each in list_troubled(db, "batch")] == ["550 no such user"]
    assert retry_failed(db, "batch") == 1
    assert batch_progress(db, "batch").queued == 1


def test_progress_tells_when_the_next_try_is(db: Session) -> None:
    with clock.fixed(NOW):
        queue(db, "an")
        assert batch_progress(db, "batch").next_try_at is None
        record_delivery(db, letter(db, "an").id, BUSY)
    found = batch_progress(db, "batch")
    assert (found.total, found.next_try_at) == (1, NOW + timedelta(minutes=1))
