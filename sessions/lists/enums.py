"""Choices on the attendance list."""

from enum import StrEnum


class ListOrder(StrEnum):
    """In which order an attendance list runs."""

    NAME = "name"
    """Vietnamese name order: given name, family name, middle names."""
    UNIT = "unit"
    """Units as they stand in the tree, then by name."""
    ROSTER = "roster"
    """As in the office's own list, leaders first; people without a number last."""
