"""The rotating code of a gate: 120 bits that a screen can make with no network and nobody can guess.

    version 4 bits | gate 20 bits | time step 16 bits | HMAC-SHA-256 cut to 80 bits

Written as 24 characters of Crockford base32 in upper case, so that `HTTPS://HOST/C/<24>` stays in the
alphanumeric mode of QR (ISO/IEC 18004): version 3-M for hosts of up to 26 characters.

The date is not in the code. It is in the key: one key per gate and local day, derived by HKDF (RFC 5869)
from the master key, so a leaked key of a screen is worth one gate for one day.
"""

import hmac
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from hashlib import sha256
from zoneinfo import ZoneInfo

VERSION = 1
STATIC = 0
"""`step_seconds` of a gate without a turning screen, and the time step written in every printed code."""
SHORTEST_STEP, LONGEST_STEP = 5, 60
MAX_GATE = (1 << 20) - 1
TYPED_DIGITS = 6

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_VALUES = {letter: value for value, letter in enumerate(_ALPHABET)}
_LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})
_LENGTH = 24
_MAC_BITS = 80


class Freshness(StrEnum):
    """What a code is worth at the moment it is read."""

    FRESH = "fresh"
    STALE = "stale"
    """Once shown, or to be shown, by this gate's screen; not now."""
    FORGED = "forged"
    MALFORMED = "malformed"


@dataclass(frozen=True)
class GateClock:
    """All that decides which code a gate shows at an instant."""

    gate_id: int
    step_seconds: int
    """5 to 60, or 0 for a printed code."""
    held_on: date
    """Local day of the study session: the day whose key a printed code carries."""
    zone: ZoneInfo

    def __post_init__(self) -> None:
        if not 0 < self.gate_id <= MAX_GATE:
            raise ValueError(f"gate {self.gate_id} does not fit 20 bits")
        if self.step_seconds != STATIC and not SHORTEST_STEP <= self.step_seconds <= LONGEST_STEP:
            raise ValueError(f"a step of {self.step_seconds} s is outside 5 to 60")


@dataclass(frozen=True)
class Step:
    """One turn of the code: shown from `starts_at` until `ends_at` (UTC)."""

    day: date
    number: int
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class ReadCode:
    """A code taken apart, nothing of it believed yet."""

    gate_id: int
    step: int
    mac: bytes


def make_code(master: bytes, clock: GateClock, step: Step) -> str:
    """The 24 characters that the gate shows during `step`."""
    head = _head(clock.gate_id, step.number)
    bits = int.from_bytes(head + _mac(day_key(master, clock.gate_id, step.day), head))
    return "".join(_ALPHABET[(bits >> shift) & 31] for shift in range(115, -1, -5))


def make_printed_code(master: bytes, clock: GateClock) -> str:
    """The code on the gate's poster, whatever the pace of its screen; good on the gate's own day."""
    return make_code(master, clock, _printed_step(clock))


def make_typed_code(master: bytes, clock: GateClock, step: Step) -> str:
    """Six digits for people who cannot scan; turns with the code, and is worth less (level E1)."""
    key = day_key(master, clock.gate_id, step.day)
    digest = hmac.digest(key, b"typed" + _head(clock.gate_id, step.number), "sha256")
    return str(int.from_bytes(digest[:8]) % 10**TYPED_DIGITS).zfill(TYPED_DIGITS)


def read_code(text: str) -> ReadCode | None:
    """Take a code apart. Case, dashes and spaces do not matter; O is read as 0, I and L as 1."""
    if len(text) > 2 * _LENGTH:
        return None
    letters = text.upper().translate(_LOOKALIKES)
    if len(letters) != _LENGTH or any(letter not in _VALUES for letter in letters):
        return None
    bits = 0
    for letter in letters:
        bits = bits << 5 | _VALUES[letter]
    if bits >> 116 != VERSION:
        return None
    return ReadCode(
        gate_id=bits >> 96 & MAX_GATE,
        step=bits >> _MAC_BITS & 0xFFFF,
        mac=(bits & (1 << _MAC_BITS) - 1).to_bytes(_MAC_BITS // 8),
    )


def judge(master: bytes, code: ReadCode, clock: GateClock, now: datetime) -> Freshness:
    """Whether the gate shows `code` now: the current step or the one before it, across midnight too.

    The printed code of the gate's own day is fresh at any pace: a poster may hang beside the screen.
    Whoever reads it looks at `code.step`, since a printed code proves less than a turning one.
    """
    if code.gate_id != clock.gate_id:
        return Freshness.FORGED
    if code.step == STATIC or clock.step_seconds == STATIC:
        real = code.step == STATIC and _is_mac(master, code, clock.held_on)
        return Freshness.FRESH if real else Freshness.FORGED
    for step in accepted_steps(clock, now):
        if code.step == step.number and _is_mac(master, code, step.day):
            return Freshness.FRESH
    today = now.astimezone(clock.zone).date()
    once = any(_is_mac(master, code, day) for day in (today, today - timedelta(days=1)))
    return Freshness.STALE if once else Freshness.FORGED


def fresh_until(master: bytes, code: ReadCode, clock: GateClock, now: datetime) -> datetime | None:
    """The moment from which a code that is fresh now no longer is; None for one that is not fresh."""
    if judge(master, code, clock, now) is not Freshness.FRESH:
        return None
    if code.step == STATIC:
        return _printed_step(clock).ends_at
    shown = next(step for step in accepted_steps(clock, now) if step.number == code.step)
    return step_at(clock, shown.ends_at).ends_at


def is_typed_code(master: bytes, digits: str, clock: GateClock, now: datetime) -> bool:
    """Whether six typed digits are those of the gate's current or previous step."""
    return any(
        hmac.compare_digest(make_typed_code(master, clock, step).encode(), digits.encode())
        for step in accepted_steps(clock, now)
    )


def accepted_steps(clock: GateClock, now: datetime) -> list[Step]:
    """The steps whose codes count at `now`, newest first: this one and the one before."""
    current = step_at(clock, now)
    if clock.step_seconds == STATIC:
        return [current]
    return [current, step_at(clock, current.starts_at - timedelta(microseconds=1))]


def step_at(clock: GateClock, now: datetime) -> Step:
    """The step that the gate's screen shows at `now`."""
    if clock.step_seconds == STATIC:
        return _printed_step(clock)
    local = now.astimezone(clock.zone)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    index = int((now - midnight.astimezone(UTC)).total_seconds()) // clock.step_seconds
    starts_at = midnight.astimezone(UTC) + timedelta(seconds=index * clock.step_seconds)
    ends_at = min(starts_at + timedelta(seconds=clock.step_seconds), _next_midnight(midnight))
    return Step(midnight.date(), index + 1, starts_at, ends_at)


def day_bounds(clock: GateClock, now: datetime) -> tuple[datetime, datetime]:
    """The local midnights around the day whose key the gate's codes carry at `now`."""
    day = step_at(clock, now).day
    midnight = datetime.combine(day, datetime.min.time(), clock.zone)
    return midnight.astimezone(UTC), _next_midnight(midnight)


def coming_steps(clock: GateClock, now: datetime, count: int) -> list[Step]:
    """The step of `now` and those that follow it: what a screen needs to go on without a network."""
    steps = [step_at(clock, now)]
    while clock.step_seconds != STATIC and len(steps) < count:
        steps.append(step_at(clock, steps[-1].ends_at))
    return steps


@lru_cache(maxsize=1024)
def day_key(master: bytes, gate_id: int, day: date) -> bytes:
    """The key from which a gate's codes of one local day are made: all that its display may hold."""
    # Imported here: it costs a tenth of the start, and the first code of a day needs it.
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    info = f"diem-cau gate {gate_id} {day.isoformat()}".encode()
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(master)


def _printed_step(clock: GateClock) -> Step:
    """What a printed code is made for: the gate's own day."""
    start = datetime.combine(clock.held_on, datetime.min.time(), clock.zone)
    return Step(clock.held_on, STATIC, start.astimezone(UTC), _next_midnight(start))


def _next_midnight(midnight: datetime) -> datetime:
    tomorrow = midnight.date() + timedelta(days=1)
    return datetime.combine(tomorrow, midnight.timetz()).astimezone(UTC)


def _head(gate_id: int, step: int) -> bytes:
    return (VERSION << 36 | gate_id << 16 | step).to_bytes(5)


def _is_mac(master: bytes, code: ReadCode, day: date) -> bool:
    expected = _mac(day_key(master, code.gate_id, day), _head(code.gate_id, code.step))
    return hmac.compare_digest(expected, code.mac)


def _mac(key: bytes, head: bytes) -> bytes:
    return hmac.new(key, b"code" + head, sha256).digest()[: _MAC_BITS // 8]
