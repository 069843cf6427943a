"""The scan ticket: what a phone holds between a fresh code and the tap on the button.

A code is judged once, when its address is first opened. From then on the phone carries this signed slip, so
that a slow person is not punished for the code turning meanwhile. It lasts ten minutes, works only on the
phone that opened the code (it names that phone's cookie), and the database lets it be used once.
"""

import hmac
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from hashlib import sha256
from typing import Any

from itsdangerous import BadSignature, URLSafeSerializer

LIFETIME = timedelta(minutes=10)
_SALT = "diem-cau scan ticket 1"


class TicketProblem(StrEnum):
    """Why a ticket is no good."""

    BROKEN = "broken"
    """Not ours, or changed on the way."""
    OTHER_PHONE = "other_phone"
    EXPIRED = "expired"


@dataclass(frozen=True)
class ScanTicket:
    """Proof that this phone saw this gate's code at this time."""

    ticket_id: str
    gate_id: int
    step: int
    level: str
    """Evidence level the code was worth when it was read."""
    direction: str
    """Direction of the gate: in, mid-session or out."""
    received_at: datetime
    """Server time of the first GET: the time that counts for being late."""


def make_ticket(
    *, gate_id: int, step: int, level: str, direction: str, received_at: datetime
) -> ScanTicket:
    """A new ticket with an id of 96 random bits."""
    return ScanTicket(
        secrets.token_urlsafe(12), gate_id, step, level, direction, received_at.astimezone(UTC)
    )


def sign_ticket(secret: bytes, ticket: ScanTicket, phone: str) -> str:
    """The ticket as text for a cookie and a form field, bound to the phone's own cookie."""
    payload = {
        "ticket_id": ticket.ticket_id,
        "gate_id": ticket.gate_id,
        "step": ticket.step,
        "level": ticket.level,
        "direction": ticket.direction,
        "received_at": ticket.received_at.timestamp(),
        "phone": _fingerprint(phone),
    }
    return _serializer(secret).dumps(payload)


def read_ticket(secret: bytes, text: str, phone: str, now: datetime) -> ScanTicket | TicketProblem:
    """The ticket in `text`, or why it is no good for this phone at `now`."""
    try:
        payload: dict[str, Any] = _serializer(secret).loads(text)
    except BadSignature:
        return TicketProblem.BROKEN
    if not hmac.compare_digest(payload.pop("phone"), _fingerprint(phone)):
        return TicketProblem.OTHER_PHONE
    received_at = datetime.fromtimestamp(payload.pop("received_at"), UTC)
    if now >= received_at + LIFETIME:
        return TicketProblem.EXPIRED
    return ScanTicket(received_at=received_at, **payload)


@lru_cache(maxsize=4)
def _serializer(secret: bytes) -> URLSafeSerializer:
    return URLSafeSerializer(secret, salt=_SALT)


def _fingerprint(phone: str) -> str:
    return sha256(phone.encode()).hexdigest()[:24]
