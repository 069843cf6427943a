"""Numbers as addresses and forms send them."""

import re
from collections.abc import Iterable
from typing import Final

_LONGEST: Final = 9
"""Digits that any row's number can have: PostgreSQL's integer holds nine of whatever kind."""


def number_sent(raw: str) -> int | None:
    """The number sent; None for whatever else, and for one that is longer than a row's number can be."""
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) <= _LONGEST else None


def numbers_sent(raw: Iterable[str]) -> list[int]:
    """The numbers among these, in their order."""
    return [number for each in raw if (number := number_sent(each)) is not None]


_GROUPED: Final = re.compile(r"\d{1,3}(,\d{3})+")


def without_groups(number: str) -> str:
    """A number as people type it without what parts its groups: 1.587, 1 587 and, in whole groups, 1,587."""
    plain = re.sub(r"[\s.]", "", number)
    return plain.replace(",", "") if _GROUPED.fullmatch(plain) else plain
