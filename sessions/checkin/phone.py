"""What a phone carries: its own pseudonymous mark, the scan ticket, and whom it remembers.

Three first-party cookies, all HttpOnly and signed or random; none is a fingerprint. The mark says only
"the same phone as before". The person is remembered after a personal code was typed here once, and
forgotten when that code is issued anew.
"""

import hmac
import secrets
from datetime import datetime, timedelta
from typing import NamedTuple

from flask import current_app, g, request
from itsdangerous import BadSignature, TimestampSigner
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from lms.people.actor import current_actor
from lms.secrets import Secrets
from sessions.checkin.queries import PersonCard, find_person_card, is_code_current
from sessions.checkin.signing import timestamp_signer
from sessions.checkin.tickets import LIFETIME, ScanTicket, TicketProblem, read_ticket, sign_ticket

PHONE_COOKIE = "diemcau_may"
TICKET_COOKIE = "diemcau_ve"
PERSON_COOKIE = "diemcau_nguoi"
REMEMBERED_FOR = timedelta(days=180)
PHONE_KEPT_FOR = timedelta(days=180)
_DIGEST_START = 16


def phone_id() -> str:
    """This phone's mark, drawn now for one that has none; `keep_phone` sends it."""
    if "phone_id" not in g:
        g.phone_id = mark_or_new(request.cookies.get(PHONE_COOKIE, ""))
    mark: str = g.phone_id
    return mark


def mark_or_new(kept: str) -> str:
    """The mark that a phone sent, or one drawn now when it sent none that could be ours."""
    return kept if 16 <= len(kept) <= 64 else secrets.token_urlsafe(18)


def keep_phone(response: Response) -> None:
    """Let the phone keep its mark."""
    _set_cookie(response, PHONE_COOKIE, phone_id(), PHONE_KEPT_FOR)


def hand_ticket(response: Response, text: str) -> None:
    """Let the phone keep a ticket while its owner signs in."""
    _set_cookie(response, TICKET_COOKIE, text, LIFETIME)


def sign(ticket: ScanTicket) -> str:
    """The ticket as text that only this phone can use."""
    return sign_ticket(signing_key("ticket"), ticket, phone_id())


def read(text: str, now: datetime) -> ScanTicket | TicketProblem:
    """The ticket in a text from this phone, or why it is no good."""
    return read_ticket(signing_key("ticket"), text, phone_id(), now)


def kept_ticket() -> str:
    """The ticket that waits on this phone, as text; empty when there is none."""
    return request.cookies.get(TICKET_COOKIE, "")


def remember_person(response: Response, person_id: int, code_digest: str) -> None:
    """Remember on this phone whom a personal code belongs to."""
    _set_cookie(response, PERSON_COOKIE, remembered(person_id, code_digest), REMEMBERED_FOR)


def remembered(person_id: int, code_digest: str) -> str:
    """What the phone keeps of a person: who, and the start of the digest of the code they typed."""
    return _remembering().sign(f"{person_id}~{code_digest[:_DIGEST_START]}").decode()


class Holder(NamedTuple):
    """Who holds this phone, before the database was asked."""

    person_id: int
    code_start: str | None
    """Start of the digest of the code they typed here once; None for an account signed in."""


def holder() -> Holder | None:
    """The account signed in, else whom the phone remembers, else nobody."""
    actor = current_actor()
    if actor.person_id is not None:
        return Holder(actor.person_id, None)
    return read_remembered(_remembering(), request.cookies.get(PERSON_COOKIE, ""))


def read_remembered(signer: TimestampSigner, text: str) -> Holder | None:
    """Whom a phone remembers by the text of its cookie; None when it is not ours or too old."""
    try:
        kept = signer.unsign(text, max_age=int(REMEMBERED_FOR.total_seconds())).decode()
    except BadSignature:
        return None
    person_id, _, digest_start = kept.partition("~")
    return Holder(int(person_id), digest_start)


def person_here(db: Session) -> PersonCard | None:
    """The card of who holds this phone; nobody when the remembered code was issued anew."""
    found = holder()
    if found is None:
        return None
    if found.code_start is not None and not is_code_current(db, found.person_id, found.code_start):
        return None
    return find_person_card(db, found.person_id)


def signing_key(purpose: str) -> bytes:
    """A key for one purpose of check-in, drawn from the installation's secret."""
    return derive_key(current_app.extensions["secrets"], purpose)


def derive_key(secret: Secrets, purpose: str) -> bytes:
    """The same from the secrets themselves, where there is no request."""
    return hmac.digest(secret.secret_key.encode(), f"check-in {purpose}".encode(), "sha256")


def master_key() -> bytes:
    """What the gates' keys of a day are drawn from."""
    secret: Secrets = current_app.extensions["secrets"]
    return secret.code_master_key


def _remembering() -> TimestampSigner:
    return remembering(signing_key("person"))


def remembering(key: bytes) -> TimestampSigner:
    """What signs the cookie that remembers a person; the key was drawn for this purpose already."""
    return timestamp_signer(key)


def _set_cookie(response: Response, name: str, value: str, kept_for: timedelta) -> None:
    response.set_cookie(
        name,
        value,
        max_age=int(kept_for.total_seconds()),
        secure=request.is_secure,
        httponly=True,
        samesite="Lax",
    )
