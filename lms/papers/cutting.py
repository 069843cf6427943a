"""A4 sheets that are cut into equal pieces: where each piece lies, and where the cuts run."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from lms.papers.page import Pages, PageSetup
from lms.papers.typeset import MM

CUT_SHEET: Final = PageSetup(top=0, bottom=0, left=10, right=10)


@dataclass(frozen=True, slots=True)
class Cuts:
    """A grid of pieces on a sheet; lengths are points, from the lower left corner of the paper."""

    across: int
    down: int
    wide: float
    high: float
    left: float
    below: float

    @property
    def xs(self) -> list[float]:
        """Where the upright cuts run, the outer edges among them."""
        return [self.left + each * self.wide for each in range(self.across + 1)]

    @property
    def ys(self) -> list[float]:
        """Where the level cuts run, from below."""
        return [self.below + each * self.high for each in range(self.down + 1)]

    def pieces(
        self, pages: Pages, count: int, draw_marks: Callable[[Pages], None]
    ) -> Iterator[tuple[float, float]]:
        """The lower left corner of each piece in turn, row by row from the top.

        Begins a new sheet where one is full, and lets the marks be drawn on each before its first piece.
        """
        per_sheet = self.across * self.down
        for place in range(count):
            at = place % per_sheet
            if place and at == 0:
                pages.restart()
            if at == 0:
                draw_marks(pages)
            row, column = divmod(at, self.across)
            yield self.left + column * self.wide, self.below + (self.down - 1 - row) * self.high


EIGHT: Final = Cuts(2, 4, 95 * MM, 67 * MM, 10 * MM, 14.5 * MM)
"""The size of a card to wear, or of a slip that fits an envelope."""
EIGHT_PAD: Final = 5 * MM
"""Left free at both sides within a piece."""
