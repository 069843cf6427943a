"""The personal code on an invitation: made again whenever it is printed, never stored.

Eight Crockford characters (40 bits), shown as XXXX-XXXX. The code follows from the instance key, the
summons and its generation; the database keeps only a keyed hash, so a stolen copy of it opens nothing.
"""

import hmac
import re
import unicodedata

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 8

_LOOK_ALIKES = str.maketrans("OILÐ", "011Đ")
_SEPARATORS = re.compile(r"[\s.\-\u2010-\u2015\u200b\u2060\ufeff]+")

# A Vietnamese keyboard in Telex mode turns some pairs of letters into one: what it took, given back.
_TELEX_LETTERS = {"Â": "AA", "Ă": "AW", "Đ": "DD", "Ê": "EE", "Ô": "00", "Ơ": "0W", "Ư": "W"}
_TELEX_TONES = {"\u0301": "S", "\u0300": "F", "\u0309": "R", "\u0303": "X", "\u0323": "J"}


def derive_code(key: bytes, summons_id: int, generation: int) -> str:
    """The code of one summons, 8 characters without the hyphen.

    A reissue raises the generation, and the former code stops working.
    """
    digest = hmac.digest(key, f"personal-code:{summons_id}:{generation}".encode(), "sha256")
    number = int.from_bytes(digest[:5], "big")
    return "".join(ALPHABET[(number >> shift) & 31] for shift in range(35, -5, -5))


def show_code(code: str) -> str:
    """The code as it is printed and read aloud: XXXX-XXXX."""
    return f"{code[:4]}-{code[4:]}"


def read_code(typed: str) -> str | None:
    """What a person typed, as 8 characters of the alphabet; None when it cannot be a code.

    Forgives case, spaces and hyphens, O for 0, I and L for 1, and letters a Vietnamese keyboard
    joined while typing (ĐÂ for DDAA).
    """
    text = unicodedata.normalize("NFC", typed.strip()).upper()
    text = _SEPARATORS.sub("", text).translate(_LOOK_ALIKES)
    plain = "".join(_undo_telex(letter) for letter in text).translate(_LOOK_ALIKES)
    if len(plain) != LENGTH or any(letter not in ALPHABET for letter in plain):
        return None
    return plain


def _undo_telex(letter: str) -> str:
    if letter in _TELEX_LETTERS:
        return _TELEX_LETTERS[letter]
    apart = unicodedata.normalize("NFD", letter)
    base, marks = apart[0], apart[1:]
    if not marks:
        return letter
    tones = "".join(_TELEX_TONES.get(mark, "") for mark in marks)
    others = "".join(mark for mark in marks if mark not in _TELEX_TONES)
    bare = unicodedata.normalize("NFC", base + others)
    return _TELEX_LETTERS.get(bare, bare) + tones


def digest_of(key: bytes, code: str) -> str:
    """What the database keeps of a code: 64 hex digits, useless for testing guesses without the key."""
    return hmac.digest(key, b"personal-code-digest:" + code.encode(), "sha256").hex()
