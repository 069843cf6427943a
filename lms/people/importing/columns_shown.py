"""Columns and first rows of a list as the preview shows them."""

from collections.abc import Sequence
from dataclasses import dataclass

from lms.people.importing.columns import Field


@dataclass(frozen=True, slots=True)
class ColumnRead:
    """One column of a list."""

    place: int
    """Counted from 0."""
    heading: str
    field: Field | None
    """What it is read as; None: it is passed over."""
    means: Field | None
    """What its heading means, also where an earlier column holds the same and is read instead."""
    values: tuple[str, ...]
    """The first that are filled, as the list has them."""

    @property
    def letter(self) -> str:
        """As the office program calls the column: A, Z, AA."""
        return letter_of(self.place)


@dataclass(frozen=True, slots=True)
class SheetTop:
    """The first rows of a sheet as they are shown, and the row that is taken for its heading."""

    name: str
    rows: Sequence[Sequence[str]]
    heading: int
    """Row number; 0: none of them looks like one."""

    @property
    def letters(self) -> list[str]:
        """What the office program calls the columns."""
        return [letter_of(place) for place in range(self.width)]

    @property
    def width(self) -> int:
        """So many columns are shown."""
        return max((len(row) for row in self.rows), default=0)

    def words(self, number: int) -> str:
        """A row in one line."""
        return " · ".join(filter(None, self.rows[number - 1]))


def letter_of(place: int) -> str:
    """As the office program calls a column counted from 0: A, Z, AA."""
    name, left = "", place + 1
    while left:
        left, rest = divmod(left - 1, 26)
        name = chr(ord("A") + rest) + name
    return name
