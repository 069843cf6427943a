"""What is typed of a unit's code: any part of two letters or figures, with or without its punctuation, finds the unit.

The same rules in memory and as conditions of the database.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import accumulate
from typing import Any, Final, cast

from sqlalchemy import ColumnElement, false, func, or_

from lms.text import fold
from lms.units.enums import Tree
from lms.units.models import Unit

FEWEST: Final = 2
END: Final = "\n"
"""Stands before and after a code where the whole of it, or its beginning, is looked for."""
_BETWEEN: Final = re.compile(r"[\W_]+")
_PUNCTUATION: Final = ".-/_ "
"""What stands in codes between letters and figures."""


@lru_cache(maxsize=16_384)
def plain_code(code: str) -> str:
    """The folded letters and figures of a code, or of a part of one: S05.1 is s051."""
    return _BETWEEN.sub("", fold(code))


def has_part(code: str, typed: str) -> bool:
    """Whether the code has what was typed, two letters or figures at least, wherever it stands in it."""
    part = plain_code(typed)
    return len(part) >= FEWEST and part in plain_code(code)


def finding(typed: str) -> str:
    """What the plain code of a unit, between two `END`, has where it is found: `has_part`; a single sign begins it.
    Empty where nothing is found.
    """
    part = plain_code(typed)
    if len(part) >= FEWEST:
        return part
    return END + part if part else ""


def meaning_people(typed: str) -> str:
    """The same where the code stands for its people.

    Any part with a figure in it (S0, S05, 5.1), but letters alone only as the whole code: they are in too many codes
    that people's names would meet.
    """
    part = plain_code(typed)
    return END + part + END if part.isalpha() else finding(typed)


def is_found(code: str, part: str) -> bool:
    """Whether a plain code has what `finding` or `meaning_people` tells of."""
    return bool(part) and part in f"{END}{code}{END}"


class Codes:
    """Plain codes in one text: thousands are looked through in the time that asking a few one by one takes."""

    def __init__(self, coded: Iterable[tuple[int, str]]) -> None:
        """Take units with their plain codes; empty ones are left out."""
        told = [(unit, code) for unit, code in coded if code]
        self._units = [unit for unit, _code in told]
        self._text = END.join(["", *(code for _unit, code in told), ""])
        lengths = (len(code) + len(END) for _unit, code in told)
        self._begins = list(accumulate(lengths, initial=0))

    def with_part(self, part: str) -> Iterator[int]:
        """The units whose code, between two `END`, has the part (`finding`, `meaning_people`); none for an empty one."""
        at = self._text.find(part) if part else -1
        while at >= 0:
            place = bisect_right(self._begins, at) - 1
            yield self._units[place]
            at = self._text.find(part, self._begins[place + 1])


def unit_has_part(typed: str) -> ColumnElement[bool]:
    """`has_part` as a condition on a unit."""
    part = plain_code(typed)
    if len(part) < FEWEST:
        return false()
    return cast("ColumnElement[bool]", _plain(Unit.code).contains(part, autoescape=True))


def unit_means_people(typed: str) -> ColumnElement[bool]:
    """`meaning_people` as a condition on a unit."""
    part = plain_code(typed)
    if not part:
        return false()
    if part.isalpha():
        whole = Unit.tree.in_(list(Tree)) & Unit.code.in_([typed, typed.upper()])
        return or_(whole, _plain(Unit.code) == part)
    if len(part) >= FEWEST:
        return unit_has_part(typed)
    return cast("ColumnElement[bool]", _plain(Unit.code).startswith(part, autoescape=True))


def _plain(code: Any) -> Any:
    """A column of codes as `plain_code` gives them, for marks that codes have."""
    plain: Any = func.lower(code)
    for sign in _PUNCTUATION:
        plain = func.replace(plain, sign, "")
    for letter in "Đđ":
        plain = func.replace(plain, letter, "d")
    return plain
