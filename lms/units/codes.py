"""What is typed of a unit's code: any part of two letters or figures, with or without its punctuation, finds the unit.

The same rules in memory and as conditions of the database.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final, cast

from sqlalchemy import ColumnElement, false, func, or_

from lms.text import fold
from lms.units.enums import Tree
from lms.units.models import Unit

FEWEST: Final = 2
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


def finding(typed: str) -> Callable[[str], bool]:
    """The rule by which the plain code of a unit finds it: `has_part`; a single sign begins it."""
    part = plain_code(typed)
    if len(part) >= FEWEST:
        return lambda code: part in code
    return lambda code: bool(part) and code.startswith(part)


def meaning_people(typed: str) -> Callable[[str], bool]:
    """The rule by which the plain code of a unit stands for its people.

    Any part with a figure in it (S0, S05, 5.1), but letters alone only as the whole code: they are in too many codes
    that people's names would meet.
    """
    part = plain_code(typed)
    return (lambda code: code == part) if part.isalpha() else finding(typed)


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
