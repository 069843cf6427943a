"""Numbers that an office's own lists give people, and the places in lists “as in the imported list”."""

from typing import Final

UNNUMBERED: Final = 1_000_000_000
"""Of people whom no list has numbered."""
UNLISTED: Final = UNNUMBERED
"""Rank, and row, of people whom no list has named: they stand behind all who are in one, in name order."""
OLD_LIST: Final = 0
"""Rank of lists of the time before ranks were kept; every list since stands before them, the newest first."""


def newest_of(smallest: int | None) -> int:
    """The rank of the newest list, from the smallest there is; None: nobody is on record."""
    return OLD_LIST if smallest is None else min(smallest, OLD_LIST)
