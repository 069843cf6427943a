"""Time-based one-time passwords (RFC 6238) and recovery codes."""

import base64
import hmac
import secrets
from datetime import datetime
from urllib.parse import quote, urlencode

from lms.people.auth.devices.enums import SignInMethod

STEP_S = 30
DIGITS = 6
SECRET_BYTES = 20
"""160 bits, as RFC 4226 recommends."""
SKEW_STEPS = 1
"""A phone's clock may be half a minute off, either way (RFC 6238, 5.2)."""

RECOVERY_CODES = 10
_RECOVERY_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_RECOVERY_LENGTH = 10
"""Fifty bits of chance each; letters as on personal codes, none that look alike."""
_LOOK_ALIKES = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})


def step_at(moment: datetime) -> int:
    """The time step a moment falls into."""
    return int(moment.timestamp()) // STEP_S


def code_at(secret: bytes, step: int, digits: int = DIGITS) -> str:
    """The code an app shows in a time step: SHA-1, as every app computes it."""
    # cryptography costs start-up time, and most requests never need a code
    from cryptography.hazmat.primitives.hashes import SHA1
    from cryptography.hazmat.primitives.twofactor.hotp import HOTP

    return HOTP(secret, digits, SHA1()).generate(step).decode()  # noqa: S303 - RFC 6238's default


def matching_step(secret: bytes, typed: str, now: datetime, last_step: int) -> int | None:
    """The time step whose code was typed; None when it is wrong, too old or was used before.

    Codes of the step of `now` and its neighbours are taken, if later than the last one taken.
    """
    bare = "".join(typed.split())
    middle = step_at(now)
    for step in range(middle - SKEW_STEPS, middle + SKEW_STEPS + 1):
        if hmac.compare_digest(code_at(secret, step).encode(), bare.encode()):
            return step if step > last_step else None
    return None


def typed_secret(secret: bytes) -> str:
    """The secret as it is typed into an app, in groups of four."""
    text = base64.b32encode(secret).decode()
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def enrolment_address(secret: bytes, login: str, issuer: str) -> str:
    """What the QR holds: the `otpauth:` address that authenticator apps understand."""
    query = urlencode({"secret": base64.b32encode(secret).decode(), "issuer": issuer})
    return f"otpauth://totp/{quote(issuer)}:{quote(login)}?{query}"


def draw_recovery_codes() -> list[str]:
    """Ten new codes, as they are shown: XXXXX-XXXXX."""
    drawn = [
        "".join(secrets.choice(_RECOVERY_ALPHABET) for _ in range(_RECOVERY_LENGTH))
        for _ in range(RECOVERY_CODES)
    ]
    return [f"{code[:5]}-{code[5:]}" for code in drawn]


def read_recovery_code(typed: str) -> str | None:
    """A recovery code however it was typed; None when it cannot be one."""
    bare = typed.upper().translate(_LOOK_ALIKES)
    fits = len(bare) == _RECOVERY_LENGTH and all(each in _RECOVERY_ALPHABET for each in bare)
    return bare if fits else None


def must_enrol(*, is_admin: bool, required: bool, method: SignInMethod | None) -> bool:
    """Whether somebody must set up the second step before anything else.

    Administrators, where the setting asks it, who have proven no more than a password (or an office's
    sign-in that asked for no more).
    """
    return is_admin and required and method is not None and not method.is_strong


def provider_asked_twice(claims: dict[str, object], wanted: tuple[str, ...]) -> bool:
    """Whether a provider says, by `amr` or `acr`, that it asked for a second step itself."""
    said = claims.get("amr")
    values = {*said} if isinstance(said, list) else set()
    return bool({*values, claims.get("acr")} & {*wanted})
