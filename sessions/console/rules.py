"""Heads against records, and a signed-off figure against what holds now: pure."""

from collections.abc import Mapping
from enum import StrEnum


class Balance(StrEnum):
    """What heads counted in the room say about the records."""

    EVEN = "even"
    MORE_HEADS = "more heads"
    """People sit there of whom there is no record."""
    FEWER_HEADS = "fewer heads"
    """More are recorded than sit there."""


def balance(heads: int, recorded: int) -> tuple[Balance, int]:
    """How heads and records compare, and by how many they differ."""
    if heads == recorded:
        return Balance.EVEN, 0
    return (Balance.MORE_HEADS if heads > recorded else Balance.FEWER_HEADS), abs(heads - recorded)


def changed_since(signed: Mapping[str, int], now: Mapping[str, int]) -> list[tuple[str, int, int]]:
    """(name, signed, now) of every figure that is not what was signed, in the order of the names."""
    names = sorted(signed.keys() | now.keys())
    pairs = [(name, signed.get(name, 0), now.get(name, 0)) for name in names]
    return [each for each in pairs if each[1] != each[2]]
