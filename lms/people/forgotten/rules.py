"""What a link for a forgotten password holds, who is sent one, and how often. Pure decisions."""

import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from lms.numbers import number_sent
from lms.people.auth.rules import login_form

HOLD: Final = timedelta(hours=1)
"""Long enough for a slow mail server, short enough that a mailbox read later opens nothing."""
PAUSE: Final = timedelta(minutes=5)
"""Between two letters to one account."""
MOST_A_DAY: Final = 4
"""Letters to one account within a day: nobody's mailbox is filled by somebody else."""
FORGOTTEN_AFTER: Final = timedelta(days=30)
"""Links older than this are deleted in passing."""


def asking_hash(login: str) -> str:
    """Under what the asks for one login are counted, known or not; no failure of signing in meets it."""
    return hashlib.sha256(f"forgotten {login_form(login)}".encode()).hexdigest()


def may_be_sent(
    *,
    has_password: bool,
    has_address: bool,
    needs_vouching: bool,
    must_set_up_second_step: bool,
) -> bool:
    """Whether a link for the account may go out by mail.

    A link takes the place of a password that was there: the first one comes by an activation slip. It goes to no
    address that somebody other than an administrator wrote there, and not to an administrator who has yet to
    set up the second step: whoever reads the mailbox would set up their own.
    """
    return has_password and has_address and not needs_vouching and not must_set_up_second_step


def is_too_soon(asked: Sequence[datetime], now: datetime) -> bool:
    """Whether an account, asked for at these moments, gets no letter yet."""
    lately = [moment for moment in asked if moment > now - timedelta(days=1)]
    return len(lately) >= MOST_A_DAY or any(moment > now - PAUSE for moment in lately)


def link_code(
    key: bytes, link_id: int, asked_at: datetime, account_id: int, password_hash: str, epoch: int
) -> str:
    """The secret part of a link: 160 bits as hexadecimal digits.

    They follow from the installation's key, the link and the password it replaces, so that a copy of the
    database opens nothing, and the link is worth nothing as soon as the password has changed in any way.
    """
    words = f"password-link:{link_id}:{int(asked_at.timestamp())}:{account_id}:{epoch}:"
    return hmac.digest(key, (words + password_hash).encode(), "sha256")[:20].hex()


def write_mark(link_id: int, code: str) -> str:
    """The number of a link and its secret part, as they stand in the address."""
    return f"{link_id}.{code}"


def read_mark(typed: str) -> tuple[int, str] | None:
    """What an address holds as a link's number and its secret part; None when it cannot be any."""
    before, point, code = typed.strip().partition(".")
    number = number_sent(before)
    return None if number is None or not point or not code.isascii() else (number, code)
