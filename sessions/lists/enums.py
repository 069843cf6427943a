"""Choices on the attendance list."""

from enum import StrEnum


class ListOrder(StrEnum):
    """In which order an attendance list runs."""

    NAME = "name"
    """Vietnamese name order: given name, family name, middle names."""
    UNIT = "unit"
    """Units as they stand in the tree, then by name."""
    POSITION = "position"
    """Leaders first, by the position of the day, then by name."""
    ROSTER = "roster"
    """As in the imported list, the newest first and each row by row; people of none last."""


class Shown(StrEnum):
    """Whom a list shows; the values stand in addresses."""

    ALL = ""
    MISSING = "chua-den"
    """no sign of them yet"""
    HERE = "co-mat"
    """on time, late or in part"""
    PENDING = "cho-xu-ly"
    """staff must decide"""
    FLAGGED = "can-xem"
    """something is unusual"""
    AWAY = "vang"
    """excused, exempt, made up later or absent"""
