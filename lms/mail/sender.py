"""Empties the outbox: takes a handful, has it composed, hands it over, writes down the answers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage

from sqlalchemy.orm import Session

from lms import clock
from lms.db import Database
from lms.mail.delivery import Delivery, deliver
from lms.mail.message import Letter, build_message
from lms.mail.models import OutgoingLetter
from lms.mail.outbox import record_delivery, take_handful
from lms.mail.settings import MailSettings

Composer = Callable[[Session, str, Sequence[int]], Mapping[int, Letter]]
"""(db, this product's address, subject ids) → letter by subject id; leaves out those no longer to
be sent."""

WITHDRAWN = Delivery(taken=False, lasting=True, reason="withdrawn before it was sent")


@dataclass(frozen=True, slots=True)
class Tally:
    """What one pass over the outbox did."""

    sent: int = 0
    not_sent: int = 0


def send_due(
    database: Database, settings: MailSettings, composers: Mapping[str, Composer]
) -> Tally:
    """Send every letter that is due now; returns when none is left or all the rest must wait.

    Several senders may run at once: each letter is held by one of them. A crash between the mail
    server's yes and our writing it down repeats a letter under the same Message-ID.
    """
    sent = not_sent = 0
    while handful := _take(database):
        answers = _deliver_handful(database, settings, composers, handful)
        with database.transaction() as db:
            for letter_id, answer in answers:
                record_delivery(db, letter_id, answer)
        sent += sum(answer.taken for _, answer in answers)
        not_sent += sum(not answer.taken for _, answer in answers)
    return Tally(sent, not_sent)


def _take(database: Database) -> Sequence[OutgoingLetter]:
    with database.transaction() as db:
        return take_handful(db)


def _deliver_handful(
    database: Database,
    settings: MailSettings,
    composers: Mapping[str, Composer],
    handful: Sequence[OutgoingLetter],
) -> list[tuple[int, Delivery]]:
    written = _compose(database, composers, handful)
    answers: list[tuple[int, Delivery]] = []
    ready: list[tuple[int, EmailMessage]] = []
    for row in handful:
        letter = written.get((row.kind, row.subject_id))
        address = _address(row)
        if letter is None:
            answers.append((row.id, WITHDRAWN))
        elif isinstance(address, Delivery):
            answers.append((row.id, address))
        else:
            ready.append((row.id, _message(settings, row, address, letter)))
    delivered = deliver(settings, [message for _, message in ready]) if ready else []
    return answers + [
        (row_id, answer) for (row_id, _), answer in zip(ready, delivered, strict=True)
    ]


def _compose(
    database: Database, composers: Mapping[str, Composer], handful: Sequence[OutgoingLetter]
) -> dict[tuple[str, int], Letter]:
    written: dict[tuple[str, int], Letter] = {}
    with database.reading() as db:
        for kind, site in {(row.kind, row.site) for row in handful if row.kind in composers}:
            ids = [row.subject_id for row in handful if (row.kind, row.site) == (kind, site)]
            letters = composers[kind](db, site, ids)
            written |= {(kind, about): letter for about, letter in letters.items()}
    return written


def _address(row: OutgoingLetter) -> Address | Delivery:
    try:
        return Address(display_name=row.to_name, addr_spec=row.to_address)
    except (ValueError, IndexError) as error:
        return Delivery(taken=False, lasting=True, reason=f"{row.to_address!r}: {error}")


def _message(
    settings: MailSettings, row: OutgoingLetter, address: Address, letter: Letter
) -> EmailMessage:
    return build_message(
        letter,
        sender=settings.sender,
        to=[address],
        message_id=f"letter-{row.id}-{row.queued_at:%Y%m%d%H%M%S}",
        sent_at=clock.now(),
    )
