"""The scan ticket: ours, this phone's, ten minutes."""

from datetime import UTC, datetime, timedelta

import pytest

from sessions.checkin.tickets import (
    LIFETIME,
    ScanTicket,
    TicketProblem,
    make_ticket,
    read_ticket,
    sign_ticket,
)

SECRET = b"a secret of this installation"
PHONE = "phone-one"
SCANNED = datetime(2021, 3, 27, 0, 52, 14, 123_457, tzinfo=UTC)


def ticket() -> ScanTicket:
    return make_ticket(gate_id=7, step=2836, level="E2", direction="in", received_at=SCANNED)


def test_ticket_comes_back_whole() -> None:
    given = ticket()
    assert read_ticket(SECRET, sign_ticket(SECRET, given, PHONE), PHONE, SCANNED) == given


def test_two_tickets_of_one_code_differ() -> None:
    assert ticket().ticket_id != ticket().ticket_id


def test_ticket_lasts_ten_minutes_and_no_longer() -> None:
    text = sign_ticket(SECRET, ticket(), PHONE)
    last = SCANNED + LIFETIME - timedelta(microseconds=1)
    assert isinstance(read_ticket(SECRET, text, PHONE, last), ScanTicket)
    assert read_ticket(SECRET, text, PHONE, SCANNED + LIFETIME) is TicketProblem.EXPIRED


def test_ticket_carried_to_another_phone_is_refused() -> None:
    text = sign_ticket(SECRET, ticket(), PHONE)
    assert read_ticket(SECRET, text, "phone-two", SCANNED) is TicketProblem.OTHER_PHONE
    assert read_ticket(SECRET, text, "", SCANNED) is TicketProblem.OTHER_PHONE


@pytest.mark.parametrize("spoil", ["", "x", "..", "{}", "ă" * 50, "A" * 10_000])
def test_ticket_that_is_not_ours_is_broken(spoil: str) -> None:
    assert read_ticket(SECRET, spoil, PHONE, SCANNED) is TicketProblem.BROKEN


def test_ticket_with_any_letter_changed_is_broken() -> None:
    text = sign_ticket(SECRET, ticket(), PHONE)
    for at in range(len(text) - 1):  # the last letter of base64 carries spare bits
        changed = text[:at] + ("A" if text[at] != "A" else "B") + text[at + 1 :]
        assert read_ticket(SECRET, changed, PHONE, SCANNED) is TicketProblem.BROKEN


def test_ticket_signed_with_another_secret_is_broken() -> None:
    text = sign_ticket(b"another", ticket(), PHONE)
    assert read_ticket(SECRET, text, PHONE, SCANNED) is TicketProblem.BROKEN
