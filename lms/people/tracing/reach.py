"""Whom an entry of the trace names, packed: people whose numbers lie side by side share a row.

A page of fifty people is fifty rows at most and, of a unit that was imported together, one or two; a file with
200,000 people is some 3,200. Whether somebody is among them is one bit of one row, found by an index.
"""

from collections.abc import Collection, Iterable
from typing import Final

TOGETHER: Final = 62
"""People of one row: so many bits a signed number of 64 bits has on both databases, and one to spare."""


def packed(person_ids: Collection[int]) -> dict[int, int]:
    """Number of the block → the people of it, a bit each."""
    blocks: dict[int, int] = {}
    for person_id in person_ids:
        block, bit = place_of(person_id)
        blocks[block] = blocks.get(block, 0) | bit
    return blocks


def place_of(person_id: int) -> tuple[int, int]:
    """The block somebody stands in, and their bit there."""
    block, place = divmod(person_id, TOGETHER)
    return block, 1 << place


def unpacked(blocks: Iterable[tuple[int, int]]) -> list[int]:
    """The people of some blocks, each once, in the order of their numbers."""
    return sorted(
        {
            block * TOGETHER + place
            for block, members in blocks
            for place in range(TOGETHER)
            if members >> place & 1
        }
    )
