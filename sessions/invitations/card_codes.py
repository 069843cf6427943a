"""What the QR on a personal card holds: 120 bits that name a summons and are a secret besides.

    version 4 bits | summons 28 bits | HMAC-SHA-256 cut to 88 bits

Written as 24 characters of Crockford base32, like a gate's code; the version tells them apart. The secret part
encrypts the person's record in a scanner's pack, so it is longer than the code a person types: whoever finds a
scanner must not be able to try them all. It follows from the instance key, the summons and its generation; when
the personal code is issued anew, the card is too.
"""

import hmac
from typing import NamedTuple

VERSION = 2
LENGTH = 24
MAX_SUMMONS = (1 << 28) - 1

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_DIGITS = str.maketrans(_ALPHABET, "0123456789ABCDEFGHIJKLMNOPQRSTUV")
_LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})
_MAC_BITS = 88


class ReadCard(NamedTuple):
    """A card's code taken apart, nothing of it believed yet."""

    summons_id: int
    mac: bytes


def card_code(key: bytes, summons_id: int, generation: int) -> str:
    """The 24 characters on the card of a summons. ValueError beyond 2^28 summonses."""
    if not 0 < summons_id <= MAX_SUMMONS:
        raise ValueError(f"summons {summons_id} does not fit 28 bits")
    head = VERSION << 28 | summons_id
    bits = head << _MAC_BITS | int.from_bytes(_mac(key, summons_id, generation))
    return "".join(_ALPHABET[bits >> shift & 31] for shift in range(115, -1, -5))


def read_card(text: str) -> ReadCard | None:
    """Take a card's code, or the address that ends in it, apart; None for anything else.

    Case, dashes and spaces do not matter; O is read as 0, I and L as 1.
    """
    letters = text.rpartition("/")[2][: 2 * LENGTH].upper().translate(_LOOKALIKES)
    if len(letters) != LENGTH or not letters.isascii() or not letters.isalnum() or "U" in letters:
        return None
    # Python counts in 0-9A-V where Crockford leaves out the letters that look alike.
    bits = int(letters.translate(_DIGITS), 32)
    if bits >> 116 != VERSION:
        return None
    return ReadCard(bits >> _MAC_BITS & MAX_SUMMONS, (bits & (1 << _MAC_BITS) - 1).to_bytes(11))


def is_card_of(key: bytes, card: ReadCard, generation: int) -> bool:
    """Whether the card is the summons' current one: a former generation's is not."""
    return hmac.compare_digest(card.mac, _mac(key, card.summons_id, generation))


def _mac(key: bytes, summons_id: int, generation: int) -> bytes:
    text = f"card:{summons_id}:{generation}".encode()
    return hmac.digest(key, text, "sha256")[: _MAC_BITS // 8]
