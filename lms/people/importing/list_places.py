"""Rows for people in the order of a list: as few as possible of those already there change. Pure decisions.

Rows are numbers with room between them, so that somebody new fits in without everybody below being numbered anew. An
index of a database is written for each row that changes: of 50,000 people that is what takes the time.
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Final

from lms.people.list_numbers import UNLISTED

ROOM: Final = 256
"""Between two rows that are numbered anew; a sheet's million rows stay below UNLISTED."""


def fresh_rows(count: int) -> list[int]:
    """Rows of a list that is numbered from its beginning."""
    return [ROOM * (place + 1) for place in range(count)]


def fit_in(order: Sequence[int], rows: Mapping[int, int]) -> dict[int, int] | None:
    """Who of a list gets another row, and which, that all stand in its order; the others keep theirs.

    `order` are the keys of everybody in the list, `rows` those who stand in rows already. None where there is no room
    between two who stay: then all are numbered anew.
    """
    staying = _longest_rising([key for key in order if key in rows], rows)
    placed: dict[int, int] = {}
    below, waiting = 0, list[int]()
    for key in order:
        if key not in staying:
            waiting.append(key)
            continue
        if not _spread(placed, waiting, below, rows[key]):
            return None
        below, waiting = rows[key], []
    return placed if _spread(placed, waiting, below, below + ROOM * (len(waiting) + 1)) else None


def is_in_order(rows: Sequence[int], others: Sequence[int]) -> bool:
    """Whether people stand in this order already, and nobody else of their list among them."""
    rising = all(one < next_ for one, next_ in pairwise(rows))
    return rising and (not rows or all(rows[-1] < each for each in others))


def _spread(placed: dict[int, int], keys: Sequence[int], below: int, above: int) -> bool:
    """Give keys rows between two others, as far apart as can be; False where these are too near."""
    step = (above - below) // (len(keys) + 1)
    if keys and (step < 1 or above >= UNLISTED):
        return False
    placed.update((key, below + step * (place + 1)) for place, key in enumerate(keys))
    return True


def _longest_rising(keys: Sequence[int], rows: Mapping[int, int]) -> set[int]:
    """As many keys as can stay: a longest run of rising rows (patience sorting, O(n log n))."""
    ends: list[int] = []
    at_end: list[int] = []
    before: list[int | None] = []
    for place, key in enumerate(keys):
        length = bisect_left(ends, rows[key])
        before.append(at_end[length - 1] if length else None)
        if length == len(ends):
            ends.append(rows[key])
            at_end.append(place)
        else:
            ends[length], at_end[length] = rows[key], place
    staying = set[int]()
    place_: int | None = at_end[-1] if at_end else None
    while place_ is not None:
        staying.add(keys[place_])
        place_ = before[place_]
    return staying
