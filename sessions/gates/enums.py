"""Words of a gate."""

from enum import StrEnum


class Direction(StrEnum):
    """Which passage a gate records."""

    IN = "in"
    MID = "mid"
    OUT = "out"
