"""What a quiz may be made of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Shortage:
    """A topic that is asked for more often than the bank can give."""

    topic: str
    wanted: int
    available: int


def find_shortage(
    wanted: Sequence[tuple[str, int]], available: Mapping[str, int]
) -> Shortage | None:
    """The first topic of a blueprint with too few questions in use, or None."""
    for topic, count in wanted:
        there = available.get(topic, 0)
        if count > there:
            return Shortage(topic, count, there)
    return None
