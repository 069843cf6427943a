"""What stands on an activation slip, and who may be handed one. Pure decisions."""

import hmac
import re
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

HOLD: Final = timedelta(days=14)
"""Long enough to hand slips out in a unit, short enough that a forgotten pile of paper opens nothing."""
LENGTH: Final = 12
"""Digits: some 40 bits. They are typed on the number pad of a phone, and no Vietnamese keyboard joins them."""
_SEPARATORS = re.compile(r"[\s.\-\u2010-\u2015\u200b\u2060\ufeff]+")


class NoSlip(StrEnum):
    """Why an account is handed no slip."""

    CLOSED = "closed"
    LEFT = "left"
    IN_USE = "in use"
    """A password is set: a slip must never take an account over."""
    HOLDS_ROLE = "holds role"
    """Whoever hands out slips must not come into more than they have; the administrator sets a first password."""


def why_no_slip(
    *, is_active: bool, has_left: bool, has_password: bool, holds_role: bool
) -> NoSlip | None:
    """The first reason not to hand a slip for an account, nor to take one; None where it may be."""
    if not is_active:
        return NoSlip.CLOSED
    if has_left:
        return NoSlip.LEFT
    if has_password:
        return NoSlip.IN_USE
    return NoSlip.HOLDS_ROLE if holds_role else None


def slip_code(key: bytes, slip_id: int, account_id: int, issued_at: datetime) -> str:
    """The twelve digits on a slip.

    They follow from the installation's key, the slip, whose it is and when it was issued: a copy of the
    database opens nothing, and a number given again after a restored backup gives other digits.
    """
    words = f"activation-slip:{slip_id}:{account_id}:{int(issued_at.timestamp())}"
    digest = hmac.digest(key, words.encode(), "sha256")
    return f"{int.from_bytes(digest[:16], 'big') % 10**LENGTH:0{LENGTH}}"


def show_code(code: str) -> str:
    """The digits as they are printed and read aloud: 4829 1305 7716."""
    return " ".join(code[start : start + 4] for start in range(0, LENGTH, 4))


def read_code(typed: str) -> str | None:
    """What a person typed as twelve digits; None when it cannot be a slip's code."""
    plain = _SEPARATORS.sub("", typed)
    return plain if len(plain) == LENGTH and plain.isascii() and plain.isdigit() else None
