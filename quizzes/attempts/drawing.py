"""Which questions an attempt gets, and in which order their options stand.

Order comes from a hash of the attempt's seed and the thing placed. The same seed gives the same
draw on every machine and every version of Python, whatever order the bank was read in.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lms.text import fold

_PINNED = re.compile(
    r"(?:tat ca|ca (?:hai|ba|bon|nam|[a-e]\b)|khong (?:co )?(?:phuong an|dap an|cau)"
    r"|all of the|none of the|both )"
)
"""Beginnings, without diacritics, of options that speak about the other options."""


@dataclass(frozen=True, slots=True)
class Draw:
    """So many questions of one topic."""

    topic: str
    count: int


class PoolTooSmall(Exception):
    """The bank holds fewer questions of a topic than the quiz draws."""

    def __init__(self, topic: str, wanted: int, available: int) -> None:
        """Keep the figures for the sentence."""
        super().__init__(topic)
        self.topic = topic
        self.wanted = wanted
        self.available = available


def draw_questions(
    draws: Sequence[Draw], pools: Mapping[str, Sequence[int]], seed: int
) -> list[int]:
    """Choose version ids by blueprint, topic after topic in the blueprint's order.

    `pools` holds the ids that may be drawn, by topic. Raises PoolTooSmall.
    """
    chosen: list[int] = []
    for draw in draws:
        pool = sorted(set(pools.get(draw.topic, ())) - set(chosen))
        if len(pool) < draw.count:
            raise PoolTooSmall(draw.topic, draw.count, len(pool))
        pool.sort(key=lambda version_id: _place(seed, "question", version_id))
        chosen.extend(pool[: draw.count])
    return chosen


def order_options(texts: Sequence[str], seed: int, slot: int, *, shuffles: bool) -> list[int]:
    """Say in which order options stand, as their places in the key (from 0).

    Options about the others ("Tất cả các phương án trên") come last, in the order written.
    """
    places = list(range(len(texts)))
    if not shuffles:
        return places
    free = [place for place in places if not is_pinned(texts[place])]
    free.sort(key=lambda place: _place(seed, f"option {slot}", place))
    return free + [place for place in places if is_pinned(texts[place])]


def is_pinned(text: str) -> bool:
    """True for an option that must stay at the end, since it speaks about the others."""
    return _PINNED.match(fold(text)) is not None


def _place(seed: int, purpose: str, thing: int) -> bytes:
    return hashlib.blake2b(f"{seed}/{purpose}/{thing}".encode(), digest_size=8).digest()
