"""Any part of a personnel code leads to its owner: which rows of words that takes, and which are asked for.

A code is kept once more from each of its letters and figures on, without its punctuation: what is typed begins one of
these ends wherever it stands in the code. They are rows of `person_words` like the others, six more for a code like
NV000123, and stand behind a sign of their own, so that whoever looks for a name does not meet them, and answers whose
code begins so come before those whose code only has it inside. A table of pairs or triples of letters would need as
many rows, and several reads for one answer; looking through all codes takes longer than an answer may.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

INSIDE: Final = "\x01"
"""Before the ends of codes in `person_words`; nobody can type it (`lms.text.nfc_clean`)."""
FEWEST: Final = 2
"""Letters and figures of a code that find somebody."""
_FEWEST_BESIDE: Final = 3
_BETWEEN: Final = re.compile(r"[\W_]+")
_NUMBER: Final = re.compile("[0-9]+")
_SPACED: Final = re.compile(r"(?<!\S)([^\W\d_][\w./-]{0,11})\s+(?=\d)")
"""Letters that may begin a code, and the blank before its figures."""


def plain_code(code: str) -> str:
    """The letters and figures of a code alone: NV-0123/A is NV0123A."""
    return code if code.isalnum() else _BETWEEN.sub("", code)


def drawn_together(words: str) -> str | None:
    """The same with a code that was typed in parts as one word: PTCD 0106 as PTCD0106; None where there may be none.

    Words of a name before a number look alike, so that is asked besides what was typed, or after it.
    """
    together, before = _SPACED.sub(r"\1", words), words
    while together != before:
        together, before = _SPACED.sub(r"\1", together), together
    return None if together == words else together


def words_of_code(code: str) -> set[str]:
    """Folded words by whose beginning somebody is found by their code, before those that have it inside.

    Of NV-0123/A: itself, the same without punctuation, the parts with a figure in them (0123), its last number (123).
    """
    words = {code}
    if not code.isalnum():
        words |= {part for part in _BETWEEN.split(code) if not part.isalpha() and part}
        words |= {plain_code(code)} - {""}
    numbers = _NUMBER.findall(code)
    if numbers:
        words.add(numbers[-1].lstrip("0") or "0")
    return words


def ends_of_code(code: str) -> set[str]:
    """The ends of a folded code, each behind `INSIDE`, two letters or figures and more.

    Of a code with punctuation the whole without it is among them. The last number is, too, though it is a word already:
    as such it stands beside the words of names, phones and addresses, and nobody can tell that it is of a code.
    """
    plain = plain_code(code)
    first = 1 if plain == code else 0
    return {INSIDE + plain[at:] for at in range(first, len(plain) - FEWEST + 1)}


def sought_inside(word: str, typed: Sequence[str]) -> str | None:
    """What a folded word asks for inside codes, as it stands in `person_words`; None where it does not.

    Typed alone, any two letters and figures, with or without punctuation. Beside other words figures alone, three
    at least: others are rather of a unit's code, as in "nguyen v05". An e-mail address is none.
    """
    if len(typed) > 1:
        return INSIDE + word if len(word) >= _FEWEST_BESIDE and word.isdecimal() else None
    plain = plain_code(word)
    return None if len(plain) < FEWEST or "@" in word else INSIDE + plain


def parts_sought(typed: Sequence[str]) -> Iterator[tuple[str, str]]:
    """(word typed, what it asks for inside codes) for those that ask."""
    for word in typed:
        part = sought_inside(word, typed)
        if part is not None:
            yield word, part
