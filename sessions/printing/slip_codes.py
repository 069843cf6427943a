"""The code on a paper slip: 120 bits, made again whenever the slip is printed, never stored.

    version 4 bits | gate 20 bits | number 16 bits | HMAC-SHA-256 cut to 80 bits

Written as 24 characters of Crockford base32, like a gate's code and a card's; the version tells them apart.
"""

import hmac
from dataclasses import dataclass

VERSION = 3
LENGTH = 24
MAX_GATE = (1 << 20) - 1
MAX_NUMBER = (1 << 16) - 1

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_VALUES = {letter: value for value, letter in enumerate(_ALPHABET)}
_LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})
_MAC_BITS = 80


@dataclass(frozen=True, slots=True)
class ReadSlip:
    """A slip's code taken apart, nothing of it believed yet."""

    gate_id: int
    number: int
    mac: bytes
    code: str
    """the 24 characters, cleaned of dashes and look-alikes"""


def slip_code(key: bytes, gate_id: int, number: int) -> str:
    """The 24 characters of a gate's slip. ValueError beyond 2^20 gates or 65,535 slips of a gate."""
    if not 0 < gate_id <= MAX_GATE or not 0 < number <= MAX_NUMBER:
        raise ValueError(f"slip {number} of gate {gate_id} does not fit")
    head = VERSION << 36 | gate_id << 16 | number
    bits = head << _MAC_BITS | int.from_bytes(_mac(key, gate_id, number))
    return "".join(_ALPHABET[bits >> shift & 31] for shift in range(115, -1, -5))


def show_slip_code(code: str) -> str:
    """The code in groups of four, to be typed."""
    return "-".join(code[at : at + 4] for at in range(0, LENGTH, 4))


def read_slip(text: str) -> ReadSlip | None:
    """Take a slip's code, or the address that ends in it, apart; None for anything else.

    Case, dashes and spaces do not matter; O is read as 0, I and L as 1.
    """
    letters = text.rpartition("/")[2][: 2 * LENGTH].upper().translate(_LOOKALIKES)
    if len(letters) != LENGTH or any(letter not in _VALUES for letter in letters):
        return None
    bits = 0
    for letter in letters:
        bits = bits << 5 | _VALUES[letter]
    if bits >> 116 != VERSION:
        return None
    mac = (bits & (1 << _MAC_BITS) - 1).to_bytes(_MAC_BITS // 8)
    return ReadSlip(bits >> 96 & MAX_GATE, bits >> _MAC_BITS & MAX_NUMBER, mac, letters)


def is_real(key: bytes, slip: ReadSlip) -> bool:
    """Whether this installation made the code."""
    return hmac.compare_digest(slip.mac, _mac(key, slip.gate_id, slip.number))


def digest_of(key: bytes, code: str) -> str:
    """What the database keeps of a code: 64 hex digits, of no use without the key."""
    return hmac.digest(key, b"slip-digest:" + code.encode(), "sha256").hex()


def _mac(key: bytes, gate_id: int, number: int) -> bytes:
    return hmac.digest(key, f"slip:{gate_id}:{number}".encode(), "sha256")[: _MAC_BITS // 8]
