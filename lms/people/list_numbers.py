"""Numbers that an office's own list gives people: lists “as in the imported list” go by them."""

from typing import Final

UNNUMBERED: Final = 1_000_000_000
"""Of people whom no list has numbered: they stand behind all who are numbered, in name order."""
